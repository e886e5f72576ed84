import Units

/// Rows put into time order, as blocks of about equal size.
enum TimeOrder {
  /// The same rows by arrival, ties in row order; all service columns hold ids of the trace.
  ///
  /// Columns are moved one after the other, and each is given back as soon as it has been.
  static func sorted(_ blocks: [ColumnBlock], parts: Int) throws -> [ColumnBlock] {
    let count = blocks.reduce(0) { $0 + $1.count }
    let arrivals: Column<Int64> = joined(blocks.map(\.arrivals), blocks, count)
    for block in blocks { block.arrivals = nil }
    let order = rowOrder(arrivals.base, count: count)
    let bounds = (0...parts).map { $0 * count / parts }
    let result = (0..<parts).map { part in
      ColumnBlock(capacity: bounds[part + 1] - bounds[part], blocks[0].optional)
    }
    try gather(arrivals, result.map(\.arrivals), bounds, order)
    try move(\.services, from: blocks, to: result, bounds, order)
    try move(\.durations, from: blocks, to: result, bounds, order)
    try move(\.memories, from: blocks, to: result, bounds, order)
    try move(\.cpuTimes, from: blocks, to: result, bounds, order)
    try move(\.initTimes, from: blocks, to: result, bounds, order)
    try move(\.billedTimes, from: blocks, to: result, bounds, order)
    try move(\.coldStarts, from: blocks, to: result, bounds, order)
    try move(\.instances, from: blocks, to: result, bounds, order)
    try move(\.requestBytes, from: blocks, to: result, bounds, order)
    try move(\.responseBytes, from: blocks, to: result, bounds, order)
    return result
  }

  private static func move<Element: BitwiseCopyable>(
    _ column: ReferenceWritableKeyPath<ColumnBlock, Column<Element>?>, from blocks: [ColumnBlock],
    to result: [ColumnBlock], _ bounds: [Int], _ order: Column<UInt32>
  ) throws {
    guard blocks[0][keyPath: column] != nil else { return }
    let flat = joined(blocks.map { $0[keyPath: column] }, blocks, bounds[bounds.count - 1])
    for block in blocks { block[keyPath: column] = nil }
    try gather(flat, result.map { $0[keyPath: column] }, bounds, order)
  }

  private static func joined<Element: BitwiseCopyable>(
    _ columns: [Column<Element>?], _ blocks: [ColumnBlock], _ count: Int
  ) -> Column<Element> {
    let flat = Column<Element>(capacity: count)
    var start = 0
    for (column, block) in zip(columns, blocks) {
      if let column { (flat.base + start).update(from: column.base, count: block.count) }
      start += block.count
    }
    return flat
  }

  private static func gather<Element: BitwiseCopyable>(
    _ flat: Column<Element>, _ targets: [Column<Element>?], _ bounds: [Int],
    _ order: Column<UInt32>
  ) throws {
    _ = try parallelMap(count: targets.count, jobs: targets.count) { part in
      guard let target = targets[part]?.base else { return }
      let source = flat.base
      let rows = order.base + bounds[part]
      for row in 0..<(bounds[part + 1] - bounds[part]) { target[row] = source[Int(rows[row])] }
    }
  }

  /// Row numbers by arrival: a radix sort from the lowest digit, which keeps ties in row order.
  private static func rowOrder(
    _ arrivals: UnsafeMutablePointer<Int64>, count: Int
  ) -> Column<UInt32> {
    var lowest = Int64.max
    var highest = Int64.min
    for row in 0..<count {
      lowest = min(lowest, arrivals[row])
      highest = max(highest, arrivals[row])
    }
    var order = Column<UInt32>(capacity: count)
    var other = Column<UInt32>(capacity: count)
    for row in 0..<count { order.base[row] = UInt32(truncatingIfNeeded: row) }
    var shift: UInt64 = 0
    while UInt64(highest - lowest) >> shift > 0 {
      pass(order.base, other.base, arrivals, count, lowest, shift)
      swap(&order, &other)
      shift += digitWidth
    }
    return order
  }

  private static let digitWidth: UInt64 = 13

  private static func pass(
    _ order: UnsafeMutablePointer<UInt32>, _ other: UnsafeMutablePointer<UInt32>,
    _ arrivals: UnsafeMutablePointer<Int64>, _ count: Int, _ lowest: Int64, _ shift: UInt64
  ) {
    let mask = (1 << digitWidth) &- UInt64(1)
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 1 << Int(digitWidth)) { starts in
      starts.initialize(repeating: 0)
      for row in 0..<count {
        starts[Int(UInt64(arrivals[row] &- lowest) >> shift & mask)] &+= 1
      }
      var start = 0
      for digit in starts.indices {
        (starts[digit], start) = (start, start + starts[digit])
      }
      for index in 0..<count {
        let row = order[index]
        let digit = Int(UInt64(arrivals[Int(row)] &- lowest) >> shift & mask)
        other[starts[digit]] = row
        starts[digit] &+= 1
      }
    }
  }
}

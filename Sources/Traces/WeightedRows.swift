import Units

/// Turns rows that stand for several requests, as sampled telemetry has them, into requests.
///
/// A row's own request keeps its stamp. A sampler lets the others of a row go by until it keeps the
/// next one, so each of them arrives at a time drawn evenly from the row to the next one of its
/// service; behind a service's last row the time before it is taken again. Where a service has one
/// stamp alone, they arrive at times drawn evenly from the trace's span, a second or more.
struct WeightedRows {
  /// Requests that all rows may stand for together.
  static let mostRequests: Int64 = 1 << 26
  /// Microseconds that a trace spans at the least.
  private static let leastSpan: Int64 = 1_000_000

  private struct Row {
    let service: UInt32
    let arrival: Int64
    let block: Int
    let row: Int
  }

  /// Microseconds from each row of each block to the next one of its service; 0 where that has one
  /// stamp alone.
  private var gaps: [[Int64]]
  /// The first arrival of the trace, and its span in microseconds.
  private let start: Int64
  private let span: Int64
  private var random: SeededGenerator

  /// Replaces the weights of the blocks by rows; `services` are the ids of each worker's services.
  ///
  /// Throws `Failure(.data)` where that makes more than `mostRequests`.
  static func expand(
    _ blocks: inout [ParsedBlock], services: [[UInt32]], seed: UInt64
  ) throws {
    let requests = blocks.reduce(Int64(0)) { $0 + $1.columns.weightedCount }
    guard requests <= mostRequests else {
      throw Failure(
        .data,
        "the rows stand for \(requests) requests, more than \(mostRequests) are not made of weights",
        hint: "give a shorter part of the log")
    }
    var expansion = WeightedRows(blocks, services, seed)
    for index in blocks.indices where blocks[index].columns.weights != nil {
      expansion.expand(&blocks[index], at: index)
    }
  }

  private init(_ blocks: [ParsedBlock], _ services: [[UInt32]], _ seed: UInt64) {
    random = SeededGenerator(seed: seed, "weights")
    gaps = blocks.map { Array(repeating: 0, count: $0.columns.count) }
    var rows: [Row] = []
    for (index, block) in blocks.enumerated() {
      guard let ids = block.columns.services?.base, let arrivals = block.columns.arrivals?.base
      else { continue }
      for row in 0..<block.columns.count {
        rows.append(
          Row(
            service: services[block.worker][Int(ids[row])], arrival: arrivals[row], block: index,
            row: row))
      }
    }
    start = rows.map(\.arrival).min() ?? 0
    span = max(Self.leastSpan, (rows.map(\.arrival).max() ?? start) - start)
    rows.sort { ($0.service, $0.arrival) < ($1.service, $1.arrival) }
    noteGaps(rows)
  }

  /// `rows` are sorted by service and arrival.
  private mutating func noteGaps(_ rows: [Row]) {
    var start = 0
    var before: Int64?
    while start < rows.count {
      let first = rows[start]
      var end = start
      while end < rows.count, rows[end].service == first.service,
        rows[end].arrival == first.arrival
      { end += 1 }
      let next = end < rows.count && rows[end].service == first.service ? rows[end].arrival : nil
      let gap = next.map { $0 - first.arrival } ?? before ?? 0
      for row in rows[start..<end] { gaps[row.block][row.row] = gap }
      before = next == nil ? nil : gap
      start = end
    }
  }

  private mutating func expand(_ block: inout ParsedBlock, at index: Int) {
    guard let weights = block.columns.weights?.base else { return }
    let rows = block.columns.count
    let counts = (0..<rows).map { Int(weights[$0]) }
    block.keptRows = rows
    block.weightedRows = counts.count { $0 > 1 }
    block.loneWeightedRows = counts.indices.count { counts[$0] > 1 && gaps[index][$0] == 0 }
    block.columns.repeatRows(counts)
    block.weightedRequests = block.columns.count
    if let arrivals = block.columns.arrivals?.base {
      var place = 0
      for (row, count) in counts.enumerated() {
        for copy in 0..<count {
          if copy > 0 {
            let gap = gaps[index][row]
            let origin = gap > 0 ? arrivals[place] : start
            let moved = origin + Int64(random.below(Int(gap > 0 ? gap : span)))
            arrivals[place] = min(moved, TraceLimits.arrival)
          }
          place += 1
        }
      }
    }
    block.noteOrder()
  }
}

extension ColumnBlock {
  /// Requests that the rows stand for.
  fileprivate var weightedCount: Int64 {
    guard let weights = weights?.base else { return Int64(count) }
    return (0..<count).reduce(0) { $0 + Int64(weights[$1]) }
  }

  /// Sets each row as often as its count says, one after the other; the weights are gone then.
  fileprivate func repeatRows(_ counts: [Int]) {
    services = services?.repeated(counts)
    arrivals = arrivals?.repeated(counts)
    durations = durations?.repeated(counts)
    memories = memories?.repeated(counts)
    cpuTimes = cpuTimes?.repeated(counts)
    initTimes = initTimes?.repeated(counts)
    billedTimes = billedTimes?.repeated(counts)
    coldStarts = coldStarts?.repeated(counts)
    instances = instances?.repeated(counts)
    requestBytes = requestBytes?.repeated(counts)
    responseBytes = responseBytes?.repeated(counts)
    weights = nil
    count = counts.reduce(0, +)
  }
}

extension Column {
  fileprivate func repeated(_ counts: [Int]) -> Column {
    let column = Column(capacity: counts.reduce(0, +))
    var place = 0
    for (row, count) in counts.enumerated() {
      (column.base + place).update(repeating: base[row], count: count)
      place += count
    }
    return column
  }
}

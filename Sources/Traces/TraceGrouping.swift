import Units

/// Blocks of rows into a trace: a counting sort by service, one column after the other.
struct TraceGrouping {
  private let blocks: [ColumnBlock]
  /// Row numbers of the blocks.
  private let starts: [Int]
  /// Consecutive blocks of about equal size, one part a thread.
  private let parts: [Range<Int>]
  private let serviceCount: Int
  private let count: Int

  /// `blocks` are in time order, their service columns hold ids below `serviceCount`.
  private init(_ blocks: [ColumnBlock], serviceCount: Int, jobs: Int) {
    self.blocks = blocks
    self.serviceCount = serviceCount
    var starts = [0]
    for block in blocks { starts.append(starts[starts.count - 1] + block.count) }
    let count = starts[blocks.count]
    let cuts = (0...jobs).map { part in
      starts.firstIndex { $0 >= part * count / jobs } ?? blocks.count
    }
    parts = (0..<jobs).map { cuts[$0]..<($0 == jobs - 1 ? blocks.count : cuts[$0 + 1]) }
    self.starts = starts
    self.count = count
  }

  /// The trace of the blocks, whose columns are given back on the way.
  ///
  /// - Parameters:
  ///   - ids: for each block the ids in the trace of those in the block's columns.
  ///   - isInOrder: whether the rows are in time order as they stand.
  static func trace(
    of blocks: [ColumnBlock], ids: [BlockIDs], names: [String], isInOrder: Bool,
    loggedPlatform: String?, jobs: Int
  ) throws -> Trace {
    try translate(blocks, ids, jobs: jobs)
    let optional = blocks.reduce(into: OptionalColumns()) { $0.formUnion($1.optional) }
    for block in blocks { block.add(optional) }
    let ordered = isInOrder ? blocks : try TimeOrder.sorted(blocks, parts: jobs)
    return try TraceGrouping(ordered, serviceCount: names.count, jobs: jobs)
      .trace(names, loggedPlatform)
  }

  private func trace(_ names: [String], _ loggedPlatform: String?) throws -> Trace {
    let (order, counts) = try serviceOrder()
    for block in blocks { block.services = nil }
    var cursors = counts
    var rows: [Range<Int>] = []
    var next = 0
    for service in 0..<serviceCount {
      let first = next
      for part in parts.indices {
        cursors[part][service] = next
        next += counts[part][service]
      }
      rows.append(first..<next)
    }
    return Trace(
      serviceNames: names, rows: rows, serviceOrder: order,
      arrivals: try grouped(\.arrivals, order, cursors) ?? [],
      durations: try grouped(\.durations, order, cursors) ?? [],
      memories: try grouped(\.memories, order, cursors) ?? [],
      cpuTimes: try grouped(\.cpuTimes, order, cursors),
      initTimes: try grouped(\.initTimes, order, cursors),
      billedTimes: try grouped(\.billedTimes, order, cursors),
      coldStarts: try grouped(\.coldStarts, order, cursors),
      instances: try grouped(\.instances, order, cursors),
      requestBytes: try grouped(\.requestBytes, order, cursors),
      responseBytes: try grouped(\.responseBytes, order, cursors),
      loggedPlatform: loggedPlatform)
  }

  /// The blocks' service columns in a row, and how often each part has each service.
  private func serviceOrder() throws -> (order: [UInt32], counts: [[Int]]) {
    var counts: [[Int]] = []
    let order = try [UInt32](unsafeUninitializedCapacity: count) { buffer, initialized in
      nonisolated(unsafe) let target = buffer.baseAddress
      counts = try parallelMap(count: parts.count, jobs: parts.count) { part in
        var counts = [Int](repeating: 0, count: serviceCount)
        counts.withUnsafeMutableBufferPointer { counts in
          for index in parts[part] {
            guard let source = blocks[index].services?.base, let target else { continue }
            let out = target + starts[index]
            for row in 0..<blocks[index].count {
              out[row] = source[row]
              counts[Int(source[row])] &+= 1
            }
          }
        }
        return counts
      }
      initialized = count
    }
    return (order, counts)
  }

  /// One column by service; the blocks' own is given back.
  private func grouped<Element: BitwiseCopyable>(
    _ column: ReferenceWritableKeyPath<ColumnBlock, Column<Element>?>, _ order: [UInt32],
    _ cursors: [[Int]]
  ) throws -> [Element]? {
    let columns = blocks.map { $0[keyPath: column] }
    guard columns.allSatisfy({ $0 != nil }) else { return nil }
    let result = try [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      nonisolated(unsafe) let target = buffer.baseAddress
      _ = try parallelMap(count: parts.count, jobs: parts.count) { part in
        var cursors = cursors[part]
        guard let target else { return }
        cursors.withUnsafeMutableBufferPointer { cursors in
          order.withUnsafeBufferPointer { order in
            for index in parts[part] {
              guard let source = columns[index]?.base else { continue }
              let services = UnsafeBufferPointer(rebasing: order[starts[index]...])
              for row in 0..<blocks[index].count {
                let service = Int(services[row])
                target[cursors[service]] = source[row]
                cursors[service] &+= 1
              }
            }
          }
        }
      }
      initialized = count
    }
    for block in blocks { block[keyPath: column] = nil }
    return result
  }

  /// Ids of workers into ids of the trace, in place.
  private static func translate(
    _ blocks: [ColumnBlock], _ ids: [BlockIDs], jobs: Int
  ) throws {
    _ = try parallelMap(count: blocks.count, jobs: jobs) { index in
      let count = blocks[index].count
      if let services = blocks[index].services?.base {
        ids[index].services.withUnsafeBufferPointer { ids in
          for row in 0..<count { services[row] = ids[Int(services[row])] }
        }
      }
      // Ids that are the trace's already come without a translation.
      if let instances = blocks[index].instances?.base, !ids[index].instances.isEmpty {
        ids[index].instances.withUnsafeBufferPointer { ids in
          for row in 0..<count where instances[row] != Trace.noInstance {
            instances[row] = ids[Int(instances[row])]
          }
        }
      }
    }
  }
}

/// For the ids that one block's columns hold, those of the trace.
struct BlockIDs: Sendable {
  let services: [UInt32]
  let instances: [UInt32]
}

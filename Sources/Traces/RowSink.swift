/// Where a block's good rows go, and what is noted of them on the way.
///
/// The columns have room for one more row at any time: they grow when the last one is taken.
struct RowSink {
  private let target: ColumnBlock
  private let capacity: Int
  private let services: UnsafeMutablePointer<UInt32>
  private let arrivals: UnsafeMutablePointer<Int64>
  private let durations: UnsafeMutablePointer<Int64>
  private let memories: UnsafeMutablePointer<Int32>
  private let cpuTimes: UnsafeMutablePointer<Int64>?
  private let initTimes: UnsafeMutablePointer<Int64>?
  private let billedTimes: UnsafeMutablePointer<Int64>?
  private let extras: ExtraColumns?
  /// Rows so far.
  private(set) var count = 0
  private var memoryAssumedRows = 0
  private var previous = Int64.min
  private var isInOrder = true
  private var coarseness = StampCoarseness()

  /// The columns have room for a row or more; nil where a required one is gone.
  init?(_ target: ColumnBlock) {
    guard target.count > 0, let services = target.services?.base,
      let arrivals = target.arrivals?.base,
      let durations = target.durations?.base, let memories = target.memories?.base
    else { return nil }
    self.target = target
    capacity = target.count
    self.services = services
    self.arrivals = arrivals
    self.durations = durations
    self.memories = memories
    cpuTimes = target.cpuTimes?.base
    initTimes = target.initTimes?.base
    billedTimes = target.billedTimes?.base
    extras = ExtraColumns(target)
  }

  /// Whether there is a column that few files have.
  var hasExtras: Bool { extras != nil }

  /// The values of those columns for the row that is appended next.
  func set(_ values: RowExtras, instance: UInt32) {
    extras?.write(values, instance: instance, at: count)
  }

  /// `stamp` is the time as it is written, of the start or of the end.
  @inline(__always)
  mutating func append(_ row: RowValues, service: UInt32, stamp: Int64) {
    services[count] = service
    arrivals[count] = row.arrival
    durations[count] = row.duration
    memories[count] = Int32(truncatingIfNeeded: row.memory)
    cpuTimes?[count] = row.cpuTime
    initTimes?[count] = row.initTime
    billedTimes?[count] = row.billedTime
    isInOrder = isInOrder && row.arrival >= previous
    previous = row.arrival
    coarseness.note(stamp)
    if row.isMemoryAssumed { memoryAssumedRows &+= 1 }
    count &+= 1
    if count == capacity { self = grown() }
  }

  /// The same with twice the room. Not mutating, so that the rows are appended in registers.
  @inline(never)
  private func grown() -> RowSink {
    target.resize(to: capacity * 2)
    guard var larger = RowSink(target) else { fatalError("a block keeps its columns") }
    larger.count = count
    larger.memoryAssumedRows = memoryAssumedRows
    larger.previous = previous
    larger.isInOrder = isInOrder
    larger.coarseness = coarseness
    return larger
  }

  /// Completes what is known of the block, whose columns may move as they shrink.
  func finish(_ result: inout ParsedBlock) {
    result.rowsRead += count
    result.memoryAssumedRows = memoryAssumedRows
    result.isInOrder = isInOrder
    result.coarseness = coarseness
    result.coarseness.rows = count
    if count > 0 {
      result.firstArrival = arrivals[0]
      result.lastArrival = arrivals[count - 1]
    }
    result.oddDurations = OddDurations(durations, count: count)
    target.resize(to: count)
  }
}

/// Columns that few files have.
private struct ExtraColumns {
  let coldStarts: UnsafeMutablePointer<Int8>?
  let instances: UnsafeMutablePointer<UInt32>?
  let requestBytes: UnsafeMutablePointer<Int64>?
  let responseBytes: UnsafeMutablePointer<Int64>?
  let weights: UnsafeMutablePointer<Int32>?

  /// Nil where there is none of them.
  init?(_ target: ColumnBlock) {
    let extras: OptionalColumns = [
      .coldStarts, .instances, .requestBytes, .responseBytes, .weights,
    ]
    guard !target.optional.isDisjoint(with: extras) else { return nil }
    coldStarts = target.coldStarts?.base
    instances = target.instances?.base
    requestBytes = target.requestBytes?.base
    responseBytes = target.responseBytes?.base
    weights = target.weights?.base
  }

  func write(_ row: RowExtras, instance: UInt32, at index: Int) {
    coldStarts?[index] = row.coldStart
    instances?[index] = instance
    requestBytes?[index] = row.requestBytes
    responseBytes?[index] = row.responseBytes
    weights?[index] = row.weight
  }
}

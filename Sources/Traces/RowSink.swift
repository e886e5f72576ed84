/// Where a block's good rows go, and what is noted of them on the way.
struct RowSink {
  private let services: UnsafeMutablePointer<UInt32>
  private let arrivals: UnsafeMutablePointer<Int64>
  private let durations: UnsafeMutablePointer<Int64>
  private let memories: UnsafeMutablePointer<Int32>
  private let cpuTimes: UnsafeMutablePointer<Int64>?
  private let initTimes: UnsafeMutablePointer<Int64>?
  private let billedTimes: UnsafeMutablePointer<Int64>?
  /// Rows so far.
  private(set) var count = 0
  private var memoryAssumedRows = 0
  private var previous = Int64.min
  private var isInOrder = true
  private var isCoarse = true

  /// The columns have room for every row of the block; nil where a required one is gone.
  init?(_ target: ColumnBlock) {
    guard let services = target.services?.base, let arrivals = target.arrivals?.base,
      let durations = target.durations?.base, let memories = target.memories?.base
    else { return nil }
    self.services = services
    self.arrivals = arrivals
    self.durations = durations
    self.memories = memories
    cpuTimes = target.cpuTimes?.base
    initTimes = target.initTimes?.base
    billedTimes = target.billedTimes?.base
  }

  @inline(__always)
  mutating func append(_ row: RowValues, service: UInt32) {
    services[count] = service
    arrivals[count] = row.arrival
    durations[count] = row.duration
    memories[count] = Int32(truncatingIfNeeded: row.memory)
    cpuTimes?[count] = row.cpuTime
    initTimes?[count] = row.initTime
    billedTimes?[count] = row.billedTime
    isInOrder = isInOrder && row.arrival >= previous
    previous = row.arrival
    if isCoarse { isCoarse = row.arrival % 1_000_000 == 0 }
    if row.isMemoryAssumed { memoryAssumedRows &+= 1 }
    count &+= 1
  }

  /// Completes what is known of the block, whose columns may move as they shrink.
  func finish(_ result: inout ParsedBlock) {
    result.rowsRead += count
    result.memoryAssumedRows = memoryAssumedRows
    result.isInOrder = isInOrder
    result.isCoarse = isCoarse
    if count > 0 {
      result.firstArrival = arrivals[0]
      result.lastArrival = arrivals[count - 1]
    }
    result.columns.shrink(to: count)
  }
}

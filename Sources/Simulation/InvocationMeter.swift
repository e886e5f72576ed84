import Metering

/// Billed time and memory of one service's completed requests, and the memory of its starts.
struct InvocationMeter {
  private let timeRule: BilledTimeRule
  private let memoryRule: BilledMemoryRule
  private let memory: Int32?
  private let usesLoggedBilledTime: Bool
  // Most services have one memory size: its rounding is not repeated for each request.
  private var lastMemory: Int32
  private var lastBilledMemory: Int32
  private(set) var billedTime: Int128 = 0
  private(set) var billedMemoryTime: Int128 = 0
  private(set) var restoredMemory: Int128 = 0

  init(_ model: PerInvocationModel) {
    timeRule = model.billedTime
    memoryRule = model.billedMemory
    memory = model.memory
    usesLoggedBilledTime = model.usesLoggedBilledTime
    lastMemory = model.memory ?? 0
    lastBilledMemory = memoryRule.billed(lastMemory)
  }

  mutating func add(row: Int, initTime: Int64, columns: ReplayColumns) {
    let time: Int64
    if usesLoggedBilledTime, let logged = columns.billedTimes?[row], logged >= 0 {
      time = logged
    } else {
      time = timeRule.billed(duration: columns.durations[row], initialization: initTime)
    }
    if memory == nil, columns.memories[row] != lastMemory {
      lastMemory = columns.memories[row]
      lastBilledMemory = memoryRule.billed(lastMemory)
    }
    billedTime &+= Int128(truncatingIfNeeded: time)
    billedMemoryTime &+=
      Int128(truncatingIfNeeded: time) &* Int128(truncatingIfNeeded: lastBilledMemory)
  }
  /// The request of `row` starts an environment.
  mutating func restore(row: Int, columns: ReplayColumns) {
    let billed = memoryRule.billed(memory ?? columns.memories[row])
    restoredMemory &+= Int128(truncatingIfNeeded: billed)
  }
}

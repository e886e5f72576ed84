import Metering

/// How much CPU a request is taken to use.
public struct CPUTimeRule: Hashable, Sendable {
  /// MB of memory that buy one vCPU; nil is a whole vCPU for every request. Used where the trace
  /// has no CPU times.
  public let memoryPerVcpu: Int?

  public init(memoryPerVcpu: Int?) { self.memoryPerVcpu = memoryPerVcpu }

  /// Thousandths of a vCPU × µs of a request.
  func time(duration: Int64, memory: Int32, measured: Int64?) -> Int128 {
    if let measured { return Int128(measured) * 1_000 }
    guard let memoryPerVcpu else { return Int128(duration) * 1_000 }
    let share = min(1_000, Int64(memory) * 1_000 / Int64(memoryPerVcpu))
    return Int128(duration) * Int128(share)
  }
}

/// What one service used in one clock hour (UTC); requests and active periods count in the hour in
/// which they end.
public struct HourOfUse: Equatable, Sendable {
  /// Hours since 1970.
  public let hour: Int64
  public internal(set) var requests = 0
  public internal(set) var activeTime: Int128 = 0
  public internal(set) var minimumActiveTime: Int128 = 0
}

/// What an environment has been billed for last: from its first moment until the rounded end.
struct BilledPeriod {
  var start = Int64.min
  var end = Int64.min
}

/// Meters the time of environments and the CPU time of requests, by the rules of the platform; every
/// replay of environments that requests share is billed by it.
struct ActivityMeter {
  private let rule: BilledTimeRule
  private let unitesPeriods: Bool
  private let existence: BilledTimeRule?
  /// What rounding adds to the existence of environments that are gone.
  private(set) var addedExistence: Int128 = 0
  private let cpu: CPUTimeRule?
  private let memory: Int32?
  private let countsHours: Bool
  private var runningTime: Int128 = 0
  private var activeTime: Int128 = 0
  private var minimumActiveTime: Int128 = 0
  private var cpuTime: Int128 = 0
  private var hours: [HourOfUse] = []

  private static let hour: Int64 = 3_600_000_000

  init(_ model: PerInvocationModel) {
    rule = model.activeTime ?? BilledTimeRule(increment: 1, minimum: 0, includesInit: true)
    unitesPeriods = model.unitesActivePeriods
    existence = model.existence
    cpu = model.cpu
    memory = model.memory
    countsHours = model.metersByHour
  }

  /// The request of `row` is served.
  mutating func add(row: Int, columns: ReplayColumns) {
    guard let cpu else { return }
    cpuTime &+= cpu.time(
      duration: columns.durations[row], memory: memory ?? columns.memories[row],
      measured: columns.cpuTimes?[row])
  }

  mutating func depart(at time: Int64) {
    guard countsHours else { return }
    hours[place(at: time)].requests &+= 1
  }

  /// An environment becomes idle at `end`; it is billed for what the period adds to what it has been
  /// billed for before.
  ///
  /// - Parameters:
  ///   - initialization: the part of the period that it initialised.
  ///   - last: the latest billed period of the environment.
  mutating func end(
    from start: Int64, to end: Int64, initialization: Int64, isKept: Bool,
    last: inout BilledPeriod
  ) {
    let begin = rule.includesInit ? start : start &+ initialization
    if !unitesPeriods || begin >= last.end { last = BilledPeriod(start: begin, end: begin) }
    let until = max(
      last.end, last.start &+ rule.billed(duration: end &- last.start, initialization: 0))
    let billed = Int128(truncatingIfNeeded: until &- last.end)
    last.end = until
    runningTime &+= Int128(truncatingIfNeeded: end &- start)
    if isKept {
      minimumActiveTime &+= billed
    } else {
      activeTime &+= billed
    }
    guard countsHours else { return }
    let place = place(at: end)
    if isKept {
      hours[place].minimumActiveTime &+= billed
    } else {
      hours[place].activeTime &+= billed
    }
  }

  /// An environment is gone after it existed for so long.
  mutating func end(existence time: Int64) { addedExistence &+= added(to: time) }

  /// What the platform's rounding adds to the existence of an environment.
  func added(to existence: Int64) -> Int128 {
    guard let rule = self.existence else { return 0 }
    return Int128(rule.billed(duration: existence, initialization: 0) - existence)
  }

  /// The last hour, or a new one; departures come in time order.
  private mutating func place(at time: Int64) -> Int {
    let remainder = time % Self.hour
    let hour = time / Self.hour - (remainder < 0 ? 1 : 0)
    if hours.last?.hour != hour { hours.append(HourOfUse(hour: hour)) }
    return hours.count - 1
  }

  func report(to outcome: inout Outcome) {
    outcome.runningTime = runningTime
    outcome.activeTime = activeTime
    outcome.minimumActiveTime = minimumActiveTime
    outcome.cpuTime = cpuTime
    outcome.hours = hours
  }
}

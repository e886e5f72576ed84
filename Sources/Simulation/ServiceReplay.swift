import Traces
import Units

/// The environments of one service and what they have done so far.
///
/// The caller hands in the events in time order: it keeps the departures.
struct ServiceReplay<Idle: IdleEnvironments> {
  private var idle: Idle
  private var keepAlive: KeepAliveDraw
  private var initialization: InitializationDraw
  private var meter: InvocationMeter
  private let reserved: Int
  private var integral: InFlightIntegral
  private var coldStarts: [Int64] = []
  private var completed = 0
  private var latencySum: Int128 = 0
  private var initTime: Int128 = 0
  private var reusedIdleTime: Int128 = 0
  private var lastDeparture = Int64.min

  init(
    _ model: PerInvocationModel, service: String, meanInitTime: Int64, seed: UInt64, start: Int64
  ) {
    idle = Idle(seed: seed, service: service)
    keepAlive = KeepAliveDraw(model.keepAlive, seed: seed, service: service)
    initialization = InitializationDraw(
      model.initialization, mean: meanInitTime, seed: seed, service: service)
    meter = InvocationMeter(model)
    reserved = model.reservedConcurrency ?? .max
    integral = InFlightIntegral(from: start)
  }

  /// The request of `row` arrives at `time`: its departure, or nil when it is throttled.
  mutating func arrive(row: Int, at time: Int64, columns: ReplayColumns) -> Int64? {
    guard integral.inFlight < reserved else {
      columns.latencies[row] = ReplayColumns.notCompleted
      return nil
    }
    integral.arrive(at: time)
    var initialized: Int64 = 0
    if let idleStart = idle.take(at: time) {
      reusedIdleTime &+= Int128(truncatingIfNeeded: time &- idleStart)
    } else {
      coldStarts.append(time)
      initialized = initialization.next(row: row, columns: columns)
      initTime &+= Int128(truncatingIfNeeded: initialized)
    }
    meter.add(row: row, initTime: initialized, columns: columns)
    let latency = initialized &+ columns.durations[row]
    columns.latencies[row] = latency
    latencySum &+= Int128(truncatingIfNeeded: latency)
    completed &+= 1
    return time &+ latency
  }

  /// A request departs at `time` and leaves its environment idle.
  mutating func depart(at time: Int64) {
    integral.depart(at: time)
    lastDeparture = time
    idle.release(IdlePeriod(start: time, end: time &+ keepAlive.next()))
  }

  /// The account after all requests have departed.
  func finished(requests: Int) throws -> ServiceAccount {
    try integral.check(against: latencySum)
    var outcome = Outcome()
    outcome.requests = requests
    outcome.completed = completed
    outcome.throttled = requests - completed
    outcome.coldStarts = coldStarts.count
    outcome.latencySum = latencySum
    outcome.waitSum = initTime
    outcome.initTime = initTime
    outcome.billedTime = meter.billedTime
    outcome.billedMemoryTime = meter.billedMemoryTime
    outcome.runningTime = latencySum
    outcome.busySlotTime = latencySum
    outcome.instanceTime = latencySum + reusedIdleTime + idle.expired.time
    outcome.peakConcurrency = integral.peak
    // An arrival starts an environment only when none is idle, so that as many exist as requests
    // are in flight; and there are never fewer.
    outcome.peakInstances = integral.peak
    return ServiceAccount(
      outcome: outcome, lastDeparture: lastDeparture, coldStarts: coldStarts,
      expiries: idle.expired.ends, remaining: idle.remaining)
  }
}

/// What one service's replay hands over for the figures that need the whole trace.
struct ServiceAccount: Sendable {
  /// Without percentiles, and without the idle time of `remaining`.
  var outcome: Outcome
  /// `Int64.min` when no request completed.
  let lastDeparture: Int64
  let coldStarts: [Int64]
  var expiries: [Int64]
  let remaining: [IdlePeriod]

  /// Ends the window of the means: idle environments that are left are cut there.
  mutating func close(first: Int64, last: Int64) {
    for period in remaining {
      outcome.instanceTime += Int128(min(period.end, last) - period.start)
      expiries.append(period.end)
    }
    outcome.availableSlotTime = outcome.instanceTime
    outcome.window = last - first
  }
}

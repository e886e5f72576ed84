import Traces
import Units

/// The environments of one service and what they have done so far, where nothing but a limit of
/// requests in flight can refuse a request.
///
/// The caller hands in the events in time order: it keeps the departures.
struct ServiceReplay<Idle: IdleEnvironments> {
  private var environments: OnDemandEnvironments<Idle>
  private var meter: InvocationMeter
  private let reserved: Int
  private var integral: InFlightIntegral
  private var completed = 0
  private var latencySum: Int128 = 0
  private var lastDeparture = Int64.min

  init(
    _ model: PerInvocationModel, service: String, meanInitTime: Int64, seed: UInt64, start: Int64
  ) {
    environments = OnDemandEnvironments(
      model, service: service, meanInitTime: meanInitTime, seed: seed)
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
    if !environments.reuse(at: time) {
      initialized = environments.start(row: row, at: time, columns: columns)
      meter.restore(row: row, columns: columns)
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
    environments.release(at: time)
  }

  /// The account after all requests have departed.
  func finished(requests: Int) throws -> ServiceAccount {
    try integral.check(against: latencySum)
    var outcome = Outcome()
    outcome.requests = requests
    outcome.completed = completed
    outcome.throttled = requests - completed
    outcome.latencySum = latencySum
    outcome.waitSum = environments.initTime
    outcome.billedTime = meter.billedTime
    outcome.billedMemoryTime = meter.billedMemoryTime
    outcome.restoredMemory = meter.restoredMemory
    outcome.runningTime = latencySum
    outcome.busySlotTime = latencySum
    outcome.peakConcurrency = integral.peak
    // An arrival starts an environment only when none is idle, so that as many exist as requests
    // are in flight; and there are never fewer.
    outcome.peakInstances = integral.peak
    return environments.account(outcome, busyTime: latencySum, lastDeparture: lastDeparture)
  }
}

import Traces
import Units

/// The environments of one service under every limit, and what they have done so far.
///
/// The caller hands in the events in time order: it keeps the departures and the retries.
struct LimitedService<Idle: IdleEnvironments> {
  private var environments: OnDemandEnvironments<Idle>
  private var meter: InvocationMeter
  private var provisionedMeter: InvocationMeter
  private let provisioned: Int
  private let reserved: Int
  private var provisionedRequests: TokenBucket?
  private var reservedRequests: TokenBucket?
  private var starts: TokenBucket?
  private var retryDraw: RetryDraw?
  private var executing: InFlightIntegral
  private var provisionedExecuting = 0
  private var onDemandPeak = 0
  private var onDemandTime: Int128 = 0
  private var provisionedTime: Int128 = 0
  private var latencySum: Int128 = 0
  private var waitSum: Int128 = 0
  private var counts = Outcome()
  private var lastDeparture = Int64.min

  init(
    _ model: PerInvocationModel, _ limits: InvocationLimits, service: Int, name: String,
    meanInitTime: Int64, seed: UInt64, start: Int64
  ) {
    environments = OnDemandEnvironments(
      model, service: name, meanInitTime: meanInitTime, seed: seed)
    meter = InvocationMeter(model)
    provisionedMeter = meter
    provisioned = limits.provisioned[service]
    reserved = limits.reserved ?? .max
    provisionedRequests = limits.requestBucket(concurrency: provisioned, start: start)
    reservedRequests = limits.requestBucket(concurrency: limits.reserved, start: start)
    starts = limits.scaleBucket(start: start)
    if case .retry(let policy) = model.throttling {
      retryDraw = RetryDraw(policy, seed: seed, service: name)
    }
    executing = InFlightIntegral(from: start)
  }

  /// The request of `row` is tried at `time`: its departure, or nil when a limit refuses it.
  mutating func attempt(
    row: Int, at time: Int64, account: inout OnDemandAccount, columns: ReplayColumns
  ) -> (time: Int64, isProvisioned: Bool)? {
    guard executing.inFlight < reserved else { return nil }
    if provisionedExecuting < provisioned, provisionedRequests.hasToken(at: time) {
      provisionedRequests.take()
      return (serveProvisioned(row: row, at: time, columns: columns), true)
    }
    guard account.hasRoom(at: time), reservedRequests.hasToken(at: time) else { return nil }
    var initialized: Int64 = 0
    if !environments.reuse(at: time) {
      guard starts.hasToken(at: time) else { return nil }
      starts.take()
      initialized = environments.start(row: row, at: time, columns: columns)
      meter.restore(row: row, columns: columns)
    }
    account.enter()
    reservedRequests.take()
    meter.add(row: row, initTime: initialized, columns: columns)
    let execution = initialized &+ columns.durations[row]
    onDemandTime &+= Int128(truncatingIfNeeded: execution)
    let end = serve(row: row, at: time, execution: execution, columns: columns)
    onDemandPeak = max(onDemandPeak, executing.inFlight - provisionedExecuting)
    return (end, false)
  }

  private mutating func serveProvisioned(
    row: Int, at time: Int64, columns: ReplayColumns
  ) -> Int64 {
    provisionedExecuting &+= 1
    counts.provisionedRequests &+= 1
    provisionedMeter.add(row: row, initTime: 0, columns: columns)
    let execution = columns.durations[row]
    provisionedTime &+= Int128(truncatingIfNeeded: execution)
    return serve(row: row, at: time, execution: execution, columns: columns)
  }

  private mutating func serve(
    row: Int, at time: Int64, execution: Int64, columns: ReplayColumns
  ) -> Int64 {
    executing.arrive(at: time)
    let latency = time &+ execution &- columns.arrivals[row]
    columns.latencies[row] = latency
    latencySum &+= Int128(truncatingIfNeeded: latency)
    waitSum &+= Int128(truncatingIfNeeded: latency &- columns.durations[row])
    counts.completed &+= 1
    return time &+ execution
  }

  /// When the request of `row`, refused at `time` for the `failures`-th time, is tried again; nil
  /// when it gives up.
  mutating func retry(row: Int, failures: Int, at time: Int64, columns: ReplayColumns) -> Int64? {
    let next = retryDraw?.next(failures: failures, at: time, arrival: columns.arrivals[row])
    if next == nil {
      counts.throttled &+= 1
      columns.latencies[row] = ReplayColumns.notCompleted
    } else {
      counts.retries &+= 1
    }
    return next
  }

  mutating func depart(at time: Int64, isProvisioned: Bool) {
    executing.depart(at: time)
    lastDeparture = time
    if isProvisioned {
      provisionedExecuting &-= 1
    } else {
      environments.release(at: time)
    }
  }

  /// The account after all requests have departed or given up.
  func finished(requests: Int) throws -> ServiceAccount {
    let executionTime = onDemandTime + provisionedTime
    try executing.check(against: executionTime)
    var outcome = counts
    outcome.requests = requests
    outcome.latencySum = latencySum
    outcome.waitSum = waitSum
    outcome.billedTime = meter.billedTime
    outcome.billedMemoryTime = meter.billedMemoryTime
    outcome.provisionedBilledTime = provisionedMeter.billedTime
    outcome.provisionedBilledMemoryTime = provisionedMeter.billedMemoryTime
    outcome.restoredMemory = meter.restoredMemory
    outcome.runningTime = executionTime
    outcome.busySlotTime = executionTime
    outcome.peakConcurrency = executing.peak
    outcome.peakInstances = onDemandPeak
    var account = environments.account(
      outcome, busyTime: onDemandTime, lastDeparture: lastDeparture)
    account.provisioned = provisioned
    return account
  }
}

/// What the services of an account share on demand.
struct OnDemandAccount {
  private let limit: Int
  private var requests: TokenBucket?
  private var executing = 0

  /// No limit.
  init() { limit = .max }

  init(_ limits: InvocationLimits, start: Int64) {
    limit = limits.onDemand ?? .max
    requests = limits.requestBucket(concurrency: limits.onDemand, start: start)
  }

  mutating func hasRoom(at time: Int64) -> Bool {
    executing < limit && requests.hasToken(at: time)
  }

  mutating func enter() {
    executing &+= 1
    requests.take()
  }

  mutating func leave() { executing &-= 1 }
}

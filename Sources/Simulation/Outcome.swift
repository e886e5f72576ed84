import Units

/// What became of the requests of one service, or of a whole trace, and what they occupied.
///
/// Times are sums in microseconds, exact; means over time divide them by `window`. A request that
/// is throttled or rejected has no latency and occupies no slot.
public struct Outcome: Equatable, Sendable {
  /// Of no requests.
  public init() {}

  /// Arrivals: `completed + throttled + rejected`.
  public internal(set) var requests = 0
  public internal(set) var completed = 0
  /// Failed because a limit refused them (429), the last time where they are retried.
  public internal(set) var throttled = 0
  /// Failed because the queue was full or the wait too long (503).
  public internal(set) var rejected = 0
  /// Attempts after the first, of all requests that a limit refused.
  public internal(set) var retries = 0
  /// Completed requests that a provisioned environment served.
  public internal(set) var provisionedRequests = 0
  /// Completed requests that started an environment.
  public internal(set) var coldStarts = 0
  /// Completed requests that waited for an environment which another one had started.
  public internal(set) var joinedStarts = 0

  /// Of completed requests: from arrival to departure.
  public internal(set) var latency = LatencyPercentiles()
  public internal(set) var latencySum: Int128 = 0
  /// Of completed requests: from arrival to the start of the handler (queueing, back-off,
  /// initialisation).
  public internal(set) var waitSum: Int128 = 0
  /// Initialisation time of all cold starts.
  public internal(set) var initTime: Int128 = 0
  /// Billed time of the requests that completed on demand, each rounded by the platform's rule.
  public internal(set) var billedTime: Int128 = 0
  /// Billed time × billed memory, in MB·µs, on demand.
  public internal(set) var billedMemoryTime: Int128 = 0
  /// Billed time of the requests that provisioned environments served, each rounded likewise.
  public internal(set) var provisionedBilledTime: Int128 = 0
  /// Billed time × billed memory, in MB·µs, inside provisioned environments.
  public internal(set) var provisionedBilledMemoryTime: Int128 = 0
  /// Billed memory of the environments that started cold, in MB: what is restored where they start
  /// from a snapshot.
  public internal(set) var restoredMemory: Int128 = 0

  /// Periods in which environments that were started on demand had requests, rounded by the platform's
  /// rule.
  public internal(set) var activeTime: Int128 = 0
  /// The same of kept environments.
  public internal(set) var minimumActiveTime: Int128 = 0
  /// Time that environments which were started on demand existed within the window, each rounded by
  /// the platform's rule.
  public internal(set) var environmentTime: Int128 = 0
  /// CPU time of completed requests in thousandths of a vCPU·µs.
  public internal(set) var cpuTime: Int128 = 0
  /// What each clock hour with use had, in their order; empty where it is not counted, and for
  /// several services together.
  public internal(set) var hours: [HourOfUse] = []

  /// First arrival to last departure of all requests that were replayed together.
  public internal(set) var window: Int64 = 0
  /// Time that instances (environments) had at least one request, summed over instances.
  public internal(set) var runningTime: Int128 = 0
  /// Time that instances existed within the window, summed over instances.
  public internal(set) var instanceTime: Int128 = 0
  /// Time that slots held a request that was initialising or running, summed over slots.
  public internal(set) var busySlotTime: Int128 = 0
  /// Time that slots existed within the window, summed over slots.
  public internal(set) var availableSlotTime: Int128 = 0
  /// Most instances at once; an environment that ends at a time still counts with one that
  /// starts then.
  public internal(set) var peakInstances = 0
  /// Instances that exist during the whole window, whatever arrives, as a fixed fleet does.
  public internal(set) var standingInstances = 0
  /// Slots of the standing instances.
  public internal(set) var standingSlots = 0
  /// Most requests in flight at once, those that wait in a queue or initialise included, those that
  /// back off before a retry not; departures at a time come before arrivals at it.
  public internal(set) var peakConcurrency = 0

  /// Stands for the peak concurrency over several parts of a trace that is not in memory.
  public static let unknownPeak = -1

  /// Mean instances with at least one request over the window; 0 when it is empty.
  public var meanRunning: ExactDecimal { ratio(runningTime, Int128(window)) }

  /// Mean instances over the window; 0 when it is empty.
  public var meanInstances: ExactDecimal { ratio(instanceTime, Int128(window)) }

  /// Busy over available slot time, 0...1; 0 when there is none.
  public var utilization: ExactDecimal { ratio(busySlotTime, availableSlotTime) }

  private func ratio(_ numerator: Int128, _ denominator: Int128) -> ExactDecimal {
    ExactDecimal(numerator, over: denominator) ?? .zero
  }

  /// Adds the counts and sums of another service; percentiles, window and peaks stay.
  mutating func add(_ other: Outcome) {
    requests += other.requests
    completed += other.completed
    throttled += other.throttled
    rejected += other.rejected
    retries += other.retries
    provisionedRequests += other.provisionedRequests
    coldStarts += other.coldStarts
    latencySum += other.latencySum
    waitSum += other.waitSum
    initTime += other.initTime
    billedTime += other.billedTime
    billedMemoryTime += other.billedMemoryTime
    provisionedBilledTime += other.provisionedBilledTime
    provisionedBilledMemoryTime += other.provisionedBilledMemoryTime
    restoredMemory += other.restoredMemory
    joinedStarts += other.joinedStarts
    activeTime += other.activeTime
    minimumActiveTime += other.minimumActiveTime
    environmentTime = saturatingSum(environmentTime, other.environmentTime)
    cpuTime += other.cpuTime
    runningTime += other.runningTime
    instanceTime = saturatingSum(instanceTime, other.instanceTime)
    busySlotTime += other.busySlotTime
    availableSlotTime = saturatingSum(availableSlotTime, other.availableSlotTime)
    standingInstances = saturatingSum(standingInstances, other.standingInstances)
    standingSlots = saturatingSum(standingSlots, other.standingSlots)
  }

  /// Conservation of requests.
  func checkConservation() throws {
    guard requests == completed + throttled + rejected else {
      throw Failure(
        .software,
        "conservation of requests is violated: \(requests) arrivals, \(completed) completed, "
          + "\(throttled) throttled, \(rejected) rejected")
    }
  }
}

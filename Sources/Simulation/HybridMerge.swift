import Traces
import Units

/// Puts the replays of the bases and of the functions together, once all latencies are filled in.
struct HybridMerge {
  let trace: Trace
  let columns: ReplayColumns
  let bases: [BaseAccount]
  let burst: Replay
  let jobs: Int

  func replay() throws -> HybridReplay {
    let requests = JointRequests(trace, columns)
    var (services, whole) = Self.sums(bases, burst, window: requests.window)
    let percentiles = try servicePercentiles(of: trace.rows, columns: columns, jobs: jobs)
    let latencySums = services.map(\.latencySum)
    let peaks = try inTurnOfSize(of: trace.rows, jobs: jobs) {
      try requests.checkedPeak(of: trace.rows[$0], latencySum: latencySums[$0])
    }
    for service in services.indices {
      services[service].latency = percentiles[service]
      services[service].peakConcurrency = peaks[service]
      try Self.check(services[service], requests: trace.rows[service].count)
    }
    try Self.check(whole, requests: trace.count)
    try requests.complete(&whole, services: services, jobs: jobs)
    return HybridReplay(
      replay: Replay(services: services, whole: whole), burst: burst,
      bases: bases.map { $0.use(in: requests.window) })
  }

  /// Counts and sums of the parts, in the window of all.
  static func sums(
    _ bases: [BaseAccount], _ burst: Replay, window: Int64
  ) -> (services: [Outcome], whole: Outcome) {
    var services = burst.services.map { $0.extended(to: window) }
    var whole = burst.whole.extended(to: window)
    for base in bases {
      let fleet = base.fleet.extended(to: window)
      whole.addPart(fleet)
      for (service, served) in zip(base.services, base.served) {
        services[service].addPart(served)
        services[service].addPart(fleet)
        whole.addPart(served)
      }
    }
    return (services, whole)
  }

  static func check(_ outcome: Outcome, requests: Int) throws {
    try outcome.checkConservation()
    guard outcome.requests == requests else {
      throw Failure(
        .software, "\(requests) requests, of which \(outcome.requests) went to fleets or functions")
    }
  }
}

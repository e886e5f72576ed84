import Pricing
import Simulation
import Traces
import Units

/// Chooses the provisioned concurrency of each service by exact replays.
struct ProvisionedConcurrencyPlanner {
  let plan: InvocationPlan
  let usage: InvocationUsage
  let context: EvaluationContext

  /// The provisioned concurrency of each service, and whether no other numbers can be cheaper.
  func counts(_ provisioned: ProvisionedConcurrency) throws -> (counts: [Int], areProven: Bool) {
    switch provisioned {
    case .count(let count): return (plan.trace.rows.map { _ in count }, true)
    case .sized:
      let found = try parallelMap(count: plan.trace.rows.count, jobs: context.jobs) { service in
        try sized(service)
      }
      return (found.map(\.count), found.allSatisfy(\.isProven))
    }
  }

  /// What is said where a search ended before all numbers were tried.
  static let unprovenSentence =
    "provisioned concurrency is the cheapest that meets the objective of the numbers that were "
    + "replayed, which are not all"

  /// The cheapest number, at least one, that meets the service's objective; the cheapest of all where
  /// none does.
  private func sized(_ service: Int) throws -> (count: Int, isProven: Bool) {
    let trace = plan.trace.subset(services: [service])
    let objective = context.scenario.attainableObjectives.services[service]
    var model = plan.model
    model.accountConcurrency = nil
    var search = CountSearch<Money, Void>(
      1...(try usefulConcurrency(of: trace)),
      floor: { count in
        try context.bill(usage.readings(ofProvisioned: count, trace: trace)).total
      },
      attempt: { count in
        model.provisionedConcurrency = [count]
        let replay = try model.replay(trace, seed: seed, jobs: 1)
        let readings = try usage.readings(of: replay, trace: trace, provisioned: [count])
        return CountSearch.Trial(
          outcome: (), cost: try context.bill(readings).total,
          meets: objective.isMet(by: replay.whole))
      })
    let best = try search.best(
      from: 1, tryingOthers: SearchEffort.otherReplays(of: plan.trace.count))
    return (best.count, best.isProven)
  }

  /// The provisioned concurrency above which more changes no request, or is more than is reserved.
  private func usefulConcurrency(of trace: Trace) throws -> Int {
    var model = plan.model
    model.accountConcurrency = nil
    model.reservedConcurrency = nil
    model.scaleRate = nil
    model.requestsPerConcurrency = nil
    let peak = try model.replay(trace, seed: seed, jobs: 1).whole.peakConcurrency
    let useful = max(1, peak, concurrency(ofPeakRateIn: trace))
    return max(1, min(useful, plan.model.reservedConcurrency ?? useful))
  }

  /// The concurrency that the most arrivals within a second take; more is of no use.
  private func concurrency(ofPeakRateIn trace: Trace) -> Int {
    guard let rate = plan.model.requestsPerConcurrency else { return 0 }
    var (most, first) = (0, 0)
    for row in trace.arrivals.indices {
      while trace.arrivals[row] - trace.arrivals[first] >= 1_000_000 { first += 1 }
      most = max(most, row - first + 1)
    }
    return (most + rate - 1) / rate
  }

  private var seed: UInt64 { context.scenario.seed }
}

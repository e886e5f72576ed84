import Pricing
import Simulation
import Traces
import Units

/// Chooses the provisioned concurrency of each service by exact replays.
struct ProvisionedConcurrencyPlanner {
  let plan: InvocationPlan
  let usage: InvocationUsage
  let context: EvaluationContext

  private struct Trial {
    let cost: Money
    let meets: Bool
  }

  /// The provisioned concurrency of each service.
  func counts(_ provisioned: ProvisionedConcurrency) throws -> [Int] {
    switch provisioned {
    case .count(let count): return plan.trace.rows.map { _ in count }
    case .sized:
      return try parallelMap(count: plan.trace.rows.count, jobs: context.jobs) { service in
        try sized(service)
      }
    }
  }

  /// The cheapest number, at least one, that meets the service's objective; the cheapest of all where
  /// none does.
  ///
  /// It is assumed that an objective which fewer environments meet is met by more, and that cost has
  /// one minimum: each further environment is used less than the one before.
  private func sized(_ service: Int) throws -> Int {
    let trace = plan.trace.subset(services: [service])
    let objective = context.scenario.attainableObjectives.services[service]
    var model = plan.model
    model.accountConcurrency = nil
    let peak = try model.replay(trace, seed: seed, jobs: 1).whole.peakConcurrency
    let most = max(1, peak, concurrency(ofPeakRateIn: trace))
    var trials: [Int: Trial] = [:]
    func trial(_ count: Int) throws -> Trial {
      if let known = trials[count] { return known }
      model.provisionedConcurrency = [count]
      let replay = try model.replay(trace, seed: seed, jobs: 1)
      let readings = try usage.readings(of: replay, trace: trace, provisioned: [count])
      let trial = Trial(
        cost: try context.bill(readings).total, meets: objective.isMet(by: replay.whole))
      trials[count] = trial
      return trial
    }
    var fewest = try smallest(upTo: most) { try trial($0).meets }
    if try !trial(fewest).meets { fewest = 1 }
    return try smallest(from: fewest, upTo: most) { count in
      try count == most || trial(count + 1).cost >= trial(count).cost
    }
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

  /// The smallest number from which on `holds` is true, `most` where it is true of none below.
  private func smallest(
    from least: Int = 1, upTo most: Int, _ holds: (Int) throws -> Bool
  ) throws -> Int {
    if try least >= most || holds(least) { return least }
    var (below, step) = (least, 1)
    var found = most
    while below + step < most {
      if try holds(below + step) {
        found = below + step
        break
      }
      below += step
      step *= 2
    }
    while found - below > 1 {
      let middle = below + (found - below) / 2
      if try holds(middle) { found = middle } else { below = middle }
    }
    return found
  }
}

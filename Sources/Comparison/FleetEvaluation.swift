import Metering
import Pricing
import Simulation
import Traces
import Units

/// Sizes, replays and bills an option of provisioned instances.
struct FleetEvaluation {
  let option: PlatformOption
  let settings: FleetSettings
  let context: EvaluationContext

  private var scenario: Scenario { context.scenario }
  private var trace: Trace { scenario.trace }

  func evaluation() throws -> Evaluation {
    if let reason = Feasibility(option: option).requestReason(of: trace, memory: nil) {
      throw Infeasible(reason: reason)
    }
    switch settings.scope {
    case .shared: return try shared()
    case .perService: return try perService()
    }
  }

  private func shared() throws -> Evaluation {
    let all = Array(trace.rows.indices)
    let objectives = scenario.attainableObjectives
    guard
      let plan = try plan(
        services: all, jobs: context.jobs, isGood: { objectives.areMet(by: $0) })
    else { throw Infeasible(reason: tooSmallReason(services: all)) }
    let window = plan.replay.whole.window
    let credits = try creditUse(plan, trace, window: window)
    return try evaluation(
      plan.replay,
      readings: try readings(plan, credits, service: nil, window: window)
        + requestReadings(plan.replay),
      plans: [plan], credits: [credits])
  }

  private func creditUse(
    _ plan: FleetPlan, _ requests: Trace, window: Int64
  ) throws -> CPUCreditUse? {
    try CPUCreditUse(
      of: requests, demand: plan.demand, type: settings.type, instances: plan.model.instances,
      time: scenario.period.covered(window: window))
  }

  /// Of the instances of a fleet.
  private func readings(
    _ plan: FleetPlan, _ credits: CPUCreditUse?, service: Int?, window: Int64
  ) throws -> [PricedReading] {
    var usage = credits?.usage ?? Usage()
    usage.instanceTime = try instanceTime(plan.model.instances, window: window)
    return try billing(plan.size).readings(
      usage, service: service, projectedBy: scenario.period, instances: plan.model.instances)
  }

  private func perService() throws -> Evaluation {
    if let evaluation = try streamedPerService() { return evaluation }
    let objectives = scenario.attainableObjectives
    let plans = try parallelMap(count: trace.rows.count, jobs: context.jobs) { service in
      try plan(services: [service], jobs: 1) {
        objectives.services[service].isMet(by: $0.whole)
      }
    }
    if let lacking = plans.firstIndex(where: { $0 == nil }) {
      throw Infeasible(reason: tooSmallReason(services: [lacking]))
    }
    let chosen = plans.compactMap { $0 }
    let replay = try PerServiceFleets(models: chosen.map(\.model)).replay(
      trace, jobs: context.jobs, keepingLatencies: context.keepsLatencies)
    return try evaluation(replay, fleets: chosen)
  }

  /// Stated fleets of all services in one pass over a trace that is not in memory; nil where there
  /// is something to choose.
  private func streamedPerService() throws -> Evaluation? {
    guard trace.stream != nil, trace.rows.count > 1 else { return nil }
    let stated = try trace.rows.indices.compactMap {
      try planner(services: [$0], jobs: 1, isGood: { _ in true }).statedFleet()
    }
    guard stated.count == trace.rows.count else { return nil }
    let replay = try PerServiceFleets(models: stated.map(\.model)).replay(
      trace, jobs: 1, keepingLatencies: context.keepsLatencies)
    let plans = stated.enumerated().map { service, fleet in
      let outcome = replay.services[service]
      return FleetPlan(
        size: fleet.size, model: fleet.model, demand: fleet.demand,
        replay: Replay(services: [outcome], whole: outcome))
    }
    return try evaluation(replay, fleets: plans)
  }

  private func evaluation(_ replay: Replay, fleets chosen: [FleetPlan]) throws -> Evaluation {
    let window = replay.whole.window
    let credits = try chosen.enumerated().map { service, plan in
      try settings.type?.credits.flatMap { _ in
        try creditUse(plan, trace.subset(services: [service]), window: window)
      }
    }
    let readings = try chosen.indices.flatMap { service in
      try self.readings(chosen[service], credits[service], service: service, window: window)
    }
    return try evaluation(
      replay, readings: readings + (try requestReadings(replay)), plans: chosen, credits: credits)
  }

  /// What is billed beside the time of instances: requests of each service, a plan's fee once.
  private func requestReadings(_ replay: Replay) throws -> [PricedReading] {
    let rates = try context.priceBook.rates(of: option.platform)
    let billing = OptionBilling(option, rates: rates)
    var account = Usage()
    if option.counts(.accountTime) {
      let time = scenario.period.existence(window: replay.whole.window)
      account.accountTime = Int128(try option.platform.accountTimeRule.billed(time))
    }
    return try billing.readings(account, service: nil)
      + replay.services.indices.flatMap { service in
        try billing.readings(
          Usage(requests: Int128(replay.services[service].completed)), service: service,
          projectedBy: scenario.period)
      }
  }

  private func evaluation(
    _ replay: Replay, readings: [PricedReading], plans: [FleetPlan], credits: [CPUCreditUse?]
  ) throws -> Evaluation {
    let specs = plans.map {
      option.spec(
        settings, size: $0.size, count: $0.model.instances, slots: $0.model.slotsPerInstance)
    }
    let isUniform = specs.allSatisfy { $0 == specs[0] }
    return Evaluation(
      replay: replay, readings: readings,
      parts: [
        SurroundedPart(
          option: option, services: Array(replay.services.indices),
          ran: replay.services.map(\.completed),
          instances: plans.reduce(0) { $0 &+ $1.model.instances })
      ], spec: isUniform ? specs[0] : option.spec,
      serviceSpecs: settings.scope == .perService ? specs : nil,
      assumptions: assumptions(plans) + credits.compactMap { $0?.assumption }.uniqued(),
      warnings: CPUCreditUse.warnings(of: credits, on: settings.type),
      energy: try plans.map { plan in
        try EnergyUse(
          option, size: plan.size, count: plan.model.instances, period: scenario.period,
          window: replay.whole.window,
          busy: plan.replay.whole.busySlotTime * Int128(plan.size.milliVcpu)
            / Int128(plan.model.slotsPerInstance))
      })
  }

  // MARK: Parts

  private func plan(
    services: [Int], jobs: Int, isGood: @escaping @Sendable (Replay) -> Bool
  ) throws -> FleetPlan? {
    try planner(services: services, jobs: jobs, isGood: isGood).plan()
  }

  private func planner(
    services: [Int], jobs: Int, isGood: @escaping @Sendable (Replay) -> Bool
  ) -> FleetPlanner {
    FleetPlanner(
      option: option, settings: settings, trace: trace, services: services, isGood: isGood,
      price: { size in
        let month = Usage(instanceTime: Int128(BillingPeriod.month))
        let beside = SurroundingUsage(option: option, context: context)
        return try context.bill(
          billing(size).readings(month, service: nil) + beside.readingsOfAnInstance()
        ).total
      }, jobs: jobs, leastSlots: scenario.leastSlots(of: services))
  }

  private func billing(_ size: InstanceSize) throws -> OptionBilling {
    OptionBilling(option, size: size, rates: try context.priceBook.rates(of: option.platform))
  }

  /// Fixed capacity runs as long as the billed period says.
  private func instanceTime(_ count: Int, window: Int64) throws -> Int128 {
    let rule = try option.platform.instanceTimeRule
    return Int128(count) * Int128(rule.billed(scenario.period.existence(window: window)))
  }

  private func tooSmallReason(services: [Int]) -> String {
    let demand = RequestDemand(
      of: trace, services: services, settings: settings, on: option.platform)
    let who = services.count == 1 ? "a request of \(trace.serviceNames[services[0]])" : "a request"
    let instance = settings.type.map { "\($0.name) (\($0.size.memory) MB)" } ?? "an instance"
    return "\(who) takes up to \(demand.largestMemory) MB and \(thousandthsText(demand.milliVcpu)) "
      + "vCPU, more than \(instance) of \(option.platform.name) has for requests"
  }

  private func assumptions(_ plans: [FleetPlan]) -> [String] {
    guard let plan = plans.first else { return [] }
    var sentences: [String] = []
    if settings.slots == nil {
      sentences.append(
        plans.count == 1
          ? "a request takes \(plan.demand.text) (\(cpuOrigin(plan.demand))), so an instance serves "
            + "\(plan.model.slotsPerInstance) at once"
          : "the vCPU of a request is \(cpuOrigin(plan.demand))")
    }
    if settings.count == nil {
      sentences.append("instances are sized to the objective, without spares")
    }
    if !plans.allSatisfy(\.isProven) {
      sentences.append(
        "instances are the fewest that meet the objective of the numbers that were replayed, which "
          + "are not all")
    }
    if scenario.period.projection == .none {
      sentences.append(
        scenario.period.stated
          ? "instances run for the stated span"
          : "instances run from the first arrival to the last departure")
    }
    return sentences + SurroundingUsage(option: option, context: context).assumptions
  }

  /// Where the CPU that a request takes comes from.
  private func cpuOrigin(_ demand: RequestDemand) -> String {
    if demand.isMeasured { return "from the trace's CPU times" }
    if settings.milliVcpuPerRequest != nil { return "stated by the option" }
    guard let memory = option.platform.behaviour.memoryPerVcpu?.value else {
      return "a whole one, an upper bound"
    }
    return "one vCPU for each \(grouped(memory)) MB of its memory, an upper bound"
  }
}

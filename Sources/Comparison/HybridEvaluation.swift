import Metering
import Pricing
import Simulation
import Traces
import Units

/// Sizes, replays and meters a base of instances with functions for what it cannot serve.
struct HybridEvaluation {
  let option: HybridOption
  let context: EvaluationContext
  private let fleet: FleetSettings
  private let functions: InvocationPlan
  private let functionUsage: InvocationUsage
  /// Environments of the functions that are always ready for each service; 0 is none.
  private let provisioned: Int

  /// A fleet of the base with the size of its instances.
  private struct Base {
    var services: [Int]
    let size: InstanceSize
    let slots: Int
    var instances: Int
    /// Whether no other number of instances can be cheaper, where they were sized.
    var isProven = true
    /// Whether functions without a base would meet the objective for less.
    var isBeatenByNone = false
  }

  init(_ option: HybridOption, _ context: EvaluationContext) throws {
    guard case .provisioned(let fleet) = option.base.deployment,
      case .perInvocation(let functions) = option.burst.deployment
    else { throw Failure(.software, "\(option.spec) has the wrong parts") }
    self.option = option
    self.context = context
    self.fleet = fleet
    self.functions = try InvocationPlan(
      option.burst, functions, trace: context.scenario.trace, period: context.scenario.period)
    functionUsage = try InvocationUsage(option.burst, functions, context)
    switch functions.provisioned {
    case nil: provisioned = 0
    case .count(let count): provisioned = count
    case .sized:
      throw Failure(
        .usage, "\(option.spec): provisioned=auto is not searched together with a base",
        hint: "say how many, such as provisioned=2")
    }
  }

  /// The provisioned concurrency of so many services; nil without any.
  private func provisioned(services: Int) -> [Int]? {
    provisioned > 0 ? Array(repeating: provisioned, count: services) : nil
  }

  private var trace: Trace { context.scenario.trace }

  func evaluation() throws -> Evaluation {
    let bases = try sizedBases()
    let replay = try model(bases, services: trace.rows.count).replay(
      trace, onFunctions: functions.trace, seed: context.scenario.seed, jobs: context.jobs,
      keepingLatencies: context.keepsLatencies)
    var specs = trace.rows.map { _ in option.burst.spec }
    for base in bases {
      let spec = spec(base)
      for service in base.services { specs[service] = spec }
    }
    let credits = try bases.compactMap { try creditUse($0, replay, trace) }
    let isUniform = specs.allSatisfy { $0 == specs[0] && $0.platform == OptionResolver.hybrid }
    var evaluation = Evaluation(
      replay: replay.replay, readings: try readings(replay, bases, trace),
      parts: parts(replay, bases), spec: isUniform ? specs[0] : option.spec,
      serviceSpecs: fleet.scope == .perService ? specs : nil,
      assumptions: assumptions(bases, replay) + functions.assumptions
        + credits.compactMap(\.assumption).uniqued(),
      warnings: functions.warnings
        + InvocationPlan.queueWarnings(option.burst, replay.burst)
        + CPUCreditUse.warnings(of: credits, on: fleet.type))
    guard context.describes else { return evaluation }
    evaluation.energy = try energy(of: replay, bases)
    try CommitmentTerms(option.base, context)?.describe(&evaluation)
    try CommitmentTerms(option.burst, context)?.describe(&evaluation)
    return evaluation
  }

  private func model(_ bases: [Base], services: Int) -> HybridModel {
    var functions = functions.model
    functions.provisionedConcurrency = provisioned(services: services)
    return HybridModel(
      bases: bases.map {
        HybridModel.Base(
          services: $0.services, instances: $0.instances, slotsPerInstance: $0.slots)
      }, burst: functions, maximumWait: option.maximumWait)
  }

  // MARK: Sizing

  private func sizedBases() throws -> [Base] {
    let objectives = context.scenario.attainableObjectives
    switch fleet.scope {
    case .shared:
      return [
        try sized(try base(of: Array(trace.rows.indices)), jobs: context.jobs) {
          objectives.areMet(by: $0)
        }
      ]
    case .perService:
      return try parallelMap(count: trace.rows.count, jobs: context.jobs) { service in
        try sized(try base(of: [service]), jobs: 1) {
          objectives.services[service].isMet(by: $0.whole)
        }
      }
    }
  }

  private func base(of services: [Int]) throws -> Base {
    let planner = FleetPlanner(
      option: option.base, settings: fleet, trace: trace, services: services, isGood: { _ in true },
      price: price, jobs: 1)
    guard let found = try planner.cheapestSlots() else {
      throw Infeasible(
        reason: "no instance of \(option.base.platform.name) has room for the largest request")
    }
    return Base(
      services: services, size: found.size, slots: found.slots, instances: fleet.count ?? 1)
  }

  /// The cheapest number of instances with which the requests of the base meet their objective.
  ///
  /// A base that services share has at least one: without it there is no hybrid.
  private func sized(
    _ base: Base, jobs: Int, isGood: (Replay) -> Bool
  ) throws -> Base {
    guard fleet.count == nil else { return base }
    let (requests, onFunctions) = (
      trace.subset(services: base.services), functions.trace.subset(services: base.services)
    )
    var alone = base
    alone.services = Array(requests.rows.indices)
    let hybrid = model([alone], services: requests.rows.count)
    let seed = context.scenario.seed
    let most = try hybrid.usefulInstances(
      for: requests, upTo: Self.mostInstances, seed: seed, jobs: jobs)
    func judged(_ replay: HybridReplay, _ instances: Int) throws -> (cost: Money, meets: Bool) {
      alone.instances = instances
      return (try cost(of: replay, alone, requests), isGood(replay.replay))
    }
    let best = try hybrid.bestBase(
      for: requests, onFunctions: onFunctions,
      startingAt: hybrid.screenedInstances(
        for: requests, breakEven: try breakEven(base, onFunctions), upTo: most),
      from: fleet.scope == .shared ? 1 : 0, upTo: most,
      tryingOthers: SearchEffort.otherReplays(of: trace.count), seed: seed, jobs: jobs,
      floor: { try leastCost(of: base, instances: $0) }, evaluate: judged)
    var sized = base
    sized.instances = best.count
    sized.isProven = best.isProven
    if fleet.scope == .shared {
      alone.instances = 0
      let none = try model([alone], services: requests.rows.count).replay(
        requests, onFunctions: onFunctions, seed: seed, jobs: jobs)
      let (cost, meets) = try judged(none, 0)
      sized.isBeatenByNone = meets && (!best.meets || cost < best.cost)
    }
    return sized
  }

  /// What a base of all requests costs with its functions and what stands beside.
  private func cost(of replay: HybridReplay, _ base: Base, _ requests: Trace) throws -> Money {
    let beside = try parts(replay, [base]).flatMap { part in
      try SurroundingUsage(option: part.option, context: context).readings(
        of: part, trace: requests, window: replay.replay.whole.window, keys: Self.varyingKeys)
    }
    return try context.bill(readings(replay, [base], requests) + beside).comparableTotal
  }

  /// What instances of the base cost at least, whatever they serve and for however short a time
  /// where the trace is billed as it stands.
  private func leastCost(of base: Base, instances: Int) throws -> Money {
    let time = try option.base.platform.instanceTimeRule.billed(
      context.scenario.period.existence(window: 0))
    return try context.bill(
      billing(base.size).readings(
        Usage(instanceTime: Int128(instances) * Int128(time)), service: nil, instances: instances)
    ).comparableTotal
  }

  /// The price of a slot per second over the price of the functions per busy second.
  private func breakEven(_ base: Base, _ onFunctions: Trace) throws -> Double {
    let replay = try functions.model.replay(onFunctions, seed: context.scenario.seed, jobs: 1)
    let readings = try functionUsage.readings(of: replay, trace: onFunctions, provisioned: nil)
    let busy = try context.scenario.period.quantity(replay.whole.busySlotTime)
    let functionPrice =
      Double(try context.bill(readings).comparableTotal.scaled) / Double(max(1, busy))
    let slotPrice =
      Double(try price(of: base.size).scaled) / Double(base.slots) / Double(BillingPeriod.month)
    return functionPrice > 0 ? slotPrice / functionPrice : .infinity
  }

  /// What one instance costs a month.
  private func price(of size: InstanceSize) throws -> Money {
    let month = Usage(instanceTime: Int128(BillingPeriod.month))
    return try context.bill(billing(size).readings(month, service: nil)).comparableTotal
  }

  private func billing(_ size: InstanceSize) throws -> OptionBilling {
    OptionBilling(
      option.base, size: size, rates: try context.priceBook.rates(of: option.base.platform))
  }

  /// What stands beside a base and depends on its size.
  private static let varyingKeys: [Companion.Key] = [.logs, .publicIPv4, .disk]

  /// More instances than this are not tried.
  private static let mostInstances = 10_000

  // MARK: Usage

  /// What base and functions are billed for.
  private func readings(
    _ replay: HybridReplay, _ bases: [Base], _ requests: Trace
  ) throws -> [PricedReading] {
    let rule = try option.base.platform.instanceTimeRule
    let time = rule.billed(context.scenario.period.existence(window: replay.replay.whole.window))
    let instances = try bases.flatMap { base in
      var usage = try creditUse(base, replay, requests)?.usage ?? Usage()
      usage.instanceTime = Int128(base.instances) * Int128(time)
      return try billing(base.size).readings(
        usage, service: fleet.scope == .perService ? base.services[0] : nil,
        projectedBy: context.scenario.period, instances: base.instances)
    }
    return try instances
      + functionUsage.readings(
        of: replay.burst, trace: requests,
        provisioned: provisioned(services: requests.rows.count))
  }

  /// Of a base with burstable instances; its part of the CPU time is that of the requests' time.
  private func creditUse(
    _ base: Base, _ replay: HybridReplay, _ requests: Trace
  ) throws -> CPUCreditUse? {
    guard base.instances > 0, fleet.type?.credits != nil else { return nil }
    let part = requests.subset(services: base.services)
    let busy = base.services.map { requests.statistics(of: $0).busyTime }.reduce(0, +)
    let onFunctions = base.services.map { replay.burst.services[$0].busySlotTime }.reduce(0, +)
    return try CPUCreditUse(
      of: part,
      demand: RequestDemand(
        of: requests, services: base.services, settings: fleet, on: option.base.platform),
      type: fleet.type, instances: base.instances,
      share: ExactDecimal(max(0, busy - onFunctions), over: max(1, busy)) ?? .zero,
      time: context.scenario.period.covered(window: replay.replay.whole.window))
  }

  private func energy(of replay: HybridReplay, _ bases: [Base]) throws -> [EnergyUse] {
    return try zip(bases, replay.bases).filter { $0.0.instances > 0 }.map { base, use in
      try EnergyUse(
        option.base, size: base.size, count: base.instances, period: context.scenario.period,
        window: replay.replay.whole.window,
        busy: use.busySlotTime * Int128(base.size.milliVcpu) / Int128(base.slots))
    } + [try functionUsage.energy(replay.burst, trace: trace, context)]
  }

  /// Base and functions; what stands before the base serves the requests of both.
  private func parts(_ replay: HybridReplay, _ bases: [Base]) -> [SurroundedPart] {
    let services = Array(replay.replay.services.indices)
    let onFunctions = replay.burst.services.map(\.completed)
    return [
      SurroundedPart(
        option: option.base, services: services,
        ran: zip(replay.replay.services, onFunctions).map { $0.completed - $1 },
        instances: bases.reduce(0) { $0 + $1.instances }),
      SurroundedPart(option: option.burst, services: services, ran: onFunctions, instances: 1),
    ]
  }

  // MARK: Description

  private func spec(_ base: Base) -> OptionSpec {
    guard base.instances > 0 else { return option.burst.spec }
    return OptionResolver.hybridSpec(
      base: option.base.spec(
        fleet, size: base.size, count: base.instances, slots: base.slots),
      burst: option.burst.spec, like: option.spec)
  }

  private func assumptions(_ bases: [Base], _ replay: HybridReplay) -> [String] {
    let burst = replay.burst.whole.requests
    let share = ExactDecimal(Int128(burst) * 100, over: Int128(max(1, trace.count)))
    let sentences = [
      "\(grouped(burst)) requests (\((share ?? .zero).text(places: 2)) %) find no slot "
        + (option.maximumWait > 0 ? "within \(DurationText.text(option.maximumWait)) " : "")
        + "and go to functions"
    ]
    return fleet.count == nil ? sentences + sizingSentences(bases) : sentences
  }

  /// How the number of instances was found, for people.
  private func sizingSentences(_ bases: [Base]) -> [String] {
    let isBeaten = bases.contains(where: \.isBeatenByNone)
    return [
      bases.allSatisfy(\.isProven)
        ? "the base is the cheapest that meets the objective, by exact replays"
        : "the base is the cheapest that meets the objective of the numbers of instances that were "
          + "replayed, which are not all"
    ] + (isBeaten ? ["functions without a base would meet the objective for less"] : [])
  }
}

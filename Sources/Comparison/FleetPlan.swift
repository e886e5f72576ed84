import Pricing
import Simulation
import Traces
import Units

/// A fleet that has been chosen for some services.
struct FleetPlan {
  let size: InstanceSize
  let model: ProvisionedModel
  let demand: RequestDemand
  let replay: Replay
  /// Whether fewer instances of the size were ruled out, where they were sized.
  var isProven = true
}

extension PlatformOption {
  /// The SPEC with the fleet that was chosen for it.
  func spec(
    _ settings: FleetSettings, size: InstanceSize, count: Int, slots: Int
  ) -> OptionSpec {
    let sized: [OptionSpec.Setting] =
      settings.type == nil
      ? [
        .init(key: "vcpu", value: thousandthsText(size.milliVcpu)),
        .init(key: "memory", value: String(size.memory)),
      ] : []
    return spec.stating(
      sized + [
        .init(key: "count", value: String(count)), .init(key: "slots", value: String(slots)),
      ])
  }
}

/// Chooses size and count of a fleet: the cheapest that meets the objective, by exact replays.
struct FleetPlanner {
  let option: PlatformOption
  let settings: FleetSettings
  let trace: Trace
  /// The services that share the fleet.
  let services: [Int]
  let isGood: @Sendable (Replay) -> Bool
  /// Price of one instance of a size for the billed period.
  let price: (InstanceSize) throws -> Money
  let jobs: Int
  /// Slots that a fleet needs at least, where the trace is not in memory.
  var leastSlots = 1

  /// More instances than this are not tried.
  static let mostInstances = 100_000

  /// The plan; nil where no size that the platform sells can hold a request.
  func plan() throws -> FleetPlan? {
    // A part of a trace may have no requests of a service; then one instance is enough.
    let isIdle = services.allSatisfy { trace.rows[$0].isEmpty }
    let demand = RequestDemand(
      of: trace, services: services, settings: settings, on: option.platform)
    var best: (plan: FleetPlan, cost: Money, meets: Bool)?
    for candidate in try candidates(demand, usableMemory) {
      // The list is in the order of price, so no later instance can be part of a cheaper fleet.
      if let best, best.meets, candidate.price >= best.cost { break }
      let plan = try self.plan(candidate.size, slots: candidate.slots, demand, isIdle: isIdle)
      guard let cost = candidate.price.times(Int128(plan.model.instances), over: 1) else {
        continue
      }
      let meets = isIdle || isGood(plan.replay)
      let isBetter = best.map { meets && (!$0.meets || cost < $0.cost) } ?? true
      if isBetter { best = (plan, cost, meets) }
    }
    return best?.plan
  }

  /// The fleet whose size and number are stated, not yet replayed; nil where they are not.
  func statedFleet() throws -> (size: InstanceSize, model: ProvisionedModel, demand: RequestDemand)?
  {
    guard let count = settings.count else { return nil }
    let demand = RequestDemand(
      of: trace, services: services, settings: settings, on: option.platform)
    let candidates = try candidates(demand, usableMemory)
    guard candidates.count == 1 else { return nil }
    return (candidates[0].size, model(count, slots: candidates[0].slots), demand)
  }

  private func model(_ count: Int, slots: Int) -> ProvisionedModel {
    ProvisionedModel(
      instances: count, slotsPerInstance: slots, queueLimit: settings.queueLimit,
      queueTimeout: settings.queueTimeout, balance: settings.balance)
  }

  /// The size whose slots are cheapest; nil where none can hold a request.
  func cheapestSlots() throws -> (size: InstanceSize, slots: Int, price: Money)? {
    let demand = RequestDemand(
      of: trace, services: services, settings: settings, on: option.platform)
    return try candidates(demand, usableMemory).min {
      ($0.price.scaled * Int128($1.slots), $0.size.memory)
        < ($1.price.scaled * Int128($0.slots), $1.size.memory)
    }
  }

  private var usableVcpu: ExactDecimal {
    option.platform.behaviour.usableVcpu?.value ?? ExactDecimal(scaled: ExactDecimal.one)
  }

  private var usableMemory: ExactDecimal {
    option.platform.behaviour.usableMemory?.value ?? ExactDecimal(scaled: ExactDecimal.one)
  }

  /// The sizes that can hold a request, cheapest first; of those with equal slots and vCPU the one
  /// with the least memory.
  private func candidates(
    _ demand: RequestDemand, _ usable: ExactDecimal
  ) throws -> [(size: InstanceSize, slots: Int, price: Money)] {
    var sizes: [InstanceSize] = []
    if let vcpu = settings.milliVcpu, let memory = settings.memory {
      sizes = [InstanceSize(milliVcpu: vcpu, memory: memory)]
    } else {
      sizes = option.platform.sizes.filter { size in
        settings.milliVcpu.map { $0 == size.milliVcpu } ?? true
          && settings.memory.map { $0 == size.memory } ?? true
      }
    }
    var found: [(size: InstanceSize, slots: Int, price: Money)] = []
    for size in sizes {
      let slots =
        settings.slots
        ?? demand.slots(
          on: size, usableMemory: usable, usableVcpu: usableVcpu)
      let isRepeated = found.contains {
        $0.slots == slots && $0.size.milliVcpu == size.milliVcpu && settings.memory == nil
      }
      guard slots > 0, !isRepeated, demand.fits(on: size, usableMemory: usable) else { continue }
      found.append((size, slots, try price(size)))
    }
    return found.sorted {
      ($0.price, $0.size.milliVcpu, $0.size.memory) < ($1.price, $1.size.milliVcpu, $1.size.memory)
    }
  }

  private func plan(
    _ size: InstanceSize, slots: Int, _ demand: RequestDemand, isIdle: Bool
  ) throws -> FleetPlan {
    let model = model(settings.count ?? 1, slots: slots)
    guard settings.count == nil, !isIdle else {
      return FleetPlan(
        size: size, model: model, demand: demand,
        replay: try model.replay(trace, services: services, jobs: jobs))
    }
    let sized =
      try trace.stream == nil
      ? model.smallestFleet(
        for: trace, services: services, upTo: Self.mostInstances,
        tryingOthers: SearchEffort.otherReplays(of: trace.count), jobs: jobs, meets: isGood)
      : model.smallestFleet(
        for: trace, services: services, from: (leastSlots + slots - 1) / slots,
        upTo: Self.mostInstances, meets: isGood)
    return FleetPlan(
      size: size, model: sized.model, demand: demand, replay: sized.replay,
      isProven: sized.isProven || !sized.meets || trace.stream != nil)
  }
}

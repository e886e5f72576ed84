import Metering
import Pricing
import Simulation
import Traces
import Units

/// The instances on which the environments of a per-invocation option run as pods.
///
/// They are there for the whole period. Every service has room for the most environments that it
/// ever had at once, by vCPU and by memory; what is lost because a pod fits no gap is left out.
struct NodePlan {
  private let host: PlatformOption
  private let size: InstanceSize
  let count: Int
  private let isSized: Bool
  private let trace: Trace
  /// Thousandths of a vCPU of an environment.
  private let podVcpu: Int128

  /// Throws `Infeasible` where the stated number of instances has too little room.
  init(_ host: PlatformOption, pods: PlatformOption, replay: Replay, trace: Trace) throws {
    guard case .provisioned(let fleet) = host.deployment, let vcpu = fleet.milliVcpu,
      let memory = fleet.memory
    else {
      throw Failure(.usage, "\(host.spec): nodes need a size, such as type= or vcpu= and memory=")
    }
    self.host = host
    self.trace = trace
    size = InstanceSize(milliVcpu: vcpu, memory: memory)
    podVcpu = pods.resources["vcpu"] ?? 1_000
    var (allVcpu, allMemory): (Int128, Int128) = (0, 0)
    for (service, outcome) in replay.services.enumerated() {
      let own = Int128(trace.statistics(of: service).largestMemory)
      allVcpu += Int128(outcome.peakInstances) * podVcpu
      allMemory += Int128(outcome.peakInstances) * (pods.resources["memory"] ?? own)
    }
    let behaviour = pods.platform.behaviour
    let needed = max(
      Self.instances(for: allVcpu, of: Int128(vcpu), share: behaviour.usableVcpu?.value),
      Self.instances(for: allMemory, of: Int128(memory), share: behaviour.usableMemory?.value))
    isSized = pods.stated("nodes") == nil
    count = pods.stated("nodes") ?? max(1, needed)
    guard count >= needed else {
      throw Infeasible(
        reason:
          "\(grouped(count)) \(count == 1 ? "node has" : "nodes have") no room for \(grouped(replay.whole.peakInstances)) "
          + "environments at once, which need \(grouped(needed))")
    }
  }

  private static func instances(
    for amount: Int128, of one: Int128, share: ExactDecimal?
  ) -> Int {
    let usable = max(1, one * (share?.scaled ?? ExactDecimal.one) / ExactDecimal.one)
    return Int(clamping: (amount + usable - 1) / usable)
  }

  func readings(_ context: EvaluationContext, window: Int64) throws -> [PricedReading] {
    let rule = try host.platform.instanceTimeRule
    let time = rule.billed(context.scenario.period.existence(window: window))
    var usage = try creditUse(context, window: window)?.usage ?? Usage()
    usage.instanceTime = Int128(count) * Int128(time)
    return try OptionBilling(
      host, size: size, rates: try context.priceBook.rates(of: host.platform)
    ).readings(usage, service: nil, projectedBy: context.scenario.period, instances: count)
  }

  func creditUse(_ context: EvaluationContext, window: Int64) throws -> CPUCreditUse? {
    try CPUCreditUse(
      of: trace,
      demand: RequestDemand(
        of: trace, services: Array(trace.rows.indices), milliVcpu: nil, memory: nil,
        on: host.platform),
      type: host.instanceType, instances: count,
      time: context.scenario.period.covered(window: window))
  }

  func energy(_ replay: Replay, _ context: EvaluationContext) throws -> EnergyUse {
    let whole = replay.whole
    let busy = whole.utilization.times(whole.instanceTime * podVcpu, over: ExactDecimal.one)
    return try EnergyUse(
      host, size: size, count: count, period: context.scenario.period, window: whole.window,
      busy: busy?.scaled ?? 0)
  }

  var assumptions: [String] {
    isSized
      ? ["\(grouped(count)) node\(count == 1 ? "" : "s") hold the most environments at once"] : []
  }
}

extension PlatformOption {
  /// A whole number that the option states.
  fileprivate func stated(_ key: String) -> Int? { spec[key].flatMap(Int.init) }
}

import Metering
import Pricing
import Simulation
import Traces
import Units

/// Replays and meters a per-invocation option.
struct InvocationEvaluation {
  let option: PlatformOption
  let settings: InvocationSettings
  let context: EvaluationContext

  func evaluation() throws -> Evaluation {
    let plan = try InvocationPlan(
      option, settings, trace: context.scenario.trace, period: context.scenario.period)
    let usage = try InvocationUsage(option, settings, context)
    guard let provisioned = settings.provisioned else {
      return try evaluation(plan, usage, counts: nil)
    }
    let planner = ProvisionedConcurrencyPlanner(plan: plan, usage: usage, context: context)
    let (counts, areProven) = try planner.counts(provisioned)
    try requireCapacity(counts)
    var result = try evaluation(plan, usage, counts: counts)
    guard context.describes else { return result }
    if !areProven { result.assumptions.append(ProvisionedConcurrencyPlanner.unprovenSentence) }
    let without = try evaluation(plan, usage, counts: nil)
    result.assumptions.append(try addition(of: result, to: without))
    let objectives = context.scenario.objectives
    if provisioned == .sized, objectives.areMet(by: without.replay),
      try context.bill(without).total < context.bill(result).total
    {
      result.assumptions.append("functions without any would meet the objective for less")
    }
    return result
  }

  private func evaluation(
    _ plan: InvocationPlan, _ usage: InvocationUsage, counts: [Int]?
  ) throws -> Evaluation {
    var model = plan.model
    model.provisionedConcurrency = counts
    let replay = try model.replay(
      plan.trace, seed: context.scenario.seed, jobs: context.jobs,
      keepingLatencies: context.keepsLatencies)
    let beside = SurroundingUsage(option: option, context: context)
    let nodes = try option.nodes.map {
      try NodePlan($0.option, pods: option, replay: replay, trace: plan.trace)
    }
    let credits = try nodes?.creditUse(context, window: replay.whole.window)
    let specs = counts.map { $0.map(spec(provisioned:)) }
    let common = specs?.first { first in specs?.allSatisfy { $0 == first } == true }
    return Evaluation(
      replay: replay,
      readings: try usage.readings(of: replay, trace: plan.trace, provisioned: counts)
        + (try nodes?.readings(context, window: replay.whole.window) ?? []),
      parts: [
        SurroundedPart(
          option: option, services: Array(replay.services.indices),
          ran: replay.services.map(\.completed), instances: nodes?.count ?? 1)
      ],
      spec: nodes.map { option.spec.stating([.init(key: "nodes", value: String($0.count))]) }
        ?? common ?? option.spec, serviceSpecs: specs,
      assumptions: plan.assumptions + (nodes?.assumptions ?? [])
        + [credits?.assumption].compactMap { $0 } + beside.assumptions,
      warnings: plan.warnings + InvocationPlan.queueWarnings(option, replay)
        + CPUCreditUse.warnings(of: [credits], on: option.nodes?.option.instanceType),
      energy: try energy(of: replay, plan, usage, nodes))
  }

  private func energy(
    of replay: Replay, _ plan: InvocationPlan, _ usage: InvocationUsage, _ nodes: NodePlan?
  ) throws -> [EnergyUse] {
    guard context.describes else { return [] }
    if let nodes { return [try nodes.energy(replay, context)] }
    return [try usage.energy(replay, trace: plan.trace, context)]
  }

  private func spec(provisioned count: Int) -> OptionSpec {
    OptionSpec(
      platform: option.spec.platform,
      settings: option.spec.settings.map {
        $0.key == "provisioned" ? .init(key: $0.key, value: String(count)) : $0
      })
  }

  /// Provisioned environments take part of the account's concurrency.
  private func requireCapacity(_ counts: [Int]) throws {
    let total = counts.reduce(0) { $0 &+ $1 }
    if let account = settings.accountConcurrency, total > account {
      let known = option.platform.behaviour.accountConcurrency
      let origin = known.flatMap { option.platform.source($0.source)?.title }
      throw Infeasible(
        reason: "provisioned concurrency of \(grouped(total)) over all services is above the "
          + "account's \(grouped(account))" + (origin.map { " (\($0))" } ?? "")
          + "; an account with more says so with account-concurrency=")
    }
    if let reserved = settings.reservedConcurrency, let most = counts.max(), most > reserved {
      throw Infeasible(
        reason: "provisioned concurrency of \(grouped(most)) is above the reserved \(reserved)")
    }
  }

  /// What provisioned concurrency costs on top of the same functions without it.
  private func addition(of result: Evaluation, to without: Evaluation) throws -> String {
    let (bill, plain) = (try context.bill(result), try context.bill(without))
    let money = MoneyText(currency: bill.currency)
    let isMore = bill.total >= plain.total
    let size = isMore ? bill.total - plain.total : plain.total - bill.total
    let share = ExactDecimal(size.scaled * 100, over: plain.total.scaled)
    let percent = share.map { share in
      let places = share < ExactDecimal(scaled: 100 * ExactDecimal.one) ? 1 : 0
      return " (\(share.text(places: places, grouped: true)) %)"
    }
    return "provisioned concurrency \(isMore ? "adds" : "saves") \(money.text(size))"
      + "\(percent ?? "") and takes cold starts from \(grouped(without.replay.whole.coldStarts)) "
      + "to \(grouped(result.replay.whole.coldStarts))"
  }
}

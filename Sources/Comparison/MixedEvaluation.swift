import Pricing
import Simulation
import Traces
import Units

/// Puts each service on the cheapest option that serves it.
///
/// Services are alone when they choose: fleets, load balancers and gateways are their own, and free
/// allowances, which all of them share, are left out. Those that chose one option are then replayed
/// together, and what stands beside several options alike is there once.
struct MixedEvaluation {
  let option: MixedOption
  let context: EvaluationContext
  private let candidates: [DeploymentOption]

  init(_ option: MixedOption, _ context: EvaluationContext) {
    self.option = option
    self.context = context
    candidates = option.candidates.map { $0.withFleetsOfServices }
  }

  private var trace: Trace { context.scenario.trace }

  func evaluation() throws -> Evaluation {
    try rejectUnknownServices()
    let chosen = try parallelMap(count: trace.rows.count, jobs: context.jobs) {
      firstLike(try choice($0))
    }
    let used = candidates.indices.filter(chosen.contains)
    let groups = used.map { candidate in chosen.indices.filter { chosen[$0] == candidate } }
    let parts = try zip(used, groups).map { candidate, services in
      try candidates[candidate].evaluation(
        context.with(
          context.scenario.subset(services: services), jobs: context.jobs, keepsLatencies: true))
    }
    return try combined(parts, groups)
  }

  private func rejectUnknownServices() throws {
    for (service, _) in option.assignments where !trace.serviceNames.contains(service) {
      throw Failure(
        .usage,
        "mixed: the trace has no service \(quotedText(service))"
          + didYouMean(service, among: trace.serviceNames))
    }
  }

  // MARK: Choice

  /// The first candidate with the SPEC of this one, so that services which are assigned what others
  /// chose are replayed with them.
  private func firstLike(_ candidate: Int) -> Int {
    candidates.firstIndex { $0.spec == candidates[candidate].spec } ?? candidate
  }

  /// The candidate of a service: what the user assigned, else the cheapest that meets the objective,
  /// else the cheapest that can serve it.
  private func choice(_ service: Int) throws -> Int {
    let name = trace.serviceNames[service]
    if let assigned = option.assignments.first(where: { $0.service == name }) {
      return assigned.candidate
    }
    let alone = context.with(
      context.scenario.subset(services: [service], freeTier: false), jobs: 1,
      keepsLatencies: false, describes: false)
    var best: (candidate: Int, cost: Money, meets: Bool, inDollars: Bool, isWhole: Bool)?
    var reasons: [String] = []
    var missingPrice: Failure?
    for candidate in 0..<option.choices {
      do {
        let result = try candidates[candidate].evaluation(alone)
        let bill = try alone.bill(result)
        let (cost, inDollars) = (bill.comparableTotal, bill.dollarAmounts != nil)
        let isWhole = !bill.lacksPrices
        let meets = alone.scenario.objectives.areMet(by: result.replay)
        let isBetter =
          best.map { best in
            guard isWhole == best.isWhole else { return isWhole }
            guard inDollars == best.inDollars else { return inDollars }
            return (meets && !best.meets) || (meets == best.meets && cost < best.cost)
          } ?? true
        if isBetter { best = (candidate, cost, meets, inDollars, isWhole) }
      } catch let infeasible as Infeasible {
        reasons.append(infeasible.reason)
      } catch let failure as Failure where failure.code == .unavailable {
        missingPrice = missingPrice ?? failure
      }
    }
    guard let best else {
      if reasons.isEmpty, let missingPrice { throw missingPrice }
      throw Infeasible(
        reason: "no option can serve \(name): \(reasons.first ?? "there is none to choose from")")
    }
    return best.candidate
  }

  /// How services choose, for people.
  static let choiceSentence =
    "each service takes the cheapest option that meets its objective, alone and with instances of "
    + "its own and whatever stands beside them"

  // MARK: Combination

  private func combined(_ parts: [Evaluation], _ groups: [[Int]]) throws -> Evaluation {
    var specs = trace.rows.map { _ in option.spec }
    var readings: [PricedReading] = []
    var surrounded: [SurroundedPart] = []
    for (part, services) in zip(parts, groups) {
      for (place, service) in services.enumerated() {
        specs[service] = part.serviceSpecs?[place] ?? part.spec
      }
      surrounded += part.parts.map { part in
        var part = part
        part.services = part.services.map { services[$0] }
        return part
      }
      readings += part.readings.map { reading in
        var reading = reading
        reading.service = reading.service.map { services[$0] }
        return reading
      }
    }
    let replay = try Replay.combining(
      zip(parts, groups).map { Replay.Part(services: $1, replay: $0.replay) }, of: trace,
      jobs: context.jobs)
    return Evaluation(
      replay: replay, readings: readings, parts: surrounded, spec: assigned(specs),
      serviceSpecs: specs,
      assumptions: [Self.choiceSentence] + parts.flatMap(\.assumptions).uniqued(),
      warnings: parts.flatMap(\.warnings),
      energy: parts.flatMap(\.energy))
  }

  /// The SPEC that assigns each service what it got.
  private func assigned(_ specs: [OptionSpec]) -> OptionSpec {
    OptionSpec(
      platform: option.spec.platform,
      settings: zip(trace.serviceNames, specs).map { .init(key: $0, value: "(\($1))") })
  }
}

extension DeploymentOption {
  /// The same with a fleet for each service where services would share one.
  fileprivate var withFleetsOfServices: DeploymentOption {
    switch self {
    case .platform(let option): return .platform(option.withFleetsOfServices)
    case .hybrid(let option):
      let base = option.base.withFleetsOfServices
      return .hybrid(
        HybridOption(
          spec: OptionResolver.hybridSpec(
            base: base.spec, burst: option.burst.spec, like: option.spec),
          base: base, burst: option.burst, maximumWait: option.maximumWait))
    case .mixed: return self
    }
  }
}

extension PlatformOption {
  fileprivate var withFleetsOfServices: PlatformOption {
    guard case .provisioned(var settings) = deployment, settings.scope == .shared else {
      return self
    }
    settings.scope = .perService
    var option = self
    option.deployment = .provisioned(settings)
    option.spec = OptionSpec(
      platform: spec.platform,
      settings: spec.settings.filter { $0.key != "scope" }
        + [.init(key: "scope", value: FleetScope.perService.rawValue)])
    return option
  }
}

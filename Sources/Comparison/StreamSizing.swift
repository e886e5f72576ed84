import Traces
import Units

/// Sizes options for a trace that is not in memory: on blocks of time of it that are, whose sizes are
/// then replayed on all requests.
struct StreamSizing: Sendable {
  /// That of the blocks.
  let scenario: Scenario
  private let sample: StreamSample
  private let requests: Int

  /// Requests that are held in memory for it.
  private static let size = 1 << 18

  init(_ stream: RequestStream, _ whole: Scenario, jobs: Int) throws {
    sample = try StreamSample(of: stream, size: Self.size, seed: whole.seed, jobs: jobs)
    requests = stream.count
    scenario = try Scenario(
      trace: sample.trace,
      period: whole.period.ofPart(oneOf: sample.ratio, observed: sample.span),
      objectives: whole.objectives.forAPart, freeTier: whole.freeTier, seed: whole.seed, jobs: jobs,
      needs: whole.needs)
  }

  /// The evaluation of a sized option on all requests.
  func evaluation(
    _ sized: OptionResult, _ option: DeploymentOption, _ context: EvaluationContext,
    _ resolve: (OptionSpec) throws -> DeploymentOption
  ) throws -> Evaluation {
    if let reason = sized.infeasibleReason {
      if let failure = sized.missingPrice { throw failure }
      throw Infeasible(reason: reason)
    }
    let trace = context.scenario.trace
    switch option {
    case .platform(let platform):
      guard platform.isSized else { return try resolve(sized.spec).evaluation(context) }
      guard let specs = sized.serviceSpecs, trace.rows.count > 1 else {
        var evaluation = try resolve(sized.spec.without("count")).evaluation(context)
        if let count = evaluation.spec["count"] {
          evaluation.spec = sized.spec.with(count: count)
        }
        return evaluation
      }
      let fleets = specs.enumerated().map { $1.withSlots(leastSlots(of: $0, context)) }
      var evaluation = try resolve(OptionSpec(assigning: fleets, to: trace.serviceNames))
        .evaluation(context)
      evaluation.spec = option.spec
      evaluation.assumptions.removeAll { $0 == MixedEvaluation.choiceSentence }
      return evaluation
    case .hybrid: return try resolve(sized.spec).evaluation(context)
    case .mixed(let mixed):
      let specs = (sized.serviceSpecs ?? []).enumerated().map { service, spec in
        mixed.candidates.contains { $0.isSized(spec.platform) }
          ? spec.withSlots(leastSlots(of: service, context)) : spec
      }
      return try resolve(OptionSpec(assigning: specs, to: trace.serviceNames))
        .evaluation(context)
    }
  }

  /// What the sustained load of a service takes.
  private func leastSlots(of service: Int, _ context: EvaluationContext) -> Int {
    context.scenario.leastSlots(of: [service])
  }

  /// What it did, for people.
  var sentence: String {
    "what is sized is sized for \(grouped(sample.trace.count)) requests, one of each "
      + "\(sample.ratio) stretches of \(BillingPeriod.readable(sample.blockLength)), and for the "
      + "load of each second; a fleet of all services has the fewest instances for all requests to "
      + "within 1 %; every figure is a replay of all \(grouped(requests))"
  }
}

extension OptionSpec {
  /// The mix that gives each service its own SPEC.
  fileprivate init(assigning specs: [OptionSpec], to names: [String]) {
    self.init(
      platform: OptionResolver.mixed,
      settings: zip(names, specs).map { .init(key: $0, value: "(\($1))") })
  }

  /// The same fleet with at least so many slots.
  fileprivate func withSlots(_ least: Int) -> OptionSpec {
    guard let count = self["count"].flatMap(Int.init), let slots = self["slots"].flatMap(Int.init),
      slots > 0
    else { return self }
    let needed = max(count, (least + slots - 1) / slots)
    return with(count: String(needed))
  }

  /// The same with another number of instances.
  fileprivate func with(count: String) -> OptionSpec {
    OptionSpec(
      platform: platform,
      settings: settings.map { $0.key == "count" ? .init(key: "count", value: count) : $0 })
  }

  fileprivate func without(_ key: String) -> OptionSpec {
    OptionSpec(platform: platform, settings: settings.filter { $0.key != key })
  }
}

extension PlatformOption {
  /// Whether it is a fleet whose number of instances nobody stated.
  fileprivate var isSized: Bool {
    if case .provisioned(let settings) = deployment { return settings.count == nil }
    return false
  }
}

extension DeploymentOption {
  /// Whether it is such a fleet on a platform.
  fileprivate func isSized(_ platform: String) -> Bool {
    if case .platform(let option) = self {
      return option.spec.platform == platform && option.isSized
    }
    return false
  }
}

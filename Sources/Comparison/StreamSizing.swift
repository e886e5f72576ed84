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
  private static let size = 1 << 19

  init(_ stream: RequestStream, _ whole: Scenario, jobs: Int) throws {
    sample = try StreamSample(of: stream, size: Self.size, seed: whole.seed, jobs: jobs)
    requests = stream.count
    scenario = try Scenario(
      trace: sample.trace,
      period: BillingPeriod(
        observed: sample.trace.observedSpan, stated: sample.span,
        projection: whole.period.projection),
      objectives: whole.objectives, freeTier: whole.freeTier, seed: whole.seed, jobs: jobs,
      needs: whole.needs)
  }

  /// The evaluation of a sized option on all requests.
  func evaluation(
    _ sized: OptionResult, _ option: DeploymentOption, _ context: EvaluationContext,
    _ resolve: (OptionSpec) throws -> DeploymentOption
  ) throws -> Evaluation {
    if let reason = sized.infeasibleReason {
      if sized.lacksPrice { throw Failure(.unavailable, reason) }
      throw Infeasible(reason: reason)
    }
    switch option {
    case .platform(let platform):
      if case .provisioned = platform.deployment {
        let size = sized.serviceSpecs?.first ?? sized.spec
        return try resolve(platform.isSized ? size.without("count") : size).evaluation(context)
      }
      return try resolve(sized.spec).evaluation(context)
    case .hybrid: return try resolve(sized.spec).evaluation(context)
    case .mixed(let mixed):
      let specs = (sized.serviceSpecs ?? []).map { spec in
        mixed.candidates.contains { $0.isSized(spec.platform) } ? spec.without("count") : spec
      }
      return try resolve(
        OptionSpec(
          platform: option.spec.platform,
          settings: zip(context.scenario.trace.serviceNames, specs).map {
            .init(key: $0, value: "(\($1))")
          })
      ).evaluation(context)
    }
  }

  /// What it did, for people.
  var sentence: String {
    "kinds and sizes of instances, provisioned concurrency and bases are the best for "
      + "\(grouped(sample.trace.count)) requests, one of each \(sample.ratio) stretches of "
      + "\(BillingPeriod.readable(sample.blockLength)); every figure is an exact replay of all "
      + "\(grouped(requests)), and fleets have the fewest instances for those to within 1 %"
  }
}

extension OptionSpec {
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

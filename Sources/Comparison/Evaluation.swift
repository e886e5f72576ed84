import Pricing
import Simulation
import Units

/// What every option of a comparison is evaluated with.
struct EvaluationContext: Sendable {
  let scenario: Scenario
  let priceBook: PriceBook
  /// Threads, whose number changes no figure.
  let jobs: Int
  /// Whether replays are to be combined with others, which takes the latency of each request.
  var keepsLatencies = false
  /// Whether what was assumed is wanted; a trial needs its figures alone.
  var describes = true

  /// The same with another scenario.
  func with(
    _ scenario: Scenario, jobs: Int, keepsLatencies: Bool, describes: Bool = true
  ) -> EvaluationContext {
    EvaluationContext(
      scenario: scenario, priceBook: priceBook, jobs: jobs, keepsLatencies: keepsLatencies,
      describes: describes)
  }

  /// The bill of an evaluation with what stands beside its parts.
  func bill(_ evaluation: Evaluation) throws -> Bill {
    let beside = try SurroundedPart.merged(evaluation.parts).flatMap { part in
      try SurroundingUsage(option: part.option, context: self).readings(
        of: part, trace: scenario.trace, window: evaluation.replay.whole.window)
    }
    return try bill(evaluation.readings + beside)
  }

  func bill(_ readings: [PricedReading]) throws -> Bill {
    try priceBook.bill(readings, freeTier: scenario.freeTier)
  }
}

/// How an option serves a trace, and what it uses for that.
struct Evaluation: Sendable {
  var replay: Replay
  /// Of compute and requests.
  var readings: [PricedReading]
  var parts: [SurroundedPart]
  /// The SPEC that reproduces it, with what was sized.
  var spec: OptionSpec
  /// The SPECs of services that differ or have their own instances, nil elsewhere.
  var serviceSpecs: [OptionSpec]?
  /// What was assumed, a sentence each.
  var assumptions: [String]
  var warnings: [Warning]
  /// Of compute; empty where it is not known.
  var energy: [EnergyUse] = []
}

/// An option that a platform's limits or sizes rule out.
struct Infeasible: Error {
  let reason: String
}

extension DeploymentOption {
  /// Throws `Infeasible` where a limit rules the option out, `Failure(.unavailable)` where a price
  /// is missing.
  func evaluation(_ context: EvaluationContext) throws -> Evaluation {
    switch self {
    case .platform(let option): return try option.evaluation(context)
    case .hybrid(let option):
      for part in [option.base, option.burst] {
        let feasibility = Feasibility(option: part)
        if let reason = feasibility.parameterReason()
          ?? feasibility.reason(context.scenario.needs)
        {
          throw Infeasible(reason: reason)
        }
      }
      return try HybridEvaluation(option, context).evaluation()
    case .mixed(let option): return try MixedEvaluation(option, context).evaluation()
    }
  }
}

extension PlatformOption {
  func evaluation(_ context: EvaluationContext) throws -> Evaluation {
    let feasibility = Feasibility(option: self)
    if let reason = feasibility.parameterReason() ?? feasibility.reason(context.scenario.needs) {
      throw Infeasible(reason: reason)
    }
    var evaluation: Evaluation
    switch deployment {
    case .perInvocation(let settings):
      evaluation = try InvocationEvaluation(option: self, settings: settings, context: context)
        .evaluation()
    case .provisioned(let settings):
      evaluation = try FleetEvaluation(option: self, settings: settings, context: context)
        .evaluation()
    case .surrounding: throw Failure(.software, "\(spec) runs no requests")
    }
    if context.describes {
      try CommitmentTerms(self, context)?.describe(&evaluation)
      if let silence = feasibility.silence(context.scenario.needs) {
        evaluation.assumptions.append(silence)
      }
    }
    return evaluation
  }
}

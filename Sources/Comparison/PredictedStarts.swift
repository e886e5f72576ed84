import Pricing
import Simulation
import Traces
import Units

/// Cold starts and environments as a per-invocation option would have them on a trace.
public struct PredictedStarts: Sendable {
  let option: OptionSpec
  /// What the option assumes, for people.
  let assumptions: String
  let services: [Outcome]
  let whole: Outcome

  /// What the option predicts, or why it cannot serve the trace.
  public enum Prediction: Sendable {
    case replayed(PredictedStarts)
    case impossible(OptionSpec, reason: String)
  }

  /// Replays the trace on the option that the SPEC stands for.
  ///
  /// Each cold start takes the initialisation time that the trace observed, unless it has none or
  /// the SPEC states one. Throws `Failure(.usage)` for an option that starts no environments.
  public static func prediction(
    _ trace: Trace, spec: OptionSpec, resolver: OptionResolver, seed: UInt64, jobs: Int
  ) throws -> Prediction {
    do {
      return .replayed(
        try PredictedStarts(trace, spec: spec, resolver: resolver, seed: seed, jobs: jobs))
    } catch let infeasible as Infeasible {
      return .impossible(spec, reason: infeasible.reason)
    }
  }

  private init(
    _ trace: Trace, spec: OptionSpec, resolver: OptionResolver, seed: UInt64, jobs: Int
  ) throws {
    let option = try resolver.resolvePlatform(spec)
    guard case .perInvocation(var settings) = option.deployment else {
      throw Failure(
        .usage, "\(spec) starts no environments for requests",
        hint: "an option that is billed by the request does, such as aws-lambda")
    }
    let isObserved = trace.initTimes?.contains { $0 > 0 } ?? false
    if isObserved && spec["init"] == nil { settings.initialization = .fromTrace }
    guard settings.initialization != .fromTrace || isObserved else {
      throw Failure(
        .usage, "\(spec): the trace has no initialisation times",
        hint: "state them, such as init=250ms")
    }
    guard settings.provisioned != .sized else {
      throw Failure(
        .usage, "\(spec): provisioned=auto is sized to an objective, which is not judged here",
        hint: "say how many, such as provisioned=2")
    }
    let plan = try InvocationPlan(option, settings, trace: trace, period: nil)
    var model = plan.model
    if case .count(let count) = settings.provisioned {
      model.provisionedConcurrency = plan.trace.rows.map { _ in count }
    }
    let replay = try model.replay(plan.trace, seed: seed, jobs: jobs)
    services = replay.services
    whole = replay.whole
    self.option = spec
    assumptions =
      "idle environments stay warm for \(settings.keepAlive.text); initialisation "
      + (settings.initialization == .fromTrace
        ? "from the trace" : "of \(settings.initializationOrigin)")
  }
}

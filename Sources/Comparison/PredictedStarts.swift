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

  /// Replays the trace on the option that the SPEC stands for.
  ///
  /// Each cold start takes the initialisation time that the trace observed, unless it has none or
  /// the SPEC states one. Throws `Failure(.usage)` for an option that starts no environments.
  public init(
    _ trace: Trace, spec: OptionSpec, resolver: OptionResolver, seed: UInt64, jobs: Int
  ) throws {
    let option = try resolver.resolve(spec)
    guard case .perInvocation(let settings) = option.deployment else {
      throw Failure(
        .usage, "\(spec) starts no environments for requests",
        hint: "an option that is billed by the request does, such as aws-lambda")
    }
    let isObserved = trace.initTimes?.contains { $0 > 0 } ?? false
    let initialization: Initialization =
      isObserved && spec["init"] == nil ? .fromTrace : settings.initialization
    guard initialization != .fromTrace || isObserved else {
      throw Failure(
        .usage, "\(spec): the trace has no initialisation times",
        hint: "state them, such as init=250ms")
    }
    let model = PerInvocationModel(
      keepAlive: settings.keepAlive, initialization: initialization, routing: settings.routing,
      reservedConcurrency: settings.reservedConcurrency,
      accountConcurrency: settings.accountConcurrency,
      billedTime: try option.platform.billedTimeRule,
      billedMemory: option.platform.metering.billedMemory, memory: settings.memory)
    let replay = try model.replay(trace, seed: seed, jobs: jobs)
    services = replay.services
    whole = replay.whole
    self.option = spec
    assumptions =
      "idle environments stay warm for \(settings.keepAlive.text); initialisation "
      + (initialization == .fromTrace ? "from the trace" : "of \(settings.initializationOrigin)")
  }
}

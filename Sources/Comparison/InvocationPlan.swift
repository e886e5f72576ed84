import Metering
import Pricing
import Simulation
import Traces
import Units

/// The model of a per-invocation option for one trace, and what was assumed for it.
struct InvocationPlan: Sendable {
  /// With durations as they are at the option's memory.
  let trace: Trace
  /// Without provisioned concurrency.
  let model: PerInvocationModel
  let assumptions: [String]
  let warnings: [Warning]

  /// Throws `Infeasible` where a limit forbids the requests, `.usage` where the trace lacks what the
  /// option takes from it.
  init(_ option: PlatformOption, _ settings: InvocationSettings, trace given: Trace) throws {
    let scaling = MemoryScaling(option: option, memory: settings.memory, trace: given)
    trace = scaling.trace
    if let reason = Feasibility(option: option).requestReason(
      longest: trace.longestDuration, largest: settings.memory ?? trace.largestMemory)
    {
      throw Infeasible(reason: reason)
    }
    if settings.initialization == .fromTrace, trace.initTimes == nil {
      throw Failure(
        .usage, "\(option.spec): the trace has no column init_ms to take initialisation from",
        hint: "state it, such as init=250ms")
    }
    if settings.isRestored, option.spec["init"] == nil {
      throw Failure(
        .usage, "\(option.spec): no times of restoring a snapshot are known",
        hint: "give them with init=, such as init=lognormal(300ms,0.3)")
    }
    let logged = Self.usesLoggedTime(option, settings, trace)
    model = PerInvocationModel(
      keepAlive: settings.keepAlive, initialization: settings.initialization,
      routing: settings.routing, reservedConcurrency: settings.reservedConcurrency,
      accountConcurrency: settings.accountConcurrency, scaleRate: settings.scaleRate,
      requestsPerConcurrency: settings.requestsPerConcurrency, throttling: settings.throttling,
      billedTime: try Self.billedTimeRule(option, settings),
      billedMemory: option.platform.metering.billedMemory, memory: settings.memory,
      usesLoggedBilledTime: logged)
    assumptions = Self.assumptions(settings, logged: logged) + scaling.assumptions
    warnings = scaling.warnings + (logged ? Self.loggedTimeWarnings(option, trace) : [])
  }

  /// What restores a snapshot is billed by the restore, not as duration.
  private static func billedTimeRule(
    _ option: PlatformOption, _ settings: InvocationSettings
  ) throws -> BilledTimeRule {
    let rule = try option.platform.billedTimeRule
    guard settings.isRestored else { return rule }
    return BilledTimeRule(
      increment: rule.increment, minimum: rule.minimum, includesInit: false)
  }

  /// Logged billed times hold for the platform and the memory that they were logged with.
  private static func usesLoggedTime(
    _ option: PlatformOption, _ settings: InvocationSettings, _ trace: Trace
  ) -> Bool {
    guard trace.billedTimes != nil, trace.loggedPlatform ?? option.platform.id == option.platform.id
    else { return false }
    guard let memory = settings.memory else { return true }
    return trace.memories.allSatisfy { $0 == memory }
  }

  private static func assumptions(_ settings: InvocationSettings, logged: Bool) -> [String] {
    let initialization: String
    switch settings.initialization {
    case .fromTrace: initialization = "from the trace"
    case .distribution(let distribution):
      initialization = "\(distribution.text) (\(settings.initializationOrigin))"
    }
    var sentences = [
      "idle environments stay warm for \(settings.keepAlive.text)",
      "initialisation \(initialization)",
    ]
    if settings.isRestored { sentences.append("restoring a snapshot is not billed as duration") }
    if logged { sentences.append("billed times are those that the trace logged (billed_ms)") }
    return sentences
  }

  private static func loggedTimeWarnings(_ option: PlatformOption, _ trace: Trace) -> [Warning] {
    guard let from = option.platform.metering.billedTimeFrom, let first = trace.firstArrival,
      first < Int64(from.daysSinceEpoch) * BillingPeriod.day
    else { return [] }
    return [
      Warning(
        code: "logged-billing",
        message: "\(option.spec): the billed times of the trace were logged before \(from); since "
          + "then initialisation is billed too")
    ]
  }
}

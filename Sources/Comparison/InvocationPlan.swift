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

  /// - Parameter period: what is billed; nil where nothing is.
  ///
  /// Throws `Infeasible` where a limit forbids the requests, `.usage` where the trace lacks what the
  /// option takes from it.
  init(
    _ option: PlatformOption, _ settings: InvocationSettings, trace given: Trace,
    period: BillingPeriod?
  ) throws {
    let scaling = MemoryScaling(option: option, memory: settings.memory, trace: given)
    trace = scaling.trace
    if let reason = Feasibility(option: option).requestReason(of: trace, memory: settings.memory) {
      throw Infeasible(reason: reason)
    }
    if settings.initialization == .fromTrace, !trace.hasInitTimes {
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
    let sharing = EnvironmentSharing(option, settings, trace: trace)
    var model = PerInvocationModel(
      keepAlive: settings.keepAlive, initialization: settings.initialization,
      routing: settings.routing, reservedConcurrency: settings.reservedConcurrency,
      accountConcurrency: settings.accountConcurrency, scaleRate: settings.scaleRate,
      requestsPerConcurrency: settings.requestsPerConcurrency, throttling: settings.throttling,
      billedTime: Self.billedTimeRule(option, settings),
      billedMemory: option.platform.metering.billedMemory, memory: settings.memory,
      usesLoggedBilledTime: logged)
    model.requestsPerEnvironment = sharing.requests
    if settings.minimumEnvironments > 0 {
      model.minimumEnvironments = trace.rows.map { _ in settings.minimumEnvironments }
    }
    model.maximumEnvironments = settings.maximumEnvironments
    let metering = option.platform.metering
    model.activeTime = metering.activeTime
    model.unitesActivePeriods = metering.unitesActivePeriods
    model.activatesKept = metering.activatesKept
    if option.counts(.environmentTime) {
      model.existence = metering.environmentTime.map {
        BilledTimeRule(increment: $0.increment, minimum: $0.minimum, includesInit: true)
      }
    }
    model.metersByHour = option.meters.contains { $0.isHourly }
    if option.counts(.cpuTime) {
      model.cpu = CPUTimeRule(memoryPerVcpu: option.platform.behaviour.memoryPerVcpu?.value)
    }
    if let first = trace.firstArrival, let period { model.billedUntil = first + period.span }
    self.model = model
    assumptions =
      Self.assumptions(settings, logged: logged) + sharing.assumptions + scaling.assumptions
      + Self.cpuAssumptions(option, trace) + option.activeTimeNote
    warnings = scaling.warnings + (logged ? Self.loggedTimeWarnings(option, trace) : [])
  }

  /// What restores a snapshot is billed by the restore, not as duration.
  private static func billedTimeRule(
    _ option: PlatformOption, _ settings: InvocationSettings
  ) -> BilledTimeRule {
    guard let rule = option.platform.metering.billedTime else {
      return BilledTimeRule(increment: 1, minimum: 0, includesInit: true)
    }
    guard settings.isRestored else { return rule }
    return BilledTimeRule(
      increment: rule.increment, minimum: rule.minimum, includesInit: false)
  }

  /// Logged billed times hold for the platform and the memory that they were logged with.
  private static func usesLoggedTime(
    _ option: PlatformOption, _ settings: InvocationSettings, _ trace: Trace
  ) -> Bool {
    guard trace.hasBilledTimes, trace.loggedPlatform ?? option.platform.id == option.platform.id
    else { return false }
    guard let memory = settings.memory else { return true }
    return trace.otherMemory(than: memory) == nil
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

  private static func cpuAssumptions(_ option: PlatformOption, _ trace: Trace) -> [String] {
    guard option.counts(.cpuTime), !trace.hasCPUTimes else { return [] }
    let share = option.platform.behaviour.memoryPerVcpu.map {
      "one vCPU for each \(grouped($0.value)) MB of its memory"
    }
    return ["a request uses CPU while it runs, \(share ?? "a whole vCPU"), an upper bound"]
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

  /// What is doubtful about a replay in which requests waited in the platform's queue.
  static func queueWarnings(_ option: PlatformOption, _ replay: Replay) -> [Warning] {
    guard option.spec["on-throttle"] == "queue", replay.whole.retries > 0 else { return [] }
    return [
      Warning(
        code: "queue-retries",
        message:
          "\(option.spec): \(grouped(replay.whole.retries)) retries of on-throttle=queue come "
          + "in step, not as environments become free: waits, and the requests that are lost, are "
          + "overstated, many times in a burst")
    ]
  }
}

import Metering
import Pricing
import Simulation
import Traces
import Units

/// Replays and bills a per-invocation option.
struct InvocationEvaluation {
  let option: PlatformOption
  let settings: InvocationSettings
  let context: EvaluationContext

  private var scenario: Scenario { context.scenario }

  func evaluation() throws -> Evaluation {
    let scaling = MemoryScaling(option: option, memory: settings.memory, trace: scenario.trace)
    let trace = scaling.trace
    if let reason = Feasibility(option: option).requestReason(
      longest: trace.longestDuration, largest: settings.memory ?? trace.largestMemory)
    {
      throw Infeasible(reason: reason)
    }
    let billedTime = try option.platform.billedTimeRule
    if settings.initialization == .fromTrace, trace.initTimes == nil {
      throw Failure(
        .usage, "\(option.spec): the trace has no column init_ms to take initialisation from",
        hint: "state it, such as init=250ms")
    }
    let logged = usesLoggedTime
    let model = PerInvocationModel(
      keepAlive: settings.keepAlive, initialization: settings.initialization,
      routing: settings.routing, reservedConcurrency: settings.reservedConcurrency,
      accountConcurrency: settings.accountConcurrency, billedTime: billedTime,
      billedMemory: option.platform.metering.billedMemory, memory: settings.memory,
      usesLoggedBilledTime: logged)
    let replay = try model.replay(trace, seed: scenario.seed, jobs: context.jobs)
    let billing = OptionBilling(option, rates: try context.priceBook.rates(of: option.platform))
    let readings = try replay.services.indices.flatMap { service in
      try billing.readings(
        replay.services[service].usage, service: service, projectedBy: scenario.period
      )
    }
    return Evaluation(
      replay: replay, readings: readings, spec: option.spec, serviceSpecs: nil,
      assumptions: assumptions(logged) + scaling.assumptions,
      warnings: scaling.warnings + loggedTimeWarnings(logged))
  }

  private func assumptions(_ logged: Bool) -> [String] {
    let initialization: String
    switch settings.initialization {
    case .fromTrace: initialization = "from the trace"
    case .distribution(let distribution):
      initialization = "\(distribution.text) (\(settings.initializationOrigin))"
    }
    return [
      "idle environments stay warm for \(settings.keepAlive.text)",
      "initialisation \(initialization)",
    ] + (logged ? ["billed times are those that the trace logged (billed_ms)"] : [])
  }

  /// Logged billed times hold for the memory that they were logged with.
  private var usesLoggedTime: Bool {
    guard scenario.trace.billedTimes != nil else { return false }
    guard let memory = settings.memory else { return true }
    return scenario.trace.memories.allSatisfy { $0 == memory }
  }

  private func loggedTimeWarnings(_ logged: Bool) -> [Warning] {
    guard logged, let from = option.platform.metering.billedTimeFrom,
      let first = scenario.trace.firstArrival,
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

extension Outcome {
  fileprivate var usage: Usage {
    Usage(
      requests: Int128(completed), billedTime: billedTime, billedMemoryTime: billedMemoryTime)
  }
}

extension BillingPeriod {
  /// Requests of the trace as requests of the period.
  func requests(_ count: Int) throws -> Int128 { try quantity(Int128(count)) }

  /// `projected`, or the failure that says that it is out of range.
  func quantity(_ quantity: Int128) throws -> Int128 {
    guard let projected = projected(quantity) else {
      throw Failure(.data, "the usage is too large to be projected to a month")
    }
    return projected
  }
}

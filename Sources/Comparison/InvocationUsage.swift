import Metering
import Pricing
import Simulation
import Traces
import Units

/// What a replay of a per-invocation option is billed for.
struct InvocationUsage: Sendable {
  private let option: PlatformOption
  private let settings: InvocationSettings
  private let period: BillingPeriod
  private let billing: OptionBilling

  init(
    _ option: PlatformOption, _ settings: InvocationSettings, _ context: EvaluationContext
  ) throws {
    self.option = option
    self.settings = settings
    period = context.scenario.period
    billing = OptionBilling(option, rates: try context.priceBook.rates(of: option.platform))
  }

  /// The readings of each service.
  ///
  /// - Parameter provisioned: provisioned concurrency of each service, nil without any.
  func readings(
    of replay: Replay, trace: Trace, provisioned: [Int]?
  ) throws -> [PricedReading] {
    try replay.services.indices.flatMap { service in
      try billing.readings(
        try usage(
          of: replay.services[service], window: replay.whole.window,
          provisioned: provisioned?[service] ?? 0, memory: { memory(of: service, trace) }),
        service: service, projectedBy: period)
    }
  }

  /// MB that an environment of the service is configured with.
  private func memory(of service: Int, _ trace: Trace) -> Int32 {
    let memory = settings.memory ?? trace.memories[trace.rows[service]].max() ?? 0
    return option.platform.metering.billedMemory.billed(memory)
  }

  private func usage(
    of outcome: Outcome, window: Int64, provisioned: Int, memory: () -> Int32
  ) throws -> Usage {
    var usage = Usage(
      requests: Int128(outcome.completed), billedTime: outcome.billedTime,
      billedMemoryTime: outcome.billedMemoryTime)
    usage.provisionedBilledTime = outcome.provisionedBilledTime
    usage.provisionedBilledMemoryTime = outcome.provisionedBilledMemoryTime
    if settings.isRestored { usage.restoredBytes = outcome.restoredMemory * 1_048_576 }
    let time = period.existence(window: window)
    if provisioned > 0 {
      let billed = try option.platform.provisionedTimeRule.billed(time)
      usage.provisionedTime = Int128(provisioned) * Int128(billed)
      usage.provisionedMemoryTime = usage.provisionedTime * Int128(memory())
    }
    if option.hasDeployedTime, outcome.requests > 0 {
      usage.deployedTime = Int128(try option.platform.deployedTimeRule.billed(time))
      usage.deployedMemoryTime = usage.deployedTime * Int128(memory())
    }
    return usage
  }
}

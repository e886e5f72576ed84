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
          provisioned: provisioned?[service] ?? 0, memory: memory(of: service, trace)),
        service: service, projectedBy: period)
    } + billing.readings(accountUsage(window: replay.whole.window), service: nil)
  }

  /// What provisioned concurrency of one service costs at least, whatever it serves and for however
  /// short a time where the trace is billed as it stands.
  func readings(ofProvisioned count: Int, trace: Trace) throws -> [PricedReading] {
    try billing.readings(
      usage(of: Outcome(), window: 0, provisioned: count, memory: memory(of: 0, trace)),
      service: 0, projectedBy: period)
  }

  /// What is there once for all services.
  private func accountUsage(window: Int64) throws -> Usage {
    var usage = Usage()
    guard option.counts(.accountTime) else { return usage }
    let time = period.existence(window: window)
    usage.accountTime = Int128(try option.platform.accountTimeRule.billed(time))
    return usage
  }

  /// What the environments keep busy; a request uses the vCPU of its memory in part, as far as the
  /// trace's CPU times say, else as is assumed for the vendor.
  func energy(_ replay: Replay, trace: Trace, _ context: EvaluationContext) throws -> EnergyUse {
    let files = context.priceBook.files
    let factors = try CarbonFactors(files, provider: option.platform.provider)
    var utilization = factors?.utilization ?? .zero
    if trace.hasCPUTimes {
      let services = trace.rows.indices.map { trace.statistics(of: $0) }
      let cpu = services.reduce(Int128(0)) { $0 + $1.cpuTime }
      let time = services.reduce(Int128(0)) { $0 + $1.busyTime }
      let one = ExactDecimal(scaled: ExactDecimal.one)
      utilization = min(one, ExactDecimal(cpu, over: time) ?? one)
    }
    return try EnergyUse(
      option, replay: replay, memory: replay.services.indices.map { memory(of: $0, trace) },
      period: period, utilization: utilization)
  }

  /// MB that an environment of the service is configured with.
  private func memory(of service: Int, _ trace: Trace) -> Int32 {
    let memory = settings.memory ?? trace.statistics(of: service).largestMemory
    return option.platform.metering.billedMemory.billed(memory)
  }

  private func usage(
    of outcome: Outcome, window: Int64, provisioned: Int, memory: Int32
  ) throws -> Usage {
    var usage = Usage(
      requests: Int128(outcome.completed), billedTime: outcome.billedTime,
      billedMemoryTime: outcome.billedMemoryTime)
    usage.provisionedBilledTime = outcome.provisionedBilledTime
    usage.provisionedBilledMemoryTime = outcome.provisionedBilledMemoryTime
    if settings.isRestored { usage.restoredBytes = outcome.restoredMemory * 1_048_576 }
    usage.environmentMemory = Int128(memory)
    usage.activeTime = outcome.activeTime
    usage.environmentTime = outcome.environmentTime
    usage.cpuTime = outcome.cpuTime
    usage.hours = outcome.hours.map {
      HourlyUsage(
        requests: Int128($0.requests), activeTime: $0.activeTime,
        minimumActiveTime: $0.minimumActiveTime)
    }
    let time = period.existence(window: window)
    if settings.minimumEnvironments > 0 {
      usage.minimumTime = Int128(settings.minimumEnvironments) * Int128(time)
      usage.minimumActiveTime = outcome.minimumActiveTime
      if option.platform.metering.unitesActivePeriods {
        usage.minimumActiveTime = min(
          usage.minimumActiveTime, period.counted(as: usage.minimumTime))
      }
      usage.minimumIdleTime = max(
        0, usage.minimumTime - (try period.quantity(usage.minimumActiveTime)))
    }
    if provisioned > 0 {
      let billed = try option.platform.provisionedTimeRule.billed(time)
      usage.provisionedTime = Int128(provisioned) * Int128(billed)
      usage.provisionedMemoryTime = usage.provisionedTime * Int128(memory)
    }
    if option.hasDeployedTime, outcome.requests > 0 {
      usage.deployedTime = Int128(try option.platform.deployedTimeRule.billed(time))
      usage.deployedMemoryTime = usage.deployedTime * Int128(memory)
    }
    return usage
  }
}

import Pricing
import Traces
import Units

/// How many requests one environment of a per-invocation option serves at once.
struct EnvironmentSharing {
  let requests: Int
  private(set) var assumptions: [String] = []

  /// What the option states; else what the environment's vCPU carry, where a request takes its CPU
  /// time, or what came with its memory, for as long as it runs. The platform's default bounds that,
  /// unless it is only the number at which its scale rule acts.
  init(_ option: PlatformOption, _ settings: InvocationSettings, trace: Trace) {
    guard let usual = option.platform.behaviour.requestsPerEnvironment else {
      requests = 1
      return
    }
    if let stated = settings.requestsPerEnvironment {
      requests = stated
      return
    }
    let configured = option.platform.resources(
      option.resources,
      memory: Int128(
        option.platform.metering.billedMemory.billed(settings.memory ?? trace.largestMemory)))
    guard let milliVcpu = configured["vcpu"] else {
      requests = usual.value
      return
    }
    let demand = RequestDemand(
      of: trace, services: Array(trace.rows.indices), milliVcpu: nil, memory: nil,
      on: option.platform)
    let carried = max(1, Int(clamping: milliVcpu / Int128(demand.milliVcpu)))
    let behaviour = option.platform.behaviour
    let isTarget = behaviour.scalesAtRequestsPerEnvironment
    requests = min(
      isTarget ? behaviour.mostRequestsPerEnvironment ?? usual.value : usual.value, carried)
    let origin = demand.isMeasured ? "from the trace's CPU times" : "an upper bound"
    assumptions = [
      (requests == 1
        ? "one request at a time is in an environment: its "
        : "up to \(grouped(requests)) requests share an environment: its ")
        + "\(thousandthsText(Int64(clamping: milliVcpu))) vCPU at "
        + "\(thousandthsText(demand.milliVcpu)) a request (\(origin))"
    ]
    if isTarget && requests > usual.value {
      assumptions.append(
        "its scale rule must allow that: by default it adds an environment beyond "
          + "\(grouped(usual.value)) requests (concurrency=\(usual.value))")
    }
  }
}

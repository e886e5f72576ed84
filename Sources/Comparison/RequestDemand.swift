import Pricing
import Traces
import Units

/// What one request of some services takes of an instance while it runs.
struct RequestDemand: Hashable {
  /// MB.
  let memory: Int64
  /// Thousandths of a vCPU.
  let milliVcpu: Int64
  /// MB of the largest request; an instance must hold it.
  let largestMemory: Int64
  /// Whether the CPU part comes from measured CPU times.
  let isMeasured: Bool

  /// Means over the time that requests run; what the option states comes before the trace.
  ///
  /// Without CPU times a request is taken to use the vCPU that comes with its memory where CPU is
  /// sold by memory: an upper bound.
  ///
  /// - Parameter platform: says how much memory comes with one vCPU there; where it does not, a
  ///   request takes a whole vCPU.
  init(of trace: Trace, services: [Int], settings: FleetSettings, on platform: Platform) {
    self.init(
      of: trace, services: services, milliVcpu: settings.milliVcpuPerRequest,
      memory: settings.memoryPerRequest, on: platform)
  }

  /// - Parameters:
  ///   - stated: thousandths of a vCPU that a request takes; nil derives it.
  ///   - statedMemory: MB that a request takes; nil takes the trace's.
  init(
    of trace: Trace, services: [Int], milliVcpu stated: Int64?, memory statedMemory: Int64?,
    on platform: Platform
  ) {
    var time: Int128 = 0
    var memoryTime: Int128 = 0
    var cpuTime: Int128 = 0
    var largest: Int32 = 1
    for service in services {
      let statistics = trace.statistics(of: service)
      time += statistics.busyTime
      memoryTime += statistics.memoryTime
      cpuTime += statistics.cpuTime
      largest = max(largest, statistics.largestMemory)
    }
    let mean =
      time > 0 ? Int64((memoryTime + time - 1) / time) : Int64(largest)
    memory = statedMemory ?? mean
    largestMemory = statedMemory ?? Int64(largest)
    isMeasured = stated == nil && trace.hasCPUTimes && time > 0
    if let stated {
      milliVcpu = stated
    } else if isMeasured {
      milliVcpu = max(1, Int64(clamping: cpuTime * 1_000 / time))
    } else if let memoryPerVcpu = platform.behaviour.memoryPerVcpu?.value {
      milliVcpu = min(1_000, max(1, memory * 1_000 / Int64(memoryPerVcpu)))
    } else {
      milliVcpu = 1_000
    }
  }

  /// Requests that an instance serves at once: ⌊min(vCPU / CPU of a request, usable memory /
  /// memory of a request)⌋.
  ///
  /// - Parameters:
  ///   - usableMemory: the share of the instance's memory that requests can use, 0–1.
  ///   - usableVcpu: the same of its vCPU.
  func slots(
    on size: InstanceSize, usableMemory: ExactDecimal, usableVcpu: ExactDecimal
  ) -> Int {
    let usable = Int128(self.usableMemory(of: size, share: usableMemory))
    let vcpu = usableVcpu.times(Int128(size.milliVcpu), over: ExactDecimal.one)?.scaled ?? 0
    return Int(min(vcpu / Int128(milliVcpu), usable / Int128(memory)))
  }

  /// Whether an instance has room for the largest request.
  func fits(on size: InstanceSize, usableMemory share: ExactDecimal) -> Bool {
    usableMemory(of: size, share: share) >= largestMemory
  }

  private func usableMemory(of size: InstanceSize, share: ExactDecimal) -> Int64 {
    let usable = share.times(Int128(size.memory), over: ExactDecimal.one)?.scaled ?? 0
    return Int64(clamping: usable)
  }

  /// For people: `0.289 vCPU and 512 MB`.
  var text: String { "\(thousandthsText(milliVcpu)) vCPU and \(memory) MB" }
}

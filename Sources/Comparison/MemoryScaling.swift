import Pricing
import Simulation
import Traces
import Units

/// What another memory size does to the durations of a trace.
///
/// Where the trace has CPU times and the platform gives CPU in proportion to memory, duration =
/// input-output time + CPU time · m₁ / min(memory, m₁), m₁ being the memory that buys one vCPU
/// (AWS Lambda Developer Guide: 1,769 MB). Else durations stay, and a warning says so.
struct MemoryScaling {
  let trace: Trace
  private(set) var assumptions: [String] = []
  private(set) var warnings: [Warning] = []

  init(option: DeploymentOption, memory: Int32?, trace: Trace) {
    guard let memory, let other = trace.memories.first(where: { $0 != memory }) else {
      self.trace = trace
      return
    }
    guard let cpuTimes = trace.cpuTimes, let full = option.platform.behaviour.memoryPerVcpu?.value
    else {
      self.trace = trace
      warnings = [
        Warning(
          code: "memory-scaling",
          message: "\(option.spec): durations are those measured with other memory sizes "
            + "(\(other) MB …); less memory usually makes a function slower, and without cpu_ms in "
            + "the trace costsim cannot tell by how much")
      ]
      return
    }
    self.trace = trace.with(
      durations: trace.durations.indices.map { row in
        scaled(
          trace.durations[row], cpu: cpuTimes[row], from: trace.memories[row], to: memory,
          full: Int64(full))
      })
    assumptions = ["the CPU part of each duration scales with memory up to \(full) MB"]
  }
}

/// A duration at another memory size, in whole microseconds, rounded up.
private func scaled(
  _ duration: Int64, cpu: Int64, from old: Int32, to new: Int32, full: Int64
) -> Int64 {
  func cpuPart(_ memory: Int32) -> Int64 {
    let divisor = Int128(min(Int64(memory), full))
    return Int64(clamping: (Int128(min(cpu, duration)) * Int128(full) + divisor - 1) / divisor)
  }
  let scaled = Int128(max(0, duration - cpuPart(old))) + Int128(cpuPart(new))
  return Int64(clamping: min(scaled, Int128(DurationDistribution.longest)))
}

extension Trace {
  /// The same requests with other durations.
  fileprivate func with(durations: [Int64]) -> Trace {
    Trace(
      serviceNames: serviceNames, rows: rows, serviceOrder: serviceOrder, arrivals: arrivals,
      durations: durations, memories: memories, cpuTimes: cpuTimes, initTimes: initTimes,
      billedTimes: billedTimes)
  }
}

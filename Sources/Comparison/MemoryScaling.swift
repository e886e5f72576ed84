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

  init(option: PlatformOption, memory: Int32?, trace: Trace) {
    guard let memory, let other = trace.otherMemory(than: memory) else {
      self.trace = trace
      return
    }
    let full = option.platform.behaviour.memoryPerVcpu?.value
    guard let cpuTimes = trace.cpuTimes, let full else {
      self.trace = trace
      // Why those of a trace that is not in memory stay has a warning of its own.
      guard !trace.hasCPUTimes || full == nil else { return }
      let reason =
        trace.hasCPUTimes
        ? "as \(option.platform.name) does not give CPU by memory," : "without cpu_ms in the trace"
      warnings = [
        Warning(
          code: "memory-scaling",
          message: "\(option.spec): durations are those measured with other memory sizes "
            + "(\(other) MB …); less memory usually makes a function slower, and \(reason) "
            + "costsim cannot tell by how much")
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
    let excess = trace.durations.indices.filter { row in
      Int128(cpuTimes[row]) * Int128(full)
        > Int128(trace.durations[row]) * Int128(min(Int64(trace.memories[row]), Int64(full)))
    }.count
    if excess > 0 {
      warnings = [
        Warning(
          code: "cpu-excess",
          message: "\(grouped(excess)) requests used more CPU time than their memory gives on "
            + "\(option.platform.name); the excess is left out of the scaling")
      ]
    }
  }
}

/// A duration at another memory size, in whole microseconds, rounded up.
///
/// CPU time beyond what the memory could have delivered within the duration counts as that much, so
/// that the result never grows with memory.
private func scaled(
  _ duration: Int64, cpu: Int64, from old: Int32, to new: Int32, full: Int64
) -> Int64 {
  let (before, after) = (Int128(min(Int64(old), full)), Int128(min(Int64(new), full)))
  // In units of 1/(before × after × full) of a microsecond nothing is rounded until the end.
  let cpuPart = min(Int128(cpu) * Int128(full), Int128(duration) * before)
  let numerator = (Int128(duration) * before - cpuPart) * after + cpuPart * before
  let denominator = before * after
  let time = (numerator + denominator - 1) / denominator
  return Int64(clamping: min(time, Int128(DurationDistribution.longest)))
}

extension Trace {
  /// The same requests with other durations.
  fileprivate func with(durations: [Int64]) -> Trace {
    Trace(
      serviceNames: serviceNames, rows: rows, serviceOrder: serviceOrder, arrivals: arrivals,
      durations: durations, memories: memories, cpuTimes: cpuTimes, initTimes: initTimes,
      billedTimes: billedTimes, coldStarts: coldStarts, instances: instances,
      requestBytes: requestBytes, responseBytes: responseBytes, loggedPlatform: loggedPlatform)
  }
}

import Simulation
import Traces

extension OptionRanking {
  /// Where a trace that is not in memory leads to other figures than the same trace in memory.
  var streamWarnings: [Warning] {
    guard scenario.trace.stream != nil else { return [] }
    return results.flatMap { result -> [Warning] in
      guard result.isFeasible else { return [] }
      return durationWarnings(result.option) + startWarnings(result.option) + sizeWarnings(result)
    } + byteWarnings
  }

  private static let advice =
    "the trace has too many requests for memory; costsim trace sample takes a part that is not"

  /// Durations at another memory size are those of the trace.
  private func durationWarnings(_ option: DeploymentOption) -> [Warning] {
    guard scenario.trace.hasCPUTimes else { return [] }
    return option.parts.compactMap { part in
      guard case .perInvocation(let settings) = part.deployment, let memory = settings.memory,
        part.platform.behaviour.memoryPerVcpu != nil,
        scenario.trace.otherMemory(than: memory) != nil
      else { return nil }
      return Warning(
        code: "streamed-durations",
        message:
          "\(part.spec): durations are not scaled by CPU time to \(memory) MB: \(Self.advice)")
    }
  }

  /// The mean initialisation is that of all requests, not of those that functions serve.
  private func startWarnings(_ option: DeploymentOption) -> [Warning] {
    guard case .hybrid(let hybrid) = option,
      case .perInvocation(let settings) = hybrid.burst.deployment,
      settings.initialization == .fromTrace
    else { return [] }
    return [
      Warning(
        code: "streamed-init",
        message:
          "\(option.spec): init=trace takes the initialisation of all requests, not of those "
          + "that go to functions: \(Self.advice)")
    ]
  }

  /// A size that was found on a part can miss the objective in a burst outside that part.
  private func sizeWarnings(_ result: OptionResult) -> [Warning] {
    let specs = result.serviceSpecs ?? [result.spec]
    guard sizing != nil, result.meetsObjective == false,
      specs.contains(where: { $0 != result.option.spec })
    else { return [] }
    return [
      Warning(
        code: "sampled-size",
        message: "\(result.spec): the size was found on a sample of the trace and misses the "
          + "objective on all of it; a larger one, stated, may meet it")
    ]
  }

  private var byteWarnings: [Warning] {
    let fromTrace = results.flatMap { $0.option.parts.flatMap(\.surroundings) }.contains {
      $0.amount == .fromTrace
    }
    guard fromTrace else { return [] }
    return [
      Warning(
        code: "streamed-bytes",
        message: "response bytes from the trace are counted for all requests of a service, also "
          + "where a size was found on a sample: \(Self.advice)")
    ]
  }
}

import Pricing
import Traces
import Units

/// Whether a platform's limits allow a trace; the reason names the limit, its value, its source
/// and what would do instead.
struct Feasibility {
  let option: PlatformOption

  var platform: Platform { option.platform }

  /// Why the option's own parameters are impossible, nil where they are possible.
  func parameterReason() -> String? {
    for parameter in platform.parameters {
      if let reason = requirementReason(parameter) { return reason }
      guard parameter.unit != nil, let text = option[parameter.key],
        let value = ExactDecimal(text)
      else { continue }
      let unit = parameter.unit?.rawValue ?? ""
      let origin = cited(parameter.source, parameter.asOf)
      if let minimum = parameter.minimum, value < minimum {
        return
          "\(parameter.key) \(text) \(unit) is below the minimum of \(minimum) \(unit)\(origin)"
      }
      if let maximum = parameter.maximum, value > maximum {
        return
          "\(parameter.key) \(text) \(unit) is above the maximum of \(maximum) \(unit)\(origin)"
          + (PlatformLimit.Kind(rawValue: parameter.key).flatMap { limits($0).first }.map(instead)
            ?? "")
      }
      if let step = parameter.step, value.scaled % step.scaled != 0 {
        return "\(parameter.key) \(text) \(unit) is no multiple of \(step) \(unit)\(origin)"
      }
    }
    return sharingReason() ?? sizeReason()
  }

  /// Why so many requests cannot share an environment.
  private func sharingReason() -> String? {
    guard case .perInvocation(let settings) = option.deployment,
      let stated = settings.requestsPerEnvironment,
      let usual = platform.behaviour.requestsPerEnvironment,
      let most = platform.behaviour.mostRequestsPerEnvironment, stated > most
    else { return nil }
    return "concurrency \(grouped(stated)) is above the maximum of \(grouped(most))"
      + cited(usual.source, usual.asOf)
  }

  /// Why a parameter's value does not go with the others.
  private func requirementReason(_ parameter: Parameter) -> String? {
    for requirement in parameter.requirements where requirement.value == option[parameter.key] {
      for condition in requirement.conditions where !condition.isMet(by: { option[$0] }) {
        return "\(parameter.key)=\(requirement.value) does not go with "
          + "\(condition.key)=\(option[condition.key] ?? ""), only with "
          + condition.values.joined(separator: ", ") + cited(parameter.source, parameter.asOf)
      }
    }
    return nil
  }

  /// Why a pair of vCPU and memory is not sold.
  private func sizeReason() -> String? {
    guard case .provisioned(let fleet) = option.deployment, !platform.sizes.isEmpty else {
      return nil
    }
    let candidates = platform.sizes.filter { size in
      fleet.milliVcpu.map { $0 == size.milliVcpu } ?? true
        && fleet.memory.map { $0 == size.memory } ?? true
    }
    guard candidates.isEmpty else { return nil }
    if let vcpu = fleet.milliVcpu {
      let memories = platform.sizes.filter { $0.milliVcpu == vcpu }.map(\.memory)
      guard memories.isEmpty else {
        return "\(platform.name) does not sell \(thousandthsText(vcpu)) vCPU with "
          + "\(fleet.memory ?? 0) MB; with \(thousandthsText(vcpu)) vCPU it sells \(listed(memories)) MB"
      }
      let sold = platform.sizes.map(\.milliVcpu).reduce(into: [Int64]()) {
        if !$0.contains($1) { $0.append($1) }
      }
      return "\(platform.name) does not sell \(thousandthsText(vcpu)) vCPU; it sells "
        + sold.map(thousandthsText).joined(separator: ", ")
    }
    return "\(platform.name) does not sell \(fleet.memory ?? 0) MB with any number of vCPU"
  }

  /// Why the requests are impossible, nil where they are possible.
  ///
  /// - Parameters:
  ///   - longest: the longest duration in microseconds.
  ///   - largest: the largest memory in MB.
  func requestReason(longest: Int64, largest: Int32) -> String? {
    reason(.duration, of: Int128(longest)) { limit in
      "a request runs \(DurationText.text(roundedUp(longest, over: 1_000) * 1_000)), "
        + "above the limit of \(limit.text)"
    }
      ?? reason(.memory, of: Int128(largest)) { limit in
        "a request needs \(largest) MB, above the limit of \(limit.text)"
      }
  }

  /// Why a trace is impossible, nil where it is possible.
  func requestReason(of trace: Trace, memory: Int32?) -> String? {
    requestReason(longest: trace.longestDuration, largest: memory ?? trace.largestMemory)
      ?? trace.rows.indices.map { trace.statistics(of: $0).longestCPUTime }.max().flatMap {
        longest in
        reason(.cpuTime, of: Int128(longest)) { limit in
          "a request uses \(DurationText.text(roundedUp(longest, over: 1_000) * 1_000)) of CPU, "
            + "above the limit of \(limit.text)"
        }
      }
      ?? payloadReason(.requestPayload, trace, \.mostRequestBytes, "a request")
      ?? payloadReason(.responsePayload, trace, \.mostResponseBytes, "a response")
  }

  private func payloadReason(
    _ kind: PlatformLimit.Kind, _ trace: Trace, _ most: KeyPath<ServiceStatistics, Int64>,
    _ what: String
  ) -> String? {
    let sizes = trace.rows.indices.map { trace.statistics(of: $0)[keyPath: most] }
    guard let largest = sizes.max(), largest >= 0 else { return nil }
    return reason(kind, of: Int128(largest)) { limit in
      "\(what) has \(grouped(Int(largest))) bytes, above the limit of \(limit.text)"
    }
  }

  /// The reason where so much is above the limit.
  func reason(
    _ kind: PlatformLimit.Kind, of amount: Int128, _ text: (PlatformLimit) -> String
  ) -> String? {
    limits(kind).first { limit in limit.baseMaximum.map { amount > $0 } ?? false }
      .map { text($0) + cited($0.source, $0.asOf) + instead($0) }
  }

  /// The limits of a kind that hold for the option.
  func limits(_ kind: PlatformLimit.Kind) -> [PlatformLimit] {
    platform.limits.filter { limit in
      limit.kind == kind && limit.conditions.allSatisfy { $0.isMet(by: { option[$0] }) }
    }
  }

  func cited(_ source: String?, _ asOf: AsOf?) -> String {
    guard let source, let asOf, let title = platform.source(source)?.title else { return "" }
    return " (\(title), \(asOf))"
  }

  func instead(_ limit: PlatformLimit) -> String {
    limit.instead.isEmpty ? "" : "; \(limit.instead.joined(separator: " or ")) may do"
  }

  /// `512, 1024, 2048`, or `2048 to 8192` for a long list.
  private func listed(_ memories: [Int64]) -> String {
    guard memories.count > 4, let first = memories.first, let last = memories.last else {
      return memories.map(String.init).joined(separator: ", ")
    }
    return "\(first) to \(last) in steps of \(memories[1] - first)"
  }
}

import Pricing
import Traces
import Units

/// Whether a platform's limits allow a trace; the reason names the limit, its value, its source
/// and what would do instead.
struct Feasibility {
  let option: PlatformOption

  private var platform: Platform { option.platform }

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
          + (PlatformLimit.Kind(rawValue: parameter.key).map(instead) ?? "")
      }
      if let step = parameter.step, value.scaled % step.scaled != 0 {
        return "\(parameter.key) \(text) \(unit) is no multiple of \(step) \(unit)\(origin)"
      }
    }
    return sizeReason()
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
    for limit in platform.limits {
      switch limit.kind {
      case .duration where longest > limit.maximum * 1_000_000:
        return "a request runs \(DurationText.text(roundedUp(longest, over: 1_000) * 1_000)), "
          + "above the limit of \(limit.maximum) \(limit.unit)\(cited(limit.source, limit.asOf))"
          + instead(of: .duration)
      case .memory where Int64(largest) > limit.maximum:
        return "a request needs \(largest) MB, above the limit of \(limit.maximum) \(limit.unit)"
          + cited(limit.source, limit.asOf) + instead(of: .memory)
      default: continue
      }
    }
    return nil
  }

  private func cited(_ source: String?, _ asOf: AsOf?) -> String {
    guard let source, let asOf, let title = platform.source(source)?.title else { return "" }
    return " (\(title), \(asOf))"
  }

  private func instead(of kind: PlatformLimit.Kind) -> String {
    let names = platform.limits.filter { $0.kind == kind }.flatMap(\.instead)
    return names.isEmpty ? "" : "; \(names.joined(separator: " or ")) may do"
  }

  /// `512, 1024, 2048`, or `2048 to 8192` for a long list.
  private func listed(_ memories: [Int64]) -> String {
    guard memories.count > 4, let first = memories.first, let last = memories.last else {
      return memories.map(String.init).joined(separator: ", ")
    }
    return "\(first) to \(last) in steps of \(memories[1] - first)"
  }
}

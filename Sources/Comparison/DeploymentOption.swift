import Units

/// An option of a comparison that has been understood.
public enum DeploymentOption: Sendable {
  /// All services on one platform.
  case platform(PlatformOption)
  /// Instances for the base load, functions for what finds no free slot.
  case hybrid(HybridOption)
  /// Each service on an option of its own.
  case mixed(MixedOption)

  public var spec: OptionSpec {
    switch self {
    case .platform(let option): return option.spec
    case .hybrid(let option): return option.spec
    case .mixed(let option): return option.spec
    }
  }

  /// The platform's name in SPECs.
  public var platformID: String { spec.platform }

  /// The short names of the vendors.
  public var provider: String { joined(\.platform.provider) }

  /// The vendors' regions.
  public var region: String { joined(\.region) }

  /// As the output names it: per-invocation, provisioned or hybrid.
  public var costModel: String {
    guard case .platform(let option) = self else { return "hybrid" }
    return option.platform.model.rawValue
  }

  /// The options on one platform that it is made of.
  public var parts: [PlatformOption] {
    switch self {
    case .platform(let option): return [option]
    case .hybrid(let option): return [option.base, option.burst]
    case .mixed(let option): return option.candidates.flatMap(\.parts)
    }
  }

  /// Whether the user wrote a key into it.
  func names(_ key: String) -> Bool { parts.contains { $0.stated.contains(key) } }

  var isMixed: Bool {
    guard case .mixed = self else { return false }
    return true
  }

  /// The option on one platform that totals can be billed for; throws `.usage` for others.
  public var billedByTotals: PlatformOption {
    get throws {
      guard case .platform(let option) = self else {
        throw Failure(
          .usage, "\(spec.platform) splits a trace over platforms, which totals cannot say",
          hint: "give the trace to costsim compare")
      }
      return option
    }
  }

  /// Throws `.usage` for a service that runs no requests and so cannot be compared with others.
  public func requireRequests() throws {
    for part in parts {
      guard case .surrounding = part.deployment else { continue }
      throw Failure(
        .usage, "\(spec): \(part.platform.name) runs no requests, so there is nothing to replay",
        hint: "costsim estimate bills it")
    }
  }

  private func joined(_ property: KeyPath<PlatformOption, String>) -> String {
    parts.map { $0[keyPath: property] }.uniqued().joined(separator: "+")
  }
}

/// A base of instances with functions that take what finds no free slot.
public struct HybridOption: Sendable {
  public let spec: OptionSpec
  /// On a platform of provisioned instances; without a count it is searched.
  public let base: PlatformOption
  /// On a per-invocation platform.
  public let burst: PlatformOption
  /// Microseconds that a request waits for a slot before it goes to the functions.
  public let maximumWait: Int64
}

/// Each service on an option of its own.
public struct MixedOption: Sendable {
  public let spec: OptionSpec
  /// What services choose from and what they were assigned; none of them is mixed itself.
  public let candidates: [DeploymentOption]
  /// So many of the candidates, from the first, are there to choose from.
  public let choices: Int
  /// The candidate of each service that the user assigned; others take their cheapest.
  public let assignments: [(service: String, candidate: Int)]
}

import Pricing

extension OptionResult {
  /// The name for people: `Lambda (arm64, 512 MB)`.
  public var label: String {
    switch option {
    case .platform(let option): return Self.label(spec, on: option.platform)
    case .hybrid(let option):
      return "Hybrid of \(option.base.platform.name) and \(option.burst.platform.name)"
    case .mixed: return "Mixed"
    }
  }

  private static func label(_ spec: OptionSpec, on platform: Platform) -> String {
    let details = spec.settings.compactMap { setting -> String? in
      switch setting.key {
      case "type", "arch", "region": return setting.value
      case "count": return "\(setting.value) instance\(setting.value == "1" ? "" : "s")"
      case "slots": return nil
      case "memory", "vcpu":
        let unit = platform.parameter(setting.key)?.unit?.rawValue ?? setting.key
        return "\(setting.value) \(unit)"
      default: return "\(setting.key)=\(setting.value)"
      }
    }
    return platform.name + (details.isEmpty ? "" : " (\(details.joined(separator: ", ")))")
  }
}

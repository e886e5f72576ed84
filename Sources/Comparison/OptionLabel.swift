import Pricing

extension OptionResult {
  /// What the table calls it: its SPEC, or what services of a mixed option are on.
  ///
  /// - Parameter implied: keys that are left out because a flag stands for them.
  func title(without implied: [String]) -> String {
    guard case .mixed = option, let specs = serviceSpecs else {
      return spec.without(implied).description
    }
    let kinds = specs.map { $0.without(implied).description }.reduce(
      into: [(text: String, count: Int)]()
    ) {
      kinds, text in
      if let index = kinds.firstIndex(where: { $0.text == text }) {
        kinds[index].count += 1
      } else {
        kinds.append((text, 1))
      }
    }
    let order = kinds.indices.sorted { (kinds[$1].count, $0) < (kinds[$0].count, $1) }
    return "mixed: "
      + order.map { "\(kinds[$0].count) × \(kinds[$0].text)" }.joined(separator: ", ")
  }

  /// The name for people: `Lambda (arm64, 512 MB)`.
  public var label: String {
    switch option {
    case .platform(let option): return Self.label(spec, on: option.platform)
    case .hybrid(let option):
      let parts = [("base", option.base), ("burst", option.burst)].map { key, part in
        Self.label(spec.part(key) ?? part.spec, on: part.platform)
      }
      return "Hybrid of \(parts.joined(separator: " and "))"
    case .mixed: return "Mixed"
    }
  }

  private static func label(_ spec: OptionSpec, on platform: Platform) -> String {
    let details = spec.settings.compactMap { setting -> String? in
      switch setting.key {
      case "type", "arch", "region": return setting.value
      case "count": return "\(setting.value) instance\(setting.value == "1" ? "" : "s")"
      case "slots": return nil
      case "on": return spec.part("on")?["type"]
      case _ where Companion.Key.allCases.map(\.setting).contains(setting.key): return nil
      case "memory", "vcpu":
        let unit = platform.parameter(setting.key)?.unit?.rawValue ?? setting.key
        return "\(setting.value) \(unit)"
      default: return "\(setting.key)=\(setting.value)"
      }
    }
    return platform.name + (details.isEmpty ? "" : " (\(details.joined(separator: ", ")))")
  }
}

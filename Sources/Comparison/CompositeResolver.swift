import Pricing
import Units

extension OptionResolver {
  /// The options that SPECs stand for, `hybrid` and `mixed` included; throws as `resolvePlatform`.
  ///
  /// - Parameter defaults: what `mixed` chooses from where no other option is given.
  public func resolve(
    _ specs: [OptionSpec], defaults: [OptionSpec]
  ) throws -> [DeploymentOption] {
    let others = specs.filter { $0.platform != Self.mixed }
    let candidates = try (others.isEmpty ? defaults : others)
      .filter { $0.platform != Self.mixed }.map { try resolveSimple($0) }
    return try specs.map { spec in
      spec.platform == Self.mixed
        ? .mixed(try mixedOption(spec, candidates)) : try resolveSimple(spec)
    }
  }

  /// The names of options that are made of several platforms.
  public static let composites = [hybrid, mixed]
  static let hybrid = "hybrid"
  public static let mixed = "mixed"

  /// Any option but a mixed one.
  private func resolveSimple(_ spec: OptionSpec) throws -> DeploymentOption {
    spec.platform == Self.hybrid
      ? .hybrid(try hybridOption(spec)) : .platform(try resolvePlatform(spec))
  }

  // MARK: Hybrid

  private func hybridOption(_ spec: OptionSpec) throws -> HybridOption {
    let keys = ["base", "burst", "max-wait"]
    for setting in spec.settings where !keys.contains(setting.key) {
      throw Failure(
        .usage, "\(spec): hybrid has no key \"\(setting.key)\"",
        hint: suggestion(setting.key, among: keys) ?? "its keys are \(keys.joined(separator: ", "))"
      )
    }
    let base = try part(of: spec, "base", .provisioned)
    let burst = try part(of: spec, "burst", .perInvocation)
    if let wrong = base.spec.settings.first(where: { Self.queueKeys.contains($0.key) }) {
      throw Failure(
        .usage, "\(spec): \(wrong.key)= does not go with a base, which has one queue",
        hint: "max-wait= says how long a request waits there before it goes to the functions")
    }
    if let wrong = burst.surroundings.first(where: { !Self.burstSurroundings.contains($0.key) }) {
      throw Failure(
        .usage,
        "\(spec): \(wrong.key.setting)= is of the burst, but the base is what it stands before",
        hint: "write it into base=(…)")
    }
    let wait = spec["max-wait"] ?? "0s"
    guard let maximumWait = DurationText.microseconds(wait) else {
      throw Failure(
        .usage, "\(spec): max-wait \"\(wait)\" is not a duration such as 50ms or 1s")
    }
    return HybridOption(
      spec: Self.hybridSpec(base: base.spec, burst: burst.spec, like: spec), base: base,
      burst: burst, maximumWait: maximumWait)
  }

  /// `given` with these parts.
  static func hybridSpec(base: OptionSpec, burst: OptionSpec, like given: OptionSpec) -> OptionSpec
  {
    OptionSpec(
      platform: hybrid,
      settings: given.settings.map { setting in
        switch setting.key {
        case "base": return .init(key: "base", value: "(\(base))")
        case "burst": return .init(key: "burst", value: "(\(burst))")
        default: return setting
        }
      })
  }

  private func part(
    of spec: OptionSpec, _ key: String, _ model: DeploymentModel
  ) throws -> PlatformOption {
    guard let text = spec[key] else {
      throw Failure(
        .usage, "\(spec) has no \(key)=", hint: "such as \(Self.hybridExample)")
    }
    let given = try OptionSpec(Self.withoutParentheses(text))
    guard !Self.composites.contains(given.platform) else {
      throw Failure(
        .usage, "\(spec): \(key) is \(given.platform), which is no single platform",
        hint: "such as \(Self.hybridExample)")
    }
    let option = try resolvePlatform(
      given,
      usual: usual.filter { model == .provisioned || Self.burstSurroundings.contains($0.key) })
    guard option.platform.model == model else {
      throw Failure(
        .usage,
        "\(spec): \(key) is \(option.platform.id), whose model is "
          + "\(option.platform.model.rawValue), not \(model.rawValue)",
        hint: "such as \(Self.hybridExample)")
    }
    return option
  }

  /// What the queue of a base leaves no room for.
  private static let queueKeys = ["queue", "queue-timeout", "balance"]

  /// What functions of a hybrid have of their own; the rest stands before base and functions alike.
  private static let burstSurroundings: [Companion.Key] = [.logs, .imageStorage]

  private static let hybridExample =
    "hybrid:base=(aws-ec2:type=c5.large,count=2),burst=(aws-lambda:memory=512),max-wait=50ms"

  private static func withoutParentheses(_ text: String) -> String {
    text.hasPrefix("(") && text.hasSuffix(")") ? String(text.dropFirst().dropLast()) : text
  }

  // MARK: Mixed

  /// Each setting of a mixed SPEC assigns a service: `mixed:checkout=(aws-lambda:memory=512)`.
  private func mixedOption(
    _ spec: OptionSpec, _ others: [DeploymentOption]
  ) throws -> MixedOption {
    var candidates = others
    var assignments: [(service: String, candidate: Int)] = []
    for setting in spec.settings {
      let assigned = try OptionSpec(Self.withoutParentheses(setting.value))
      guard assigned.platform != Self.mixed else {
        throw Failure(.usage, "\(spec): \(setting.key) is mixed itself")
      }
      assignments.append((setting.key, candidates.count))
      candidates.append(try resolveSimple(assigned))
    }
    return MixedOption(
      spec: spec, candidates: candidates, choices: others.count, assignments: assignments)
  }
}

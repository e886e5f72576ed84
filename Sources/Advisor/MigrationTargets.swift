import Artifacts
import Documents
import Pricing
import Rules
import Units

/// Where services may move to: the file `targets.json`, with the limits of the price files.
public struct MigrationTargets: Sendable {
  public struct Target: Sendable {
    /// The platform.
    public let id: String
    /// As headings of tables call it.
    public let name: String
    public let kind: Placement.Kind
    public let provider: String
    /// The protocols that it passes on to programs, as `ServiceProtocol` names them; nil where each
    /// program has a network of its own and may speak what it likes.
    let takes: Set<String>?
    /// How it is deployed by the artefacts; nil where they have no form for it.
    let form: DeploymentForm?
    /// The SPEC with environments kept warm; nil where it has none.
    let warm: String?
    /// The pairs of vCPU and memory that it sells; empty where any will do.
    let sizes: [InstanceSize]
    /// Whether it is priced as it is; what runs on instances of others is not.
    let isPriced: Bool
    /// Whether it starts programs for single requests.
    var isFunction: Bool { kind == .function || kind == .edgeFunction }
  }

  public struct Provider: Sendable {
    public let id: String
    /// The SPEC of instances with Docker, as which what is there now is priced; nil where it has
    /// none.
    public let docker: String?
    /// The platform that stands before functions, and its name; nil where it has none.
    public let entry: (id: String, name: String)?
  }

  /// In the order of preference within a provider.
  public let all: [Target]
  public let providers: [Provider]
  let limits: [RuleEngine.Target]

  public init(_ priceBook: PriceBook) throws {
    let root = try DataFiles.json("targets.json")
    let targets = try root["targets"].elements().map { field in
      let platform = try priceBook.platform(field["platform"].string())
      return (
        Target(
          id: platform.id, name: try field["name"].string(), kind: try field["kind"].choice(),
          provider: platform.provider,
          takes: try field.optional("takes").map { Set(try $0.elements().map { try $0.string() }) },
          form: try field.optional("form")?.choice(),
          warm: try field.optional("warm")?.string(), sizes: platform.sizes,
          isPriced: !platform.defaultOptions.isEmpty), platform
      )
    }
    all = targets.map(\.0)
    limits = targets.map { target, platform in
      RuleEngine.Target(
        id: target.id, name: target.name,
        limits: platform.limits.filter { Self.holds($0, on: platform) }.compactMap(Self.limit))
    }
    providers = try root["providers"].elements().map { field in
      Provider(
        id: try field["provider"].string(),
        docker: try field.optional("docker").flatMap {
          try priceBook.platform($0.string()).defaultOptions.first
        },
        entry: try field.optional("entry").map {
          let platform = try priceBook.platform($0.string())
          return (platform.id, platform.name)
        })
    }
  }

  func target(_ id: String) -> Target? { all.first { $0.id == id } }

  /// What people call a platform.
  func name(of platform: String) -> String {
    target(platform)?.name
      ?? providers.compactMap(\.entry).first { $0.id == platform }?.name ?? platform
  }

  /// Whether a limit holds where nothing is stated. Those of packages and of images both do, because
  /// the form of the package is part of the plan.
  private static func holds(_ limit: PlatformLimit, on platform: Platform) -> Bool {
    limit.conditions.allSatisfy { condition in
      condition.key == "package"
        || condition.values.contains(platform.parameter(condition.key)?.defaultValue ?? "")
    }
  }

  /// The limit in the unit of the facts: milliseconds, MB, and bytes of payloads.
  private static func limit(_ limit: PlatformLimit) -> RuleEngine.Target.Limit? {
    guard limit.isSupported, let base = limit.baseMaximum else { return nil }
    let divisor: Int128
    switch limit.kind {
    case .duration, .cpuTime: divisor = 1_000
    case .memory, .disk, .requestPayload, .responsePayload: divisor = 1
    case .package, .image: divisor = 1 << 20
    default: return nil
    }
    return ExactDecimal(base, over: divisor).map {
      RuleEngine.Target.Limit(
        kind: limit.kind.rawValue, maximum: $0, text: "\(limit.text) (\(limit.asOf))")
    }
  }
}

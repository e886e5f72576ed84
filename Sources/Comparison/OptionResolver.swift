import Metering
import Pricing
import Simulation
import Units

/// Understands SPECs against the price files.
public struct OptionResolver: Sendable {
  public let priceBook: PriceBook
  /// The region of options that name none.
  public let region: String?
  /// Where options that name no region are to be near; nil takes each platform's default.
  public let near: NearPlace?
  /// What stands beside compute where options do not say.
  public let usual: [UsualSurrounding]
  /// Takes a region for which a platform has no prices; billing it fails later.
  public var acceptsUnpricedRegions = false

  public init(
    priceBook: PriceBook, region: String? = nil, near: NearPlace? = nil,
    usual: [UsualSurrounding] = []
  ) {
    self.priceBook = priceBook
    self.region = region
    self.near = near
    self.usual = usual
  }

  /// The option on one platform that a SPEC stands for; throws `.usage` with a suggestion where the
  /// platform, the region, a key or a value is unknown.
  public func resolvePlatform(_ given: OptionSpec) throws -> PlatformOption {
    try resolvePlatform(given, usual: usual)
  }

  func resolvePlatform(
    _ given: OptionSpec, usual: [UsualSurrounding]
  ) throws -> PlatformOption {
    let described = try priceBook.platform(given.platform, besides: Self.composites)
    if let nodes = described.nodes {
      return try resolve(given, on: nodes, described, usual: usual)
    }
    let regional = try withNearestRegion(withRegion(given, described), described)
    let platform = described.variant { regional[$0] ?? described.parameter($0)?.defaultValue }
    let spec = platform.adding(usual, to: regional)
    return try resolve(SettingReader(spec: spec, platform: platform), given, nodes: nil)
  }

  /// The option of a platform that runs on the instances of another: `on=(SPEC)`.
  private func resolve(
    _ given: OptionSpec, on nodes: NodePlatforms, _ described: Platform, usual: [UsualSurrounding]
  ) throws -> PlatformOption {
    let example = "\(described.id):on=(aws-ec2:type=c5.large)"
    guard let inner = given.part("on") else {
      throw Failure(
        .usage, "\(given) does not say whose instances it runs on", hint: "write \(example)")
    }
    let host = try resolvePlatform(inner, usual: [])
    guard nodes.contains(host.platform) else {
      throw Failure(
        .usage, "\(given): \(described.id) does not run on instances of \(host.platform.id)",
        hint: "write \(example)")
    }
    let platform = described.running(on: host.platform)
    let settings = given.settings.map {
      $0.key == "on" ? OptionSpec.Setting(key: "on", value: "(\(host.spec))") : $0
    }
    let spec = platform.adding(
      usual, to: OptionSpec(platform: given.platform, settings: settings))
    let flat = OptionSpec(
      platform: given.platform, settings: spec.settings.filter { $0.key != "on" }
    ).stating(
      described.model == .provisioned
        ? host.spec.settings : [OptionSpec.Setting(key: "region", value: host.region)])
    var option = try resolve(SettingReader(spec: flat, platform: platform), given, nodes: host)
    option.spec = spec
    return option
  }

  private func resolve(
    _ reader: SettingReader, _ given: OptionSpec, nodes: PlatformOption?
  ) throws -> PlatformOption {
    let (platform, spec) = (reader.platform, reader.spec)
    try reader.rejectUnknownKeys()
    let region = try self.region(of: spec, platform)
    var parameters = [OptionSpec.Setting(key: "region", value: region)]
    for parameter in platform.parameters where parameter.key != "region" {
      guard let value = try reader.value(of: parameter) else { continue }
      parameters.append(OptionSpec.Setting(key: parameter.key, value: value))
    }
    let resources = ConfiguredResources(
      try platform.parameters.compactMap { parameter in
        try reader.amount(of: parameter).map { (parameter.key, $0) }
      })
    return PlatformOption(
      spec: spec, platform: platform, stated: given.settings.map(\.key), region: region,
      parameters: parameters,
      deployment: try deployment(reader, parameters, resources), resources: resources,
      surroundings: try surroundings(reader, region: region),
      nodes: nodes.map(NodeOption.init))
  }

  /// The SPEC with the region that `--region` adds, so that it stands for itself.
  private func withRegion(_ spec: OptionSpec, _ platform: Platform) -> OptionSpec {
    guard let region, spec["region"] == nil,
      region != platform.parameter("region")?.defaultValue
    else { return spec }
    return OptionSpec(
      platform: spec.platform, settings: spec.settings + [.init(key: "region", value: region)])
  }

  /// The SPEC with the priced region that is nearest to what `--near` names.
  private func withNearestRegion(_ spec: OptionSpec, _ described: Platform) throws -> OptionSpec {
    guard let near, spec["region"] == nil else { return spec }
    let platform = described.variant { spec[$0] ?? described.parameter($0)?.defaultValue }
    let nearest = try priceBook.rates(of: platform).regions { key in
      spec[key] ?? platform.parameter(key)?.defaultValue
    }.compactMap { id in
      priceBook.regions.region(id, of: platform.provider).map {
        (id: id, distance: $0.place.kilometres(to: near.place))
      }
    }.min { ($0.distance, $0.id) < ($1.distance, $1.id) }
    guard let nearest else { return spec }
    return OptionSpec(
      platform: spec.platform, settings: spec.settings + [.init(key: "region", value: nearest.id)])
  }

  private func region(of spec: OptionSpec, _ platform: Platform) throws -> String {
    let regions = try priceBook.rates(of: platform).regions
    let asked = spec["region"] ?? platform.parameter("region")?.defaultValue ?? ""
    guard acceptsUnpricedRegions || regions.contains(asked) || platform.isPricedByOptions else {
      throw Failure(
        .usage, "\(platform.id) has no prices for region \"\(asked)\"",
        hint: suggestion(asked, among: regions)
          ?? "costsim prices show \(platform.id) lists the regions")
    }
    return asked
  }

  private func deployment(
    _ reader: SettingReader, _ parameters: [OptionSpec.Setting],
    _ resources: ConfiguredResources
  ) throws -> PlatformOption.Deployment {
    func chosen(_ key: String) -> String? { parameters.first { $0.key == key }?.value }
    switch reader.platform.model {
    case .perInvocation: return .perInvocation(try invocation(reader, chosen, resources))
    case .provisioned: return .provisioned(try fleet(reader, chosen, resources))
    case .surrounding:
      return .surrounding(
        count: try reader.wholeNumber("count", atLeast: 1) ?? 1,
        rules: try reader.wholeNumber("rules", atLeast: 0) ?? 0)
    }
  }

  private func invocation(
    _ reader: SettingReader, _ chosen: (String) -> String?, _ resources: ConfiguredResources
  ) throws -> InvocationSettings {
    let behaviour = reader.platform.behaviour
    let keepAliveText = reader.spec["keep-alive"] ?? behaviour.keepAlive?.value ?? "0s"
    guard let keepAlive = KeepAlive(keepAliveText) else {
      throw reader.unreadable("keep-alive", form: "a duration such as 600s or a ramp 300s..360s")
    }
    let routing = try reader.choice(
      "routing", RoutingName.self, default: behaviour.routing?.value ?? "most-recently-used")
    let (initialization, origin) = try self.initialization(reader, chosen)
    _ = try reader.wholeNumber("nodes", atLeast: 1)
    let reserved = try reader.wholeNumber("reserved", atLeast: 1)
    let account =
      try reader.wholeNumber("account-concurrency", atLeast: 1)
      ?? behaviour.accountConcurrency?.value
    if let reserved, let account, reserved > account {
      throw Failure(
        .usage,
        "\(reader.spec): reserved=\(reserved) is above the account's concurrency of "
          + "\(account)",
        hint: "an account with more says so, such as account-concurrency=\(reserved)")
    }
    return InvocationSettings(
      memory: resources["memory"].map { Int32(clamping: $0) },
      keepAlive: keepAlive, initialization: initialization, initializationOrigin: origin,
      routing: routing.routing,
      reservedConcurrency: reserved, accountConcurrency: account,
      provisioned: try reader.provisionedConcurrency(), scaleRate: try reader.scaleRate(),
      requestsPerConcurrency: try reader.requestsPerConcurrency(),
      throttling: try reader.throttling(), isRestored: chosen("snapstart") == "yes",
      requestsPerEnvironment: try reader.requestsPerEnvironment(),
      minimumEnvironments: try reader.minimumEnvironments(),
      maximumEnvironments: try reader.maximumEnvironments())
  }

  private func initialization(
    _ reader: SettingReader, _ chosen: (String) -> String?
  ) throws -> (Initialization, String) {
    if let text = reader.spec["init"] {
      if text == "trace" { return (.fromTrace, "the trace") }
      guard let distribution = DurationDistribution(text) else {
        throw reader.unreadable(
          "init", form: "253ms, exponential(253ms), lognormal(131ms,0.26) or trace")
      }
      return (.distribution(distribution), "the option")
    }
    if let usual = reader.platform.behaviour.initTime {
      guard let distribution = DurationDistribution(usual.value) else {
        throw Failure(
          .configuration,
          "\(reader.platform.id): init \(quotedText(usual.value)) is no distribution")
      }
      let title = reader.platform.source(usual.source)?.title ?? ""
      return (.distribution(distribution), "\(title), \(usual.asOf)")
    }
    let known = reader.platform.behaviour.initTimes
    guard !known.isEmpty else { return (.distribution(.constant(0)), "none") }
    guard
      let measured = known.first(where: {
        $0.runtime == chosen("runtime") && $0.package == chosen("package")
          && $0.arch == chosen("arch")
      })
    else {
      throw Failure(
        .usage,
        "\(reader.spec): no cold-start times are known for runtime "
          + "\(chosen("runtime") ?? "–") as \(chosen("package") ?? "–") on \(chosen("arch") ?? "–")",
        hint: "give them with init=, such as init=lognormal(250ms,0.3)")
    }
    return (
      .distribution(measured.distribution),
      "\(measured.runtime), \(measured.package), \(measured.arch), \(measured.samples) cold "
        + "starts measured to \(measured.asOf)"
    )
  }

  private func fleet(
    _ reader: SettingReader, _ chosen: (String) -> String?, _ resources: ConfiguredResources
  ) throws -> FleetSettings {
    let platform = reader.platform
    let type = chosen("type").flatMap { name in platform.types.first { $0.name == name } }
    guard platform.types.isEmpty || type != nil else {
      throw Failure(
        .usage, "\(reader.spec) needs an instance type",
        hint: "write \(platform.id):type=\(platform.types[0].name); "
          + "costsim prices show \(platform.id) lists the types")
    }
    if platform.types.isEmpty, platform.sizes.isEmpty,
      resources["vcpu"] == nil || resources["memory"] == nil
    {
      throw Failure(
        .usage, "\(reader.spec) needs vcpu= and memory= of an instance",
        hint: "such as \(platform.id):vcpu=4,memory=8192")
    }
    return FleetSettings(
      scope: try reader.choice("scope", FleetScope.self, default: platform.scope.rawValue),
      type: type,
      milliVcpu: type?.size.milliVcpu ?? resources["vcpu"].map { Int64(clamping: $0) },
      memory: type?.size.memory ?? resources["memory"].map { Int64(clamping: $0) },
      count: try reader.wholeNumber("count", atLeast: 1),
      slots: try reader.wholeNumber("slots", atLeast: 1),
      milliVcpuPerRequest: try reader.thousandths("cpu-per-request"),
      memoryPerRequest: try reader.wholeNumber("memory-per-request", atLeast: 1).map { Int64($0) },
      queueLimit: try reader.wholeNumber("queue", atLeast: 0),
      queueTimeout: try reader.duration("queue-timeout"),
      balance: try reader.choice("balance", BalanceName.self, default: "fifo").balance)
  }
}

import Metering
import Pricing
import Simulation
import Units

/// Understands SPECs against the price files.
public struct OptionResolver: Sendable {
  public let priceBook: PriceBook
  /// The region of options that name none.
  public let region: String?
  /// What stands beside compute where options do not say.
  public let usual: [UsualSurrounding]
  /// Takes a region for which a platform has no prices; billing it fails later.
  public var acceptsUnpricedRegions = false

  public init(priceBook: PriceBook, region: String? = nil, usual: [UsualSurrounding] = []) {
    self.priceBook = priceBook
    self.region = region
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
    let platform = try priceBook.platform(given.platform, besides: Self.composites)
    let spec = platform.adding(usual, to: withRegion(given, platform))
    let reader = SettingReader(spec: spec, platform: platform)
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
      surroundings: try surroundings(reader, region: region))
  }

  /// The SPEC with the region that `--region` adds, so that it stands for itself.
  private func withRegion(_ spec: OptionSpec, _ platform: Platform) -> OptionSpec {
    guard let region, spec["region"] == nil,
      region != platform.parameter("region")?.defaultValue
    else { return spec }
    return OptionSpec(
      platform: spec.platform, settings: spec.settings + [.init(key: "region", value: region)])
  }

  private func region(of spec: OptionSpec, _ platform: Platform) throws -> String {
    let regions = try priceBook.rates(of: platform).regions
    let asked = spec["region"] ?? platform.parameter("region")?.defaultValue ?? ""
    guard acceptsUnpricedRegions || regions.contains(asked) else {
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
      throttling: try reader.throttling(), isRestored: chosen("snapstart") == "yes")
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

import Documents
import Glibc
import Metering
import Units

/// Decodes a platform's file: what the keys mean is in the README, "Prices".
struct PlatformReader {
  let files: PriceFiles
  let path: String
  let root: Field

  init(files: PriceFiles, path: String) throws {
    self.files = files
    self.path = path
    root = Field(
      try JSONReader.read(try files.read(path), file: files.name(of: path), code: .configuration),
      file: files.name(of: path), code: .configuration)
  }

  func platform() throws -> Platform {
    try root.allowKeys([
      "id", "name", "provider", "serviceName", "model", "scope", "defaultOptions",
      "parameters", "sizes", "types", "behaviour", "limits", "metering", "allowances",
      "sources",
    ])
    let sources = try root["sources"].entries().map(self.source)
    let types = try root.optional("types").map { try self.types($0, sources) } ?? []
    let initTimes = try self.initTimes(sources)
    let metering = try self.metering(root["metering"], sources)
    return Platform(
      id: try root["id"].string(), name: try root["name"].string(),
      provider: try root["provider"].string(),
      serviceName: try root["serviceName"].string(), model: try root["model"].choice(),
      scope: try root["scope"].choice(),
      defaultOptions: try root["defaultOptions"].elements().map { try $0.string() },
      parameters: try unique(root["parameters"].elements(), key: "key").map {
        try self.parameter($0, types: types, initTimes: initTimes, sources)
      },
      sizes: try root.optional("sizes").map { try self.sizes($0, sources) } ?? [],
      types: types, behaviour: try behaviour(root["behaviour"], initTimes, sources),
      limits: try root["limits"].elements().map { try self.limit($0, sources) },
      metering: metering,
      allowances: try root["allowances"].elements().map {
        try self.allowance($0, metering.meters, sources)
      },
      sources: sources)
  }

  private func source(_ key: String, _ field: Field) throws -> Source {
    try field.allowKeys(["title", "url"])
    return Source(
      key: key, title: try field["title"].string(),
      url: try field.optional("url")?.string() ?? "")
  }

  // MARK: Parameters

  private func parameter(
    _ field: Field, types: [InstanceType], initTimes: [InitTime], _ sources: [Source]
  ) throws -> Parameter {
    try field.allowKeys([
      "key", "unit", "values", "minimum", "maximum", "step", "default", "asOf", "source",
    ])
    let minimum = try field.optional("minimum")?.decimal()
    let maximum = try field.optional("maximum")?.decimal()
    let step = try field.optional("step")?.decimal()
    if let step, step <= .zero { throw try field["step"].failure("\(step) is not above zero") }
    if let minimum, let maximum, minimum > maximum {
      throw try field["minimum"].failure("\(minimum) is above the maximum of \(maximum)")
    }
    let values =
      try field.optional("values").map { try self.values($0, types, initTimes) } ?? []
    let defaultValue = try field.optional("default")?.string()
    if let defaultValue, !values.isEmpty, !values.contains(defaultValue) {
      throw try field["default"].failure("\(quotedText(defaultValue)) is none of the values")
    }
    return Parameter(
      key: try field["key"].string(), unit: try field.optional("unit")?.choice(),
      values: values, minimum: minimum, maximum: maximum, step: step, defaultValue: defaultValue,
      asOf: try field.optional("asOf").map(self.asOf),
      source: try field.optional("source").map { try self.sourceKey($0, sources) })
  }

  /// A list of names, or the names of the instance types or of the measured runtimes.
  private func values(
    _ field: Field, _ types: [InstanceType], _ initTimes: [InitTime]
  ) throws -> [String] {
    guard case .scalar = field.node.content else {
      return try field.elements().map { try $0.string() }
    }
    switch try field.choice(ValueList.self) {
    case .types: return types.map(\.name)
    case .runtimes:
      return initTimes.map(\.runtime).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
  }

  private enum ValueList: String, CaseIterable {
    case types
    case runtimes
  }

  // MARK: Sizes and types

  private func sizes(_ field: Field, _ sources: [Source]) throws -> [InstanceSize] {
    try field.allowKeys(["pairs", "asOf", "source"])
    _ = try asOf(field["asOf"])
    _ = try sourceKey(field["source"], sources)
    return try field["pairs"].elements().flatMap { pair -> [InstanceSize] in
      try pair.allowKeys(["vcpu", "memory"])
      let vcpu = try thousandths(pair["vcpu"])
      return try memories(pair["memory"]).map { InstanceSize(milliVcpu: vcpu, memory: $0) }
    }
  }

  private func memories(_ field: Field) throws -> [Int64] {
    let range = 1...1_000_000_000
    guard case .mapping = field.node.content else {
      return try field.elements().map { Int64(try $0.int(in: range)) }
    }
    try field.allowKeys(["from", "to", "step"])
    let from = try field["from"].int(in: range)
    let to = try field["to"].int(in: from...1_000_000_000)
    let step = try field["step"].int(in: range)
    guard (to - from) / step < 10_000 else { throw field.failure("has more than 10,000 sizes") }
    return stride(from: from, through: to, by: step).map { Int64($0) }
  }

  private func thousandths(_ field: Field) throws -> Int64 {
    guard let value = wholeThousandths(try field.decimal()) else {
      throw field.failure("is not a positive number of vCPU with at most three decimals")
    }
    return value
  }

  private func types(_ field: Field, _ sources: [Source]) throws -> [InstanceType] {
    try field.allowKeys(["file", "asOf", "source"])
    _ = try asOf(field["asOf"])
    _ = try sourceKey(field["source"], sources)
    let table = try files.table(
      try field["file"].string(), besides: path,
      columns: ["type", "vcpu", "memory", "arch", "burstable"])
    return try table.rows.map { row in
      InstanceType(
        name: try row["type"].string(),
        size: InstanceSize(
          milliVcpu: try thousandths(row["vcpu"]),
          memory: Int64(try row["memory"].int(in: 1...1_000_000_000))),
        arch: try row["arch"].string(), burstable: try row["burstable"].bool())
    }
  }

  // MARK: Behaviour and limits

  private func behaviour(
    _ field: Field, _ initTimes: [InitTime], _ sources: [Source]
  ) throws -> Behaviour {
    try field.allowKeys([
      "routing", "keepAlive", "accountConcurrency", "memoryPerVcpu", "usableMemory", "init",
    ])
    func dated<Value>(_ key: String, _ value: (Field) throws -> Value) throws -> Dated<Value>? {
      try field.optional(key).map { try self.dated($0, sources, value) }
    }
    return Behaviour(
      routing: try dated("routing") { try $0.string() },
      keepAlive: try dated("keepAlive") { try $0.string() },
      accountConcurrency: try dated("accountConcurrency") { try $0.int(in: 1...1_000_000_000) },
      memoryPerVcpu: try dated("memoryPerVcpu") { try $0.int(in: 1...1_000_000) },
      usableMemory: try dated("usableMemory") { field in
        let share = try field.decimal()
        guard share > .zero, share.scaled <= ExactDecimal.one else {
          throw field.failure("is not a share above 0 and up to 1")
        }
        return share
      },
      initTimes: initTimes)
  }

  private func dated<Value>(
    _ field: Field, _ sources: [Source], _ value: (Field) throws -> Value
  ) throws -> Dated<Value> {
    try field.allowKeys(["value", "asOf", "source", "confidence"])
    return Dated(
      value: try value(field["value"]), asOf: try asOf(field["asOf"]),
      source: try sourceKey(field["source"], sources),
      confidence: try field.optional("confidence")?.choice() ?? .high)
  }

  /// Median and 90th percentile of measured times as a lognormal distribution, whose logarithm
  /// has 1.2815515655 standard deviations between the two.
  private func initTimes(_ sources: [Source]) throws -> [InitTime] {
    guard let field = try root["behaviour"].optional("init") else { return [] }
    try field.allowKeys(["file"])
    let table = try files.table(
      try field["file"].string(), besides: path,
      columns: [
        "runtime", "package", "arch", "median_ms", "p90_ms", "samples", "as_of", "source",
      ])
    return try table.rows.map { row in
      let median = try row["median_ms"].decimal()
      let ninety = try row["p90_ms"].decimal()
      guard median > .zero, ninety > median, ninety.scaled < 1_000_000_000 * ExactDecimal.one else {
        throw try row["p90_ms"].failure("is not above the median")
      }
      let sigma = log(Double(ninety.scaled) / Double(median.scaled)) / 1.2815515655
      return InitTime(
        runtime: try row["runtime"].string(), package: try row["package"].string(),
        arch: try row["arch"].string(),
        distribution: .lognormal(
          median: Int64(median.scaled * 1_000 / ExactDecimal.one),
          sigma: (sigma * 10_000).rounded() / 10_000),
        samples: try row["samples"].int(in: 1...Int.max), asOf: try asOf(row["as_of"]),
        source: try sourceKey(row["source"], sources))
    }
  }

  private func limit(_ field: Field, _ sources: [Source]) throws -> PlatformLimit {
    try field.allowKeys(["limit", "maximum", "unit", "asOf", "source", "instead"])
    return PlatformLimit(
      kind: try field["limit"].choice(),
      maximum: Int64(try field["maximum"].int(in: 1...1_000_000_000_000)),
      unit: try field["unit"].string(), asOf: try asOf(field["asOf"]),
      source: try sourceKey(field["source"], sources),
      instead: try field["instead"].elements().map { try $0.string() })
  }

  // MARK: Metering

  private func metering(_ field: Field, _ sources: [Source]) throws -> MeteringRules {
    try field.allowKeys(["billedTime", "billedMemory", "instanceTime", "meters"])
    let model = try root["model"].choice(DeploymentModel.self)
    let billedTime = try field.optional("billedTime")
    switch model {
    case .perInvocation: _ = try field["billedTime"]
    case .provisioned: _ = try field["instanceTime"]
    }
    return MeteringRules(
      billedTime: try billedTime.map { rule in
        try rule.allowKeys(["increment", "minimum", "includesInit", "from", "source"])
        _ = try sourceKey(rule["source"], sources)
        return BilledTimeRule(
          increment: try positive(rule["increment"]), minimum: try duration(rule["minimum"]),
          includesInit: try rule["includesInit"].bool())
      },
      billedTimeFrom: try billedTime?.optional("from")?.date(),
      billedMemory: try field.optional("billedMemory").map { rule in
        try rule.allowKeys(["step", "minimum"])
        return BilledMemoryRule(
          step: Int32(try rule["step"].int(in: 1...1_000_000)),
          minimum: Int32(try rule["minimum"].int(in: 0...1_000_000)))
      } ?? BilledMemoryRule(step: 1, minimum: 0),
      instanceTime: try field.optional("instanceTime").map { rule in
        try rule.allowKeys(["increment", "minimum", "asOf", "source"])
        _ = try asOf(rule["asOf"])
        _ = try sourceKey(rule["source"], sources)
        return InstanceTimeRule(
          increment: try positive(rule["increment"]), minimum: try duration(rule["minimum"]))
      },
      meters: try unique(field["meters"].elements(), key: "meter").map {
        try meter($0, of: model)
      })
  }

  /// The elements; throws where two have the same value under `key`.
  private func unique(_ elements: [Field], key: String) throws -> [Field] {
    var seen: Set<String> = []
    for element in elements where !seen.insert(try element[key].string()).inserted {
      throw try element[key].failure("\(quotedText(try element[key].string())) appears twice")
    }
    return elements
  }

  private func meter(_ field: Field, of model: DeploymentModel) throws -> Meter {
    try field.allowKeys(["meter", "title", "category", "basis", "times", "included"])
    let factor = try field.optional("times")?.string()
    let included = try field.optional("included")?.int(in: 0...1_000_000_000) ?? 0
    let basis = try field["basis"].choice(MeterBasis.self)
    guard model.bases.contains(basis) else {
      throw try field["basis"].failure(
        "\(basis.rawValue) is never counted for a platform whose model is \(model.rawValue)")
    }
    if basis == .billedTime && factor == "memory" && included > 0 {
      throw try field["included"].failure("does not go with memory, which is billed per request")
    }
    var scale: Int128 = 1
    var dimension: UsageDimension = basis == .requests ? .requests : .time
    if let factor {
      let parameter = try root["parameters"].elements().first {
        try $0["key"].string() == factor
      }
      guard let unit = try parameter?.optional("unit")?.choice(ResourceUnit.self) else {
        throw try field["times"].failure("\"\(factor)\" is no parameter with a unit")
      }
      scale = unit.baseAmount
      dimension = unit.dimension
    }
    return Meter(
      id: try field["meter"].string(), title: try field["title"].string(),
      category: try field["category"].choice(), basis: basis, factor: factor,
      included: Int128(included) * scale, dimension: dimension)
  }

  private func allowance(
    _ field: Field, _ meters: [Meter], _ sources: [Source]
  ) throws -> Allowance {
    try field.allowKeys(["meter", "quantity", "unit", "scope", "asOf", "source"])
    let meter = try field["meter"].string()
    guard let known = meters.first(where: { $0.id == meter }) else {
      throw try field["meter"].failure(
        "\"\(meter)\" is no meter of this platform" + didYouMean(meter, among: meters.map(\.id)))
    }
    let unit = try field["unit"].choice(UsageUnit.self)
    guard unit.dimension == known.dimension else {
      throw try field["unit"].failure(
        "\(unit.rawValue) does not measure \(known.dimension.rawValue), which \(meter) counts")
    }
    return Allowance(
      meter: meter,
      quantity: Int128(try field["quantity"].int(in: 0...1_000_000_000_000)) * unit.baseUnits,
      unit: unit, scope: try field["scope"].choice(), asOf: try asOf(field["asOf"]),
      source: try sourceKey(field["source"], sources))
  }

  // MARK: Values

  private func duration(_ field: Field) throws -> Int64 {
    guard let value = DurationText.microseconds(try field.string()) else {
      throw field.failure("is not a duration such as 1ms or 60s")
    }
    guard value <= 366 * 86_400_000_000 else { throw field.failure("is above 366 days") }
    return value
  }

  private func positive(_ field: Field) throws -> Int64 {
    let value = try duration(field)
    guard value > 0 else { throw field.failure("is not above zero") }
    return value
  }

  private func asOf(_ field: Field) throws -> AsOf { try AsOf(field) }

  private func sourceKey(_ field: Field, _ sources: [Source]) throws -> String {
    let key = try field.string()
    guard sources.contains(where: { $0.key == key }) else {
      throw field.failure(
        "\"\(key)\" is not in sources" + didYouMean(key, among: sources.map(\.key)))
    }
    return key
  }
}

extension AsOf {
  /// Decodes `2026-09-19`, `2026-09` or `2026`.
  init(_ field: Field) throws {
    let text = try field.string()
    guard let date = AsOf(text) else {
      throw field.failure("\(quotedText(text)) is not a date such as 2026-09-19, 2026-09 or 2026")
    }
    self = date
  }
}

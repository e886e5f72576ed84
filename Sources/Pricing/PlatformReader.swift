import Documents
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

  init(files: PriceFiles, path: String, root: Field) {
    self.files = files
    self.path = path
    self.root = root
  }

  func platform() throws -> Platform {
    try root.allowKeys(
      [
        "id", "provider", "serviceName", "defaultOptions", "capacityUnit", "sources", "variants",
        "runsOn",
      ]
        + Self.variantKeys)
    let sources = try root["sources"].entries().map(self.source)
    let types = try root.optional("types").map { try self.types($0, sources) } ?? []
    let initTimes = try self.initTimes(sources)
    let parameters = try unique(root["parameters"].elements(), key: "key")
      .reduce(into: [Parameter]()) { known, field in
        known.append(try parameter(field, types, initTimes, after: known, sources))
      }
    let derived = try derivedResources(parameters, sources)
    let metering = try self.metering(root["metering"], parameters, derived, sources)
    let model = try root["model"].choice(DeploymentModel.self)
    var platform = Platform(
      id: try root["id"].string(), name: try root["name"].string(),
      provider: try root["provider"].string(),
      serviceName: try root["serviceName"].string(), model: model,
      scope: model == .surrounding ? .shared : try root["scope"].choice(),
      defaultOptions: try root["defaultOptions"].elements().map { try $0.string() },
      parameters: parameters,
      sizes: try root.optional("sizes").map { try self.sizes($0, sources) } ?? [],
      types: types, behaviour: try behaviour(root["behaviour"], initTimes, sources),
      limits: try root["limits"].elements().map { try self.limit($0, parameters, sources) },
      metering: metering,
      allowances: try root["allowances"].elements().map {
        try self.allowance($0, metering.meters, sources)
      },
      capacityUnit: try root.optional("capacityUnit").map { try self.capacityUnit($0, sources) },
      commitments: try commitments(parameters, sources), companions: try companions(sources),
      derived: derived, nodes: try root.optional("runsOn").map(nodes),
      pricedService: PricedService(
        platform: try root["id"].string(), name: try root["name"].string(),
        serviceName: try root["serviceName"].string()), sources: sources)
    platform.variants = try variants(of: platform)
    return platform
  }

  /// `"any"`, or a list of platforms.
  private func nodes(_ field: Field) throws -> NodePlatforms {
    guard case .sequence = field.node.content else {
      guard try field.string() == "any" else {
        throw field.failure("is neither \"any\" nor a list of platforms")
      }
      return .any
    }
    return .named(try field.elements().map { try $0.string() })
  }

  private func source(_ key: String, _ field: Field) throws -> Source {
    try field.allowKeys(["title", "url"])
    return Source(
      key: key, title: try field["title"].string(),
      url: try field.optional("url")?.string() ?? "")
  }

  // MARK: Parameters

  private func parameter(
    _ field: Field, _ types: [InstanceType], _ initTimes: [InitTime], after known: [Parameter],
    _ sources: [Source]
  ) throws -> Parameter {
    try field.allowKeys([
      "key", "unit", "number", "values", "minimum", "maximum", "step", "default", "requires",
      "asOf",
      "source",
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
      isNumber: try field.optional("number")?.bool() ?? false, values: values, minimum: minimum,
      maximum: maximum, step: step, defaultValue: defaultValue,
      requirements: try field.optional("requires").map {
        try self.requirements($0, of: values, known)
      } ?? [],
      asOf: try field.optional("asOf").map(self.asOf),
      source: try field.optional("source").map { try self.sourceKey($0, sources) })
  }

  /// `"requires": { "yes": { "runtime": ["java21"] } }`: what parameters further up must be for a
  /// value.
  private func requirements(
    _ field: Field, of values: [String], _ known: [Parameter]
  ) throws -> [(value: String, conditions: [ParameterCondition])] {
    try field.entries().map { value, conditions in
      guard values.contains(value) else {
        throw conditions.failure("is none of the values" + didYouMean(value, among: values))
      }
      return (value, try self.conditions(conditions, known))
    }
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
    try field.allowKeys(["file", "credits", "asOf", "source"])
    _ = try asOf(field["asOf"])
    _ = try sourceKey(field["source"], sources)
    let credits = try field.optional("credits").map { try self.credits($0, sources) } ?? [:]
    let table = try files.table(
      try field["file"].string(), besides: path,
      columns: ["type", "vcpu", "memory", "arch", "burstable"])
    return try table.rows.map { row in
      let name = try row["type"].string()
      return InstanceType(
        name: name,
        size: InstanceSize(
          milliVcpu: try thousandths(row["vcpu"]),
          memory: Int64(try row["memory"].int(in: 1...1_000_000_000))),
        arch: try row["arch"].string(), burstable: try row["burstable"].bool(),
        credits: credits[name])
    }
  }

  /// The credits of burstable types by name, from a file of their own.
  private func credits(_ field: Field, _ sources: [Source]) throws -> [String: CPUCredits] {
    let table = try files.table(
      try field.string(), besides: path,
      columns: ["type", "baseline", "mode", "as_of", "source"])
    return try table.rows.reduce(into: [:]) { credits, row in
      _ = try asOf(row["as_of"])
      _ = try sourceKey(row["source"], sources)
      let baseline = try row["baseline"].decimal()
      guard baseline > .zero, baseline.scaled <= ExactDecimal.one else {
        throw try row["baseline"].failure("is not a share above 0 and up to 1")
      }
      let name = try row["type"].string()
      guard credits[name] == nil else { throw try row["type"].failure("\(name) stands twice") }
      credits[name] = CPUCredits(baseline: baseline, mode: try row["mode"].choice())
    }
  }

  // MARK: Values

  /// The elements; throws where two have the same value under `key`.
  func unique(_ elements: [Field], key: String) throws -> [Field] {
    var seen: Set<String> = []
    for element in elements where !seen.insert(try element[key].string()).inserted {
      throw try element[key].failure("\(quotedText(try element[key].string())) appears twice")
    }
    return elements
  }

  func duration(_ field: Field) throws -> Int64 {
    guard let value = DurationText.microseconds(try field.string()) else {
      throw field.failure("is not a duration such as 1ms or 60s")
    }
    guard value <= 366 * 86_400_000_000 else { throw field.failure("is above 366 days") }
    return value
  }

  func positive(_ field: Field) throws -> Int64 {
    let value = try duration(field)
    guard value > 0 else { throw field.failure("is not above zero") }
    return value
  }

  func asOf(_ field: Field) throws -> AsOf { try AsOf(field) }

  func sourceKey(_ field: Field, _ sources: [Source]) throws -> String {
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

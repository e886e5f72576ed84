import Documents
import Glibc
import Units

/// Decodes how a platform behaves and what limits it has.
extension PlatformReader {
  func behaviour(
    _ field: Field, _ initTimes: [InitTime], _ sources: [Source]
  ) throws -> Behaviour {
    try field.allowKeys([
      "routing", "keepAlive", "accountConcurrency", "scaleRate", "requestsPerConcurrency", "retry",
      "queue", "memoryPerVcpu", "usableMemory", "usableVcpu", "requestsPerEnvironment",
      "minimumEnvironments", "maximumEnvironments", "init",
    ])
    func share(_ field: Field) throws -> ExactDecimal {
      let share = try field.decimal()
      guard share > .zero, share.scaled <= ExactDecimal.one else {
        throw field.failure("is not a share above 0 and up to 1")
      }
      return share
    }
    let sharing = try field.optional("requestsPerEnvironment")
    let most = try sharing?.optional("maximum")?.int(in: 1...1_000_000)
    let initialization = try field.optional("init")
    func dated<Value>(_ key: String, _ value: (Field) throws -> Value) throws -> Dated<Value>? {
      try field.optional(key).map { try self.dated($0, sources, value) }
    }
    return Behaviour(
      routing: try dated("routing") { try $0.string() },
      keepAlive: try dated("keepAlive") { try $0.string() },
      accountConcurrency: try dated("accountConcurrency") { try $0.int(in: 1...1_000_000_000) },
      scaleRate: try dated("scaleRate") { try $0.string() },
      requestsPerConcurrency: try dated("requestsPerConcurrency") {
        try $0.int(in: 1...1_000_000)
      },
      retry: try field.optional("retry").map { try self.retry($0, sources) },
      queue: try field.optional("queue").map { try self.retry($0, sources) },
      memoryPerVcpu: try dated("memoryPerVcpu") { try $0.int(in: 1...1_000_000) },
      usableMemory: try dated("usableMemory", share), usableVcpu: try dated("usableVcpu", share),
      requestsPerEnvironment: try sharing.map {
        try self.dated($0, sources, and: ["maximum", "isTarget"]) {
          try $0.int(in: 1...(most ?? 1_000_000))
        }
      }, mostRequestsPerEnvironment: most,
      scalesAtRequestsPerEnvironment: try sharing?.optional("isTarget")?.bool() ?? false,
      minimumEnvironments: try field.optional("minimumEnvironments").map { kept in
        KeptEnvironments(
          key: try kept["key"].string(),
          count: try self.dated(kept, sources, and: ["key"]) { try $0.int(in: 0...1_000_000) })
      },
      maximumEnvironments: try dated("maximumEnvironments") { try $0.int(in: 1...1_000_000_000) },
      initTimes: initTimes,
      initTime: try initialization?.optional("value") == nil
        ? nil : try dated("init") { try $0.string() })
  }

  private func dated<Value>(
    _ field: Field, _ sources: [Source], and others: [String] = [],
    _ value: (Field) throws -> Value
  ) throws -> Dated<Value> {
    try field.allowKeys(["value", "asOf", "source", "confidence"] + others)
    return Dated(
      value: try value(field["value"]), asOf: try asOf(field["asOf"]),
      source: try sourceKey(field["source"], sources),
      confidence: try field.optional("confidence")?.choice() ?? .high)
  }

  private func retry(_ field: Field, _ sources: [Source]) throws -> Dated<RetryRule> {
    try field.allowKeys([
      "attempts", "firstDelay", "factor", "maximumDelay", "jitter", "maximumAge", "asOf", "source",
      "confidence",
    ])
    guard try field.optional("attempts") != nil || field.optional("maximumAge") != nil else {
      throw field.failure("never ends: it has neither attempts nor a maximumAge")
    }
    return Dated(
      value: RetryRule(
        attempts: try field.optional("attempts")?.int(in: 1...1_000_000),
        firstDelay: try positive(field["firstDelay"]),
        factor: try field["factor"].int(in: 1...1_000),
        maximumDelay: try positive(field["maximumDelay"]),
        hasJitter: try field["jitter"].bool(),
        maximumAge: try field.optional("maximumAge").map { try positive($0) }),
      asOf: try asOf(field["asOf"]), source: try sourceKey(field["source"], sources),
      confidence: try field.optional("confidence")?.choice() ?? .high)
  }

  /// Median and 90th percentile of measured times as a lognormal distribution, whose logarithm
  /// has 1.2815515655 standard deviations between the two.
  func initTimes(_ sources: [Source]) throws -> [InitTime] {
    guard let field = try root["behaviour"].optional("init"), try field.optional("value") == nil
    else { return [] }
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

  func limit(
    _ field: Field, _ parameters: [Parameter], _ sources: [Source]
  ) throws -> PlatformLimit {
    try field.allowKeys([
      "limit", "supported", "maximum", "unit", "when", "asOf", "source", "instead",
    ])
    let kind = try field["limit"].choice(PlatformLimit.Kind.self)
    let isSupported = try field.optional("supported")?.bool() ?? true
    let maximum = try field.optional("maximum")?.decimal()
    let isStated = try field.optional("supported") != nil
    guard maximum != nil || isStated else {
      throw field.failure("has neither a maximum nor supported")
    }
    var base: Int128?
    if let maximum {
      guard maximum > .zero, maximum.scaled <= 1_000_000_000_000 * ExactDecimal.one else {
        throw try field["maximum"].failure("\(maximum) is not above 0 and up to 10¹²")
      }
      let unit = try field["unit"].string()
      guard let known = kind.units.first(where: { $0.name == unit }) else {
        throw try field["unit"].failure(
          "\(quotedText(unit)) is no unit of \(kind.rawValue)"
            + (kind.units.isEmpty
              ? ", which has none" : ": \(kind.units.map(\.name).joined(separator: ", "))"))
      }
      base = maximum.scaled * known.base / ExactDecimal.one
    }
    return PlatformLimit(
      kind: kind, isSupported: isSupported, maximum: maximum,
      unit: try field.optional("unit")?.string() ?? "", baseMaximum: base,
      conditions: try field.optional("when").map { try self.conditions($0, parameters) } ?? [],
      asOf: try asOf(field["asOf"]), source: try sourceKey(field["source"], sources),
      instead: try field.optional("instead")?.elements().map { try $0.string() } ?? [])
  }
}

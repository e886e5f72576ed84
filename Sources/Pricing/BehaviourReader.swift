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
      "queue", "memoryPerVcpu", "usableMemory", "init",
    ])
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

  func limit(_ field: Field, _ sources: [Source]) throws -> PlatformLimit {
    try field.allowKeys(["limit", "maximum", "unit", "asOf", "source", "instead"])
    return PlatformLimit(
      kind: try field["limit"].choice(),
      maximum: Int64(try field["maximum"].int(in: 1...1_000_000_000_000)),
      unit: try field["unit"].string(), asOf: try asOf(field["asOf"]),
      source: try sourceKey(field["source"], sources),
      instead: try field["instead"].elements().map { try $0.string() })
  }
}

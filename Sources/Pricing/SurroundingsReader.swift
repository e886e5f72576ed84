import Documents
import Units

/// Decodes what surrounds a platform's compute: capacity units, ways of buying, companions.
extension PlatformReader {
  func capacityUnit(_ field: Field, _ sources: [Source]) throws -> CapacityUnit {
    try field.allowKeys([
      "newConnectionsPerSecond", "activeConnections", "bytesPerHour", "functionBytesPerHour",
      "ruleEvaluationsPerSecond", "includedRules", "asOf", "source",
    ])
    let range = 1...1_000_000_000_000
    return CapacityUnit(
      newConnectionsPerSecond: try field["newConnectionsPerSecond"].int(in: range),
      activeConnections: try field["activeConnections"].int(in: range),
      bytesPerHour: try field["bytesPerHour"].int(in: range),
      functionBytesPerHour: try field.optional("functionBytesPerHour")?.int(in: range),
      ruleEvaluationsPerSecond: try field.optional("ruleEvaluationsPerSecond")?.int(in: range),
      includedRules: try field.optional("includedRules")?.int(in: 0...1_000_000) ?? 0,
      asOf: try asOf(field["asOf"]), source: try sourceKey(field["source"], sources))
  }

  /// The ways of buying; each is a value of the parameter `purchase`.
  func commitments(_ parameters: [Parameter], _ sources: [Source]) throws -> [Commitment] {
    let known = parameters.first { $0.key == "purchase" }?.values ?? []
    return try (root.optional("commitments")?.entries() ?? []).map { key, field in
      guard known.contains(key) else {
        throw field.failure("is no value of purchase" + didYouMean(key, among: known))
      }
      try field.allowKeys(["title", "termMonths", "isInterruptible", "asOf", "source"])
      return Commitment(
        key: key, title: try field["title"].string(),
        termMonths: try field.optional("termMonths")?.int(in: 1...120),
        isInterruptible: try field.optional("isInterruptible")?.bool() ?? false,
        asOf: try asOf(field["asOf"]), source: try sourceKey(field["source"], sources))
    }
  }

  func companions(_ sources: [Source]) throws -> [Companion] {
    guard let field = try root.optional("companions") else { return [] }
    return try unique(field.elements(), key: "key").map { try companion($0, sources) }
  }

  private func companion(_ field: Field, _ sources: [Source]) throws -> Companion {
    try field.allowKeys([
      "key", "services", "service", "usual", "asOf", "source", "confidence",
    ])
    let key = try field["key"].choice(Companion.Key.self)
    let services: [(name: String, platform: String)]
    if let choices = try field.optional("services") {
      services = try choices.entries().map { ($0, try $1.string()) }
    } else {
      services = [(key.rawValue, try field["service"].string())]
    }
    return Companion(
      key: key, services: services, usual: try usual(field, of: services),
      asOf: try asOf(field["asOf"]), source: try sourceKey(field["source"], sources),
      confidence: try field.optional("confidence")?.choice() ?? .high)
  }

  /// One of several services, or an amount of the only one.
  private func usual(
    _ companion: Field, of services: [(name: String, platform: String)]
  ) throws -> String? {
    guard let field = try companion.optional("usual") else { return nil }
    guard try companion.optional("services") != nil else {
      let amount = try field.decimal()
      guard amount >= .zero, amount.scaled <= 1_000_000_000 * ExactDecimal.one else {
        throw field.failure("\(amount) is not between 0 and 1,000,000,000")
      }
      return amount.text
    }
    let name = try field.string()
    guard services.contains(where: { $0.name == name }) else {
      throw field.failure(
        "\(quotedText(name)) is none of the services"
          + didYouMean(name, among: services.map(\.name)))
    }
    return name
  }
}

import Documents
import Metering
import Units

/// Decodes what a platform counts, how it rounds, and what costs nothing.
extension PlatformReader {
  func metering(
    _ field: Field, _ parameters: [Parameter], _ derived: [DerivedResource], _ sources: [Source]
  ) throws -> MeteringRules {
    try field.allowKeys([
      "billedTime", "activeTime", "billedMemory", "instanceTime", "provisionedTime", "deployedTime",
      "accountTime", "environmentTime", "requestStep", "meters",
    ])
    let model = try root["model"].choice(DeploymentModel.self)
    let meters = try unique(field["meters"].elements(), key: "meter").map {
      try MeterReader(reader: self, model: model, parameters: parameters, derived: derived)
        .meter($0, sources)
    }
    for (bases, rule) in Self.rules
    where bases.contains(where: { basis in
      meters.contains { $0.counts(basis) }
    }) { _ = try field[rule] }
    let billedTime = try field.optional("billedTime")
    let activeTime = try field.optional("activeTime")
    return MeteringRules(
      billedTime: try billedTime.map { try requestTimeRule($0, sources) },
      activeTime: try activeTime.map {
        try requestTimeRule($0, sources, and: ["overlap", "keptActive", "note"])
      },
      unitesActivePeriods: try activeTime?.optional("overlap")?.choice(Overlap.self) != .each,
      activatesKept: try activeTime?.optional("keptActive")?.choice(KeptActive.self) == .withOthers,
      activeTimeNote: try activeTime?.optional("note")?.string(),
      environmentTime: try timeRule(field.optional("environmentTime"), sources),
      billedTimeFrom: try (billedTime ?? activeTime)?.optional("from")?.date(),
      billedMemory: try memoryRule(field.optional("billedMemory")),
      instanceTime: try timeRule(field.optional("instanceTime"), sources),
      provisionedTime: try timeRule(field.optional("provisionedTime"), sources),
      deployedTime: try timeRule(field.optional("deployedTime"), sources),
      accountTime: try timeRule(field.optional("accountTime"), sources),
      requestStep: try field.optional("requestStep").map { try requestStep($0, sources) },
      meters: meters)
  }

  /// What must be there for a meter that counts one of these.
  private static let rules: [([MeterBasis], String)] = [
    ([.billedTime, .provisionedBilledTime, .executionTime], "billedTime"),
    ([.activeTime, .minimumActiveTime], "activeTime"), ([.instanceTime], "instanceTime"),
    ([.provisionedTime], "provisionedTime"), ([.deployedTime], "deployedTime"),
    ([.accountTime], "accountTime"),
  ]

  /// How often the time that rounded periods of an environment share is billed.
  private enum Overlap: String, CaseIterable {
    case once, each
  }

  /// When kept environments count as active.
  private enum KeptActive: String, CaseIterable {
    case serving
    case withOthers = "with-others"
  }

  private func requestTimeRule(
    _ rule: Field, _ sources: [Source], and others: [String] = []
  ) throws -> BilledTimeRule {
    try rule.allowKeys(
      ["increment", "minimum", "includesInit", "from", "asOf", "source"] + others)
    _ = try sourceKey(rule["source"], sources)
    _ = try rule.optional("asOf").map(asOf)
    return BilledTimeRule(
      increment: try positive(rule["increment"]), minimum: try duration(rule["minimum"]),
      includesInit: try rule["includesInit"].bool())
  }

  private func requestStep(_ rule: Field, _ sources: [Source]) throws -> Int64 {
    try rule.allowKeys(["bytes", "asOf", "source"])
    _ = try asOf(rule["asOf"])
    _ = try sourceKey(rule["source"], sources)
    return Int64(try rule["bytes"].int(in: 1...1_000_000_000_000))
  }

  private func memoryRule(_ rule: Field?) throws -> BilledMemoryRule {
    guard let rule else { return BilledMemoryRule(step: 1, minimum: 0) }
    try rule.allowKeys(["step", "minimum", "sizes"])
    guard let sizes = try rule.optional("sizes") else {
      return BilledMemoryRule(
        step: Int32(try rule["step"].int(in: 1...1_000_000)),
        minimum: Int32(try rule["minimum"].int(in: 0...1_000_000)))
    }
    let ascending = try sizes.elements().map { Int32(try $0.int(in: 1...16_777_216)) }
    guard !ascending.isEmpty, zip(ascending, ascending.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw sizes.failure("are not in ascending order")
    }
    return BilledMemoryRule(step: 1, minimum: 0, sizes: ascending)
  }

  private func timeRule(_ rule: Field?, _ sources: [Source]) throws -> InstanceTimeRule? {
    guard let rule else { return nil }
    try rule.allowKeys(["increment", "minimum", "asOf", "source"])
    _ = try asOf(rule["asOf"])
    _ = try sourceKey(rule["source"], sources)
    return InstanceTimeRule(
      increment: try positive(rule["increment"]), minimum: try duration(rule["minimum"]))
  }

  /// `"when": { "snapstart": ["yes"] }`: the values of parameters for which a meter runs.
  func conditions(_ field: Field, _ parameters: [Parameter]) throws -> [ParameterCondition] {
    try field.entries().map { key, values in
      guard let parameter = parameters.first(where: { $0.key == key }), !parameter.values.isEmpty
      else {
        throw values.failure(
          "is about no parameter with values" + didYouMean(key, among: parameters.map(\.key)))
      }
      return ParameterCondition(
        key: key,
        values: try values.elements().map { element in
          let value = try element.string()
          guard parameter.values.contains(value) else {
            throw element.failure(
              "\(quotedText(value)) is no value of \(key)"
                + didYouMean(value, among: parameter.values))
          }
          return value
        })
    }
  }

  func allowance(
    _ field: Field, _ meters: [Meter], _ sources: [Source]
  ) throws -> Allowance {
    try field.allowKeys([
      "meter", "quantity", "unit", "scope", "valuedAt", "asOf", "source",
    ])
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
      unit: unit, scope: try field["scope"].choice(),
      valuedAt: try field.optional("valuedAt")?.string(), asOf: try asOf(field["asOf"]),
      source: try sourceKey(field["source"], sources))
  }
}

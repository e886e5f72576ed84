import Documents
import Metering
import Units

/// Decodes what a platform counts, how it rounds, and what costs nothing.
extension PlatformReader {
  func metering(
    _ field: Field, _ parameters: [Parameter], _ sources: [Source]
  ) throws -> MeteringRules {
    try field.allowKeys([
      "billedTime", "billedMemory", "instanceTime", "provisionedTime", "deployedTime", "meters",
    ])
    let model = try root["model"].choice(DeploymentModel.self)
    let billedTime = try field.optional("billedTime")
    switch model {
    case .perInvocation: _ = try field["billedTime"]
    case .provisioned: _ = try field["instanceTime"]
    case .surrounding: break
    }
    let meters = try unique(field["meters"].elements(), key: "meter").map {
      try meter($0, of: model, parameters)
    }
    for (basis, rule) in [
      (MeterBasis.provisionedTime, "provisionedTime"), (.deployedTime, "deployedTime"),
    ] where meters.contains(where: { $0.basis == basis }) { _ = try field[rule] }
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
      instanceTime: try timeRule(field.optional("instanceTime"), sources),
      provisionedTime: try timeRule(field.optional("provisionedTime"), sources),
      deployedTime: try timeRule(field.optional("deployedTime"), sources),
      meters: meters)
  }

  private func timeRule(_ rule: Field?, _ sources: [Source]) throws -> InstanceTimeRule? {
    guard let rule else { return nil }
    try rule.allowKeys(["increment", "minimum", "asOf", "source"])
    _ = try asOf(rule["asOf"])
    _ = try sourceKey(rule["source"], sources)
    return InstanceTimeRule(
      increment: try positive(rule["increment"]), minimum: try duration(rule["minimum"]))
  }

  private func meter(
    _ field: Field, of model: DeploymentModel, _ parameters: [Parameter]
  ) throws -> Meter {
    try field.allowKeys(["meter", "title", "category", "basis", "times", "included", "when"])
    let factor = try field.optional("times")?.string()
    let included = try field.optional("included")?.int(in: 0...1_000_000_000) ?? 0
    let basis = try field["basis"].choice(MeterBasis.self)
    guard model.bases.contains(basis) else {
      throw try field["basis"].failure(
        "\(basis.rawValue) is never counted for a platform whose model is \(model.rawValue)")
    }
    if basis.hasOwnMemory && factor == "memory" && included > 0 {
      throw try field["included"].failure("does not go with memory, which is billed per request")
    }
    var scale: Int128 = 1
    var dimension = basis.dimension
    if let factor {
      guard dimension == .time else {
        throw try field["times"].failure("does not go with \(basis.rawValue), which is no time")
      }
      guard let unit = parameters.first(where: { $0.key == factor })?.unit else {
        throw try field["times"].failure("\"\(factor)\" is no parameter with a unit")
      }
      scale = unit.baseAmount
      dimension = unit.dimension
    }
    return Meter(
      id: try field["meter"].string(), title: try field["title"].string(),
      category: try field["category"].choice(), basis: basis, factor: factor,
      included: Int128(included) * scale, dimension: dimension,
      conditions: try field.optional("when").map { try self.conditions($0, parameters) } ?? [])
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
}

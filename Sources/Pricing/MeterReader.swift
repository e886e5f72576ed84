import Documents
import Metering
import Units

/// Decodes one meter of a platform.
struct MeterReader {
  let reader: PlatformReader
  let model: DeploymentModel
  let parameters: [Parameter]
  let derived: [DerivedResource]

  func meter(_ field: Field, _ sources: [Source]) throws -> Meter {
    try field.allowKeys([
      "meter", "title", "category", "basis", "times", "included", "when", "terms", "hourly",
      "price", "tiersPer",
    ])
    let content: Meter.Content
    let dimension: UsageDimension
    if try isWeighted(field) {
      content = .weighted(try weightedSum(field, sources))
      dimension = .computeUnits
    } else {
      let measure = try self.measure(field)
      content = .measured(measure.measure)
      dimension = measure.dimension
    }
    return Meter(
      id: try field["meter"].string(), title: try field["title"].string(),
      category: try field["category"].choice(), content: content, dimension: dimension,
      conditions: try field.optional("when").map { try reader.conditions($0, parameters) } ?? [],
      hasTiersPerInstance: try field.optional("tiersPer").map { try hasTiersPerInstance($0) }
        ?? false,
      formula: try field.optional("price").map { try formula($0, dimension) })
  }

  private func isWeighted(_ field: Field) throws -> Bool {
    guard case .scalar(let scalar) = try field["basis"].node.content else { return false }
    return scalar.text == "weighted"
  }

  private func hasTiersPerInstance(_ field: Field) throws -> Bool {
    guard try field.string() == "instance" else { throw field.failure("is not \"instance\"") }
    return true
  }

  // MARK: Measures

  private func measure(
    _ field: Field
  ) throws -> (measure: Measure, dimension: UsageDimension) {
    let bases = try self.bases(field["basis"])
    let factor = try field.optional("times")?.string()
    let included = try field.optional("included")?.int(in: 0...1_000_000_000) ?? 0
    if bases[0].hasOwnMemory && factor == "memory" && included > 0 {
      throw try field["included"].failure("does not go with memory, which is billed per request")
    }
    var scale: Int128 = 1
    var dimension = bases[0].dimension
    if let factor {
      guard let unit = unit(of: factor) else {
        throw try field["times"].failure("\"\(factor)\" is no parameter with a unit")
      }
      guard let product = unit.dimension(times: dimension) else {
        throw try field["times"].failure(
          "a number of \(unit.rawValue) does not go with \(bases[0].rawValue)")
      }
      scale = unit.baseAmount
      dimension = product
    }
    return (
      Measure(bases: bases, factor: factor, included: Int128(included) * scale), dimension
    )
  }

  private func unit(of factor: String) -> ResourceUnit? {
    derived.first { $0.key == factor }?.unit ?? parameters.first { $0.key == factor }?.unit
  }

  /// One basis, or a list of them that are added up.
  private func bases(_ field: Field) throws -> [MeterBasis] {
    var fields = [field]
    if case .sequence = field.node.content { fields = try field.elements() }
    let bases = try fields.map { field in
      let basis = try field.choice(MeterBasis.self)
      guard model.bases.contains(basis) else {
        throw field.failure(
          "\(basis.rawValue) is never counted for a platform whose model is \(model.rawValue)")
      }
      return basis
    }
    guard let first = bases.first else { throw field.failure("names no basis") }
    for (basis, field) in zip(bases, fields)
    where basis.dimension != first.dimension || basis.isProjected != first.isProjected {
      throw field.failure("cannot be added to \(first.rawValue)")
    }
    return bases
  }

  // MARK: Weighted sums

  private func weightedSum(_ field: Field, _ sources: [Source]) throws -> WeightedSum {
    let hourly = try field.optional("hourly").map { rule in
      try rule.allowKeys(["increment", "minimum", "asOf", "source"])
      _ = try reader.asOf(rule["asOf"])
      _ = try reader.sourceKey(rule["source"], sources)
      return WeightedSum.HourlyRule(
        increment: try positive(rule["increment"]), minimum: try rule["minimum"].decimal())
    }
    let terms = try field["terms"].elements().map { term in
      try term.allowKeys(["basis", "times", "included", "unit", "weight", "when"])
      let (measure, dimension) = try self.measure(term)
      let unit = try term["unit"].choice(UsageUnit.self)
      guard unit.dimension == dimension else {
        throw try term["unit"].failure(
          "\(unit.rawValue) does not measure \(dimension.rawValue), which the term counts")
      }
      return WeightedSum.Term(
        measure: measure, unit: unit, weight: try positive(term["weight"]),
        conditions: try term.optional("when").map { try reader.conditions($0, parameters) } ?? [])
    }
    guard !terms.isEmpty else { throw try field["terms"].failure("are empty") }
    return WeightedSum(terms: terms, hourly: hourly)
  }

  /// Above zero and at most a billion.
  private func positive(_ field: Field) throws -> ExactDecimal {
    let value = try field.decimal()
    guard value > .zero, value.scaled <= 1_000_000_000 * ExactDecimal.one else {
      throw field.failure("\(value) is not above 0 and up to 1,000,000,000")
    }
    return value
  }

  // MARK: Prices that options state

  private func formula(_ field: Field, _ dimension: UsageDimension) throws -> PriceFormula {
    try field.allowKeys(["unit", "times", "over", "divisor"])
    let unit = try field["unit"].choice(UsageUnit.self)
    guard unit.dimension == dimension else {
      throw try field["unit"].failure(
        "\(unit.rawValue) does not measure \(dimension.rawValue), which the meter counts")
    }
    return PriceFormula(
      unit: unit, factors: try numbers(field["times"]),
      divisors: try field.optional("over").map { try numbers($0) } ?? [],
      divisor: Int128(try field.optional("divisor")?.int(in: 1...1_000_000_000) ?? 1))
  }

  private func numbers(_ field: Field) throws -> [String] {
    try field.elements().map { element in
      let key = try element.string()
      guard parameters.contains(where: { $0.key == key && $0.isNumber }) else {
        throw element.failure(
          "\(quotedText(key)) is no parameter that is a number"
            + didYouMean(key, among: parameters.filter(\.isNumber).map(\.key)))
      }
      return key
    }
  }
}

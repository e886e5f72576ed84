import Units

/// What a charge is for.
public enum MeterCategory: String, CaseIterable, Sendable {
  case compute
  case request
  case surrounding
}

/// One thing a platform counts and sells.
public struct Meter: Hashable, Sendable {
  /// The name in price files and outputs, such as `duration`.
  public let id: String
  /// The name for people, such as `/tmp above 512 MB`.
  public let title: String
  public let category: MeterCategory
  /// What it counts.
  public let content: Content
  /// What its quantities measure; a rate's unit must measure the same.
  public let dimension: UsageDimension
  /// What an option's parameters must be for the meter to run; empty for every option.
  public let conditions: [ParameterCondition]
  /// Whether graduated tiers are counted for each instance by itself.
  public let hasTiersPerInstance: Bool
  /// How options make its price; nil where the price files have it.
  public let formula: PriceFormula?

  public enum Content: Hashable, Sendable {
    case measured(Measure)
    case weighted(WeightedSum)
  }

  public init(
    id: String, title: String, category: MeterCategory, basis: MeterBasis,
    factor: String? = nil, included: Int128 = 0, dimension: UsageDimension,
    conditions: [ParameterCondition] = []
  ) {
    self.init(
      id: id, title: title, category: category,
      content: .measured(Measure(bases: [basis], factor: factor, included: included)),
      dimension: dimension, conditions: conditions)
  }

  public init(
    id: String, title: String, category: MeterCategory, content: Content,
    dimension: UsageDimension, conditions: [ParameterCondition] = [],
    hasTiersPerInstance: Bool = false, formula: PriceFormula? = nil
  ) {
    self.id = id
    self.title = title
    self.category = category
    self.content = content
    self.dimension = dimension
    self.conditions = conditions
    self.hasTiersPerInstance = hasTiersPerInstance
    self.formula = formula
  }

  /// Whether the meter runs for an option with these parameters.
  public func runs(where parameter: (String) -> String?) -> Bool {
    conditions.allSatisfy { $0.isMet(by: parameter) }
  }

  /// The measures that it sums.
  public var measures: [Measure] {
    switch content {
    case .measured(let measure): return [measure]
    case .weighted(let sum): return sum.terms.map(\.measure)
    }
  }

  /// Whether it counts this.
  public func counts(_ basis: MeterBasis) -> Bool {
    measures.contains { $0.bases.contains(basis) }
  }

  /// Whether it is counted by clock hour.
  public var isHourly: Bool {
    guard case .weighted(let sum) = content else { return false }
    return sum.hourly != nil
  }

  /// Whether any of it grows with the time that a trace covers.
  public var isProjected: Bool { measures.contains { $0.isProjected } }

  /// The quantity in base units, where what grows with time is multiplied by `projection`.
  ///
  /// Throws `.usage` where the option lacks the parameter that the meter multiplies by, and
  /// `.data` where the quantity leaves the range of exact arithmetic.
  public func quantity(
    of usage: Usage, resources: ConfiguredResources,
    where parameter: (String) -> String? = { _ in nil },
    projecting projection: (Int128) throws -> Int128 = { $0 }
  ) throws -> Int128 {
    switch content {
    case .measured(let measure):
      let quantity = try measure.quantity(of: usage, resources: resources, meter: id)
      return measure.isProjected ? try projection(quantity) : quantity
    case .weighted(let sum):
      return try sum.quantity(
        of: usage, resources: resources, where: parameter, projecting: projection, meter: id)
    }
  }
}

/// What one parameter of an option must be, for a meter to run or for another value to be possible.
public struct ParameterCondition: Hashable, Sendable {
  public let key: String
  /// Any of these.
  public let values: [String]

  public init(key: String, values: [String]) {
    self.key = key
    self.values = values
  }

  /// Whether an option's parameters are so.
  public func isMet(by parameter: (String) -> String?) -> Bool {
    parameter(key).map(values.contains) ?? false
  }
}

import Units

/// Several measures turned into one unit, such as the compute units of Alibaba Function Compute.
public struct WeightedSum: Hashable, Sendable {
  public struct Term: Hashable, Sendable {
    public let measure: Measure
    /// What the weight is for.
    public let unit: UsageUnit
    /// Compute units of one unit.
    public let weight: ExactDecimal
    /// What an option's parameters must be for the term to count.
    public let conditions: [ParameterCondition]

    public init(
      measure: Measure, unit: UsageUnit, weight: ExactDecimal, conditions: [ParameterCondition]
    ) {
      self.measure = measure
      self.unit = unit
      self.weight = weight
      self.conditions = conditions
    }
  }

  /// How the sum of each clock hour with use is rounded, in compute units.
  public struct HourlyRule: Hashable, Sendable {
    /// Positive.
    public let increment: ExactDecimal
    public let minimum: ExactDecimal

    public init(increment: ExactDecimal, minimum: ExactDecimal) {
      self.increment = increment
      self.minimum = minimum
    }
  }

  public let terms: [Term]
  /// nil where the sum of the whole period is billed as it is.
  public let hourly: HourlyRule?

  public init(terms: [Term], hourly: HourlyRule?) {
    self.terms = terms
    self.hourly = hourly
  }

  /// Millionths of a compute unit; throws as `Meter.quantity`.
  func quantity(
    of usage: Usage, resources: ConfiguredResources, where parameter: (String) -> String?,
    projecting projection: (Int128) throws -> Int128, meter: String
  ) throws -> Int128 {
    let running = terms.filter { $0.conditions.allSatisfy { $0.isMet(by: parameter) } }
    func sum(_ terms: [Term], _ usage: Usage) throws -> Int128 {
      try terms.reduce(0) { $0 + (try $1.units(of: usage, resources, meter)) }
    }
    let growing = running.filter(\.measure.isProjected)
    let standing = try sum(running.filter { !$0.measure.isProjected }, usage)
    guard let hourly, !usage.hours.isEmpty else {
      return try projection(rounded(try sum(growing, usage))) + rounded(standing)
    }
    let used = try usage.hours.reduce(Int128(0)) { total, hour in
      var part = Usage(requests: hour.requests)
      part.activeTime = hour.activeTime
      part.minimumActiveTime = hour.minimumActiveTime
      return total + hourly.billed(try sum(growing, part))
    }
    return try projection(rounded(used)) + rounded(standing)
  }

  /// 10⁻¹² of a compute unit as whole millionths.
  private func rounded(_ sum: Int128) -> Int128 { roundedHalfToEven(sum, over: 1_000_000) }
}

extension WeightedSum.HourlyRule {
  /// 10⁻¹² of a compute unit, rounded up.
  func billed(_ units: Int128) -> Int128 {
    let used = max(units, minimum.scaled)
    let remainder = used % increment.scaled
    let isRaised = units < minimum.scaled
    return remainder == 0 || isRaised ? used : used - remainder + increment.scaled
  }
}

extension WeightedSum.Term {
  /// 10⁻¹² of a compute unit.
  func units(of usage: Usage, _ resources: ConfiguredResources, _ meter: String) throws -> Int128 {
    let quantity = try measure.quantity(of: usage, resources: resources, meter: meter)
    guard let units = weight.times(quantity, over: unit.baseUnits),
      units.scaled < Int128.max / 1_000
    else { throw Failure(.data, "meter \(meter): the usage is too large to bill") }
    return units.scaled
  }
}

import Units

/// Turns amounts for one number of units into amounts for another, exactly where that can be.
struct UnitConversion {
  private let numerator: Int128
  private let denominator: Int128

  /// From `amount × unit` to `count` of `other`, of which both measure the same; nil where the
  /// numbers are out of range.
  init?(from amount: ExactDecimal, _ unit: UsageUnit, to count: Int128, _ other: UsageUnit) {
    let (sought, given) = Self.reduced(other.baseUnits, unit.baseUnits)
    let (one, scaled) = Self.reduced(ExactDecimal.one, amount.scaled)
    let (count, reduced) = Self.reduced(count, scaled)
    let above = sought.multipliedReportingOverflow(by: one)
    let product = above.partialValue.multipliedReportingOverflow(by: count)
    let below = given.multipliedReportingOverflow(by: reduced)
    guard !above.overflow, !product.overflow, !below.overflow else { return nil }
    (numerator, denominator) = Self.reduced(product.partialValue, below.partialValue)
  }

  /// The price of the other amount; nil where it is out of range.
  func price(_ price: ExactDecimal) -> ExactDecimal? { price.times(numerator, over: denominator) }

  /// How many of the other amount a number of the first is; nil where it is out of range.
  func quantity(_ number: ExactDecimal) -> ExactDecimal? {
    number.times(denominator, over: numerator)
  }

  private static func reduced(_ left: Int128, _ right: Int128) -> (Int128, Int128) {
    var (a, b) = (left, right)
    while b != 0 { (a, b) = (b, a % b) }
    return a == 0 ? (left, right) : (left / a, right / a)
  }
}

import Units

/// A price that an option's own numbers make: product of some ÷ (product of others × a constant).
public struct PriceFormula: Hashable, Sendable {
  /// What the price is for.
  public let unit: UsageUnit
  /// Parameters that are multiplied.
  public let factors: [String]
  /// Parameters that are divided by.
  public let divisors: [String]
  public let divisor: Int128

  public init(unit: UsageUnit, factors: [String], divisors: [String], divisor: Int128) {
    self.unit = unit
    self.factors = factors
    self.divisors = divisors
    self.divisor = divisor
  }

  /// The price for an option with these numbers, rounded half to even to 10⁻¹².
  ///
  /// Throws `.usage` where a number is not stated, is not above zero, or the price is out of range.
  public func price(_ number: (String) -> String?) throws -> Money {
    func value(_ key: String) throws -> ExactDecimal {
      guard let text = number(key) else {
        throw Failure(
          .usage, "the key \(key)= is missing",
          hint: "the price is made of "
            + (factors + divisors).map { "\($0)=" }.joined(separator: ", "))
      }
      guard let value = ExactDecimal(text), value > .zero else {
        throw Failure(.usage, "\(key) \(quotedText(text)) is not a number above zero")
      }
      return value
    }
    var price = Money(scaled: ExactDecimal.one)
    for key in factors {
      guard let product = price.times(try value(key).scaled, over: ExactDecimal.one) else {
        throw tooLarge
      }
      price = product
    }
    for key in divisors {
      guard let quotient = price.times(ExactDecimal.one, over: try value(key).scaled) else {
        throw tooLarge
      }
      price = quotient
    }
    guard let whole = price.times(1, over: divisor),
      whole.scaled <= 1_000_000_000 * ExactDecimal.one
    else { throw tooLarge }
    return whole
  }

  private var tooLarge: Failure {
    Failure(
      .usage,
      "the price made of \((factors + divisors).joined(separator: ", ")) is above 1,000,000,000")
  }
}

/// A decimal number with 12 places after the point, exact in addition and comparison.
///
/// Range: about ±1.7 × 10²⁶. Products and ratios round once, half to even. Money, prices and
/// every rate in the output are of this type, so no figure depends on binary floating point.
public struct ExactDecimal: Hashable, Comparable, Sendable {
  /// The number in units of 10⁻¹².
  public let scaled: Int128

  /// Units in one.
  public static let one: Int128 = 1_000_000_000_000
  /// Places after the decimal point.
  public static let places = 12
  public static let zero = ExactDecimal(scaled: 0)

  public init(scaled: Int128) { self.scaled = scaled }

  /// `numerator / denominator`, rounded half to even to 12 places; nil on overflow or when the
  /// denominator is not positive.
  public init?(_ numerator: Int128, over denominator: Int128) {
    guard denominator > 0 else { return nil }
    let (whole, rest) = numerator.quotientAndRemainder(dividingBy: denominator)
    let (high, overflow) = whole.multipliedReportingOverflow(by: ExactDecimal.one)
    guard !overflow, let low = ExactDecimal(scaled: rest).times(ExactDecimal.one, over: denominator)
    else { return nil }
    let (sum, isOut) = high.addingReportingOverflow(low.scaled)
    guard !isOut else { return nil }
    self.init(scaled: sum)
  }

  /// This number × `quantity` / `divisor`, rounded half to even once; nil on overflow or when
  /// the divisor is not positive.
  public func times(_ quantity: Int128, over divisor: Int128) -> ExactDecimal? {
    guard divisor > 0 else { return nil }
    let (product, overflow) = scaled.multipliedReportingOverflow(by: quantity)
    guard !overflow else { return nil }
    return ExactDecimal(scaled: roundedHalfToEven(product, over: divisor))
  }

  /// The product of two numbers that are not negative, rounded half to even once; nil on overflow.
  public func times(_ factor: ExactDecimal) -> ExactDecimal? {
    let one = ExactDecimal.one.magnitude
    let product = scaled.magnitude.multipliedFullWidth(by: factor.scaled.magnitude)
    guard product.high < one else { return nil }
    let (quotient, remainder) = one.dividingFullWidth(product)
    let isUp = remainder > one / 2 || (remainder == one / 2 && quotient & 1 != 0)
    guard let whole = Int128(exactly: quotient), whole < Int128.max else { return nil }
    return ExactDecimal(scaled: isUp ? whole + 1 : whole)
  }

  public static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
    left.scaled < right.scaled
  }

  public static func + (left: ExactDecimal, right: ExactDecimal) -> ExactDecimal {
    ExactDecimal(scaled: left.scaled + right.scaled)
  }

  public static func - (left: ExactDecimal, right: ExactDecimal) -> ExactDecimal {
    ExactDecimal(scaled: left.scaled - right.scaled)
  }

  public static func += (left: inout ExactDecimal, right: ExactDecimal) { left = left + right }
}

/// An amount or a price in some currency, to 10⁻¹² of its unit.
public typealias Money = ExactDecimal

/// `numerator / denominator` rounded to a whole number, half to even; the denominator is positive.
public func roundedHalfToEven(_ numerator: Int128, over denominator: Int128) -> Int128 {
  let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
  let distance = remainder.magnitude
  let other = denominator.magnitude - distance
  guard distance > other || (distance == other && quotient & 1 != 0) else { return quotient }
  return quotient + (numerator < 0 ? -1 : 1)
}

/// `numerator / denominator` rounded up; both are not negative and the denominator is not zero.
public func roundedUp(_ numerator: Int64, over denominator: Int64) -> Int64 {
  let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
  return remainder > 0 ? quotient + 1 : quotient
}

extension ExactDecimal {
  /// The number rounded half to even to `places` (0–12) after the point.
  public func rounded(places: Int) -> ExactDecimal {
    let unit = powerOfTen(ExactDecimal.places - places)
    return ExactDecimal(scaled: roundedHalfToEven(scaled, over: unit) * unit)
  }
}

/// A positive number of at most a million as whole thousandths; nil where it is none or has more
/// than three decimals.
public func wholeThousandths(_ number: ExactDecimal) -> Int64? {
  let thousandth = ExactDecimal.one / 1_000
  guard number > .zero, number.scaled <= 1_000_000 * ExactDecimal.one,
    number.scaled % thousandth == 0
  else { return nil }
  return Int64(number.scaled / thousandth)
}

/// Thousandths as a decimal text: 250 is `0.25`.
public func thousandthsText(_ value: Int64) -> String {
  ExactDecimal(Int128(value), over: 1_000)?.text ?? "\(value)"
}

/// 10^exponent; the exponent is 0–38.
func powerOfTen(_ exponent: Int) -> Int128 {
  var power: Int128 = 1
  for _ in 0..<exponent { power *= 10 }
  return power
}

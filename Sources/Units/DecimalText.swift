extension ExactDecimal {
  /// Reads `-12.5`, `.5` or `1e-7`; nil when the text is no decimal number, has more than 12
  /// places that matter, or is out of range.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) {
      $0 == "e" || $0 == "E"
    }
    var exponent = 0
    if parts.count == 2 {
      guard let given = Int(parts[1]), (-60...60).contains(given) else { return nil }
      exponent = given
    }
    let negative = parts[0].first == "-"
    let number = negative || parts[0].first == "+" ? parts[0].dropFirst() : parts[0]
    guard let (digits, scale) = digitsAndScale(number),
      let magnitude = shifted(digits, by: ExactDecimal.places + exponent - scale)
    else { return nil }
    self.init(scaled: negative ? -magnitude : magnitude)
  }

  /// The exact number without trailing zeros: `0.0000166667`, `12`, `-3.5`.
  public var text: String { text(places: ExactDecimal.places, padded: false) }

  /// The number rounded half to even to `places` (0–12) after the point.
  ///
  /// - Parameters:
  ///   - padded: whether trailing zeros are kept.
  ///   - grouped: whether thousands are separated by commas.
  public func text(places: Int, padded: Bool = true, grouped: Bool = false) -> String {
    let unit = powerOfTen(ExactDecimal.places - places)
    let rounded = roundedHalfToEven(scaled, over: unit).magnitude
    let (whole, fraction) = rounded.quotientAndRemainder(
      dividingBy: powerOfTen(places).magnitude)
    var digits = String(fraction)
    digits = String(repeating: "0", count: places - min(places, digits.count)) + digits
    if !padded {
      while digits.last == "0" { digits.removeLast() }
    }
    let sign = scaled < 0 && rounded != 0 ? "-" : ""
    let head = grouped ? separatedByThousands(String(whole)) : String(whole)
    return sign + head + (places == 0 || digits.isEmpty ? "" : "." + digits)
  }
}

extension ExactDecimal: CustomStringConvertible {
  public var description: String { text }
}

/// `1234567` as `1,234,567`.
public func separatedByThousands(_ digits: String) -> String {
  var result = ""
  for (index, digit) in digits.enumerated() {
    if index > 0 && (digits.count - index) % 3 == 0 { result.append(",") }
    result.append(digit)
  }
  return result
}

/// The digits of `12.50` as one number and how many of them follow the point.
private func digitsAndScale(_ text: some StringProtocol) -> (digits: Int128, scale: Int)? {
  var digits: Int128 = 0
  var count = 0
  var point: Int?
  for byte in text.utf8 {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      let (tens, overflow) = digits.multipliedReportingOverflow(by: 10)
      guard !overflow, tens <= Int128.max - 9 else { return nil }
      digits = tens + Int128(byte - UInt8(ascii: "0"))
      count += 1
    case UInt8(ascii: "."):
      guard point == nil else { return nil }
      point = count
    default: return nil
    }
  }
  return count == 0 ? nil : (digits, point.map { count - $0 } ?? 0)
}

/// `digits × 10^exponent`, nil when it overflows or would lose a digit.
private func shifted(_ digits: Int128, by exponent: Int) -> Int128? {
  var value = digits
  for _ in 0..<abs(exponent) {
    if exponent > 0 {
      let (next, overflow) = value.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      value = next
    } else {
      guard value % 10 == 0 else { return nil }
      value /= 10
    }
  }
  return value
}

import Documents
import Units

/// Numbers of a feed, which others wrote.
enum FeedNumber {
  /// Larger prices are refused, as in price files.
  private static let largest = ExactDecimal(scaled: 1_000_000_000 * ExactDecimal.one)
  private static let farthestTier = ExactDecimal(scaled: 1_000_000_000_000_000 * ExactDecimal.one)

  /// A price of 0 to 1,000,000,000; throws with the place of the field.
  static func price(_ field: Field) throws -> ExactDecimal {
    try number(field, upTo: largest)
  }

  /// Where a tier starts: 0 to 10¹⁵.
  static func tierStart(_ field: Field) throws -> ExactDecimal {
    try number(field, upTo: farthestTier)
  }

  private static func number(_ field: Field, upTo limit: ExactDecimal) throws -> ExactDecimal {
    guard case .scalar(let scalar) = field.node.content, scalar.kind != .null,
      let value = number(scalar.text)
    else {
      throw field.failure("is no number of at most 12 decimal places")
    }
    guard value >= .zero, value <= limit else {
      throw field.failure("\(value) is not between 0 and \(limit)")
    }
    return value
  }

  /// The number as written, or what the nearest binary number is written as in short: some feeds
  /// print binary numbers with 17 digits, such as 0.00012999999999999999.
  static func number(_ text: String) -> ExactDecimal? {
    if let exact = ExactDecimal(text) { return exact }
    let isDecimal = text.utf8.allSatisfy {
      (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0)
    }
    guard isDecimal, text.utf8.count <= 40, let binary = Double(text), binary.isFinite else {
      return nil
    }
    return ExactDecimal("\(binary)")
  }

  /// The first ten characters of a time stamp where they are a day.
  static func day(_ text: String) -> String? {
    let day = String(text.prefix(10))
    return CalendarDate(day) == nil ? nil : day
  }
}

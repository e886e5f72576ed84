/// A duration as Go prints it: `187.042ms`, `1m2.5s`.
enum GoDuration {
  /// Microseconds, each part rounded up; nil where the field is none.
  static func microseconds(_ field: Field) -> Int64? {
    var rest = field[...]
    var total: Int64 = 0
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let number = rest.prefix { Byte.digit($0) < 10 || $0 == Byte.point }
      rest = rest[number.endIndex...]
      let unit = rest.prefix { Byte.digit($0) >= 10 && $0 != Byte.point }
      rest = rest[unit.endIndex...]
      guard let (factor, exponent) = unitValue(Field(rebasing: unit)), !number.isEmpty else {
        return nil
      }
      var part: Int64 = 0
      let problem = RowParser.readAmount(
        Field(rebasing: number), exponent: exponent, TraceLimits.duration, into: &part)
      guard problem == nil else { return nil }
      total += part * factor
      guard total <= TraceLimits.duration else { return nil }
    }
    return total
  }

  private static let units: [(name: StaticString, factor: Int64, exponent: Int)] = [
    ("h", 3_600, 6), ("m", 60, 6), ("s", 1, 6), ("ms", 1, 3), ("us", 1, 0), ("\u{b5}s", 1, 0),
    ("\u{3bc}s", 1, 0), ("ns", 1, -3),
  ]

  private static func unitValue(_ unit: Field) -> (factor: Int64, exponent: Int)? {
    units.first { unit.equals($0.name) }.map { ($0.factor, $0.exponent) }
  }
}

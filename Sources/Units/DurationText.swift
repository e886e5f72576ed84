/// Durations as users write them: a number and a unit, held in whole microseconds.
public enum DurationText {
  /// The units that durations carry, with their length in microseconds, longest first.
  public static let units: [(name: String, microseconds: Int64)] = [
    ("d", 86_400_000_000), ("h", 3_600_000_000), ("m", 60_000_000), ("s", 1_000_000),
    ("ms", 1_000), ("us", 1),
  ]

  /// Reads `253ms`, `1.5s`, `7d`; nil when the unit is missing or unknown, the number is negative,
  /// or it does not fit (about 290,000 years). Fractions of a microsecond round half to even.
  public static func microseconds(_ text: some StringProtocol) -> Int64? {
    let number = text.prefix { $0.isNumber || $0 == "." }
    let name = String(text.dropFirst(number.count))
    guard let unit = units.first(where: { $0.name == (name == "µs" ? "us" : name) }),
      let value = ExactDecimal(number),
      let scaled = value.times(Int128(unit.microseconds), over: ExactDecimal.one)
    else { return nil }
    return Int64(exactly: scaled.scaled)
  }

  /// Both ends of a range in the longest unit that divides both: `720s..945s`.
  public static func text(_ range: ClosedRange<Int64>) -> String {
    let ends = [range.lowerBound, range.upperBound]
    guard
      let unit = units.first(where: { unit in ends.allSatisfy { $0 % unit.microseconds == 0 } }),
      unit.microseconds > 1
    else { return ends.map { text($0) }.joined(separator: "..") }
    return ends.map { "\($0 / unit.microseconds)\(unit.name)" }.joined(separator: "..")
  }

  /// The exact text in the longest unit that divides it, `90000000` is `90s`; other times from a
  /// millisecond on are in milliseconds with decimals.
  public static func text(_ microseconds: Int64) -> String {
    guard microseconds != 0 else { return "0s" }
    for unit in units where microseconds % unit.microseconds == 0 && unit.microseconds > 1 {
      return "\(microseconds / unit.microseconds)\(unit.name)"
    }
    guard microseconds >= 1_000, let milliseconds = ExactDecimal(Int128(microseconds), over: 1_000)
    else { return "\(microseconds)us" }
    return "\(milliseconds)ms"
  }
}

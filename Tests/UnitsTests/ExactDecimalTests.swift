import Foundation
import Testing
import Units

@Suite struct ExactDecimalTests {
  @Test(
    arguments: [
      ("0", 0), ("0.0000166667", 16_666_700), ("-3.5", -3_500_000_000_000),
      (".5", 500_000_000_000), ("1e-7", 100_000), ("2E3", 2_000_000_000_000_000),
      ("+1", 1_000_000_000_000), ("0.00000000000100", 1), ("5.", 5_000_000_000_000),
    ] as [(String, Int128)])
  func readsDecimals(text: String, scaled: Int128) {
    #expect(ExactDecimal(text)?.scaled == scaled)
  }

  @Test(arguments: [
    "", ".", "-", "1.2.3", "1e", "1e99", "0.0000000000001", "abc", "1,5", " 1", "NaN", "inf",
    "0x10", "99999999999999999999999999999999999999999", "1e40", "٣",
  ])
  func refusesWhatIsNoExactDecimal(text: String) {
    #expect(ExactDecimal(text) == nil)
  }

  @Test func textReadsBack() {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<2_000 {
      let value = ExactDecimal(scaled: Int128(Int64(bitPattern: generator.next())))
      #expect(ExactDecimal(value.text) == value)
    }
  }

  /// Foundation's decimal arithmetic is the reference.
  @Test func dividesAndRoundsAsFoundationDoes() throws {
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<2_000 {
      let numerator = Int(generator.next() % 2_000_000_000_000) - 1_000_000_000_000
      let denominator = Int(generator.next() % 1_000_000) + 1
      var exact = Decimal(numerator) / Decimal(denominator)
      var rounded = Decimal()
      NSDecimalRound(&rounded, &exact, 12, .bankers)
      let ours = try #require(ExactDecimal(Int128(numerator), over: Int128(denominator)))
      #expect(Decimal(string: ours.text) == rounded)
      var cents = Decimal()
      var again = try #require(Decimal(string: ours.text))
      NSDecimalRound(&cents, &again, 2, .bankers)
      #expect(Decimal(string: ours.text(places: 2)) == cents)
    }
  }

  @Test func roundsHalfToEven() {
    #expect(ExactDecimal("0.125")?.text(places: 2) == "0.12")
    #expect(ExactDecimal("0.135")?.text(places: 2) == "0.14")
    #expect(ExactDecimal("-0.125")?.text(places: 2) == "-0.12")
    #expect(ExactDecimal("-0.001")?.text(places: 2) == "0.00")
    #expect(ExactDecimal("2.5")?.text(places: 0) == "2")
    #expect(ExactDecimal("1234567.891")?.text(places: 2, grouped: true) == "1,234,567.89")
    #expect(ExactDecimal("999.999")?.text(places: 2, padded: false, grouped: true) == "1,000")
  }

  @Test func overflowIsNilAndNotATrap() {
    let huge = ExactDecimal(scaled: Int128.max / 2)
    #expect(huge.times(3, over: 1) == nil)
    #expect(huge.times(3, over: 0) == nil)
    #expect(ExactDecimal(Int128.max, over: 1) == nil)
  }

  /// 10¹⁸ × 10⁶ has a scaled product of 10⁴⁸, beyond Int128; ties go to the even neighbour.
  @Test(arguments: [
    ("1000000000000000000", "1000000", "1000000000000000000000000"),
    ("0.000000000001", "0.5", "0"), ("0.000000000003", "0.5", "0.000000000002"),
    ("11.43693", "0.14", "1.6011702"),
  ])
  func products(_ left: String, _ right: String, _ product: String) throws {
    let (one, other) = (try #require(ExactDecimal(left)), try #require(ExactDecimal(right)))
    #expect(one.times(other) == ExactDecimal(product))
  }

  @Test func productOutOfRange() throws {
    let large = try #require(ExactDecimal("100000000000000"))
    #expect(large.times(large) == nil)
  }
}

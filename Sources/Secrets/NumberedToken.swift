import Documents

/// Tokens that begin with a number and a sign: a row of `numbered-tokens.csv`.
struct NumberedToken: Sendable {
  static let columns = ["name", "least_digits", "most_digits", "sign", "rest", "source"]

  let digits: ClosedRange<Int>
  let sign: UInt8
  /// Letters, digits, hyphens and underscores behind the sign.
  let rest: Int

  /// Throws `.configuration` where the row is malformed.
  init(_ row: Field) throws {
    digits = try row["least_digits"].int(in: 1...9)...row["most_digits"].int(in: 10...99)
    sign = try row["sign"].string().utf8.first ?? 0
    rest = try row["rest"].int(in: 1...1_000)
  }
}

extension SecretScanner {
  mutating func findNumberedTokens() {
    var place = 0
    while place < bytes.count {
      let number = run(from: place, while: Self.isDigit)
      place = number.upperBound + 1
      guard !number.isEmpty, number.upperBound < bytes.count,
        number.lowerBound == 0 || !Self.isOfWord(bytes[number.lowerBound - 1])
      else { continue }
      for token in rules.numberedTokens
      where token.digits.contains(number.count) && bytes[number.upperBound] == token.sign {
        let rest = run(from: number.upperBound + 1, atMost: token.rest + 1) {
          Self.isOfWord($0) || $0 == UInt8(ascii: "-")
        }
        if rest.count == token.rest { add(number.lowerBound..<rest.upperBound, "token") }
      }
    }
  }
}

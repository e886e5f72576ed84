import Units

/// What one unit of a currency is worth in US dollars, as the user states it.
public struct ExchangeRate: Hashable, Sendable {
  /// ISO 4217 code, other than USD.
  public let currency: String
  /// Above 0 and at most a million.
  public let dollars: ExactDecimal
  /// The day on which it was true.
  public let asOf: CalendarDate

  /// Reads `CNY=0.14@2026-11-01`; throws `.usage` for anything else.
  public init(_ text: String) throws {
    func failure(_ problem: String) -> Failure {
      Failure(
        .usage, "--exchange-rate \(quotedText(text)) \(problem)",
        hint: "what one unit is worth in USD, and when, such as CNY=0.14@2026-11-01")
    }
    let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard sides.count == 2 else { throw failure("has no =") }
    currency = String(sides[0])
    guard currency.utf8.count == 3, currency.utf8.allSatisfy({ (65...90).contains($0) }) else {
      throw failure("does not start with an ISO 4217 code in capitals")
    }
    guard currency != "USD" else { throw failure("is for USD, which needs none") }
    let figures = sides[1].split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    guard let dollars = ExactDecimal(figures[0]) else {
      throw failure("has no decimal number of at most 12 places after the =")
    }
    guard dollars > .zero else { throw failure("is not above 0") }
    guard dollars.scaled <= 1_000_000 * ExactDecimal.one else {
      throw failure("is above 1,000,000")
    }
    guard figures.count == 2 else { throw failure("has no date") }
    guard let asOf = CalendarDate(figures[1]) else {
      throw failure("does not end in a date of the form 2026-11-01")
    }
    self.dollars = dollars
    self.asOf = asOf
  }
}

extension ExchangeRate: CustomStringConvertible {
  /// `1 CNY = 0.14 USD (2026-11-01)`.
  public var description: String { "1 \(currency) = \(dollars) USD (\(asOf))" }
}

/// Exchange rates, one a currency; US dollars need none.
public struct ExchangeRates: Hashable, Sendable {
  public let rates: [ExchangeRate]

  public static let none = ExchangeRates(rates: [])

  private init(rates: [ExchangeRate]) { self.rates = rates }

  /// Throws `.usage` where a currency has two.
  public init(_ rates: [ExchangeRate]) throws {
    for (index, rate) in rates.enumerated()
    where rates[..<index].contains(where: { $0.currency == rate.currency }) {
      throw Failure(.usage, "--exchange-rate is given twice for \(rate.currency)")
    }
    self.init(rates: rates)
  }

  /// The amount in US dollars, rounded half to even to 10⁻¹²; nil without a rate.
  ///
  /// Throws `.data` where it leaves the range of exact arithmetic.
  func dollars(_ amount: Money, in currency: String) throws -> Money? {
    guard currency != "USD" else { return amount }
    guard let rate = rates.first(where: { $0.currency == currency }) else { return nil }
    guard let dollars = amount.times(rate.dollars),
      dollars <= Biller.largestAmount
    else { throw Failure(.data, "an amount in \(currency) is too large to convert to USD") }
    return dollars
  }
}

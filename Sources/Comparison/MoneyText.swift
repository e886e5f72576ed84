import Units

/// Money for people: cents, and more places for amounts below a cent.
public struct MoneyText: Sendable {
  public let currency: String

  public init(currency: String) { self.currency = currency }

  /// `$1,234.56`, `$0.001234`, `CNY 12.30`.
  public func text(_ money: Money) -> String {
    (currency == "USD" ? "$" : currency + " ") + Self.number(money)
  }

  /// Cents for a column of a table, without the currency.
  static func cents(_ money: Money) -> String {
    let text = money.text(places: 2, grouped: true)
    return money > .zero && text == "0.00" ? "< 0.01" : text
  }

  /// Cents, or more places for amounts below a cent, without the currency.
  private static func number(_ money: Money) -> String {
    let cent = ExactDecimal(scaled: ExactDecimal.one / 100)
    let places = money == .zero || money >= cent ? 2 : 6
    return money.text(places: places, grouped: true)
  }
}

extension MoneyText {
  /// Every digit that matters, cents at least: `$0.0000166667`, `$124.10`.
  func exact(_ money: Money) -> String {
    let text = money.text(places: 12, padded: false, grouped: true)
    let decimals = text.split(separator: ".").dropFirst().first?.count ?? 0
    let padded = decimals >= 2 ? text : money.text(places: 2, grouped: true)
    return (currency == "USD" ? "$" : currency + " ") + padded
  }
}

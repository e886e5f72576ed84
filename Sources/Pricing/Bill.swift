import Metering
import Units

/// A quantity of one meter with the rate that it is billed at.
public struct PricedReading: Hashable, Sendable {
  public let meter: Meter
  /// Index of the service, nil for capacity that services share.
  public var service: Int?
  /// Base units of the rate's usage unit.
  public let quantity: Int128
  public let rate: Rate
  /// Instances that share the quantity evenly, for tiers that each has of its own.
  public var instances: Int128 = 1

  public init(meter: Meter, service: Int?, quantity: Int128, rate: Rate) {
    self.meter = meter
    self.service = service
    self.quantity = quantity
    self.rate = rate
  }
}

/// One line of a bill: a quantity at one price.
public struct BillLine: Hashable, Sendable {
  public let meter: Meter
  /// Index of the service, nil for capacity that services share.
  public let service: Int?
  /// Base units, the free part included.
  public let quantity: Int128
  /// Base units that an allowance covers.
  public let freeQuantity: Int128
  public let rate: Rate
  /// Index of the tier in `rate.tiers`.
  public let tier: Int
  public let price: Money
  /// Price × quantity, before allowances.
  public let listAmount: Money
  /// Price × (quantity − free quantity), less the discount.
  public let amount: Money

  /// The quantity in the unit that the price is quoted for.
  public var pricingQuantity: ExactDecimal? { ExactDecimal(quantity, over: rate.baseUnits) }

  /// Whether the price is the region's own.
  public var standing: PriceStanding { rate.tiers[tier].standing }
}

/// What usage costs, line by line, in one currency.
public struct Bill: Hashable, Sendable {
  public let lines: [BillLine]
  /// That of the lines; USD where they are of several that can be exchanged.
  public let currency: String
  /// What each line costs in `currency`.
  public let amounts: [Money]
  private let exchange: ExchangeRates
  /// What each line costs in US dollars; nil without an exchange rate.
  public let dollarAmounts: [Money]?

  /// Throws `.configuration` where the lines are of different currencies that cannot be exchanged.
  public init(lines: [BillLine], exchange: ExchangeRates = .none) throws {
    let currencies = Set(lines.map(\.rate.currency))
    let exchanged = try lines.compactMap { try exchange.dollars($0.amount, in: $0.rate.currency) }
    dollarAmounts = exchanged.count == lines.count ? exchanged : nil
    guard currencies.count <= 1 || dollarAmounts != nil else {
      throw Failure(
        .configuration, "one bill is priced in \(currencies.sorted().joined(separator: " and "))",
        hint: "state what one unit is worth in USD, such as --exchange-rate CNY=0.14@2026-11-01")
    }
    self.lines = lines
    self.exchange = exchange
    currency = currencies.count == 1 ? lines[0].rate.currency : "USD"
    amounts = currencies.count == 1 ? lines.map(\.amount) : exchanged
  }

  /// Whether something that it lists has no price anywhere, so that the total is the least.
  public var lacksPrices: Bool { lines.contains { $0.standing == .absent } }

  /// The sum of the lines.
  public var total: Money { amounts.reduce(.zero, +) }

  /// A price or an amount of a line in US dollars; nil without an exchange rate.
  public func dollars(_ money: Money, of line: BillLine) -> Money? {
    try? exchange.dollars(money, in: line.rate.currency)
  }

  /// The sum of the lines in US dollars; nil without an exchange rate.
  public var totalInDollars: Money? { dollarAmounts?.reduce(.zero, +) }

  /// What bills of several currencies are compared by: US dollars where they can be had.
  public var comparableTotal: Money { totalInDollars ?? total }

  /// The sum of the lines of one category.
  public func total(of category: MeterCategory) -> Money { sum(amounts, of: category) }

  /// The same in US dollars; nil without an exchange rate.
  public func totalInDollars(of category: MeterCategory) -> Money? {
    dollarAmounts.map { sum($0, of: category) }
  }

  private func sum(_ amounts: [Money], of category: MeterCategory) -> Money {
    zip(lines, amounts).reduce(.zero) { $1.0.meter.category == category ? $0 + $1.1 : $0 }
  }
}

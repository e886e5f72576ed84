import Metering
import Units

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
  /// Price × (quantity − free quantity).
  public let amount: Money

  /// The quantity in the unit that the price is quoted for.
  public var pricingQuantity: ExactDecimal? { ExactDecimal(quantity, over: rate.baseUnits) }
}

/// What usage costs, line by line, in one currency.
public struct Bill: Hashable, Sendable {
  public let lines: [BillLine]
  public let currency: String

  public init(lines: [BillLine], currency: String) {
    self.lines = lines
    self.currency = currency
  }

  /// The sum of the lines.
  public var total: Money { lines.reduce(into: .zero) { $0 += $1.amount } }

  /// The sum of the lines of one category.
  public func total(of category: MeterCategory) -> Money {
    lines.reduce(into: .zero) { if $1.meter.category == category { $0 += $1.amount } }
  }
}

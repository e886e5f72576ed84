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
  public var total: Money { sum { _ in true } }

  /// The sum of the lines of one category.
  public func total(of category: MeterCategory) -> Money { sum { $0.meter.category == category } }

  /// The sum of the lines that `condition` picks.
  public func sum(where condition: (BillLine) -> Bool) -> Money {
    lines.reduce(into: .zero) { if condition($1) { $0 += $1.amount } }
  }
}

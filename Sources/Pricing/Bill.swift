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
  /// Price × (quantity − free quantity).
  public let amount: Money

  /// The quantity in the unit that the price is quoted for.
  public var pricingQuantity: ExactDecimal? { ExactDecimal(quantity, over: rate.baseUnits) }
}

/// What usage costs, line by line, in one currency.
public struct Bill: Hashable, Sendable {
  public let lines: [BillLine]
  public let currency: String

  /// Throws `.configuration` where the lines are of different currencies.
  public init(lines: [BillLine]) throws {
    let currencies = Set(lines.map(\.rate.currency))
    guard currencies.count <= 1 else {
      throw Failure(
        .configuration, "one bill is priced in \(currencies.sorted().joined(separator: " and "))")
    }
    self.lines = lines
    currency = lines.first?.rate.currency ?? "USD"
  }

  /// The sum of the lines.
  public var total: Money { lines.reduce(into: .zero) { $0 += $1.amount } }

  /// The sum of the lines of one category.
  public func total(of category: MeterCategory) -> Money {
    lines.reduce(into: .zero) { if $1.meter.category == category { $0 += $1.amount } }
  }
}

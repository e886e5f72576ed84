import Metering
import Units

/// A quantity that costs nothing.
public struct Allowance: Hashable, Sendable {
  public enum Scope: String, CaseIterable, Sendable {
    /// Comes with the product or a paid plan: always applies.
    case included
    /// An account has it once a month: applies with `--free-tier`.
    case account
  }

  public let meter: String
  /// Base units a month.
  public let quantity: Int128
  public let unit: UsageUnit
  public let scope: Scope
  public let asOf: AsOf
  public let source: String
}

/// Prices usage: graduated tiers and allowances over the sum of all services.
///
/// Amount = price × integer quantity ÷ integer divisor, rounded once a line, half to even, to
/// 10⁻¹² of the currency. The total is the sum of the lines.
public struct Biller: Sendable {
  /// Looks a meter's rate up; throws where there is none.
  private let rate: @Sendable (Meter) throws -> Rate
  private let allowances: [Allowance]

  public init(
    allowances: [Allowance], rate: @escaping @Sendable (Meter) throws -> Rate
  ) {
    self.allowances = allowances
    self.rate = rate
  }

  /// The bill of the readings; those of one meter share its tiers and allowance.
  ///
  /// Throws where a meter with usage has no price, and where an amount leaves the range of exact
  /// arithmetic.
  public func bill(_ readings: [MeterReading]) throws -> Bill {
    var lines: [BillLine] = []
    var meters: [Meter] = []
    for reading in readings where reading.quantity > 0 && !meters.contains(reading.meter) {
      meters.append(reading.meter)
    }
    for meter in meters {
      let parts = readings.filter { $0.meter == meter && $0.quantity > 0 }
      lines += try self.lines(of: meter, parts: parts)
    }
    let currencies = Set(lines.map(\.rate.currency))
    guard currencies.count <= 1 else {
      throw Failure(
        .configuration, "one bill is priced in \(currencies.sorted().joined(separator: " and "))")
    }
    return Bill(lines: lines, currency: lines.first?.rate.currency ?? "USD")
  }

  private func lines(of meter: Meter, parts: [MeterReading]) throws -> [BillLine] {
    let rate = try rate(meter)
    let quantities = parts.map(\.quantity)
    let total = quantities.reduce(0, +)
    let allowance = allowances.filter { $0.meter == meter.id }.reduce(0) { $0 + $1.quantity }
    let free = min(total, allowance)
    let ends = rate.tiers.indices.map { tier in
      tier + 1 < rate.tiers.count
        ? min(total, free + rate.tiers[tier + 1].from * rate.unit.baseUnits) : total
    }
    let shares = cumulativeShares(of: quantities, below: [free] + ends)
    return try parts.indices.flatMap { part in
      try rate.tiers.indices.compactMap { tier -> BillLine? in
        let billable = shares[part][tier + 1] - shares[part][tier]
        let freePart = tier == 0 ? shares[part][0] : 0
        guard billable > 0 || freePart > 0 else { return nil }
        return try line(
          meter, rate, tier, service: parts[part].service, billable: billable, free: freePart)
      }
    }
  }

  /// So many times this amount can be added without leaving the range of exact arithmetic.
  private static let largestAmount = Money(scaled: 1_000_000_000_000_000_000 * ExactDecimal.one)

  private func line(
    _ meter: Meter, _ rate: Rate, _ tier: Int, service: Int?, billable: Int128, free: Int128
  ) throws -> BillLine {
    guard let price = rate.tiers[tier].price else {
      throw Failure(
        .unavailable,
        "\(rate.tiers[tier].place): the price of \(meter.id) in \(rate.region) is not known "
          + "from \(separatedByThousands(String(rate.tiers[tier].from))) \(rate.unit.rawValue) on",
        hint: "put it into a copy of the price files and name their folder with --pricing")
    }
    guard let amount = price.times(billable, over: rate.baseUnits),
      let list = price.times(billable + free, over: rate.baseUnits),
      max(amount, list) <= Self.largestAmount
    else { throw Failure(.data, "the amount for \(meter.id) is too large to bill") }
    return BillLine(
      meter: meter, service: service, quantity: billable + free, freeQuantity: free, rate: rate,
      tier: tier, price: price, listAmount: list, amount: amount)
  }
}

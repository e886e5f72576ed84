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
  public var quantity: Int128
  public let unit: UsageUnit
  public let scope: Scope
  /// The region whose price of the quantity is what is free, wherever it is used; nil where the
  /// quantity itself is free.
  public var valuedAt: String?
  public let asOf: AsOf
  public let source: String
}

/// Prices usage: graduated tiers and allowances over the sum of all services.
///
/// Amount = price × integer quantity ÷ integer divisor, rounded once a line, half to even, to
/// 10⁻¹² of the currency; a discount is taken off that amount, which is rounded likewise. The total
/// is the sum of the lines.
public struct Biller: Sendable {
  private let allowances: [Allowance]
  private let discount: ExactDecimal

  /// - Parameters:
  ///   - allowances: those of one platform that apply.
  ///   - discount: the share of each amount that is not paid, from 0 and below 1.
  public init(allowances: [Allowance], discount: ExactDecimal = .zero) {
    self.allowances = allowances
    self.discount = discount
  }

  /// The lines of the readings, which are of one platform; those at one rate share its tiers, those
  /// of one meter its allowance, in the order of the readings.
  ///
  /// Throws where usage has no price, and where an amount leaves the range of exact arithmetic.
  public func lines(_ readings: [PricedReading]) throws -> [BillLine] {
    var groups: [[PricedReading]] = []
    for reading in readings where reading.quantity > 0 {
      let known = groups.firstIndex {
        $0[0].meter == reading.meter && $0[0].rate == reading.rate
          && ($0[0].instances == reading.instances || !reading.meter.hasTiersPerInstance)
      }
      if let known { groups[known].append(reading) } else { groups.append([reading]) }
    }
    var left: [String: Int128] = [:]
    for allowance in allowances { left[allowance.meter, default: 0] += allowance.quantity }
    return try groups.flatMap { parts in
      let total = parts.reduce(0) { $0 + $1.quantity }
      let free = min(total, left[parts[0].meter.id] ?? 0)
      left[parts[0].meter.id, default: 0] -= free
      return try lines(of: parts, total: total, free: free)
    }
  }

  private func lines(
    of parts: [PricedReading], total: Int128, free: Int128
  ) throws -> [BillLine] {
    let rate = parts[0].rate
    let ends = rate.tiers.indices.map { tier in
      tier + 1 < rate.tiers.count
        ? min(total, free + rate.start(of: tier + 1) * parts[0].instances) : total
    }
    let shares = cumulativeShares(of: parts.map(\.quantity), below: [free] + ends)
    return try parts.indices.flatMap { part in
      try rate.tiers.indices.compactMap { tier -> BillLine? in
        let billable = shares[part][tier + 1] - shares[part][tier]
        let freePart = tier == 0 ? shares[part][0] : 0
        guard billable > 0 || freePart > 0 else { return nil }
        return try line(parts[part], tier, billable: billable, free: freePart)
      }
    }
  }

  /// So many times this amount can be added without leaving the range of exact arithmetic.
  static let largestAmount = Money(scaled: 1_000_000_000_000_000_000 * ExactDecimal.one)

  private func line(
    _ reading: PricedReading, _ tier: Int, billable: Int128, free: Int128
  ) throws -> BillLine {
    let (meter, rate) = (reading.meter, reading.rate)
    guard let price = rate.tiers[tier].price else {
      throw Failure(
        .unavailable,
        "\(rate.tiers[tier].place): the price of \(meter.id) in \(rate.region) is not known "
          + "from \(rate.tiers[tier].from.text(places: 12, padded: false, grouped: true)) \(rate.unit.rawValue) on",
        hint: "put it into a copy of the price files and name their folder with --pricing")
    }
    guard let amount = price.times(billable, over: rate.baseUnits),
      let list = price.times(billable + free, over: rate.baseUnits),
      max(amount, list) <= Self.largestAmount,
      let paid = amount.times(ExactDecimal(scaled: ExactDecimal.one) - discount)
    else { throw Failure(.data, "the amount for \(meter.id) is too large to bill") }
    return BillLine(
      meter: meter, service: reading.service, quantity: billable + free, freeQuantity: free,
      rate: rate, tier: tier, price: price, listAmount: list, amount: paid)
  }
}

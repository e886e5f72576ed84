import Pricing
import Units

extension PriceBook {
  /// The platforms that a bill's lines are charged by, in their order.
  func platforms(chargedBy bill: Bill) throws -> [Platform] {
    try bill.lines.map(\.rate.service).uniqued().map(platform)
  }

  /// The currency of an option's compute; US dollars where nothing is known.
  func currency(of option: PlatformOption) throws -> String {
    if option.platform.isPricedByOptions { return option["currency"] ?? "USD" }
    return try rates(of: option.platform).rates.first { $0.region == option.region }?.currency
      ?? "USD"
  }

  /// The bill of readings of any platforms; those of one platform share its allowances.
  func bill(_ readings: [PricedReading], freeTier: Bool) throws -> Bill {
    try Bill(
      lines: try readings.map(\.rate.service).uniqued().flatMap { service in
        let readings = readings.filter { $0.rate.service == service }
        let platform = try platform(service)
        let allowances = try platform.allowances.filter { $0.scope == .included || freeTier }
          .map { try valued($0, for: readings, on: platform) }
        let discount = discounts.discount(on: platform)?.share ?? .zero
        return try Biller(allowances: allowances, discount: discount).lines(readings)
      }, exchange: exchange)
  }

  /// The allowance where the readings are: what is free is worth the same everywhere.
  private func valued(
    _ allowance: Allowance, for readings: [PricedReading], on platform: Platform
  ) throws -> Allowance {
    guard let region = allowance.valuedAt,
      let here = readings.first(where: { $0.meter.id == allowance.meter })?.rate,
      let there = try rates(of: platform).rates.first(where: {
        $0.meter == here.meter && $0.region == region && $0.conditions == here.conditions
      }), let price = here.tiers[0].price, let value = there.tiers[0].price, price > .zero,
      let quantity = value.times(allowance.quantity, over: price.scaled)
    else { return allowance }
    var allowance = allowance
    allowance.quantity = quantity.scaled
    return allowance
  }
}

import Pricing
import Units

extension PriceBook {
  /// The platforms that a bill's lines are charged by, in their order.
  func platforms(chargedBy bill: Bill) throws -> [Platform] {
    try bill.lines.map(\.rate.service.platform).uniqued().map { try platform($0) }
  }

  /// The bill of readings of any platforms; those of one platform share its allowances.
  func bill(_ readings: [PricedReading], freeTier: Bool) throws -> Bill {
    let platforms = readings.map(\.rate.service.platform).uniqued()
    return try Bill(
      lines: try platforms.flatMap { id in
        let platform = try platform(id)
        let allowances = platform.allowances.filter { $0.scope == .included || freeTier }
        let biller = Biller(
          allowances: allowances, discount: discounts.discount(on: platform)?.share ?? .zero)
        return try biller.lines(readings.filter { $0.rate.service.platform == id })
      }, exchange: exchange)
  }
}

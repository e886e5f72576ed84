import Testing
import Units

@testable import Pricing

/// Prices that float were observed: one ratio to the on-demand price in many regions is a rule that
/// somebody applied, and no source states one.
@Suite struct DerivedRateTests {
  /// A ratio in its lowest terms.
  private struct Ratio: Hashable {
    let numerator: Int128
    let denominator: Int128

    init(_ numerator: Int128, over denominator: Int128) {
      var (larger, smaller) = (numerator, denominator)
      while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
      self.numerator = numerator / larger
      self.denominator = denominator / larger
    }
  }

  private struct Offer: Hashable {
    let meter: String
    let conditions: Set<RateCondition>
    let region: String
  }

  /// Each meter's prices on demand that are one exact multiple of an interruptible price.
  private func multiples(_ platform: Platform, _ table: RateTable) -> [[ExactDecimal]] {
    var prices: [Offer: ExactDecimal] = [:]
    for rate in table.rates {
      let offer = Offer(
        meter: rate.meter, conditions: Set(rate.conditions), region: rate.region)
      prices[offer] = rate.tiers[0].price
    }
    return platform.commitments.filter(\.isInterruptible).flatMap { commitment in
      let bought = RateCondition(key: "purchase", value: commitment.key)
      var found: [Offer: [Ratio: Set<ExactDecimal>]] = [:]
      for (offer, price) in prices where offer.conditions.contains(bought) {
        let others = offer.conditions.subtracting([bought])
        let onDemand = others.union([RateCondition(key: "purchase", value: "on-demand")])
        guard price > .zero,
          let full = prices[Offer(meter: offer.meter, conditions: onDemand, region: offer.region)]
        else { continue }
        let family = Offer(meter: offer.meter, conditions: others, region: "")
        found[family, default: [:]][Ratio(price.scaled, over: full.scaled), default: []]
          .insert(full)
      }
      return found.values.flatMap(\.values).map { $0.sorted() }
    }
  }

  @Test(arguments: PriceFileTests.platforms)
  func interruptiblePricesAreNoConstantShareOfThoseOnDemand(id: String) throws {
    let book = try PriceFileTests.book.get()
    let platform = try book.platform(id)
    for prices in multiples(platform, try book.rates(of: platform)) {
      #expect(prices.count < 3, "one ratio to \(prices)")
    }
  }
}

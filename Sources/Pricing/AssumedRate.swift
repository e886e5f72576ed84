import Metering
import Units

extension RateTable {
  /// The rate of a meter of a service beside compute, whatever the region.
  ///
  /// Where the region has none, it is the rate of the region whose first price is dearest; where a
  /// later tier of its own is not known, that tier costs the dearest known price of the meter. Both
  /// are marked as assumed. Where no region has a price, the rate costs nothing and says so.
  ///
  /// - Parameter currency: of the bill; prices in others, or of another quantity, do not stand for
  ///   a missing one.
  public func rateOrDearest(
    of meter: Meter, region: String, currency: String, parameter: (String) -> String?
  ) -> Rate {
    let rates = rates.filter { rate in
      rate.meter == meter.id && rate.conditions.allSatisfy { parameter($0.key) == $0.value }
    }
    let own = rates.first { $0.region == region }
    if let own, own.tiers.allSatisfy({ $0.price != nil }) { return own }
    let priced = rates.filter { $0.currency == currency && $0.tiers[0].price != nil }
    let like = own ?? priced.first
    let known = priced.filter { $0.unit == like?.unit && $0.per == like?.per }
    let tiers = known.flatMap { rate in rate.tiers.map { (region: rate.region, tier: $0) } }
      .filter { $0.tier.price != nil }
    guard let dearest = tiers.max(by: { ($0.tier.price ?? .zero) < ($1.tier.price ?? .zero) }),
      let first = known.max(by: { ($0.tiers[0].price ?? .zero) < ($1.tiers[0].price ?? .zero) })
    else { return absent(meter, region: region, currency: currency) }
    if let own, own.tiers[0].price != nil, own.currency == currency {
      return own.replacingUnknownPrices(by: dearest.tier, of: dearest.region)
    }
    return first.assumed(in: region, dearest: dearest.tier)
  }

  private func absent(_ meter: Meter, region: String, currency: String) -> Rate {
    let unit = UsageUnit.allCases.last { $0.dimension == meter.dimension } ?? .requests
    let source = Source(
      key: "absent", title: "No price of \(platform.name), \(meter.title) is known", url: "")
    return Rate(
      service: platform.pricedService, region: region, conditions: [], meter: meter.id, unit: unit,
      per: 1, currency: currency,
      tiers: [
        RateTier(
          from: .zero, price: .zero, asOf: nil, source: source, confidence: .unknown,
          place: platform.id, standing: .absent)
      ])
  }
}

extension Rate {
  /// The rate in another region, whose own price is not known.
  fileprivate func assumed(in other: String, dearest: RateTier) -> Rate {
    Rate(
      service: service, region: other, conditions: conditions, meter: meter, unit: unit, per: per,
      currency: currency,
      tiers: replacingUnknownPrices(by: dearest, of: region).tiers.map { $0.assumed(from: region) })
  }

  fileprivate func replacingUnknownPrices(by dearest: RateTier, of region: String) -> Rate {
    var rate = self
    rate.tiers = tiers.map { tier in
      guard tier.price == nil else { return tier }
      return RateTier(
        from: tier.from, price: dearest.price, asOf: dearest.asOf, source: dearest.source,
        confidence: dearest.confidence, place: dearest.place
      ).assumed(from: region)
    }
    return rate
  }
}

extension RateTier {
  fileprivate func assumed(from region: String) -> RateTier {
    guard standing == .listed else { return self }
    let origin = source.map { ": \($0.title)" } ?? ""
    return RateTier(
      from: from, price: price, asOf: asOf,
      source: Source(
        key: "assumed-\(source?.key ?? "")-\(region)",
        title: "Assumption of costsim: the dearest known price, that of \(region)\(origin)",
        url: source?.url ?? ""),
      confidence: .low, place: place, standing: .assumed)
  }
}

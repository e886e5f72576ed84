import Pricing

/// The prices that results rest on.
struct UsedPrices {
  private(set) var oldest: AsOf?
  private(set) var newest: AsOf?
  private(set) var sources: [(platform: String, source: Source)] = []
  /// Prices that are not of high confidence: platform, meter, tier.
  private(set) var doubtful: [(platform: Platform, line: BillLine)] = []

  init(_ results: [OptionResult]) {
    for result in results {
      let platform = result.option.platform
      for line in result.bill?.lines ?? [] {
        let tier = line.rate.tiers[line.tier]
        if let asOf = tier.asOf {
          if oldest.map({ asOf.day < $0.day }) ?? true { oldest = asOf }
          if newest.map({ asOf.day > $0.day }) ?? true { newest = asOf }
        }
        if let source = platform.source(tier.source),
          !sources.contains(where: { $0.platform == platform.id && $0.source == source })
        {
          sources.append((platform.id, source))
        }
        let known = doubtful.contains {
          $0.platform.id == platform.id && $0.line.meter == line.meter
            && $0.line.rate.region == line.rate.region
        }
        if tier.confidence != .high && !known { doubtful.append((platform, line)) }
      }
    }
  }
}

extension UsedPrices {
  /// A warning for each price that is not of high confidence.
  var warnings: [Warning] {
    doubtful.map { platform, line in
      let tier = line.rate.tiers[line.tier]
      return Warning(
        code: "price-confidence",
        message: "the price of \(platform.name), \(line.meter.title) in \(line.rate.region) is of "
          + "\(tier.confidence.rawValue) confidence: \(platform.source(tier.source)?.title ?? "")")
    }
  }
}

import Pricing

/// The prices that results rest on.
struct UsedPrices {
  private(set) var oldest: AsOf?
  private(set) var newest: AsOf?
  private(set) var sources: [(platform: String, source: Source)] = []
  /// Lines whose price is not of high confidence, one for each meter and region.
  private var doubtful: [BillLine] = []
  /// Lines whose price is not the region's own, one for each meter and region.
  private var substituted: [BillLine] = []

  init(_ results: [OptionResult]) {
    for line in results.flatMap({ $0.bill?.lines ?? [] }) { add(line) }
  }

  private mutating func add(_ line: BillLine) {
    let tier = line.rate.tiers[line.tier]
    let platform = line.rate.service.platform
    if let asOf = tier.asOf {
      if oldest.map({ asOf.day < $0.day }) ?? true { oldest = asOf }
      if newest.map({ asOf.day > $0.day }) ?? true { newest = asOf }
    }
    if let source = tier.source,
      !sources.contains(where: { $0.platform == platform && $0.source == source })
    {
      sources.append((platform, source))
    }
    func isIn(_ lines: [BillLine]) -> Bool {
      lines.contains {
        $0.rate.service.platform == platform && $0.meter == line.meter
          && $0.rate.region == line.rate.region
      }
    }
    if tier.standing != .listed {
      if !isIn(substituted) { substituted.append(line) }
    } else if tier.confidence != .high, !isIn(doubtful) {
      doubtful.append(line)
    }
  }

  /// A warning for each price that is not the region's own, and for the prices of each platform and
  /// source that are not of high confidence.
  var warnings: [Warning] { substituted.map(Self.warning) + confidenceWarnings }

  private static func warning(_ line: BillLine) -> Warning {
    let what = "\(line.rate.service.name), \(line.meter.title) in \(line.rate.region)"
    guard line.standing == .assumed else {
      return Warning(
        code: "price-absent",
        message: "no price of \(what) is known, nor one of another region in "
          + "\(line.rate.currency): what uses it costs at least what is shown and cannot be the "
          + "cheapest")
    }
    let price = MoneyText(currency: line.rate.currency).exact(line.price)
    return Warning(
      code: "price-assumed",
      message: "the price of \(what) is not known: \(price) for \(line.rate.unitText) is assumed "
        + "(\(line.rate.tiers[line.tier].source?.title ?? ""))")
  }

  private var confidenceWarnings: [Warning] {
    var groups: [(origin: String, meters: [String], reason: String)] = []
    for line in doubtful {
      let tier = line.rate.tiers[line.tier]
      let origin = line.rate.service.name
      let reason =
        "in \(line.rate.region) is of \(tier.confidence.rawValue) confidence: "
        + (tier.source?.title ?? "")
      if let known = groups.firstIndex(where: { $0.origin == origin && $0.reason == reason }) {
        groups[known].meters.append(line.meter.title)
      } else {
        groups.append((origin, [line.meter.title], reason))
      }
    }
    return groups.map { origin, meters, reason in
      Warning(
        code: "price-confidence",
        message: "the price of \(origin), \(meters.joined(separator: " and ")) \(reason)")
    }
  }
}

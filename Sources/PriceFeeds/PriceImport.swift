import Documents
import Pricing
import Units

extension PriceImport.UpdatedPlatform {
  /// The platform's JSON file with the new sources, and its rate file.
  ///
  /// Throws `.configuration` where the JSON file has no sources to add to.
  public func files(_ priceBook: PriceBook) throws -> [(path: String, text: String)] {
    guard let path = priceBook.path(of: platform) else { return [] }
    let text = String(decoding: try priceBook.files.read(path), as: UTF8.self)
    let start = "\"sources\": {"
    guard let place = text.firstRange(of: start) else {
      throw Failure(.configuration, "\(priceBook.files.name(of: path)): sources are missing")
    }
    let added = sources.filter { source in platform.source(source.key) == nil }.map {
      "\n    \"\($0.key)\": { \"title\": \"\($0.title)\", \"url\": \"\" },"
    }
    let described = text[..<place.upperBound] + added.joined() + text[place.upperBound...]
    return [(path, String(described)), (String(path.dropLast(4)) + "csv", RateRow.file(rows))]
  }
}

/// What feeds say of the rates of a price book.
public struct PriceImport: Sendable {
  /// A rate file with the prices of the feed in place of the old ones.
  public struct UpdatedPlatform: Sendable {
    public let platform: Platform
    public internal(set) var rows: [RateRow]
    /// Keys and titles of the sources that the new rows name.
    public internal(set) var sources: [(key: String, title: String)]
  }

  public private(set) var platforms: [UpdatedPlatform] = []
  public private(set) var changes: [PriceChange] = []
  /// Prices in the feeds.
  public private(set) var pricesRead = 0
  public private(set) var pricesUnchanged = 0
  /// Prices that no rule is for.
  public private(set) var unknown = 0
  /// The first of them.
  public private(set) var unknownNames: [String] = []
  private let priceBook: PriceBook
  private let mappings: [FeedMapping]
  /// What the tiers of a rate are collected under until all pages are read.
  private var collected: [RateKey: Collected] = [:]
  private var order: [RateKey] = []

  private struct RateKey: Hashable {
    let platform: String
    let region: String
    let variant: String
    let meter: String
  }

  private struct Collected {
    let rule: FeedMapping.Rule
    let feed: PriceFeed
    var tiers: [(from: ExactDecimal, price: ExactDecimal)]
    let currency: String
    let asOf: String
    let place: String
  }

  /// Reads the feeds.
  ///
  /// Throws `.data` with file and line where a feed is malformed, is in another currency than the
  /// region it is for, gives no date, or holds nothing that a rule is for.
  ///
  /// - Parameter asOf: the day of prices that give none.
  public init(_ feeds: [String], priceBook: PriceBook, asOf: String?) throws {
    self.priceBook = priceBook
    mappings = try FeedMapping.all(priceBook.files)
    for path in feeds {
      try PriceFeed.read(path) { try add($1, of: $0, asOf: asOf) }
    }
    guard !collected.isEmpty else {
      throw Failure(
        .data, "no price of \(feeds.joined(separator: ", ")) is one of costsim's rates",
        hint: "\(pricesRead) prices were read; the files PROVIDER/*.feed.json say which are known")
    }
    try merge()
  }

  private mutating func add(_ price: FeedPrice, of feed: PriceFeed, asOf: String?) throws {
    pricesRead += 1
    let rules = mappings.filter { $0.feed == feed }.flatMap(\.rules).filter { $0.matches(price) }
    guard !rules.isEmpty else {
      unknown += 1
      if unknownNames.count < 3 { unknownNames.append(price.name) }
      return
    }
    guard let day = price.asOf ?? asOf, AsOf(day) != nil else {
      throw Failure(
        .data, "\(price.place): \(price.name) has no date", hint: "give it with --as-of 2026-11-01")
    }
    for rule in rules {
      guard let variant = rule.variant(of: price) else { continue }
      for region in price.regions {
        let key = RateKey(
          platform: rule.platform, region: region, variant: variant, meter: rule.meter)
        if collected[key] == nil { order.append(key) }
        var entry =
          collected[key]
          ?? Collected(
            rule: rule, feed: feed, tiers: [], currency: price.currency, asOf: day,
            place: price.place)
        entry.tiers += price.tiers
        collected[key] = entry
      }
    }
  }

  // MARK: Merging

  private mutating func merge() throws {
    for id in order.map(\.platform).uniqued() {
      let platform = try priceBook.platform(id)
      let table = try priceBook.rates(of: platform)
      var updated = UpdatedPlatform(platform: platform, rows: RateRow.rows(of: table), sources: [])
      for key in order where key.platform == id {
        guard let entry = collected[key] else { continue }
        try merge(key, entry, into: &updated, table)
      }
      platforms.append(updated)
    }
  }

  private mutating func merge(
    _ key: RateKey, _ entry: Collected, into updated: inout UpdatedPlatform, _ table: RateTable
  ) throws {
    guard updated.platform.canHave(key.variant) else {
      unknown += 1
      return
    }
    if let known = table.rates.first(where: { $0.region == key.region }),
      known.currency != entry.currency
    {
      throw Failure(
        .data,
        "\(entry.place): the price of \(key.meter) is in \(entry.currency), but \(key.platform) is "
          + "priced in \(known.currency) in \(key.region)",
        hint: "download the feed in \(known.currency)")
    }
    let source = "\(entry.feed.rawValue)-\(entry.asOf)"
    if !updated.sources.contains(where: { $0.key == source }) {
      updated.sources.append((source, "\(entry.feed.title), imported, prices of \(entry.asOf)"))
    }
    let tiers = try entry.tiers.sorted { $0.from < $1.from }.reduce(
      into: [(from: ExactDecimal, price: ExactDecimal)]()
    ) { kept, tier in
      guard let last = kept.last, last.from == tier.from else { return kept.append(tier) }
      guard last.price == tier.price else {
        throw Failure(
          .data,
          "\(entry.place): \(key.meter) of \(key.platform) in \(key.region) has two prices, "
            + "\(last.price) and \(tier.price)")
      }
    }
    let rows = try tiers.map { tier in
      guard
        let price = tier.price.times(
          entry.rule.per * ExactDecimal.one, over: entry.rule.feedUnit.scaled),
        let from = tier.from.times(entry.rule.feedUnit)
      else { throw Failure(.data, "\(entry.place): the price is out of range") }
      return RateRow(
        region: key.region, variant: key.variant, meter: key.meter, unit: entry.rule.unit,
        from: from, price: price, currency: entry.currency, asOf: entry.asOf, source: source,
        confidence: .high)
    }
    guard rows.first?.from == .zero else {
      throw Failure(.data, "\(entry.place): the tiers of \(key.meter) do not start at 0")
    }
    replace(rows, key, in: &updated)
  }

  private mutating func replace(
    _ rows: [RateRow], _ key: RateKey, in updated: inout UpdatedPlatform
  ) {
    func isSame(_ row: RateRow) -> Bool {
      row.region == key.region && row.variant == RateRow.ordered(key.variant)
        && row.meter == key.meter
    }
    let old = updated.rows.filter(isSame)
    let place = updated.rows.firstIndex(where: isSame) ?? updated.rows.count
    updated.rows.removeAll(where: isSame)
    updated.rows.insert(contentsOf: rows.map(\.withOrderedVariant), at: place)
    let found = PriceChange.between(old, rows, platform: updated.platform.id)
    changes += found
    if found.isEmpty { pricesUnchanged += 1 }
  }
}

extension PriceFeed {
  fileprivate var title: String {
    switch self {
    case .awsOffer: return "AWS Price List Bulk API"
    case .azureRetail: return "Azure Retail Prices API"
    case .googleSKUs: return "Google Cloud Billing Catalog API"
    }
  }
}

extension Platform {
  /// Whether every value of a variant is one that the platform knows.
  fileprivate func canHave(_ variant: String) -> Bool {
    variant.split(separator: " ").allSatisfy { word in
      let sides = word.split(separator: "=", maxSplits: 1).map(String.init)
      guard sides.count == 2, let parameter = parameter(sides[0]) else { return false }
      return parameter.values.isEmpty || parameter.values.contains(sides[1])
    }
  }
}

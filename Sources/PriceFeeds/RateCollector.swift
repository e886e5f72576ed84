import Documents
import Metering
import Pricing
import Units

/// Gathers from feeds the prices that the mapping files know.
struct RateCollector: FeedSink {
  private let known: KnownRates
  private let mappings: [FeedMapping]
  private let asOf: String?
  /// Records by format and service, as they were asked for.
  private var candidates: [String: [Candidate]] = [:]
  private(set) var counts = ImportCounts()
  private(set) var rates: [RateTarget: ImportedRate] = [:]

  private struct Candidate {
    let record: FeedRecord
    let mapping: FeedMapping
  }

  /// Attributes that some feeds give with the price alone.
  private static let units = ["unit", "usageunit"]

  init(known: KnownRates, mappings: [FeedMapping], asOf: String?) {
    self.known = known
    self.mappings = mappings
    self.asOf = asOf
  }

  // MARK: Products

  mutating func wants(_ attributes: FeedAttributes, _ format: FeedFormat, name: String) -> Bool {
    counts.products += 1
    let records = candidates(attributes, format)
    guard !records.isEmpty else { return false }
    let isKnown = records.contains {
      $0.record.matches(attributes, except: Self.units) && conditions($0.record, attributes) != nil
    }
    if !isKnown { counts.addUnknown(name) }
    return isKnown
  }

  /// The records of the product's service.
  private mutating func candidates(
    _ attributes: FeedAttributes, _ format: FeedFormat
  ) -> [Candidate] {
    var found: [Candidate] = []
    for mapping in mappings where mapping.format == format {
      guard let service = attributes[mapping.serviceAttribute] else { continue }
      let key = "\(format.rawValue) \(mapping.title) \(service)"
      if candidates[key] == nil {
        candidates[key] = mapping.records.filter { record in
          record.match.contains { attribute, patterns in
            attribute == mapping.serviceAttribute && patterns.contains { $0.describes(service) }
          }
        }.map { Candidate(record: $0, mapping: mapping) }
      }
      found += candidates[key] ?? []
    }
    return found
  }

  /// The conditions of a product's rate; nil where an option cannot have them.
  private func conditions(
    _ record: FeedRecord, _ attributes: FeedAttributes
  ) -> [RateCondition]? {
    guard let conditions = record.conditions(attributes),
      known.allows(conditions, platform: record.platform)
    else { return nil }
    return conditions
  }

  // MARK: Prices

  mutating func add(_ price: FeedPrice, _ format: FeedFormat) throws {
    var isUsed = false
    for candidate in candidates(price.attributes, format)
    where candidate.record.matches(price.attributes) {
      let record = candidate.record
      guard let conditions = conditions(record, price.attributes) else { continue }
      let regions =
        price.regions == [FeedPrice.everywhere]
        ? known.regions(of: record.platform, meter: record.meter) : price.regions
      for region in regions {
        isUsed = true
        let target = RateTarget(
          platform: record.platform, region: region, meter: record.meter, conditions: conditions)
        try add(price, to: target, candidate)
      }
    }
    if isUsed { counts.matched += 1 } else { counts.addUnknown(price.name) }
  }

  private mutating func add(
    _ price: FeedPrice, to target: RateTarget, _ candidate: Candidate
  ) throws {
    guard try accepts(price.currency, target, price.name, price.place) else { return }
    guard let day = asOf ?? price.asOf else {
      throw Failure(
        .data, "\(price.place): \(quotedText(price.name)) has no date",
        hint: "say on which day the feed was downloaded with --as-of")
    }
    let record = candidate.record
    var rate =
      rates[target]
      ?? ImportedRate(
        currency: price.currency, unit: record.unit, amount: record.amount,
        tierAmount: record.amount, isFreeTierAllowance: record.isFreeTierAllowance, asOf: day,
        source: "\(candidate.mapping.title) <\(candidate.mapping.url)>", confidence: .high)
    rate.asOf = max(rate.asOf, day)
    for tier in price.tiers {
      try rate.add(
        .init(from: tier.from, price: tier.price, place: price.place, name: price.name), of: target)
    }
    rates[target] = rate
  }

  /// Whether a price is in the currency of its region. One that is not is left out where only the
  /// region is of another currency than the platform.
  ///
  /// Throws `.data` where the feed is in a currency that the platform has nowhere.
  private mutating func accepts(
    _ currency: String, _ target: RateTarget, _ name: String, _ place: String
  ) throws -> Bool {
    let currencies = known.currencies(of: target.platform)
    guard let expected = currencies.byRegion[target.region] else {
      if currencies.all.isEmpty || currencies.all.contains(currency) { return true }
      throw otherCurrency(currency, currencies.main, target, name, place)
    }
    if currency == expected { return true }
    guard currency == currencies.main else {
      throw otherCurrency(currency, expected, target, name, place)
    }
    counts.otherCurrency += 1
    return false
  }

  private func otherCurrency(
    _ currency: String, _ expected: String, _ target: RateTarget, _ name: String, _ place: String
  ) -> Failure {
    Failure(
      .data,
      "\(place): \(quotedText(name)) is priced in \(quotedText(currency)), but \(target.platform) "
        + "in \(target.region) in \(expected)",
      hint: "download the feed in \(expected); nothing was written")
  }

  // MARK: Rows

  mutating func add(row: Field, place: String) throws {
    counts.products += 1
    let platform = try row["platform"].string()
    let meter = try row["meter"].string()
    guard let dimension = try known.dimension(of: meter, platform: platform, row) else {
      throw try row["meter"].failure("\(quotedText(meter)) is no meter of \(platform)")
    }
    guard let (unit, per) = UsageUnit.counted(try row["unit"].string()),
      unit.dimension == dimension
    else {
      throw try row["unit"].failure("is no unit of \(dimension.rawValue), which \(meter) counts")
    }
    let target = RateTarget(
      platform: platform, region: try row["region"].string(), meter: meter,
      conditions: try conditions(row, platform))
    let name = "\(platform) \(meter)"
    guard try accepts(try row["currency"].string(), target, name, place) else { return }
    let asOf = try row["as_of"].string()
    guard AsOf(asOf) != nil else {
      throw try row["as_of"].failure("\(quotedText(asOf)) is not a date such as 2026-09-19")
    }
    let amount = ExactDecimal(scaled: per * ExactDecimal.one)
    var rate =
      try rates[target]
      ?? ImportedRate(
        currency: row["currency"].string(), unit: unit, amount: amount,
        tierAmount: ExactDecimal(scaled: ExactDecimal.one), isFreeTierAllowance: false,
        asOf: asOf, source: row["source"].string(), confidence: row["confidence"].choice())
    guard rate.currency == (try row["currency"].string()), rate.unit == unit, rate.amount == amount
    else { throw try row["unit"].failure("and currency differ from those of the first tier") }
    try rate.add(
      .init(
        from: try FeedNumber.tierStart(row["tier_from"]),
        price: try FeedNumber.price(row["price"]), place: place, name: name), of: target)
    rates[target] = rate
    counts.matched += 1
  }

  private func conditions(_ row: Field, _ platform: String) throws -> [RateCondition] {
    let conditions = try (row.optional("variant")?.string() ?? "").split(separator: " ").map {
      word -> RateCondition in
      let sides = word.split(separator: "=", maxSplits: 1).map(String.init)
      guard sides.count == 2 else {
        throw try row["variant"].failure("\(quotedText(String(word))) is not of the form key=value")
      }
      return RateCondition(key: sides[0], value: sides[1])
    }
    guard known.allows(conditions, platform: platform) else {
      throw try row["variant"].failure("is no parameter of \(platform) and its value")
    }
    return conditions.sorted { $0.key < $1.key }
  }
}

/// What an import met.
public struct ImportCounts: Hashable, Sendable {
  /// Products and rows of the feeds.
  public internal(set) var products = 0
  /// Prices that are for a known rate.
  public internal(set) var matched = 0
  /// Products of a mapped service that no mapping knows.
  public private(set) var unknown = 0
  /// The first of them.
  public private(set) var unknownNames: [String] = []
  /// Prices left out because their region is priced in another currency.
  public internal(set) var otherCurrency = 0

  mutating func addUnknown(_ name: String) {
    unknown += 1
    if unknownNames.count < 5, unknownNames.last != name { unknownNames.append(name) }
  }
}

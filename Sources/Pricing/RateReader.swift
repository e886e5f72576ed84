import Documents
import Metering
import Units

/// Decodes rows of rates and checks that they fit together.
struct RateReader {
  let platform: Platform
  let file: String
  /// Of every variant.
  private let meters: [Meter]
  /// The valid values of each parameter, for quick look-up: types number hundreds.
  private var values: [String: Set<String>] = [:]
  /// What `arch` can be in a rate's conditions where it comes with the instance type.
  private let architectureOfTypes: [String]
  /// Everything that is wrong, a message a line.
  private var problems: [String] = []
  private var rates: [Rate] = []
  private var currencies: [String: String] = [:]
  private var positions: [RateKey: Int] = [:]
  /// Rates of which a tier could not be read, whose other tiers say nothing.
  private var broken: Set<RateKey> = []

  private static let architecture = "arch"

  private struct RateKey: Hashable {
    let region: String
    let meter: String
    let conditions: [RateCondition]
  }

  private init(platform: Platform, file: String) {
    self.platform = platform
    self.file = file
    for parameter in platform.forms.flatMap(\.parameters) {
      values[parameter.key, default: []].formUnion(parameter.values)
    }
    let architectures = platform.forms.flatMap(\.types).map(\.arch).uniqued()
    let hasParameter = values[Self.architecture] != nil
    architectureOfTypes = hasParameter ? [] : architectures
    meters = platform.forms.flatMap(\.metering.meters)
  }

  /// The rates of a platform whose file is at `path`, from the CSV file beside it, and everything
  /// that is wrong with them, a message each.
  static func read(
    _ platform: Platform, at path: String, of files: PriceFiles
  ) throws -> (table: RateTable, problems: [String]) {
    let csv = String(path.dropLast(4)) + "csv"
    let name = csv.split(separator: "/").last.map(String.init) ?? ""
    let table = try files.table(name, besides: path, columns: RateTable.columns)
    var reader = RateReader(platform: platform, file: files.name(of: csv))
    try reader.read(table)
    return (RateTable(platform: platform, rates: reader.rates), reader.problems)
  }

  private mutating func read(_ table: CSVTable) throws {
    for row in table.rows {
      do {
        try add(row)
      } catch let failure as Failure {
        problems.append(failure.message)
      }
    }
    for meter in meters.filter({ $0.formula == nil }).map(\.id).uniqued()
    where !rates.contains(where: { $0.meter == meter }) {
      problems.append("\(file): no row has a price of the meter \(meter)")
    }
    problems += RateAmbiguities(rates).problems
  }

  private mutating func add(_ row: Field) throws {
    let meter = try row["meter"].string()
    guard let known = meters.first(where: { $0.id == meter }) else {
      throw try row["meter"].failure(
        "\"\(meter)\" is no meter of \(platform.id)"
          + didYouMean(meter, among: meters.map(\.id)))
    }
    let (unit, per) = try self.unit(row["unit"])
    guard unit.dimension == known.dimension else {
      throw try row["unit"].failure(
        "\(unit.rawValue) does not measure \(known.dimension.rawValue), which \(meter) counts")
    }
    let currency = try row["currency"].string()
    guard currency.utf8.count == 3, currency.utf8.allSatisfy({ (65...90).contains($0) }) else {
      throw try row["currency"].failure("\"\(currency)\" is not an ISO 4217 code such as USD")
    }
    let conditions = try self.conditions(row.optional("variant")?.string() ?? "", row)
    let region = try row["region"].string()
    if let other = currencies[region], other != currency {
      throw try row["currency"].failure("is \(currency), but \(region) is priced in \(other)")
    }
    currencies[region] = currency
    let key = RateKey(region: region, meter: meter, conditions: conditions)
    let tier: RateTier
    do {
      tier = try self.tier(row)
    } catch {
      broken.insert(key)
      throw error
    }
    if broken.contains(key) && positions[key] == nil { return }
    guard let position = positions[key] else {
      guard tier.from == .zero else {
        throw try row["tier_from"].failure("is \(tier.from), but the first tier starts at 0")
      }
      positions[key] = rates.count
      rates.append(
        Rate(
          service: platform.pricedService, region: region, conditions: conditions, meter: meter,
          unit: unit, per: per,
          currency: currency, tiers: [tier]))
      return
    }
    try append(tier, unit: unit, per: per, currency: currency, to: position, row)
  }

  private mutating func append(
    _ tier: RateTier, unit: UsageUnit, per: Int128, currency: String, to position: Int,
    _ row: Field
  ) throws {
    let rate = rates[position]
    let last = rate.tiers[rate.tiers.count - 1]
    guard tier.from > last.from else {
      throw try row["tier_from"].failure(
        "\(tier.from) overlaps the tier from \(last.from) at \(last.place)")
    }
    guard rate.unit == unit, rate.per == per, rate.currency == currency else {
      throw try row["unit"].failure(
        "and currency differ from those of the first tier at \(rate.tiers[0].place)")
    }
    rates[position].tiers.append(tier)
  }

  private func tier(_ row: Field) throws -> RateTier {
    let confidence = try row["confidence"].choice(Confidence.self)
    let price = try row.optional("price")?.decimal()
    guard (price == nil) == (confidence == .unknown) else {
      throw try row["confidence"].failure(
        price == nil
          ? "is \(confidence.rawValue), but the row has no price: a missing price is marked unknown"
          : "is unknown, but the row has a price")
    }
    if let price, price < .zero || price.scaled > 1_000_000_000 * ExactDecimal.one {
      throw try row["price"].failure("\(price) is not between 0 and 1,000,000,000")
    }
    let sourceKey = try row.optional("source")?.string() ?? ""
    let source = platform.source(sourceKey) ?? Source(written: sourceKey)
    let asOf = try row.optional("as_of").map { try AsOf($0) }
    if price != nil {
      guard asOf != nil else { throw try row["as_of"].failure("has no value") }
      guard source != nil else {
        throw try row["source"].failure(
          "\"\(sourceKey)\" is not in the sources of \(platform.id)"
            + didYouMean(sourceKey, among: platform.sources.map(\.key)))
      }
    }
    return RateTier(
      from: try from(row["tier_from"]), price: price,
      asOf: asOf, source: source, confidence: confidence, place: "\(file):\(row.line)")
  }

  private func from(_ field: Field) throws -> ExactDecimal {
    let from = try field.decimal()
    guard from >= .zero, from.scaled <= 1_000_000_000_000_000 * ExactDecimal.one else {
      throw field.failure("\(from) is not between 0 and 1000000000000000")
    }
    return from
  }

  /// `GB-Seconds`, or a count of them: `1000000 Requests`.
  private func unit(_ field: Field) throws -> (UsageUnit, Int128) {
    let text = try field.string()
    guard let unit = UsageUnit.counted(text) else {
      let names = UsageUnit.allCases.map(\.rawValue)
      throw field.failure(
        "\"\(text)\" is not one of \(names.joined(separator: ", "))"
          + didYouMean(text, among: names))
    }
    return unit
  }

  /// `arch=arm64 purchase=spot`: what the option's parameters must be.
  private func conditions(_ text: String, _ row: Field) throws -> [RateCondition] {
    let conditions = try text.split(separator: " ").map { word in
      let sides = word.split(separator: "=", maxSplits: 1).map(String.init)
      guard sides.count == 2 else {
        throw try row["variant"].failure("\"\(word)\" is not of the form key=value")
      }
      if sides[0] == Self.architecture, architectureOfTypes.contains(sides[1]) {
        return RateCondition(key: sides[0], value: sides[1])
      }
      let known = platform.forms.flatMap(\.parameters)
      guard let parameter = known.first(where: { $0.key == sides[0] }) else {
        throw try row["variant"].failure(
          "\"\(sides[0])\" is no parameter of \(platform.id)"
            + didYouMean(sides[0], among: known.map(\.key)))
      }
      guard parameter.values.isEmpty || values[sides[0]]?.contains(sides[1]) == true else {
        throw try row["variant"].failure(
          "\"\(sides[1])\" is no value of \(sides[0])"
            + (parameter.values.count <= 8
              ? ", which is \(parameter.values.joined(separator: " or "))"
              : didYouMean(sides[1], among: parameter.values)))
      }
      return RateCondition(key: sides[0], value: sides[1])
    }.sorted { $0.key < $1.key }
    for (one, other) in zip(conditions, conditions.dropFirst()) where one.key == other.key {
      throw try row["variant"].failure("names \(one.key) twice")
    }
    return conditions
  }
}

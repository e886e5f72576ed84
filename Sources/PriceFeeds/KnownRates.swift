import Documents
import Metering
import Pricing
import Units

/// What the price files already say, by platform, for quick look-up.
struct KnownRates {
  struct Currencies {
    /// That of the first rate.
    var main = ""
    var all: Set<String> = []
    var byRegion: [String: String] = [:]
  }

  private struct Known {
    var values: [String: Set<String>] = [:]
    var dimensions: [String: UsageDimension] = [:]
    var currencies = Currencies()
    var regions: [String: [String]] = [:]
  }

  private var platforms: [String: Known] = [:]
  private let ids: [String]

  init(_ priceBook: PriceBook) throws {
    ids = priceBook.platforms.map(\.id)
    for platform in priceBook.platforms {
      platforms[platform.id] = try Self.known(platform, priceBook.rates(of: platform).rates)
    }
  }

  private static func known(_ platform: Platform, _ rates: [Rate]) -> Known {
    var known = Known()
    for parameter in platform.forms.flatMap(\.parameters) {
      known.values[parameter.key, default: []].formUnion(parameter.values)
    }
    for meter in platform.forms.flatMap(\.metering.meters) {
      known.dimensions[meter.id] = meter.dimension
    }
    known.currencies.main = rates.first?.currency ?? ""
    for rate in rates {
      known.currencies.all.insert(rate.currency)
      known.currencies.byRegion[rate.region] = rate.currency
    }
    known.regions = Dictionary(grouping: rates, by: \.meter).mapValues {
      Set($0.map(\.region)).sorted()
    }
    return known
  }

  /// Whether an option can meet these conditions.
  func allows(_ conditions: [RateCondition], platform: String) -> Bool {
    conditions.allSatisfy { condition in
      guard let values = platforms[platform]?.values[condition.key] else { return false }
      return values.isEmpty || values.contains(condition.value)
    }
  }

  func currencies(of platform: String) -> Currencies {
    platforms[platform]?.currencies ?? Currencies()
  }

  /// Regions with a rate of the meter.
  func regions(of platform: String, meter: String) -> [String] {
    platforms[platform]?.regions[meter] ?? []
  }

  /// What the meter of a row measures; nil where the platform has no such meter.
  ///
  /// Throws with the place of the row where there is no such platform.
  func dimension(of meter: String, platform: String, _ row: Field) throws -> UsageDimension? {
    guard let known = platforms[platform] else {
      throw try row["platform"].failure(
        "\(quotedText(platform)) has no prices" + didYouMean(platform, among: ids))
    }
    return known.dimensions[meter]
  }
}

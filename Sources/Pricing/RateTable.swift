import Documents
import Units

/// The rates of one platform, from the CSV file beside its JSON file.
public struct RateTable: Sendable {
  /// The columns of a file of rates.
  public static let columns = [
    "region", "variant", "meter", "unit", "tier_from", "price", "currency", "as_of", "source",
    "confidence",
  ]

  public let platform: Platform
  /// In the order of the file.
  public let rates: [Rate]

  /// Regions with at least one rate, in alphabetical order.
  public var regions: [String] { Set(rates.map(\.region)).sorted() }

  /// Those with a known price for an option with these parameters.
  public func regions(where parameter: (String) -> String?) -> [String] {
    Set(
      rates.filter { rate in
        rate.tiers[0].price != nil
          && rate.conditions.allSatisfy { condition in
            parameter(condition.key).map { $0 == condition.value } ?? true
          }
      }.map(\.region)
    ).sorted()
  }

  /// The rate of a meter for an option's parameters.
  ///
  /// Throws `.unavailable` where there is none, with the regions that have one.
  public func rate(
    of meter: String, region: String, parameter: (String) -> String?
  ) throws -> Rate {
    let found = rates.first { rate in
      rate.meter == meter && rate.region == region
        && rate.conditions.allSatisfy { parameter($0.key) == $0.value }
    }
    if let found { return found }
    let conditions = Set(rates.filter { $0.meter == meter }.flatMap(\.conditions).map(\.key))
      .sorted().compactMap { key in parameter(key).map { " \(key)=\($0)" } }
    let elsewhere = Set(
      rates.filter { rate in
        rate.meter == meter && rate.conditions.allSatisfy { parameter($0.key) == $0.value }
      }.map(\.region)
    ).sorted()
    throw Failure(
      .unavailable,
      "\(platform.id): no price of \(meter) is known for region \(region)\(conditions.joined())",
      hint: elsewhere.isEmpty
        ? "add it to a copy of the price files and name their folder with --pricing"
        : "it is known for \(elsewhere.joined(separator: ", "))")
  }
}

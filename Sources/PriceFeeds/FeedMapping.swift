import Pricing
import Units

/// How the feed of one vendor is read: the file `PROVIDER/NAME.feed.json`.
public struct FeedMapping: Sendable {
  public let format: FeedFormat
  /// What the source of its prices is called, and where it is.
  public let title: String
  public let url: String
  public let records: [FeedRecord]
  /// The attribute whose value names a service, such as `servicecode`.
  let serviceAttribute: String
}

/// Which products of a feed have the price of a meter.
public struct FeedRecord: Sendable {
  public let platform: String
  public let meter: String
  /// The conditions of the rate, in which `{ATTRIBUTE}` stands for an attribute's value.
  let variant: String
  /// What attributes must be: one of the patterns, and none of the negative ones.
  let match: [(attribute: String, patterns: [GlobPattern])]
  /// What the feed's price is for, in base units: `amount × unit`.
  let unit: UsageUnit
  let amount: ExactDecimal
  /// Attributes whose values lose this beginning in `variant`: `Standard_` of `Standard_D2s_v5`.
  let removing: String
  /// Whether the feed's first tier, at no price, is what the platform's allowance says.
  let isFreeTierAllowance: Bool
  /// Where it stands, as `pricing/aws/price-list.feed.json:12`.
  let place: String

  /// Whether a product is of this record; attributes named in `unknown` are not looked at.
  func matches(_ attributes: FeedAttributes, except unknown: [String] = []) -> Bool {
    match.allSatisfy { attribute, patterns in
      unknown.contains(FeedAttributes.folded(attribute))
        || Self.isMet(patterns, by: attributes[attribute])
    }
  }

  private static func isMet(_ patterns: [GlobPattern], by value: String?) -> Bool {
    guard let value else { return patterns.allSatisfy(\.isNegative) }
    let required = patterns.filter { !$0.isNegative }
    return (required.isEmpty || required.contains { $0.describes(value) })
      && !patterns.contains { $0.isNegative && $0.describes(value) }
  }

  /// The conditions of the rate of a product; nil where an attribute is missing or is no word.
  func conditions(_ attributes: FeedAttributes) -> [RateCondition]? {
    var conditions: [RateCondition] = []
    for word in variant.split(separator: " ") {
      let sides = word.split(separator: "=", maxSplits: 1)
      var value = String(sides[1])
      if value.hasPrefix("{"), value.hasSuffix("}") {
        guard let filled = attributes[String(value.dropFirst().dropLast())] else { return nil }
        value = filled.hasPrefix(removing) ? String(filled.dropFirst(removing.count)) : filled
      }
      guard !value.isEmpty, !value.contains(where: { $0 == " " || $0 == "," || $0 == "\n" }) else {
        return nil
      }
      conditions.append(RateCondition(key: String(sides[0]), value: value))
    }
    return conditions.sorted { $0.key < $1.key }
  }
}

import Documents
import Pricing
import Units

/// Which prices of a feed are which rates: the files `PROVIDER/NAME.feed.json`.
public struct FeedMapping: Sendable {
  /// One kind of price.
  struct Rule: Sendable {
    let platform: String
    let meter: String
    /// The rate's variant, where `{attribute}` stands for the feed's word.
    let variant: String
    /// What attributes of the feed must be: any of these; one with `*` at its end is a beginning.
    let match: [(key: String, values: [String])]
    /// The unit as rate files write it.
    let unit: String
    /// Units that the price buys, such as 1,000,000 for a price per million requests.
    let per: Int128
    /// Named units in one unit of the feed: 10 where it counts tens of requests, 0.001 where it
    /// counts thousandths of a vCPU.
    let feedUnit: ExactDecimal
  }

  let feed: PriceFeed
  let rules: [Rule]

  /// The mappings of all providers; throws `.configuration` with file, line and field.
  public static func all(_ files: PriceFiles) throws -> [FeedMapping] {
    try files.feedPaths.map { path in
      let root = Field(
        try JSONReader.read(
          try files.read(path), file: files.name(of: path), code: .configuration),
        file: files.name(of: path), code: .configuration)
      try root.allowKeys(["feed", "rates"])
      return FeedMapping(
        feed: try root["feed"].choice(), rules: try root["rates"].elements().map(rule))
    }
  }

  private static func rule(_ field: Field) throws -> Rule {
    try field.allowKeys(["platform", "meter", "variant", "match", "unit", "feedUnit"])
    let unit = try field["unit"].string()
    let words = unit.split(separator: " ")
    let feedUnit =
      try field.optional("feedUnit")?.decimal() ?? ExactDecimal(scaled: ExactDecimal.one)
    guard feedUnit > .zero, feedUnit.scaled <= 1_000_000_000 * ExactDecimal.one else {
      throw try field["feedUnit"].failure("\(feedUnit) is not above 0 and up to 1,000,000,000")
    }
    return Rule(
      platform: try field["platform"].string(), meter: try field["meter"].string(),
      variant: try field.optional("variant")?.string() ?? "",
      match: try field["match"].entries().map { key, values in
        guard case .sequence = values.node.content else { return (key, [try values.string()]) }
        return (key, try values.elements().map { try $0.string() })
      }, unit: unit, per: words.count == 2 ? Int64(words[0]).map { Int128($0) } ?? 1 : 1,
      feedUnit: feedUnit)
  }
}

extension FeedMapping.Rule {
  func matches(_ price: FeedPrice) -> Bool {
    match.allSatisfy { key, values in
      guard let word = price.attributes[key] else { return false }
      return values.contains {
        $0.hasSuffix("*") ? word.hasPrefix($0.dropLast()) : word == $0
      }
    }
  }

  /// The variant of the rate that a price is; nil where the feed lacks a word of it.
  func variant(of price: FeedPrice) -> String? {
    var text = ""
    for (index, part) in variant.split(separator: "{", omittingEmptySubsequences: false)
      .enumerated()
    {
      guard index > 0 else {
        text += part
        continue
      }
      let sides = part.split(separator: "}", maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2, let word = price.attributes[String(sides[0])] else { return nil }
      text += word + sides[1]
    }
    return text
  }
}

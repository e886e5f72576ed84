import Units

/// One price of a vendor's feed: what it is for, where, and how much.
public struct FeedPrice: Sendable {
  /// What the vendor says of the product, by the names of its feed.
  public let attributes: [String: String]
  /// The vendor's ids of the regions that it holds in.
  public let regions: [String]
  /// ISO 4217.
  public let currency: String
  /// Units at which each tier starts, ascending, and its price a unit.
  public let tiers: [(from: ExactDecimal, price: ExactDecimal)]
  /// The day from which it holds, as `2026-09-19`; nil where the feed does not say.
  public let asOf: String?
  /// What messages call it, such as a SKU.
  public let name: String
  /// Where it stands, as `index.json:12`.
  public let place: String
}

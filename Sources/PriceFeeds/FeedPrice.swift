import Units

/// One price of a vendor's feed: what it is for, where, and how much.
public struct FeedPrice: Sendable {
  /// What the vendor says of the product.
  public let attributes: FeedAttributes
  /// The vendor's ids of the regions that it holds in; `global` where it holds in all of them.
  public let regions: [String]
  /// ISO 4217.
  public let currency: String
  /// Units of the feed at which each tier starts, ascending, and the price of one from there on.
  public let tiers: [Tier]
  /// The day from which the feed says that it holds, as `2026-09-19`; nil where it does not say.
  public let asOf: String?
  /// What messages call it, such as a SKU.
  public let name: String
  /// Where it stands, as `index.json:12`.
  public let place: String

  public struct Tier: Hashable, Sendable {
    public let from: ExactDecimal
    public let price: ExactDecimal
  }

  /// The region id that stands for all regions.
  static let everywhere = "global"
}

/// What a vendor says of a product, by the names of its feed: `Instance Type` and `instanceType`
/// are one name, because the same feed spells it both ways.
public struct FeedAttributes: Sendable {
  private var values: [String: String] = [:]

  public init() {}

  public subscript(name: String) -> String? {
    get { values[Self.folded(name)] }
    set { values[Self.folded(name)] = newValue }
  }

  /// Its ASCII letters in lower case, and digits.
  static func folded(_ name: String) -> String {
    var bytes: [UInt8] = []
    for byte in name.utf8 {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): bytes.append(byte | 0x20)
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        bytes.append(byte)
      default: break
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

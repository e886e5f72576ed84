import Pricing
import Units

/// One tier of a rate that is not what it was.
public struct PriceChange: Sendable {
  public let platform: String
  public let region: String
  public let variant: String
  public let meter: String
  /// What the prices are for, such as `1000000 Requests`.
  public let unit: String
  public let tierFrom: ExactDecimal
  /// nil where there was no such tier, or its price was not known.
  public let old: PricedTier?
  /// nil where there is none any more.
  public let new: PricedTier?

  public struct PricedTier: Hashable, Sendable {
    public let price: ExactDecimal
    public let currency: String
    public let asOf: String
  }

  /// By how many hundredths of the old price the new one is higher, to two places; nil where there
  /// is only one of them, the old one is 0 or the currencies differ.
  public var percent: ExactDecimal? {
    guard let old, let new, old.currency == new.currency, old.price > .zero else { return nil }
    return (new.price - old.price).times(100 * ExactDecimal.one, over: old.price.scaled)
  }
}

/// What differs between two sets of price files, in the order of platforms and rates.
public struct PriceChanges: Sendable {
  public let changes: [PriceChange]
  /// Tiers that are the same in both.
  public let unchanged: Int

  /// Tiers that are in the new files alone.
  public var added: Int { changes.filter { $0.old == nil }.count }
  /// Tiers that are in the old files alone.
  public var removed: Int { changes.filter { $0.new == nil }.count }
  /// Tiers with another price.
  public var changed: Int { changes.count - added - removed }

  /// Throws `.configuration` where rates of either cannot be read.
  public init(from old: PriceBook, to new: PriceBook) throws {
    try self.init(from: old, to: new) { _ in true }
  }

  /// Those of some rates alone.
  init(
    from old: PriceBook, to new: PriceBook, where isAsked: (RateTarget) -> Bool
  ) throws {
    var found: [PriceChange] = []
    var unchanged = 0
    for id in Set(old.platforms.map(\.id) + new.platforms.map(\.id)).sorted() {
      let before = try Self.tiers(id, old)
      let after = try Self.tiers(id, new)
      for key in Set(before.keys).union(after.keys).sorted() where isAsked(key.rate) {
        guard let tier = after[key] ?? before[key] else { continue }
        let (was, becomes) = (before[key]?.value, after[key]?.value)
        if was?.price == becomes?.price, was?.currency == becomes?.currency {
          unchanged += was == nil ? 0 : 1
          continue
        }
        found.append(
          PriceChange(
            platform: id, region: key.rate.region, variant: key.rate.variant,
            meter: key.rate.meter, unit: tier.unit, tierFrom: key.from, old: was, new: becomes))
      }
    }
    changes = found
    self.unchanged = unchanged
  }

  /// A tier of a rate. The unit belongs to it: a price for another number of units is another price.
  private struct TierKey: Hashable, Comparable {
    let rate: RateTarget
    let unit: String
    let from: ExactDecimal

    static func < (left: TierKey, right: TierKey) -> Bool {
      (left.rate, left.from, left.unit) < (right.rate, right.from, right.unit)
    }
  }

  private static func tiers(
    _ id: String, _ priceBook: PriceBook
  ) throws -> [TierKey: (unit: String, value: PriceChange.PricedTier?)] {
    guard let platform = priceBook.platforms.first(where: { $0.id == id }) else { return [:] }
    var tiers: [TierKey: (unit: String, value: PriceChange.PricedTier?)] = [:]
    for rate in try priceBook.rates(of: platform).rates {
      let target = RateTarget(
        platform: id, region: rate.region, meter: rate.meter, conditions: rate.conditions)
      for tier in rate.tiers {
        let value = tier.price.map {
          PriceChange.PricedTier(
            price: $0, currency: rate.currency, asOf: tier.asOf?.description ?? "")
        }
        tiers[TierKey(rate: target, unit: rate.unitText, from: tier.from)] = (rate.unitText, value)
      }
    }
    return tiers
  }
}

import Pricing
import Units

/// Which rate of the price files a price is for.
struct RateTarget: Hashable, Comparable {
  let platform: String
  let region: String
  let meter: String
  /// The conditions as they stand in the file, in the order of their keys.
  let variant: String

  init(platform: String, region: String, meter: String, conditions: [RateCondition]) {
    self.platform = platform
    self.region = region
    self.meter = meter
    variant = Self.text(conditions)
  }

  static func text(_ conditions: [RateCondition]) -> String {
    conditions.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
  }

  static func < (left: RateTarget, right: RateTarget) -> Bool {
    (left.platform, left.region, left.variant, left.meter)
      < (right.platform, right.region, right.variant, right.meter)
  }
}

/// What feeds say of one rate.
struct ImportedRate {
  struct Tier {
    let from: ExactDecimal
    let price: ExactDecimal
    let place: String
    let name: String
  }

  let currency: String
  /// What the price is for: `amount × unit`.
  let unit: UsageUnit
  let amount: ExactDecimal
  /// What tiers start at is counted in: `tierAmount × unit`.
  let tierAmount: ExactDecimal
  let isFreeTierAllowance: Bool
  var asOf: String
  let source: String
  let confidence: Confidence
  private(set) var tiers: [Tier] = []

  /// Takes a tier; throws `.data` where another product gave it another price.
  mutating func add(_ tier: Tier, of target: RateTarget) throws {
    guard let known = tiers.first(where: { $0.from == tier.from }) else {
      tiers.append(tier)
      tiers.sort { $0.from < $1.from }
      return
    }
    guard known.price == tier.price else {
      throw Failure(
        .data,
        "\(tier.place): \(quotedText(tier.name)) has the price \(tier.price) for "
          + "\(target.platform) \(target.meter) in \(target.region), but \(quotedText(known.name)) "
          + "at \(known.place) has \(known.price)",
        hint: "two products of the feed are taken for one rate; nothing was written")
    }
  }

  /// The tiers of the rate; none where the feed has only what is free.
  func paidTiers(of target: RateTarget) throws -> [Tier] {
    var paid = tiers
    if isFreeTierAllowance, paid.count > 1 || paid.first?.price == .zero {
      paid = Array(paid.drop { $0.price == .zero })
      if let first = paid.first {
        paid[0] = Tier(from: .zero, price: first.price, place: first.place, name: first.name)
      }
    }
    guard let first = paid.first else { return [] }
    guard first.from == .zero else {
      throw Failure(
        .data,
        "\(first.place): \(quotedText(first.name)) has no tier from 0, only from \(first.from) on",
        hint: "is the feed complete?")
    }
    return paid
  }
}

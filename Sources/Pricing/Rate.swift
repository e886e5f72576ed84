import Units

/// How far a figure is to be trusted; anything but `high` is shown in outputs.
public enum Confidence: String, CaseIterable, Sendable {
  /// From the vendor, dated.
  case high
  /// From the vendor through a third party, or without a day.
  case medium
  /// One secondary source, an approximation or an assumption.
  case low
  /// Known to exist, value not known; using it is an error.
  case unknown
}

/// A day, a month or a year on which a figure was true: `2026-09-19`, `2025-07`, `2025`.
public struct AsOf: Hashable, Sendable, CustomStringConvertible {
  public let description: String
  /// The first day that the text covers.
  public let day: CalendarDate

  /// nil when the text is no date of one of the three forms.
  public init?(_ text: String) {
    let full = text + "-01-01".dropFirst(max(0, text.utf8.count - 4))
    guard let day = CalendarDate(full), [4, 7, 10].contains(text.utf8.count) else { return nil }
    description = text
    self.day = day
  }
}

/// A graduated price: what is used from `from` on costs `price` a unit.
public struct RateTier: Hashable, Sendable {
  /// Units of the rate at which the tier starts.
  public let from: ExactDecimal
  /// Price of `Rate.per` units; nil where it is known to differ but its value is not known.
  public let price: Money?
  public let asOf: AsOf?
  /// nil where the price is not known.
  public let source: Source?
  public let confidence: Confidence
  /// Where the tier stands, as `lambda.csv:12`.
  public let place: String
  public var standing = PriceStanding.listed
}

/// Whether a price is the region's own.
public enum PriceStanding: Hashable, Sendable {
  case listed
  /// The region's own is not known: the dearest known one of the meter stands for it.
  case assumed
  /// None is known anywhere: nothing is billed, so that the bill is the least that it can be.
  case absent
}

/// The vendor's service that a price is charged by.
public struct PricedService: Hashable, Sendable {
  /// The platform's name in SPECs.
  public let platform: String
  /// The name for people, such as `EC2 with Docker`.
  public let name: String
  /// As it stands on a bill, such as `Amazon Elastic Compute Cloud`.
  public let serviceName: String
}

/// The price of one meter in one region for the options that meet its conditions.
public struct Rate: Hashable, Sendable {
  public var service: PricedService
  public let region: String
  /// What an option's parameters must be, such as `arch=arm64`.
  public let conditions: [RateCondition]
  public let meter: String
  public let unit: UsageUnit
  /// How many units the price buys: 1,000,000 for a price per million requests.
  public let per: Int128
  public let currency: String
  /// In ascending order, the first from 0.
  public var tiers: [RateTier]

  /// Base units at which a tier starts.
  func start(of tier: Int) -> Int128 { tiers[tier].from.scaled * unit.baseUnits / ExactDecimal.one }

  /// Base units that the price buys.
  public var baseUnits: Int128 { unit.baseUnits * per }

  /// The same under the name that a variant of the platform has.
  public func charged(by platform: Platform) -> Rate {
    var rate = self
    rate.service = platform.pricedService
    return rate
  }

  /// The unit as it is written: `1000000 Requests`, `GB-Seconds`.
  public var unitText: String { per == 1 ? unit.rawValue : "\(per) \(unit.rawValue)" }
}

/// One parameter that a rate depends on.
public struct RateCondition: Hashable, Sendable {
  public let key: String
  public let value: String

  public init(key: String, value: String) {
    self.key = key
    self.value = value
  }
}

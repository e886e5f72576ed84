import Pricing
import Rendering
import Units

/// Rates whose date is longer ago than a limit.
public struct StaleRates: Sendable {
  /// The rates of one platform that have one source and date.
  public struct Group: Sendable {
    public let platform: String
    public let asOf: AsOf
    public let source: String
    /// How many tiers.
    public let rates: Int
    /// Days from the first day of `asOf` to today.
    public let age: Int
    /// Where the first of them stands.
    public let place: String
  }

  /// The oldest first.
  public let groups: [Group]
  /// Rates with a price, old or not.
  public let total: Int

  /// Rates that are more than `limit` days old on the day `today`. A month or a year counts from
  /// its first day on.
  ///
  /// Throws `.configuration` where rates cannot be read.
  public init(_ priceBook: PriceBook, olderThan limit: Int, today: CalendarDate) throws {
    var groups: [Group] = []
    var total = 0
    for platform in priceBook.platforms {
      let tiers = try priceBook.rates(of: platform).rates.flatMap(\.tiers).filter {
        $0.price != nil
      }
      total += tiers.count
      let old = tiers.compactMap { tier -> (key: Key, tier: RateTier)? in
        guard let asOf = tier.asOf,
          today.daysSinceEpoch - asOf.day.daysSinceEpoch > limit
        else { return nil }
        return (Key(asOf: asOf, source: tier.source?.title ?? ""), tier)
      }
      let byKey = Dictionary(grouping: old, by: \.key)
      for (key, members) in byKey {
        groups.append(
          Group(
            platform: platform.id, asOf: key.asOf, source: key.source, rates: members.count,
            age: today.daysSinceEpoch - key.asOf.day.daysSinceEpoch, place: members[0].tier.place))
      }
    }
    self.groups = groups.sorted {
      ($1.age, $0.platform, $0.source, $0.place) < ($0.age, $1.platform, $1.source, $1.place)
    }
    self.total = total
  }

  private struct Key: Hashable {
    let asOf: AsOf
    let source: String
  }

  /// How many rates are too old.
  public var count: Int { groups.reduce(0) { $0 + $1.rates } }

  public var records: RecordTable {
    var table = RecordTable(columns: [
      "platform", "asOf", "ageDays", "rates", "source", "firstRate",
    ])
    for group in groups {
      table.append([
        .text(group.platform), .text(group.asOf.description), .integer(Int128(group.age)),
        .integer(Int128(group.rates)), .text(group.source), .text(group.place),
      ])
    }
    return table
  }

  /// One row a platform, date and source.
  public var table: Table {
    Table(
      columns: [
        Column("platform"), Column("prices of"), Column("days old", .right),
        Column("rates", .right), Column("source", isFlexible: true, priority: 2),
        Column("first", priority: 1),
      ],
      rows: groups.map { group in
        [
          .text(group.platform), .text(group.asOf.description),
          .number(separatedByThousands(String(group.age))),
          .number(separatedByThousands(String(group.rates))), .text(group.source),
          .text(group.place),
        ]
      })
  }
}

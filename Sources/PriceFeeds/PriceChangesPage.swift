import Rendering
import Units

/// Changes of prices, for people and for spreadsheets.
public struct PriceChangesPage: Sendable {
  /// Rows that a table shows; data formats have all of them.
  private static let shownRows = 50
  private let changes: PriceChanges

  public init(_ changes: PriceChanges) { self.changes = changes }

  /// One record a change.
  public var records: RecordTable {
    var table = RecordTable(columns: [
      "platform", "region", "variant", "meter", "unit", "tierFrom", "oldPrice", "oldCurrency",
      "oldAsOf", "newPrice", "newCurrency", "newAsOf", "changePercent",
    ])
    for change in changes.changes {
      table.append(
        [
          .text(change.platform), .text(change.region), .text(change.variant),
          .text(change.meter), .text(change.unit), .decimal(change.tierFrom),
        ] + Self.values(change.old) + Self.values(change.new) + [
          change.percent.map { .decimal($0.rounded(places: 2)) } ?? .missing
        ])
    }
    return table
  }

  private static func values(_ tier: PriceChange.PricedTier?) -> [FieldValue] {
    guard let tier else { return [.missing, .missing, .missing] }
    return [.decimal(tier.price), .text(tier.currency), .text(tier.asOf)]
  }

  /// The changes in a table and how many there are of each kind.
  public var blocks: [Block] {
    let hidden = changes.changes.count - Self.shownRows
    let rest = "… and \(hidden) more; --format csv and json have all of them."
    return (changes.changes.isEmpty ? [] : [.table(table)])
      + (hidden > 0 ? [.paragraph(rest)] : [])
      + [
        .paragraph(
          "\(changes.changed) changed, \(changes.added) new, \(changes.removed) gone, "
            + "\(changes.unchanged) unchanged.")
      ]
  }

  private var table: Table {
    Table(
      columns: [
        Column("platform"), Column("region"), Column("variant", isFlexible: true, priority: 3),
        Column("meter"), Column("from", .right, priority: 1), Column("per", priority: 2),
        Column("old", .right), Column("new", .right), Column("%", .right),
      ],
      rows: changes.changes.prefix(Self.shownRows).map { change in
        [
          .text(change.platform), .text(change.region), .text(change.variant),
          .text(change.meter),
          .number(change.tierFrom.text(places: 12, padded: false, grouped: true)),
          .text(change.unit), Self.cell(change.old), Self.cell(change.new),
          change.percent.map { .number(Self.signed($0)) } ?? .missing,
        ]
      })
  }

  private static func cell(_ tier: PriceChange.PricedTier?) -> Cell {
    tier.map { .number("\($0.currency) \($0.price.text)") } ?? .missing
  }

  private static func signed(_ percent: ExactDecimal) -> String {
    (percent > .zero ? "+" : "") + percent.text(places: 1)
  }
}

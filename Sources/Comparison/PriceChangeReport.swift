import Pricing
import Rendering
import Units

/// Prices that differ, for people and for spreadsheets.
public struct PriceChangeReport: Sendable {
  private let changes: [PriceChange]

  public init(_ changes: [PriceChange]) { self.changes = changes }

  public var records: RecordTable {
    var table = RecordTable(columns: [
      "platform", "region", "variant", "meter", "tierFrom", "unit", "currency", "oldPrice",
      "newPrice", "changePercent",
    ])
    for change in changes {
      table.append([
        .text(change.platform), .text(change.region), .text(change.variant), .text(change.meter),
        .decimal(change.from), .text(change.unit), .text(change.currency),
        change.old.map { .decimal($0) } ?? .missing, change.new.map { .decimal($0) } ?? .missing,
        change.percent.map { .decimal($0.rounded(places: 4)) } ?? .missing,
      ])
    }
    return table
  }

  /// The changes between a sentence before and one behind them.
  public func report(_ opening: String, _ verdict: String?) -> Report {
    let table = Table(
      columns: [
        Column("platform"), Column("region"), Column("variant", isFlexible: true), Column("meter"),
        Column("from", .right, priority: 1), Column("old", .right), Column("new", .right),
        Column("%", .right), Column("per", priority: 2),
      ],
      rows: changes.map { change in
        [
          .text(change.platform), .text(change.region), .text(change.variant), .text(change.meter),
          .number(change.from.text(places: 12, padded: false, grouped: true)),
          change.old.map { .number($0.text) } ?? .missing,
          change.new.map { .number($0.text) } ?? .missing,
          change.percent.map { .number($0.text(places: 1)) } ?? .missing, .text(change.unit),
        ]
      })
    return Report(
      [.paragraph(opening)] + (changes.isEmpty ? [] : [.table(table)])
        + (verdict.map { [.verdict($0)] } ?? []))
  }
}

import Pricing
import Rendering
import Units

/// The platforms of a price book, for people and for spreadsheets.
public struct PriceCatalogue: Sendable {
  private let priceBook: PriceBook

  public init(priceBook: PriceBook) { self.priceBook = priceBook }

  /// One record a platform.
  public func listRecords() throws -> RecordTable {
    var table = RecordTable(columns: [
      "platform", "name", "provider", "costModel", "regions", "rates", "unknownRates",
      "oldestPrice", "newestPrice", "currencies",
    ])
    for platform in priceBook.platforms {
      let rates = try priceBook.rates(of: platform)
      let tiers = rates.rates.flatMap(\.tiers)
      let dates = tiers.compactMap(\.asOf).sorted { $0.day < $1.day }
      table.append([
        .text(platform.id), .text(platform.name), .text(platform.provider),
        .text(platform.model.rawValue), .integer(Int128(rates.regions.count)),
        .integer(Int128(tiers.filter { $0.price != nil }.count)),
        .integer(Int128(tiers.filter { $0.price == nil }.count)),
        dates.first.map { .text($0.description) } ?? .missing,
        dates.last.map { .text($0.description) } ?? .missing,
        .text(Set(rates.rates.map(\.currency)).sorted().joined(separator: " ")),
      ])
    }
    return table
  }

  public func listReport() throws -> Report {
    Report([
      .table(try table()),
      .paragraph(
        "costsim prices show PLATFORM lists parameters, limits and rates with their sources."),
    ])
  }

  /// What `prices check` says of files that are sound.
  public func checkReport() throws -> Report {
    let unknown = try priceBook.platforms.flatMap { platform in
      try priceBook.rates(of: platform).rates.flatMap { rate in
        rate.tiers.filter { $0.price == nil }.map { tier in
          "\(tier.place): \(rate.meter) in \(rate.region) from "
            + "\(tier.from.text(places: 12, padded: false, grouped: true)) \(rate.unit.rawValue)"
        }
      }
    }
    var blocks: [Block] = [.table(try table())]
    if !unknown.isEmpty {
      blocks.append(
        .paragraph(
          "\(unknown.count) rates are marked unknown; usage that needs one is an error, such as "
            + unknown.prefix(2).joined(separator: "; ") + "."))
    }
    blocks.append(
      .verdict("All price files are sound: every rate has its meter, tiers, date and source."))
    return Report(blocks)
  }

  private func table() throws -> Table {
    let records = try listRecords()
    return Table(
      columns: [
        Column("platform"), Column("name", isFlexible: true), Column("model", priority: 1),
        Column("regions", .right), Column("rates", .right), Column("prices of", .left),
      ],
      rows: records.rows.map { row in
        [
          .text(row[0].shown), .text(row[1].shown), .text(row[3].shown), .number(row[4].shown),
          .number(row[5].shown),
          .text(row[7] == row[8] ? row[7].shown : "\(row[7].shown) to \(row[8].shown)"),
        ]
      })
  }
}

extension FieldValue {
  /// The value as text for a table.
  fileprivate var shown: String {
    switch self {
    case .text(let text): return text
    case .integer(let number): return separatedByThousands(String(number))
    case .decimal(let number): return number.text
    case .flag(let flag): return flag ? "yes" : "no"
    case .missing: return "–"
    }
  }
}

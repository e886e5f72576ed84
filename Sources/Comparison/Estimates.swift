import Documents
import Pricing
import Rendering
import Units

/// Options billed for the same totals, ranked by cost.
public struct Estimates: Sendable {
  public let results: [OptionResult]
  public let freeTier: Bool

  /// Throws `.usage` where the options are billed in different currencies.
  public init(_ results: [OptionResult], freeTier: Bool) throws {
    self.results = try OptionResult.ranked(results)
    self.freeTier = freeTier
  }

  public var records: ComparisonRecords {
    ComparisonRecords(results, period: nil, serviceNames: [])
  }

  /// The bills line by line; for several options a table of totals comes first.
  public var report: Report {
    var blocks: [Block] = []
    if results.count > 1 {
      blocks.append(
        .table(
          Table(
            columns: [
              Column("", .right), Column("option", .left, isFlexible: true),
              Column("cost a month", .right),
            ],
            rows: results.map { result in
              [
                .number(result.rank.map(String.init) ?? "–"), .text(result.spec.description),
                result.bill.map { .number(MoneyText(currency: $0.currency).text($0.total)) }
                  ?? .missing,
              ]
            })))
    }
    for result in results {
      blocks += BillExplanation(result, period: nil, freeTier: freeTier).report.blocks
    }
    return Report(blocks)
  }

  /// The JSON document.
  public func json(_ run: RunDescription) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.head(
        run, command: "estimate", currency: results.compactMap(\.bill?.currency).first ?? "USD")
      writer.value(.missing, key: "trace")
      writer.object("assumptions") { $0.value(.flag(freeTier), key: "freeTier") }
      writer.pricing(results)
      writer.warnings(UsedPrices(results).warnings)
      writer.value(.missing, key: "verdict")
      writer.tables(records)
    }
    return writer.bytes
  }
}

import Documents
import Pricing
import Rendering
import Units

/// Options billed for the same totals, ranked by cost.
public struct Estimates: Sendable {
  public let results: [OptionResult]
  public let freeTier: Bool
  private let userTerms: UserTerms
  private let near: NearPlace?

  /// Throws `.usage` where the options are billed in different currencies.
  ///
  /// - Parameter near: where options that name no region were to be near; nil where nothing was
  ///   asked.
  public init(
    _ results: [OptionResult], priceBook: PriceBook, near: NearPlace?, freeTier: Bool
  ) throws {
    self.near = near
    self.results = try OptionResult.ranked(results)
    userTerms = UserTerms(results, priceBook)
    self.freeTier = freeTier
  }

  public var records: ComparisonRecords {
    ComparisonRecords(results, period: nil, serviceNames: [])
  }

  private var currency: RankingCurrency { RankingCurrency(ranked: results) }

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
                result.bill.map { .number(total($0, of: result)) } ?? .missing,
              ]
            })))
    }
    for result in results {
      blocks += BillExplanation(result, period: nil, freeTier: freeTier).report.blocks
    }
    if let near { blocks.append(near.notes(results)) }
    blocks.append(userTerms.notes)
    return Report(blocks)
  }

  private func total(_ bill: Bill, of result: OptionResult) -> String {
    let money = MoneyText(currency: currency.code)
    let total = money.text(currency.total(bill))
    if let bounds = result.bounds, bounds.isRange(bill) {
      return "\(money.text(currency.total(bounds.low))) to \(total)"
    }
    return result.bounds != nil || result.isAtLeast ? "at least \(total)" : total
  }

  /// The JSON document.
  public func json(_ run: RunDescription) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.head(
        run, command: "estimate", currency: currency.code)
      writer.value(.missing, key: "trace")
      writer.object("assumptions") { writer in
        writer.value(.flag(freeTier), key: "freeTier")
        userTerms.write(&writer)
        writer.assumptions(of: results)
      }
      writer.pricing(results)
      writer.warnings(
        results.flatMap(\.warnings) + UsedPrices(results).warnings + userTerms.warnings
          + (near?.describe(results).warnings ?? []))
      writer.value(.missing, key: "verdict")
      writer.tables(records)
    }
    return writer.bytes
  }
}

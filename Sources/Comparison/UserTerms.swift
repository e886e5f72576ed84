import Documents
import Pricing
import Rendering
import Units

/// The discounts and exchange rates that the user stated, with what results make of them.
struct UserTerms: Sendable {
  let discounts: [Discount]
  let rates: [ExchangeRate]
  private let idleDiscounts: [Discount]
  private let idleRates: [ExchangeRate]

  init(_ results: [OptionResult], _ priceBook: PriceBook) {
    let lines = results.flatMap { $0.bill?.lines ?? [] }
    let platforms = lines.map(\.rate.service.platform).uniqued()
    let applied = priceBook.platforms.filter { platforms.contains($0.id) }
      .compactMap { priceBook.discounts.discount(on: $0) }
    let currencies = lines.map(\.rate.currency).uniqued()
    discounts = priceBook.discounts.all
    rates = priceBook.exchange.rates
    idleDiscounts = discounts.filter { !applied.contains($0) }
    idleRates = rates.filter { !currencies.contains($0.currency) }
  }

  /// What was stated and applies to nothing.
  var warnings: [Warning] {
    idleDiscounts.map {
      Warning(code: "unused-discount", message: "the discount of \($0) applies to no option")
    }
      + idleRates.map {
        Warning(
          code: "unused-exchange-rate",
          message: "no option is billed in \($0.currency): the exchange rate \($0) is not used")
      }
  }

  /// What figures rest on, a sentence each.
  var assumptions: [String] {
    discounts.filter { !idleDiscounts.contains($0) }.map {
      "\($0) by your own agreement (--discount)"
    }
      + rates.filter { !idleRates.contains($0) }.map { "\($0), as stated with --exchange-rate" }
  }

  /// Warnings and assumptions at the end of a report.
  var notes: Block {
    .notes(warnings.map { Note("!", $0.message) } + assumptions.map { Note("·", $0) })
  }

  /// The members `discounts` and `exchangeRates` of an object.
  func write(_ writer: inout JSONWriter) {
    var given = RecordTable(columns: ["name", "share"])
    for discount in discounts { given.append([.text(discount.name), .decimal(discount.share)]) }
    writer.records(given, key: "discounts")
    var exchange = RecordTable(columns: ["currency", "usd", "asOf"])
    for rate in rates {
      exchange.append([
        .text(rate.currency), .decimal(rate.dollars), .text(rate.asOf.description),
      ])
    }
    writer.records(exchange, key: "exchangeRates")
  }
}

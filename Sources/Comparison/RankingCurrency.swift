import Pricing
import Units

/// The currency that options are ranked in: US dollars where all can be had in them, else the one
/// that all are billed in.
struct RankingCurrency {
  /// ISO 4217 code.
  let code: String

  /// Throws `.usage` where the bills are of different currencies that cannot be exchanged.
  init(_ results: [OptionResult]) throws {
    let bills = results.compactMap(\.bill)
    guard let code = Self.code(bills) else {
      let others = Self.unexchanged(bills)
      throw Failure(
        .usage,
        "the options are billed in \(bills.map(\.currency).uniqued().joined(separator: " and ")), "
          + "which cannot be ranked together",
        hint: "compare the options of one currency at a time, or state what one unit is worth: "
          + Self.flags(others))
    }
    self.code = code
  }

  /// The currency of results that are ranked.
  init(ranked results: [OptionResult]) {
    code = Self.code(results.compactMap(\.bill)) ?? "USD"
  }

  /// What a bill comes to in this currency.
  func total(_ bill: Bill) -> Money {
    bill.currency == code ? bill.total : bill.totalInDollars ?? bill.total
  }

  /// What each service costs in this currency.
  func serviceCosts(_ result: OptionResult) -> [Money] {
    result.bill?.currency == code ? result.serviceCosts : result.serviceCostsInDollars
  }

  /// Whether a bill was exchanged to get into this currency.
  func isExchanged(_ bill: Bill) -> Bool {
    bill.lines.contains { $0.rate.currency != code }
  }

  /// Why a bill cannot stand beside bills in another currency.
  static func reason(_ currency: String, beside other: String) -> String {
    "it is billed in \(currency), which cannot be ranked beside \(other); "
      + "\(flags([currency])) states what one unit is worth in USD"
  }

  private static func code(_ bills: [Bill]) -> String? {
    guard unexchanged(bills).isEmpty else {
      let currencies = bills.map(\.currency).uniqued()
      return currencies.count == 1 ? currencies[0] : nil
    }
    return "USD"
  }

  private static func unexchanged(_ bills: [Bill]) -> [String] {
    bills.filter { $0.dollarAmounts == nil }.map(\.currency).uniqued()
  }

  private static func flags(_ currencies: [String]) -> String {
    currencies.map { "--exchange-rate \($0)=RATE@DATE" }.joined(separator: " ")
  }
}

extension OptionResult {
  /// The results with those that cannot be ranked in the currency of the first made not feasible;
  /// US dollars go before the first.
  static func inOneCurrency(_ results: [OptionResult]) -> [OptionResult] {
    let bills = results.compactMap(\.bill)
    guard (try? RankingCurrency(results)) == nil else { return results }
    let dollars = bills.contains { $0.dollarAmounts != nil }
    let kept = dollars ? "USD" : bills[0].currency
    return results.map { result in
      guard let bill = result.bill, dollars ? bill.dollarAmounts == nil : bill.currency != kept
      else { return result }
      return .infeasible(
        result.id, result.option, RankingCurrency.reason(bill.currency, beside: kept))
    }
  }
}

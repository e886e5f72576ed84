import Units

/// The answer in one sentence.
enum Verdict {
  static func sentence(_ comparison: OptionRanking) -> String {
    let feasible = comparison.results.filter(\.isFeasible)
    let currency = comparison.rankingCurrency
    let money = MoneyText(currency: comparison.currency)
    let period = comparison.scenario.period.projection == .month ? " a month" : " for the trace"
    guard let winner = comparison.winner, let cost = winner.bill.map(currency.total) else {
      guard let least = feasible.first, let cost = least.bill.map(currency.total) else {
        return "No option can serve this trace; the reason of each is above."
      }
      return "Of no option the whole cost is known, so none is cheapest; \(least.label) costs at "
        + "least \(money.text(cost))\(period)."
    }
    let slo = comparison.scenario.objectives.whole.text
    guard winner.meetsObjective == true else {
      return "No option meets \(slo); the cheapest that can serve the trace is "
        + "\(winner.label) at \(money.text(cost))\(period)\(assumed(winner))\(least(feasible, cost, currency, money))."
    }
    var sentence = "\(winner.label) is cheapest at \(money.text(cost))\(period)"
    let rivals = feasible.dropFirst().filter { $0.meetsObjective == true && !$0.isAtLeast }
    let rival =
      rivals.first { $0.isOnOnePlatform && $0.option.platformID != winner.option.platformID }
      ?? rivals.first
    if let rival, let other = rival.bill.map(currency.total) {
      sentence +=
        ", "
        + comparedTo(cost, other, "\(rival.label) at \(money.text(other))")
    }
    let misses = feasible.filter {
      $0.meetsObjective == false && !$0.isAtLeast && ($0.bill.map(currency.total) ?? .zero) < cost
    }
    if let miss = misses.first, let other = miss.bill.map(currency.total) {
      sentence +=
        "; \(miss.label) would cost \(money.text(other)) but misses \(slo)"
    }
    sentence += assumed(winner) + least(feasible, cost, currency, money)
    return sentence + (cleanest(feasible, winner).map { "; \($0)" } ?? "") + "."
  }

  /// Which of the winner's prices are assumed; empty where none is.
  private static func assumed(_ winner: OptionResult) -> String {
    let lines = winner.bill?.lines.filter { $0.standing == .assumed } ?? []
    let names = lines.map { "\($0.rate.service.name) in \($0.rate.region)" }.uniqued()
    guard !names.isEmpty else { return "" }
    return ", with the dearest known price assumed for \(names.joined(separator: " and "))"
  }

  /// The first option that may be cheaper, because some of its prices are known nowhere.
  private static func least(
    _ feasible: [OptionResult], _ cost: Money, _ currency: RankingCurrency, _ money: MoneyText
  ) -> String {
    guard let least = feasible.first(where: \.isAtLeast),
      let other = least.bill.map(currency.total),
      other < cost
    else { return "" }
    return
      "; \(least.label) costs at least \(money.text(other)), but not all of its prices are known"
  }

  /// What emits less than the winner by a twentieth at least, nil where nothing does.
  private static func cleanest(_ feasible: [OptionResult], _ winner: OptionResult) -> String? {
    let good = feasible.filter { $0.meetsObjective == true && $0.carbon != nil }
    guard let own = winner.carbon?.kilograms, own > .zero,
      let best = good.min(by: { ($0.carbon?.kilograms ?? .zero) < ($1.carbon?.kilograms ?? .zero) }
      ),
      let least = best.carbon?.kilograms, best.id != winner.id,
      let share = ExactDecimal((own - least).scaled * 100, over: own.scaled),
      share.scaled >= 5 * ExactDecimal.one
    else { return nil }
    return
      "\(best.label) emits least, \(least.text(places: 2)) kg CO2e, \(share.text(places: 0)) % "
      + "less"
  }

  private static func comparedTo(_ cost: Money, _ other: Money, _ name: String) -> String {
    guard cost > .zero, let ratio = ExactDecimal(other.scaled, over: cost.scaled) else {
      return "against \(name)"
    }
    let one = ExactDecimal(scaled: ExactDecimal.one)
    guard ratio >= one + ExactDecimal(scaled: ExactDecimal.one / 20) else {
      return "about the same as \(name)"
    }
    let places = ratio < ExactDecimal(scaled: 10 * ExactDecimal.one) ? 1 : 0
    return "\(ratio.text(places: places, grouped: true)) times cheaper than \(name)"
  }
}

import Units

/// The answer in one sentence.
enum Verdict {
  static func sentence(_ comparison: OptionRanking) -> String {
    let feasible = comparison.results.filter(\.isFeasible)
    guard let winner = comparison.winner, let bill = winner.bill else {
      return "No option can serve this trace; the reason of each is above."
    }
    let slo = comparison.scenario.objectives.whole.text
    let money = MoneyText(currency: bill.currency)
    let period = comparison.scenario.period.projection == .month ? " a month" : " for the trace"
    guard winner.meetsObjective == true else {
      return "No option meets \(slo); the cheapest that can serve the trace is "
        + "\(winner.label) at \(money.text(bill.total))\(period)."
    }
    var sentence = "\(winner.label) is cheapest at \(money.text(bill.total))\(period)"
    let rivals = feasible.dropFirst().filter { $0.meetsObjective == true }
    let rival =
      rivals.first { $0.isOnOnePlatform && $0.option.platformID != winner.option.platformID }
      ?? rivals.first
    if let rival, let other = rival.bill {
      sentence +=
        ", "
        + comparedTo(bill.total, other.total, "\(rival.label) at \(money.text(other.total))")
    }
    let misses = feasible.filter {
      $0.meetsObjective == false && ($0.bill?.total ?? .zero) < bill.total
    }
    if let miss = misses.first, let other = miss.bill {
      sentence +=
        "; \(miss.label) would cost \(money.text(other.total)) but misses \(slo)"
    }
    return sentence + "."
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

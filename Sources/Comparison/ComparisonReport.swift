import Pricing
import Rendering
import Simulation
import Units

/// A comparison for people: the table, the verdict, and what to know about the figures.
public struct ComparisonReport: Sendable {
  public let comparison: OptionRanking
  public let run: RunDescription

  public init(_ comparison: OptionRanking, run: RunDescription) {
    self.comparison = comparison
    self.run = run
  }

  public var report: Report {
    var blocks: [Block] = [.paragraph(opening), .table(optionTable)]
    let infeasible = comparison.results.filter { !$0.isFeasible }
    if !infeasible.isEmpty {
      blocks.append(
        .list(infeasible.map { "\($0.spec): not feasible: \($0.infeasibleReason ?? "")" }))
    }
    blocks.append(.verdict(Verdict.sentence(comparison)))
    if comparison.scenario.trace.serviceNames.count > 1, let winner = comparison.winner {
      blocks += [.paragraph("By service, \(winner.label):"), .table(serviceTable(winner))]
    }
    blocks.append(.notes(notes))
    return Report(blocks)
  }

  // MARK: Opening

  private var opening: String {
    let scenario = comparison.scenario
    let trace = scenario.trace
    let services = trace.serviceNames.count
    let objective = scenario.objectives
    let billed =
      scenario.period.projection == .month
      ? "projected to a month of 730 h (× \(factor))" : "billed as it stands"
    return "\(grouped(trace.count)) requests of \(services) service\(services == 1 ? "" : "s") in "
      + "\(BillingPeriod.readable(scenario.period.span)), \(billed). "
      + "Objective: \(objective.whole.text)"
      + (objective.isDefault
        ? " (the default: p99 within 1.5 times the trace's p99 duration)." : ".")
  }

  private var factor: String {
    let factor = comparison.scenario.period.factor ?? .zero
    let text = factor.text(places: 2, padded: false, grouped: true)
    return text == "0" ? "less than 0.01" : text
  }

  /// The keys that `--with` stands for, unless an option names one itself.
  private var implied: [String] {
    run.usual.map(\.key.setting).filter { key in
      !comparison.results.contains { $0.option.names(key) }
    }
  }

  // MARK: Tables

  private var optionTable: Table {
    Table(
      columns: [
        Column("", .right), Column("option", .left, isFlexible: true),
        Column(costTitle, .right), Column("kg CO2e", .right, priority: 2),
        Column("p50 ms", .right, priority: 1),
        Column("p99 ms", .right, priority: 6), Column("cold", .right, priority: 5),
        Column("failed", .right, priority: 4), Column("instances", .right, priority: 3),
        Column("SLO", .left, priority: 7),
      ],
      rows: comparison.results.map(row))
  }

  private var costTitle: String {
    let unit = comparison.currency == "USD" ? "$" : comparison.currency
    return comparison.scenario.period.projection == .month ? "\(unit)/month" : "\(unit)/trace"
  }

  private func row(_ result: OptionResult) -> [Cell] {
    guard let bill = result.bill, let outcome = result.replay?.whole else {
      return [.missing, .text(result.title(without: implied), tone: .faint)]
    }
    let isMet = result.meetsObjective == true
    return [
      .number(result.rank.map(String.init) ?? "–"),
      .text(result.title(without: implied), marker: isDoubtful(bill) ? "*" : ""),
      .number(
        costText(result, comparison.rankingCurrency.total(bill))
          + (comparison.rankingCurrency.isExchanged(bill) ? " ≈" : "")),
      result.carbon.map { .number($0.kilograms.text(places: 2, grouped: true)) } ?? .missing,
    ] + performance(outcome) + [.text(isMet ? "met" : "missed", tone: isMet ? .good : .bad)]
  }

  private func costText(_ result: OptionResult, _ cost: Money) -> String {
    result.isAtLeast
      ? "at least \(cost.text(places: 2, grouped: true))" : MoneyText.cents(cost)
  }

  private func serviceTable(_ result: OptionResult) -> Table {
    let costs = comparison.rankingCurrency.serviceCosts(result)
    let services = result.replay?.services ?? []
    let shown = services.indices.sorted {
      (services[$1].requests, $0) < (services[$0].requests, $1)
    }.prefix(Self.mostServices)
    return Table(
      columns: [
        Column("service", .left, isFlexible: true), Column("requests", .right),
        Column(costTitle, .right), Column("p50 ms", .right, priority: 2),
        Column("p99 ms", .right, priority: 6), Column("cold", .right, priority: 5),
        Column("failed", .right, priority: 4), Column("instances", .right, priority: 3),
      ],
      rows: shown.map { index in
        [
          .text(comparison.scenario.trace.serviceNames[index]),
          .number(grouped(services[index].requests)), .number(MoneyText.cents(costs[index])),
        ] + performance(services[index])
      })
  }

  /// Services that the table shows; all of them are in the data formats.
  private static let mostServices = 20

  private func performance(_ outcome: Outcome) -> [Cell] {
    func milliseconds(_ value: Int64) -> Cell {
      guard outcome.completed > 0, let text = ExactDecimal(Int128(value), over: 1_000) else {
        return .missing
      }
      return .number(text.text(places: value < 10_000 ? 1 : 0, grouped: true))
    }
    return [
      milliseconds(outcome.latency.p50), milliseconds(outcome.latency.p99),
      percent(outcome.coldStarts, of: outcome.completed),
      percent(outcome.throttled + outcome.rejected, of: outcome.requests),
      .number(outcome.meanInstances.text(places: 1, grouped: true)),
    ]
  }

  private func percent(_ part: Int, of whole: Int) -> Cell {
    guard whole > 0, let share = ExactDecimal(Int128(part) * 100, over: Int128(whole)) else {
      return .missing
    }
    guard part > 0 else { return .number("0") }
    let text = share.text(places: 2)
    return .number(text == "0.00" ? "< 0.01 %" : text + " %")
  }

  /// What was assumed, each sentence once, after the ranks of the options that rest on it.
  private var assumptions: [Note] {
    var found: [(sentence: String, ranks: [Int])] = []
    for result in comparison.results {
      for sentence in result.assumptions {
        let known = found.firstIndex { $0.sentence == sentence }
        if known == nil { found.append((sentence, [])) }
        found[known ?? found.count - 1].ranks += [result.rank].compactMap { $0 }
      }
    }
    let feasible = comparison.results.filter(\.isFeasible).count
    return found.map { sentence, ranks in
      guard feasible > 1, ranks.count < feasible else { return Note("·", sentence) }
      return Note(
        "·",
        "option\(ranks.count == 1 ? "" : "s") \(ranks.map(String.init).joined(separator: ", ")): "
          + sentence)
    }
  }

  /// What `--with` put beside each platform.
  private var beside: [Note] {
    let parts = comparison.results.flatMap(\.option.parts)
    return parts.reduce(into: [(name: String, text: String)]()) { found, part in
      let added = part.spec.settings.filter { implied.contains($0.key) }
      let text = added.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
      if !text.isEmpty, !found.contains(where: { $0 == (part.platform.name, text) }) {
        found.append((part.platform.name, text))
      }
    }.map { Note("·", "beside \($0.name): \($0.text)") }
  }

  private func isDoubtful(_ bill: Bill) -> Bool {
    bill.lines.contains { $0.rate.tiers[$0.tier].confidence != .high }
  }

  // MARK: Notes

  private var notes: [Note] {
    var notes: [Note] = []
    for warning in comparison.warnings(run) {
      notes.append(Note(warning.code == "price-confidence" ? "*" : "!", warning.message))
    }
    if let sizing = comparison.sizing {
      notes.append(Note("·", sizing.sentence))
      notes.append(Note("·", "percentiles of latencies are within 0.1 % of the exact ones"))
    }
    notes += (run.report?.interpretation ?? []).map { Note("·", $0) } + assumptions
    if let near = run.near?.describe(comparison.results).sentence { notes.append(Note("·", near)) }
    notes += comparison.userTerms.assumptions.map { Note("·", $0) }
    if comparison.results.contains(where: {
      $0.bill.map(comparison.rankingCurrency.isExchanged) ?? false
    }) {
      notes.append(Note("≈", "exchanged into \(comparison.currency)"))
    }
    let prices = UsedPrices(comparison.results)
    if let oldest = prices.oldest, let newest = prices.newest {
      let dates = oldest == newest ? "\(oldest)" : "\(oldest) to \(newest)"
      notes.append(
        Note(
          "·",
          "list prices of \(dates)\(comparison.scenario.freeTier ? ", free tier applied" : ""); "
            + "costsim explain shows each line of a bill with its source"))
    }
    notes += beside
    if let sentence = SurroundingCoverage(comparison).sentence { notes.append(Note("·", sentence)) }
    return notes
  }
}

/// `1234567` as `1,234,567`.
func grouped(_ count: Int) -> String { separatedByThousands(String(count)) }

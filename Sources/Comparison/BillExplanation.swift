import Metering
import Pricing
import Rendering
import Units

/// A bill line by line: quantity × price = amount, with tier, date and source.
public struct BillExplanation: Sendable {
  public let result: OptionResult
  /// nil where totals were billed without a trace.
  public let period: BillingPeriod?
  public let freeTier: Bool
  private var exchanged: Bool { result.bill?.lines.contains { $0.rate.currency != "USD" } ?? false }

  public init(_ result: OptionResult, period: BillingPeriod?, freeTier: Bool) {
    self.result = result
    self.period = period
    self.freeTier = freeTier
  }

  /// The explanation with the discounts and exchange rates that the user stated.
  public func report(with priceBook: PriceBook, near: NearPlace?) -> Report {
    Report(
      report.blocks + (near.map { [$0.notes([result])] } ?? [])
        + [UserTerms([result], priceBook).notes])
  }

  public var report: Report {
    guard let bill = result.bill else { return Report() }
    let money = MoneyText(currency: bill.currency)
    let lines = ExplainedLine.lines(of: bill)
    var sums = [sum(lines, money)]
    if exchanged, let dollars = bill.totalInDollars {
      sums.append(
        "In US dollars, each line exchanged: \(MoneyText(currency: "USD").exact(dollars))")
    }
    return Report([
      .heading(
        "\(result.spec) in \(result.option.region): \(cost(bill, money)) \(periodName)"
      ),
      .table(table(lines, money)),
      .paragraph(sums.joined(separator: ". ")),
      .list(origins(lines)),
      .notes(sources(lines)),
    ])
  }

  /// The total, or what it lies between where totals leave that open.
  private func cost(_ bill: Bill, _ money: MoneyText) -> String {
    if let bounds = result.bounds, bounds.isRange(bill) {
      return "from \(money.exact(bounds.low.total)) to \(money.exact(bill.total))"
    }
    let isLeast = result.bounds != nil || result.isAtLeast
    return (isLeast ? "at least " : "") + money.exact(bill.total)
  }

  private var periodName: String {
    period?.projection == Projection.none ? "for the trace" : "a month"
  }

  private func table(_ lines: [ExplainedLine], _ money: MoneyText) -> Table {
    let hasFree = lines.contains { $0.freeQuantity > 0 }
    let hasTiers = lines.contains { $0.tier > 0 }
    var columns = [
      Column("line", .left, isFlexible: true), Column("quantity", .right), Column("price", .right),
      Column("per", .left), Column("amount", .right), Column("as of", .left, priority: 3),
      Column("source", .right, priority: 4),
    ]
    if hasTiers { columns.insert(Column("tier", .right, priority: 1), at: 5) }
    if hasFree { columns.insert(Column("free", .right, priority: 2), at: 2) }
    return Table(
      columns: columns,
      rows: lines.map { line in
        let tier = line.rate.tiers[line.tier]
        var cells: [Cell] = [
          .text(line.meter.title), .number(line.text(line.quantity)),
          tier.standing == .absent
            ? .missing
            : .number(MoneyText(currency: line.rate.currency).exact(tier.price ?? .zero)),
          .text(perText(line.rate)),
          tier.standing == .absent ? .missing : .number(money.exact(line.amount)),
          tier.asOf.map { .text($0.description) } ?? .missing,
          .number("[\(marker(line, lines))]"),
        ]
        if hasTiers { cells.insert(.number("\(line.tier + 1) of \(line.rate.tiers.count)"), at: 5) }
        if hasFree {
          cells.insert(
            line.freeQuantity > 0 ? .number(line.text(line.freeQuantity)) : .missing, at: 2)
        }
        return cells
      })
  }

  /// `1M Requests`, `GB-Second`.
  private func perText(_ rate: Rate) -> String {
    guard rate.per > 1 else {
      let name = rate.unit.rawValue
      return name.hasSuffix("s") ? String(name.dropLast()) : name
    }
    let (millions, rest) = rate.per.quotientAndRemainder(dividingBy: 1_000_000)
    let count = rest == 0 ? "\(millions)M" : separatedByThousands(String(rate.per))
    return "\(count) \(rate.unit.rawValue)"
  }

  private func sum(_ lines: [ExplainedLine], _ money: MoneyText) -> String {
    let total = lines.reduce(Money.zero) { $0 + $1.amount }
    guard !lines.isEmpty else { return "Nothing was used, so nothing is billed." }
    return "Total = " + lines.map { money.exact($0.amount) }.joined(separator: " + ")
      + (lines.count > 1 ? " = \(money.exact(total))" : "")
  }

  // MARK: Where quantities come from

  private func origins(_ lines: [ExplainedLine]) -> [String] {
    var sentences: [String] = []
    for line in lines {
      let sentence =
        "\(line.meter.title): \(QuantityOrigin(line, among: lines, platforms: result.platforms).text)"
      if !sentences.contains(sentence) { sentences.append(sentence) }
    }
    if let period, period.projection == .month,
      lines.contains(where: { $0.meter.isProjected })
    {
      sentences.append(
        "what was counted in the trace × 730 h / \(BillingPeriod.readable(period.span)), rounded to "
          + "a whole base unit")
    }
    sentences.append(
      freeTier
        ? "the account's free allowance is applied"
        : "no free allowance of the account is applied (--free-tier applies it)")
    sentences += result.assumptions + result.warnings.map(\.message)
    sentences += result.carbon?.explanation ?? []
    if let perMillion = result.bill?.total.times(1_000_000, over: result.billedRequests) {
      sentences.append(
        "per million requests: \(MoneyText(currency: result.bill?.currency ?? "USD").text(perMillion))"
      )
    }
    return sentences
  }

  // MARK: Sources

  private func sourceList(_ lines: [ExplainedLine]) -> [Source] {
    lines.compactMap { $0.rate.tiers[$0.tier].source }.uniqued()
  }

  private func marker(_ line: ExplainedLine, _ lines: [ExplainedLine]) -> Int {
    (sourceList(lines).firstIndex { $0 == line.rate.tiers[line.tier].source } ?? 0) + 1
  }

  private func sources(_ lines: [ExplainedLine]) -> [Note] {
    sourceList(lines).enumerated().map { index, source in
      let doubtful = lines.first {
        $0.rate.tiers[$0.tier].source == source && $0.rate.tiers[$0.tier].confidence != .high
      }
      let confidence = doubtful.map {
        " (\($0.rate.tiers[$0.tier].confidence.rawValue) confidence)"
      }
      return Note(
        "[\(index + 1)]", "\(source.title)\(confidence ?? "") \(source.url)")
    }
  }
}

/// The lines of one meter and tier, summed over services.
struct ExplainedLine {
  let meter: Meter
  let rate: Rate
  let tier: Int
  private(set) var quantity: Int128 = 0
  private(set) var freeQuantity: Int128 = 0
  private(set) var amount = Money.zero

  static func lines(of bill: Bill) -> [ExplainedLine] {
    var found: [ExplainedLine] = []
    for (line, amount) in zip(bill.lines, bill.amounts) {
      let known = found.firstIndex {
        $0.meter == line.meter && $0.tier == line.tier && $0.rate == line.rate
      }
      let index = known ?? found.count
      if known == nil {
        found.append(ExplainedLine(meter: line.meter, rate: line.rate, tier: line.tier))
      }
      found[index].quantity += line.quantity
      found[index].freeQuantity += line.freeQuantity
      found[index].amount += amount
    }
    return found
  }

  /// A quantity with its unit: `10,000 GB-Seconds`.
  func text(_ quantity: Int128) -> String {
    let number = ExactDecimal(quantity, over: rate.unit.baseUnits) ?? .zero
    return "\(number.text(places: 6, padded: false, grouped: true)) \(rate.unit.rawValue)"
  }
}

import Metering
import Pricing
import Simulation
import Units

/// The flat tables of a comparison: the same columns in JSON and CSV, every key in every record.
public struct ComparisonRecords: Sendable {
  /// One record an option.
  public let rows: RecordTable
  /// One record an option and service.
  public let services: RecordTable
  /// One record an option, service, meter and price tier.
  public let components: RecordTable

  public init(_ comparison: OptionRanking) {
    self.init(
      comparison.results, period: comparison.scenario.period,
      serviceNames: comparison.scenario.trace.serviceNames)
  }

  /// - Parameters:
  ///   - period: nil where totals were billed without a trace.
  public init(_ results: [OptionResult], period: BillingPeriod?, serviceNames: [String]) {
    var rows = RecordTable(columns: Self.rowColumns.map(\.name))
    var services = RecordTable(columns: Self.serviceColumns.map(\.name))
    var components = RecordTable(columns: Self.componentColumns.map(\.name))
    for result in results {
      rows.append(Self.identity(result) + Self.standing(result) + Self.figures(result, period))
      let (costs, dollars) = (result.serviceCosts, result.serviceCostsInDollars)
      for (index, name) in serviceNames.enumerated() {
        guard let replay = result.replay, let currency = result.bill?.currency else { break }
        services.append(
          [
            .text(result.id), .text(name),
            .text((result.serviceSpecs?[index] ?? result.spec).description),
          ]
            + Self.performance(replay.services[index])
            + [
              dollars.isEmpty ? .missing : .decimal(dollars[index]), .text(currency),
              .decimal(costs[index]),
            ])
      }
      guard let bill = result.bill else { continue }
      for line in bill.lines {
        components.append(Self.component(line, of: bill, result.id, serviceNames))
      }
    }
    self.rows = rows
    self.services = services
    self.components = components
  }

  // MARK: Rows

  private static func identity(_ result: OptionResult) -> [FieldValue] {
    let option = result.option
    return [
      .text(result.id), .text(result.spec.description), .text(option.platformID),
      .text(option.provider), .text(option.region), .text(option.costModel),
    ]
  }

  private static func standing(_ result: OptionResult) -> [FieldValue] {
    [
      result.rank.map { .integer(Int128($0)) } ?? .missing, .flag(result.isFeasible),
      result.infeasibleReason.map { .text($0) } ?? .missing,
    ]
  }

  private static func figures(_ result: OptionResult, _ period: BillingPeriod?) -> [FieldValue] {
    let bill = result.bill
    func decimal(_ money: Money?) -> FieldValue { money.map { .decimal($0) } ?? .missing }
    let perMillion = bill?.totalInDollars.flatMap {
      $0.times(1_000_000, over: result.billedRequests)
    }
    return performance(result.replay?.whole) + [
      decimal(bill?.totalInDollars), decimal(bill?.totalInDollars(of: .compute)),
      decimal(bill?.totalInDollars(of: .request)),
      decimal(bill?.totalInDollars(of: .surrounding)), decimal(perMillion),
      decimal(result.bounds?.low.totalInDollars), decimal(result.bounds?.high?.totalInDollars),
      result.carbon.map { .decimal($0.kilograms.rounded(places: 6)) } ?? .missing,
      result.meetsObjective.map { .flag($0) } ?? .missing,
      bill.map { .text($0.currency) } ?? .missing, bill.map { .decimal($0.total) } ?? .missing,
      period.map { hours($0.span) } ?? .missing,
      hours(period?.period ?? BillingPeriod.month),
      result.carbon.map { .decimal($0.kilowattHours.rounded(places: 6)) } ?? .missing,
      bill.map { .flag($0.lacksPrices) } ?? .missing,
      bill.map { bill in .flag(bill.lines.contains { $0.standing == .assumed }) } ?? .missing,
    ]
  }

  /// Requests, latencies and instances; all missing where nothing was replayed.
  private static func performance(_ outcome: Outcome?) -> [FieldValue] {
    guard let outcome else {
      return Array(repeating: .missing, count: performanceColumns.count)
    }
    func count(_ value: Int) -> FieldValue { .integer(Int128(value)) }
    func mean(_ sum: Int128, _ count: Int, _ scale: Int128 = 1) -> FieldValue {
      ExactDecimal(sum, over: Int128(count) * scale).map { .decimal($0.rounded(places: 6)) }
        ?? .missing
    }
    func milliseconds(_ value: Int64) -> FieldValue {
      outcome.completed > 0 ? mean(Int128(value), 1, 1_000) : .missing
    }
    let latency = outcome.latency
    return [
      count(outcome.requests), count(outcome.completed), count(outcome.throttled),
      count(outcome.rejected), count(outcome.coldStarts),
      mean(Int128(outcome.coldStarts), outcome.completed),
      mean(outcome.latencySum, outcome.completed, 1_000), milliseconds(latency.p50),
      milliseconds(latency.p90), milliseconds(latency.p95), milliseconds(latency.p99),
      milliseconds(latency.max), mean(outcome.waitSum, outcome.completed, 1_000),
      .decimal(outcome.meanRunning.rounded(places: 6)),
      .decimal(outcome.meanInstances.rounded(places: 6)), count(outcome.peakInstances),
      outcome.peakConcurrency == Outcome.unknownPeak
        ? .missing : count(outcome.peakConcurrency),
      .decimal(outcome.utilization.rounded(places: 6)),
    ]
  }

  private static func hours(_ microseconds: Int64) -> FieldValue {
    ExactDecimal(Int128(microseconds), over: 3_600_000_000).map { .decimal($0.rounded(places: 6)) }
      ?? .missing
  }

  // MARK: Services and components

  private static func component(
    _ line: BillLine, of bill: Bill, _ id: String, _ serviceNames: [String]
  ) -> [FieldValue] {
    let tier = line.rate.tiers[line.tier]
    func dollars(_ money: Money) -> FieldValue {
      bill.dollars(money, of: line).map { .decimal($0) } ?? .missing
    }
    func quantity(_ base: Int128, _ divisor: Int128) -> FieldValue {
      ExactDecimal(base, over: divisor).map { .decimal($0) } ?? .missing
    }
    let unit = line.rate.unit
    let isPriced = line.standing != .absent
    func priced(_ value: FieldValue) -> FieldValue { isPriced ? value : .missing }
    return [
      .text(id), .text(line.meter.category.rawValue), .text(line.meter.id),
      line.service.map { .text(serviceNames.isEmpty ? "default" : serviceNames[$0]) } ?? .missing,
      .text(line.rate.service.serviceName),
      quantity(line.quantity, unit.baseUnits), .text(unit.rawValue),
      line.pricingQuantity.map { .decimal($0) } ?? .missing, .text(line.rate.unitText),
      priced(dollars(line.price)), quantity(line.freeQuantity, unit.baseUnits),
      priced(dollars(line.listAmount)), priced(dollars(line.amount)), .text(line.rate.currency),
      priced(.decimal(line.amount)), .integer(Int128(line.tier + 1)),
      tier.asOf.map { .text($0.description) } ?? .missing,
      .text(sourceText(tier.source)),
      .text(tier.confidence.rawValue), .flag(line.standing == .assumed),
    ]
  }

  private static func sourceText(_ source: Source?) -> String {
    guard let source else { return "" }
    return source.url.isEmpty ? source.title : "\(source.title) <\(source.url)>"
  }
}

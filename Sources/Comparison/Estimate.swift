import Metering
import Pricing
import Units

/// The bill of an option for totals instead of a trace.
public struct Estimate: Sendable {
  public let option: PlatformOption
  public let totals: UsageTotals
  public let rates: RateTable
  public let freeTier: Bool
  private let priceBook: PriceBook

  public init(
    _ option: PlatformOption, totals: UsageTotals, priceBook: PriceBook, freeTier: Bool
  ) throws {
    self.option = option
    self.totals = totals
    self.freeTier = freeTier
    self.priceBook = priceBook
    rates = try priceBook.rates(of: option.platform)
  }

  /// The result; throws `.usage` where a total is missing or the option is not feasible.
  public func result(id: String) throws -> OptionResult {
    if let reason = Feasibility(option: option).parameterReason() {
      throw Failure(.usage, "\(option.spec): \(reason)")
    }
    if let beside = option.surroundings.first {
      throw Failure(
        .usage, "\(option.spec): without a trace, \(beside.key.setting)= cannot be billed",
        hint: "bill it as an option of its own: --option \(beside.service.platform.id)")
    }
    let direct = try directReadings()
    let bill = try self.bill(direct, .billed)
    let environments =
      direct.isEmpty ? try EstimatedUsage(option: option, totals: totals).environments : nil
    let bounds = try bounds(of: bill, environments)
    let least = bounds.flatMap { $0.isRange(bill) ? $0.low : nil }
    let money = MoneyText(currency: bill.currency)
    let hasSurplus = direct.contains { $0.meter.counts(.surplusCPUTime) }
    var result = OptionResult(
      id: id, option: .platform(option), spec: option.spec, infeasibleReason: nil, replay: nil,
      serviceSpecs: nil, bill: bill, platforms: [option.platform],
      billedRequests: totals.allRequests ?? 0, meetsObjective: nil,
      assumptions: (environments?.sentences(least: least.map { money.exact($0.total) }) ?? [])
        + initialization + (environments == nil ? [] : option.activeTimeNote),
      warnings: hasSurplus
        ? [] : [CPUCreditUse.unstatedUse(option.instanceType)].compactMap { $0 }, rank: 1)
    result.bounds = bounds
    return result
  }

  /// nil where the bill is what it costs.
  private func bounds(of bill: Bill, _ environments: EstimatedEnvironments?) throws -> CostBounds? {
    guard let environments, !environments.areStated else { return nil }
    let least = try self.bill([], .least)
    if environments.billsExistence { return CostBounds(low: least, high: nil) }
    return least.total == bill.total ? nil : CostBounds(low: least, high: bill)
  }

  /// What initialisation the bill holds, where the vendor bills it.
  private var initialization: [String] {
    guard case .perInvocation(let settings) = option.deployment,
      totals.requests ?? 0 > 0, totals.duration != nil, option.billsInitialization
    else { return [] }
    guard settings.statedInit(of: option) != nil else {
      return [
        "initialisation is billed too but not included: how often an environment starts shows in a "
          + "trace (init= adds that of the fewest starts possible)"
      ]
    }
    return [
      "initialisation (init=) of the fewest environments possible is included; further starts add "
        + "to it"
    ]
  }

  /// The bill at one of the bounds, where what is stated directly comes first.
  private func bill(
    _ direct: [PricedReading], _ bound: EstimatedEnvironments.Bound
  ) throws -> Bill {
    var readings = direct
    let estimated = EstimatedUsage(option: option, totals: totals, bound: bound)
    if let usage = try estimated.usage(metersAlone: !direct.isEmpty) {
      for reading in try OptionBilling(option, rates: rates).readings(
        usage, service: nil, instances: option.statedInstances)
      where !direct.contains(where: { $0.meter == reading.meter }) {
        readings.append(reading)
      }
    }
    return try priceBook.bill(readings, freeTier: freeTier)
  }

  private func directReadings() throws -> [PricedReading] {
    try totals.meters.map { name, quantity in
      let meters = option.meters
      guard let meter = meters.first(where: { $0.id == name }) else {
        throw unknownMeter(name, among: meters)
      }
      let rate = try OptionBilling(option, rates: rates).rate(of: meter)
      guard let scaled = quantity.times(rate.unit.baseUnits, over: ExactDecimal.one) else {
        throw Failure(.usage, "--meter \(name)=\(quantity) is too large to bill")
      }
      return PricedReading(meter: meter, service: nil, quantity: scaled.scaled, rate: rate)
    }
  }

  private func unknownMeter(_ name: String, among meters: [Meter]) -> Failure {
    let hint = "its meters are \(meters.map(\.id).joined(separator: ", "))"
    guard let idle = option.platform.metering.meters.first(where: { $0.id == name }) else {
      return Failure(
        .usage,
        "--meter \(quotedText(name)) is no meter of \(option.platform.id)"
          + didYouMean(name, among: meters.map(\.id)), hint: hint)
    }
    let conditions = idle.conditions.map { "\($0.key)=\($0.values.joined(separator: "|"))" }
    return Failure(
      .usage,
      "--meter \(quotedText(name)) does not run for \(option.spec), only with "
        + conditions.joined(separator: " and "), hint: hint)
  }
}

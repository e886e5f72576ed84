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
    let billing = OptionBilling(option, rates: rates)
    var readings = try directReadings()
    let estimated = EstimatedUsage(option: option, totals: totals)
    if let usage = try estimated.usage(metersAlone: !readings.isEmpty) {
      for reading in try billing.readings(usage, service: nil)
      where !readings.contains(where: { $0.meter == reading.meter }) {
        readings.append(reading)
      }
    }
    let bill = try priceBook.bill(readings, freeTier: freeTier)
    let hasSurplus = readings.contains { $0.meter.counts(.surplusCPUTime) }
    return OptionResult(
      id: id, option: .platform(option), spec: option.spec, infeasibleReason: nil, replay: nil,
      serviceSpecs: nil, bill: bill, platforms: [option.platform],
      billedRequests: totals.allRequests ?? 0, meetsObjective: nil,
      assumptions: [],
      warnings: hasSurplus
        ? [] : [CPUCreditUse.unstatedUse(option.instanceType)].compactMap { $0 }, rank: 1)
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

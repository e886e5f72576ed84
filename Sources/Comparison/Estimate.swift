import Metering
import Pricing
import Units

/// A month's totals, to be billed without a trace.
public struct UsageTotals: Sendable {
  public var requests: Int128?
  /// Microseconds a request.
  public var duration: Int64?
  /// MB, where the option does not state memory.
  public var memory: Int32?
  /// Hours an instance; nil is a month of 730 h.
  public var hours: ExactDecimal?
  /// Meters billed as they stand, in units of their rate.
  public var meters: [(name: String, quantity: ExactDecimal)]

  public init(
    requests: Int128? = nil, duration: Int64? = nil, memory: Int32? = nil,
    hours: ExactDecimal? = nil, meters: [(name: String, quantity: ExactDecimal)] = []
  ) {
    self.requests = requests
    self.duration = duration
    self.memory = memory
    self.hours = hours
    self.meters = meters
  }
}

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
    let billing = OptionBilling(option, rates: rates)
    var readings = try directReadings()
    if let usage = try usage(metersAlone: !readings.isEmpty) {
      for reading in try billing.readings(usage, service: nil)
      where !readings.contains(where: { $0.meter == reading.meter }) {
        readings.append(reading)
      }
    }
    let bill = try priceBook.bill(readings, freeTier: freeTier)
    return OptionResult(
      id: id, option: .platform(option), spec: option.spec, infeasibleReason: nil, replay: nil,
      serviceSpecs: nil, bill: bill, platforms: [option.platform],
      billedRequests: totals.requests ?? 0, meetsObjective: nil,
      assumptions: [], warnings: [], rank: 1)
  }

  private func directReadings() throws -> [PricedReading] {
    try totals.meters.map { name, quantity in
      let meters = option.platform.metering.meters
      guard let meter = meters.first(where: { $0.id == name }) else {
        throw Failure(
          .usage,
          "--meter \(quotedText(name)) is no meter of \(option.platform.id)"
            + didYouMean(name, among: meters.map(\.id)),
          hint: "its meters are \(meters.map(\.id).joined(separator: ", "))")
      }
      let rate = try rates.rate(of: meter.id, region: option.region) { option[$0] }
      guard let scaled = quantity.times(rate.unit.baseUnits, over: ExactDecimal.one) else {
        throw Failure(.usage, "--meter \(name)=\(quantity) is too large to bill")
      }
      return PricedReading(meter: meter, service: nil, quantity: scaled.scaled, rate: rate)
    }
  }

  /// What the totals say was used; nil where meters alone are billed.
  private func usage(metersAlone: Bool) throws -> Usage? {
    switch option.deployment {
    case .perInvocation(let settings):
      if totals.requests == nil && metersAlone { return nil }
      guard let requests = totals.requests else {
        throw missing("--requests", "how many requests a month has")
      }
      if totals.duration == nil && metersAlone {
        return Usage(requests: requests)
      }
      return try invocations(requests, settings)
    case .provisioned(let settings):
      if totals.hours == nil && metersAlone { return nil }
      return Usage(instanceTime: try instanceTime(settings))
    }
  }

  private func invocations(_ requests: Int128, _ settings: InvocationSettings) throws -> Usage {
    guard let duration = totals.duration else {
      throw missing("--duration-ms", "how long a request runs")
    }
    guard let memory = settings.memory ?? totals.memory else {
      throw missing("--memory-mb", "or memory= in the option")
    }
    if let reason = Feasibility(option: option).requestReason(longest: duration, largest: memory) {
      throw Failure(.usage, "\(option.spec): \(reason)")
    }
    let rules = option.platform.metering
    let billed = try option.platform.billedTimeRule.billed(duration: duration, initialization: 0)
    let (time, overflow) = requests.multipliedReportingOverflow(by: Int128(billed))
    let (memoryTime, memoryOverflow) = time.multipliedReportingOverflow(
      by: Int128(rules.billedMemory.billed(memory)))
    guard !overflow, !memoryOverflow else {
      throw Failure(.usage, "\(requests) requests are too many to bill")
    }
    return Usage(requests: requests, billedTime: time, billedMemoryTime: memoryTime)
  }

  private func instanceTime(_ settings: FleetSettings) throws -> Int128 {
    if !option.platform.sizes.isEmpty {
      guard settings.milliVcpu != nil, settings.memory != nil else {
        throw Failure(
          .usage, "\(option.spec) needs vcpu= and memory=",
          hint: "without a trace there is nothing to size an instance by")
      }
    }
    let hours = totals.hours ?? ExactDecimal(scaled: 730 * ExactDecimal.one)
    guard let time = hours.times(3_600_000_000, over: ExactDecimal.one),
      let microseconds = Int64(exactly: time.scaled),
      microseconds <= Self.longest
    else { throw Failure(.usage, "--hours \(hours) is too large") }
    let billed = try option.platform.instanceTimeRule.billed(microseconds)
    return Int128(settings.count ?? 1) * Int128(billed)
  }

  /// 100,000 years.
  private static let longest: Int64 = 3_155_760_000_000_000_000

  private func missing(_ flag: String, _ meaning: String) -> Failure {
    Failure(.usage, "\(option.spec) is billed by request: \(flag) is missing", hint: meaning)
  }
}

import Metering
import Pricing
import Simulation
import Traces
import Units

/// What the services beside a part of an option are billed for.
struct SurroundingUsage {
  let option: PlatformOption
  let context: EvaluationContext

  private var period: BillingPeriod { context.scenario.period }

  /// The readings of everything that stands beside the part.
  ///
  /// - Parameters:
  ///   - trace: holds the services of the part.
  ///   - window: first arrival to last departure.
  ///   - keys: what is wanted of what stands there.
  func readings(
    of part: SurroundedPart, trace: Trace, window: Int64,
    keys: [Companion.Key] = Companion.Key.allCases
  ) throws -> [PricedReading] {
    let wanted = option.surroundings.filter { keys.contains($0.key) }
    guard !wanted.isEmpty else { return [] }
    let isWhole = part.services == Array(trace.rows.indices)
    let passing = isWhole ? trace : trace.subset(services: part.services.sorted())
    return try wanted.flatMap { surrounding -> [PricedReading] in
      let billing = try billing(surrounding)
      let shared = try self.shared(
        surrounding, passing, window: window, instances: part.instances)
      let counts = try stepMeter(surrounding)?.counts(of: trace)
      return try billing.readings(shared, service: nil, projectedBy: period)
        + zip(part.services, part.ran).flatMap { service, ran in
          var usage = try self.usage(surrounding, of: service, trace, ran: ran)
          if let counts { usage.requests = counts[service] }
          return try billing.readings(usage, service: service, projectedBy: period)
        }
    }
  }

  /// What an instance has of its own, for a month.
  func readingsOfAnInstance() throws -> [PricedReading] {
    try option.surroundings.filter(\.key.isForEachInstance).flatMap { surrounding in
      let usage = try capacity(surrounding, time: BillingPeriod.month, instances: 1)
      return try billing(surrounding).readings(usage, service: nil)
    }
  }

  private func billing(_ surrounding: Surrounding) throws -> OptionBilling {
    OptionBilling(
      surrounding.service, rates: try context.priceBook.rates(of: surrounding.service.platform),
      assumingPricesIn: try context.priceBook.currency(of: option))
  }

  /// What services share.
  private func shared(
    _ surrounding: Surrounding, _ trace: Trace, window: Int64, instances: Int
  ) throws -> Usage {
    var usage = try capacity(
      surrounding, time: period.existence(window: window), instances: instances)
    if surrounding.key == .front, let unit = surrounding.service.platform.capacityUnit {
      usage.capacityUnitTime = try capacityUnits(of: trace, unit, rules: surrounding.service.rules)
    }
    return usage
  }

  /// What is there whether requests come or not.
  private func capacity(
    _ surrounding: Surrounding, time: Int64, instances: Int
  ) throws -> Usage {
    var usage = Usage()
    guard case .stated(let amount) = surrounding.amount else { return usage }
    let count = surrounding.key.isForEachInstance ? Int128(instances) : 1
    switch surrounding.key {
    case .logs, .egress: break
    case .front, .nat, .publicIPv4, .cluster:
      if surrounding.service.hasDeployedTime {
        let billed = try surrounding.service.platform.deployedTimeRule.billed(time)
        usage.deployedTime = try product(Int128(billed) * count, amount)
      }
    case .disk, .imageStorage:
      usage.storedMemoryTime = try product(Int128(time) * count * 1_024, amount)
    }
    return usage
  }

  /// What the requests of a service use.
  ///
  /// - Parameter ran: requests that the option ran.
  private func usage(
    _ surrounding: Surrounding, of service: Int, _ trace: Trace, ran: Int
  ) throws -> Usage {
    var usage = Usage()
    let rows = trace.rows[service]
    switch (surrounding.key, surrounding.amount) {
    case (.front, _): usage.requests = Int128(rows.count)
    case (.logs, .stated(let bytes)): usage.logBytes = try product(Int128(ran), bytes)
    case (.egress, .stated(let bytes)): usage.egressBytes = try product(Int128(rows.count), bytes)
    case (.egress, .fromTrace): usage.egressBytes = try responseBytes(of: service, trace)
    default: break
    }
    return usage
  }

  private func product(_ quantity: Int128, _ amount: ExactDecimal) throws -> Int128 {
    let (product, overflow) = amount.scaled.multipliedReportingOverflow(by: quantity)
    guard !overflow else {
      throw Failure(.data, "\(option.spec): what stands beside compute is too much to bill")
    }
    return roundedHalfToEven(product, over: ExactDecimal.one)
  }

  private func responseBytes(of service: Int, _ trace: Trace) throws -> Int128 {
    guard trace.hasResponseBytes else {
      throw Failure(
        .usage,
        "\(option.spec): the trace has no column response_bytes to take what is sent from",
        hint: "state the bytes of a response, such as egress-bytes=2048 or --with egress=2048")
    }
    return trace.statistics(of: service).responseBytes
  }

  private func capacityUnits(of trace: Trace, _ unit: CapacityUnit, rules: Int) throws -> Int128 {
    try CapacityUnitMeter(
      unit: unit, rules: rules, isForFunctions: option.platform.model == .perInvocation,
      bytes: option.surroundings.first { $0.key == .egress }?.amount
    ).time(of: trace)
  }

  /// How a front counts requests by size; nil where it counts each once.
  private func stepMeter(_ surrounding: Surrounding) -> RequestStepMeter? {
    guard surrounding.key == .front,
      let step = surrounding.service.platform.metering.requestStep
    else { return nil }
    return RequestStepMeter(
      step: step, responses: option.surroundings.first { $0.key == .egress }?.amount)
  }

  /// What was assumed, a sentence each.
  var assumptions: [String] {
    option.surroundings.compactMap { surrounding in
      switch surrounding.key {
      case .nat: return "no data passes through the NAT gateway"
      case .front where surrounding.service.platform.capacityUnit != nil:
        return "each request opens a connection to the load balancer"
      case .front:
        return stepMeter(surrounding)?.assumption(of: context.scenario.trace)
      default: return nil
      }
    }
  }
}

extension Companion.Key {
  /// Whether each instance has one of its own.
  fileprivate var isForEachInstance: Bool { self == .publicIPv4 || self == .disk }
}

import Metering
import Pricing
import Units

/// Turns the usage of one option into readings of its platform's meters at their rates.
struct OptionBilling: Sendable {
  let platform: Platform
  let region: String
  let parameters: [OptionSpec.Setting]
  let resources: ConfiguredResources
  let rates: RateTable
  /// That of the instance type, where rates depend on it and no parameter says it.
  private let architecture: String?
  /// The currency in which a dearest known price stands for one that is not known; nil makes a
  /// missing price an error.
  private let assumedCurrency: String?

  init(_ option: PlatformOption, rates: RateTable) {
    self.init(option, rates: rates, assumingPricesIn: nil)
  }

  /// The same for a service beside compute, whose missing prices are assumed.
  ///
  /// - Parameter currency: of the compute that it stands beside.
  init(_ option: PlatformOption, rates: RateTable, assumingPricesIn currency: String?) {
    platform = option.platform
    region = option.region
    parameters = option.parameters
    resources = option.resources
    architecture = option.instanceType?.arch
    self.rates = rates
    assumedCurrency = currency
  }

  /// The same for an instance whose size was chosen here and not in the option.
  init(_ option: PlatformOption, size: InstanceSize, rates: RateTable) {
    platform = option.platform
    region = option.region
    parameters = option.parameters
    let sized: [(String, Int128)] = [
      ("vcpu", Int128(size.milliVcpu)), ("memory", Int128(size.memory)),
    ]
    let others = option.platform.parameters.map(\.key).compactMap { key in
      sized.contains { $0.0 == key } ? nil : option.resources[key].map { (key, $0) }
    }
    resources = ConfiguredResources(sized + others)
    architecture = option.instanceType?.arch
    self.rates = rates
    assumedCurrency = nil
  }

  /// What each meter of the platform reads, projected to the period where one is given.
  ///
  /// Throws where a meter of compute with usage has no price.
  ///
  /// - Parameter instances: how many share the usage evenly.
  func readings(
    _ usage: Usage, service: Int?, projectedBy period: BillingPeriod? = nil, instances: Int = 1
  ) throws -> [PricedReading] {
    let resources = platform.resources(self.resources, memory: usage.environmentMemory)
    return try platform.meters(where: value(of:)).compactMap { meter in
      let quantity = try meter.quantity(
        of: usage, resources: resources, where: value(of:),
        projecting: { try period?.quantity($0) ?? $0 })
      guard quantity > 0 else { return nil }
      var reading = PricedReading(
        meter: meter, service: service, quantity: quantity, rate: try rate(of: meter))
      if meter.hasTiersPerInstance { reading.instances = Int128(instances) }
      return reading
    }
  }

  /// Throws `.unavailable` where there is none.
  func rate(of meter: Meter) throws -> Rate {
    guard let formula = meter.formula else {
      if let currency = assumedCurrency {
        return rates.rateOrDearest(
          of: meter, region: region, currency: currency, parameter: value(of:)
        ).charged(by: platform)
      }
      return try rates.rate(of: meter.id, region: region, parameter: value(of:))
        .charged(by: platform)
    }
    return platform.rate(
      of: meter, unit: formula.unit, price: try formula.price(value(of:)), region: region,
      currency: value(of: "currency") ?? "USD")
  }

  private func value(of key: String) -> String? {
    parameters.first { $0.key == key }?.value ?? (key == "arch" ? architecture : nil)
  }
}

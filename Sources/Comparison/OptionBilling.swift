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

  init(_ option: PlatformOption, rates: RateTable) {
    platform = option.platform
    region = option.region
    parameters = option.parameters
    resources = option.resources
    self.rates = rates
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
    self.rates = rates
  }

  /// What each meter of the platform reads, projected to the period where one is given.
  ///
  /// Throws where a meter with usage has no price.
  func readings(
    _ usage: Usage, service: Int?, projectedBy period: BillingPeriod? = nil
  ) throws -> [PricedReading] {
    try platform.meters(where: value(of:)).compactMap { meter in
      var quantity = try meter.quantity(of: usage, resources: resources)
      if meter.basis.isProjected, let period { quantity = try period.quantity(quantity) }
      guard quantity > 0 else { return nil }
      return PricedReading(
        meter: meter, service: service, quantity: quantity, rate: try rate(of: meter))
    }
  }

  /// Throws `.unavailable` where there is none.
  func rate(of meter: Meter) throws -> Rate {
    try rates.rate(of: meter.id, region: region, parameter: value(of:))
  }

  private func value(of key: String) -> String? { parameters.first { $0.key == key }?.value }
}

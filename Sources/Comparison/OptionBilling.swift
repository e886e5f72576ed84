import Metering
import Pricing
import Units

/// Turns the usage of one option into readings of its platform's meters, and those into a bill.
struct OptionBilling: Sendable {
  let platform: Platform
  let region: String
  let parameters: [OptionSpec.Setting]
  let resources: ConfiguredResources
  let rates: RateTable
  let freeTier: Bool

  init(_ option: DeploymentOption, rates: RateTable, freeTier: Bool) {
    platform = option.platform
    region = option.region
    parameters = option.parameters
    resources = option.resources
    self.rates = rates
    self.freeTier = freeTier
  }

  /// The same for an instance whose size was chosen here and not in the option.
  init(_ option: DeploymentOption, size: InstanceSize, rates: RateTable, freeTier: Bool) {
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
    self.freeTier = freeTier
  }

  /// What each meter of the platform reads, projected to the period where one is given.
  func readings(
    _ usage: Usage, service: Int?, projectedBy period: BillingPeriod? = nil
  ) throws -> [MeterReading] {
    try platform.meters(where: value).map { meter in
      let quantity = try meter.quantity(of: usage, resources: resources)
      guard meter.basis.isProjected, let period else {
        return MeterReading(meter: meter, service: service, quantity: quantity)
      }
      return MeterReading(
        meter: meter, service: service, quantity: try period.quantity(quantity))
    }
  }

  func bill(_ readings: [MeterReading]) throws -> Bill {
    let table = rates
    let region = region
    let value = value
    let allowances = platform.allowances.filter { $0.scope == .included || freeTier }
    return try Biller(allowances: allowances) { meter in
      try table.rate(of: meter.id, region: region, parameter: value)
    }.bill(readings)
  }

  /// Looks a parameter's value up.
  private var value: @Sendable (String) -> String? {
    let parameters = parameters
    return { key in parameters.first { $0.key == key }?.value }
  }
}

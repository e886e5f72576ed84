import Pricing
import Simulation
import Traces
import Units

/// What a part of an option keeps busy in one region for the billed period.
struct EnergyUse: Hashable, Sendable {
  let provider: String
  let region: String
  /// Thousandths of a vCPU·µs.
  var vcpuTime: Int128
  /// The part of it that is used.
  var busyTime: Int128
  /// MB·µs.
  var memoryTime: Int128

  /// Instances that are there for the whole period.
  ///
  /// - Parameters:
  ///   - window: of the replay, in microseconds.
  ///   - busy: thousandths of a vCPU·µs that the requests of the trace keep busy.
  init(
    _ option: PlatformOption, size: InstanceSize, count: Int, period: BillingPeriod, window: Int64,
    busy: Int128
  ) throws {
    let instanceTime = Int128(count) * Int128(period.existence(window: window))
    provider = option.platform.provider
    region = option.region
    vcpuTime = instanceTime * Int128(size.milliVcpu)
    busyTime = min(vcpuTime, try period.quantity(busy))
    memoryTime = instanceTime * Int128(size.memory)
  }

  /// Environments of functions: vCPU while they have requests, memory as long as they exist.
  ///
  /// - Parameters:
  ///   - memory: MB of an environment of each service.
  ///   - utilization: of a vCPU while a request runs, 0–1.
  init(
    _ option: PlatformOption, replay: Replay, memory: [Int32], period: BillingPeriod,
    utilization: ExactDecimal
  ) throws {
    provider = option.platform.provider
    region = option.region
    (vcpuTime, memoryTime) = (0, 0)
    for (outcome, memory) in zip(replay.services, memory) {
      let resources = option.platform.resources(option.resources, memory: Int128(memory))
      let full = option.platform.behaviour.memoryPerVcpu?.value
      let milliVcpu = resources["vcpu"] ?? full.map { Int128(memory) * 1_000 / Int128($0) } ?? 1_000
      vcpuTime += try period.quantity(outcome.runningTime * milliVcpu)
      let standing = Int128(outcome.standingInstances)
      let started = outcome.instanceTime - standing * Int128(outcome.window)
      let kept = standing * Int128(period.existence(window: outcome.window))
      memoryTime += try (period.quantity(started) + kept) * Int128(memory)
    }
    busyTime = utilization.times(vcpuTime, over: ExactDecimal.one)?.scaled ?? vcpuTime
  }
}

/// Energy and greenhouse gas of an option for the billed period.
public struct Carbon: Hashable, Sendable {
  public private(set) var kilowattHours = ExactDecimal.zero
  /// Of CO2e.
  public private(set) var kilograms = ExactDecimal.zero
  /// How the figures come about, a sentence each.
  public private(set) var explanation: [String] = []

  /// nil where a factor of one part is not known.
  init?(_ uses: [EnergyUse], _ priceBook: PriceBook) throws {
    guard !uses.isEmpty else { return nil }
    for use in uses {
      guard let factors = try CarbonFactors(priceBook.files, provider: use.provider),
        let grid = priceBook.regions.region(use.region, of: use.provider)?.gridFactor
      else { return nil }
      guard let energy = Self.energy(use, factors),
        let weight = grid.times(energy.scaled, over: ExactDecimal.one)
      else { return nil }
      kilowattHours += energy
      kilograms += weight
      explanation.append(Self.text(use, factors, grid, energy, weight))
    }
  }

  private static func hours(_ quantity: Int128, _ unit: Int128) -> ExactDecimal? {
    ExactDecimal(quantity, over: unit * 3_600_000_000)
  }

  /// (vCPU-hours × minimum + busy vCPU-hours × (maximum − minimum)) / 1000 + GB-hours × memory,
  /// × PUE.
  private static func energy(_ use: EnergyUse, _ factors: CarbonFactors) -> ExactDecimal? {
    guard let vcpu = hours(use.vcpuTime, 1_000), let busy = hours(use.busyTime, 1_000),
      let memory = hours(use.memoryTime, 1_024),
      let idle = vcpu.times(factors.minimumWatts),
      let more = busy.times(
        factors.maximumWatts - factors.minimumWatts), let held = memory.times(factors.memory),
      let watts = (idle + more).times(1, over: 1_000)
    else { return nil }
    return (watts + held).times(factors.pue)
  }

  private static func text(
    _ use: EnergyUse, _ factors: CarbonFactors, _ grid: ExactDecimal, _ energy: ExactDecimal,
    _ weight: ExactDecimal
  ) -> String {
    func rounded(_ number: ExactDecimal?) -> String {
      (number ?? .zero).text(places: 3, padded: false, grouped: true)
    }
    return "CO2e in \(use.region): (\(rounded(hours(use.vcpuTime, 1_000))) vCPU-hours × "
      + "\(factors.minimumWatts) W + \(rounded(hours(use.busyTime, 1_000))) busy vCPU-hours × "
      + "\(factors.maximumWatts - factors.minimumWatts) W) / 1,000 + "
      + "\(rounded(hours(use.memoryTime, 1_024))) GB-hours × \(factors.memory) kWh, × PUE "
      + "\(factors.pue) = \(rounded(energy)) kWh, × \(grid) kg a kWh = \(rounded(weight)) kg "
      + "(\(factors.source))"
  }
}

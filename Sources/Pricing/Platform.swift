import Metering
import Units

/// A platform to deploy on: identity, parameters, behaviour, limits and metering, from its file.
public struct Platform: Sendable {
  public let id: String
  /// The name for people, such as `EC2 with Docker`.
  public let name: String
  public let provider: String
  /// The vendor's name of the service, as it stands on a bill.
  public let serviceName: String
  public let model: DeploymentModel
  public let scope: FleetScope
  /// The SPECs that `compare` evaluates when none is given.
  public let defaultOptions: [String]
  public let parameters: [Parameter]
  /// The pairs of vCPU and memory that the platform sells; empty where it sells types.
  public let sizes: [InstanceSize]
  /// The instance types that the platform sells; empty where it sells pairs.
  public let types: [InstanceType]
  public let behaviour: Behaviour
  public let limits: [PlatformLimit]
  public let metering: MeteringRules
  public let allowances: [Allowance]
  /// What a load balancer's capacity unit holds; nil for anything else.
  public let capacityUnit: CapacityUnit?
  /// The ways of buying that differ from on demand, by value of the parameter `purchase`.
  public let commitments: [Commitment]
  /// The services that are usually used with the platform.
  public let companions: [Companion]
  /// Resources that follow a parameter.
  public let derived: [DerivedResource]
  /// Whose instances it runs on; nil where it has its own.
  public let nodes: NodePlatforms?
  /// What its rates are charged by: itself, or the platform whose instances it runs on.
  public internal(set) var pricedService: PricedService
  /// What the platform is for some values of its parameters.
  public internal(set) var variants: [PlatformVariant] = []
  public let sources: [Source]

  /// The parameter with this key.
  public func parameter(_ key: String) -> Parameter? { parameters.first { $0.key == key } }

  /// How the billed time of requests is rounded; throws `.configuration` where the file says nothing.
  public var billedTimeRule: BilledTimeRule {
    get throws { try stated(metering.billedTime, "billedTime") }
  }

  /// How the time of instances is rounded; throws `.configuration` where the file says nothing.
  public var instanceTimeRule: InstanceTimeRule {
    get throws { try stated(metering.instanceTime, "instanceTime") }
  }

  /// How the time that provisioned concurrency is configured is rounded; throws `.configuration`
  /// where the file says nothing.
  public var provisionedTimeRule: InstanceTimeRule {
    get throws { try stated(metering.provisionedTime, "provisionedTime") }
  }

  /// How the time that a deployment exists is rounded; throws `.configuration` where the file says
  /// nothing.
  public var deployedTimeRule: InstanceTimeRule {
    get throws { try stated(metering.deployedTime, "deployedTime") }
  }

  /// How the time of an account's plan is rounded; throws `.configuration` where the file says
  /// nothing.
  public var accountTimeRule: InstanceTimeRule {
    get throws { try stated(metering.accountTime, "accountTime") }
  }

  /// What the platform is for an option with these parameters.
  public func variant(where parameter: (String) -> String?) -> Platform {
    variants.first { $0.conditions.allSatisfy { $0.isMet(by: parameter) } }?.platform ?? self
  }

  /// Itself and its variants.
  public var forms: [Platform] { [self] + variants.map(\.platform) }

  /// What an environment with so much memory is metered by; `memory` nil leaves it as configured.
  public func resources(
    _ configured: ConfiguredResources, memory: Int128?
  ) -> ConfiguredResources {
    let sized = memory.map { configured.replacing([("memory", $0)]) } ?? configured
    let amounts = derived.compactMap { resource in
      sized[resource.parameter].flatMap(resource.amount).map { (resource.key, $0) }
    }
    return sized.replacing(amounts)
  }

  /// Whether options state every price of it.
  public var isPricedByOptions: Bool { metering.meters.allSatisfy { $0.formula != nil } }

  /// The meters that run for an option with these parameters.
  public func meters(where parameter: (String) -> String?) -> [Meter] {
    metering.meters.filter { $0.runs(where: parameter) }
  }

  /// The way of buying under a value of the parameter `purchase`; nil on demand.
  public func commitment(_ key: String) -> Commitment? { commitments.first { $0.key == key } }

  /// The companions of one kind; nil where the platform has none.
  public func companion(_ key: Companion.Key) -> Companion? {
    companions.first { $0.key == key }
  }

  private func stated<Rule>(_ rule: Rule?, _ name: String) throws -> Rule {
    guard let rule else { throw Failure(.configuration, "\(id): metering.\(name) is missing") }
    return rule
  }

  /// The rate of a price that an option makes itself.
  public func rate(
    of meter: Meter, unit: UsageUnit, price: Money, region: String, currency: String
  ) -> Rate {
    let origin = Source(key: "option", title: "the option's own figures", url: "")
    return Rate(
      service: pricedService, region: region, conditions: [], meter: meter.id, unit: unit, per: 1,
      currency: currency,
      tiers: [
        RateTier(
          from: .zero, price: price, asOf: nil, source: origin, confidence: .high, place: id)
      ])
  }

  /// What a source's short name stands for.
  public func source(_ key: String) -> Source? { sources.first { $0.key == key } }
}

/// How a platform runs requests.
public enum DeploymentModel: String, CaseIterable, Sendable {
  case perInvocation = "per-invocation"
  case provisioned
  /// Runs none: a service beside those that do, such as a load balancer.
  case surrounding

  /// What is counted for this model; a meter of another basis would never be billed.
  var bases: [MeterBasis] {
    switch self {
    case .perInvocation:
      return [
        .requests, .billedTime, .provisionedBilledTime, .executionTime, .provisionedTime, .restores,
        .deployedTime, .activeTime, .minimumActiveTime, .minimumTime, .minimumIdleTime,
        .environmentTime, .cpuTime, .accountTime, .instanceTime,
      ]
    case .provisioned: return [.instanceTime, .surplusCPUTime, .requests, .accountTime]
    case .surrounding:
      return [
        .requests, .deployedTime, .capacityUnits, .logBytes, .egressBytes, .natBytes, .storedTime,
      ]
    }
  }
}

/// Whether each service has its own fleet or all of them share one.
public enum FleetScope: String, CaseIterable, Sendable {
  case perService = "per-service"
  case shared
}

/// A valid pair of vCPU and memory.
public struct InstanceSize: Hashable, Sendable {
  /// Thousandths of a vCPU.
  public let milliVcpu: Int64
  /// MB.
  public let memory: Int64

  public init(milliVcpu: Int64, memory: Int64) {
    self.milliVcpu = milliVcpu
    self.memory = memory
  }
}

/// A virtual machine type.
public struct InstanceType: Hashable, Sendable {
  public let name: String
  public let size: InstanceSize
  public let arch: String
  /// Whether sustained CPU use above a baseline costs credits.
  public let burstable: Bool
  /// How the credits work; nil where that is not known.
  public let credits: CPUCredits?
}

/// What a burstable machine may use of its vCPU for long.
public struct CPUCredits: Hashable, Sendable {
  /// What happens above the baseline on a 24-hour average, unless the user changes it.
  public enum Mode: String, CaseIterable, Sendable {
    /// It goes on, for a price a vCPU-hour.
    case unlimited
    /// The machine slows down to the baseline.
    case standard
  }

  /// The share of each vCPU that costs nothing more, 0–1.
  public let baseline: ExactDecimal
  public let mode: Mode
}

/// What a platform counts, and how it rounds.
public struct MeteringRules: Sendable {
  /// There where a meter counts the billed time of requests.
  public let billedTime: BilledTimeRule?
  /// There where a meter counts the active periods of environments.
  public let activeTime: BilledTimeRule?
  /// Whether rounded periods of an environment that overlap are billed once; else each by itself.
  public let unitesActivePeriods: Bool
  /// Whether kept environments are active while there are more than are kept; else while they have
  /// requests.
  public let activatesKept: Bool
  /// What the rules above leave open, or how they were read, a sentence.
  public let activeTimeNote: String?
  /// How the existence of an environment that was started on demand is rounded; nil as it is.
  public let environmentTime: InstanceTimeRule?
  /// The day from which the rule for billed time holds.
  public let billedTimeFrom: CalendarDate?
  public let billedMemory: BilledMemoryRule
  /// There for every platform of provisioned instances.
  public let instanceTime: InstanceTimeRule?
  /// There where a meter counts configured provisioned concurrency.
  public let provisionedTime: InstanceTimeRule?
  /// There where a meter counts the time that deployments exist.
  public let deployedTime: InstanceTimeRule?
  /// There where a meter counts the time that an account has a plan.
  public let accountTime: InstanceTimeRule?
  /// Bytes of a request that count as one; nil where a request counts once, whatever its size.
  public let requestStep: Int64?
  public let meters: [Meter]
}

/// How a platform rounds the time that an instance, a deployment or provisioned concurrency exists;
/// microseconds, up to 366 days each.
public struct InstanceTimeRule: Hashable, Sendable {
  public let increment: Int64
  public let minimum: Int64

  /// Every microsecond as it is.
  public static let exact = InstanceTimeRule(increment: 1, minimum: 0)

  /// Billed time of one.
  public func billed(_ time: Int64) -> Int64 {
    roundedUp(max(time, minimum), over: increment) * increment
  }
}

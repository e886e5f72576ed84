import Metering
import Pricing
import Simulation
import Units

/// An option on one platform whose region and every key have been understood.
public struct PlatformOption: Sendable {
  public internal(set) var spec: OptionSpec
  public let platform: Platform
  /// The keys that the user wrote.
  let stated: [String]
  public let region: String
  /// Every parameter of the platform that has a value, defaults included.
  public let parameters: [OptionSpec.Setting]
  public internal(set) var deployment: Deployment

  public enum Deployment: Sendable {
    case perInvocation(InvocationSettings)
    case provisioned(FleetSettings)
    /// So many of a service that runs no requests, each with so many rules where it has any.
    case surrounding(count: Int, rules: Int)
  }

  /// Rules of a load balancer's listener; 0 for anything else.
  var rules: Int {
    guard case .surrounding(_, let rules) = deployment else { return 0 }
    return rules
  }

  /// The meters that run for the option.
  public var meters: [Meter] { platform.meters { self[$0] } }

  /// The value of a parameter, defaults included.
  public subscript(key: String) -> String? { parameters.first { $0.key == key }?.value }

  /// The amounts that the parameters configure, in base units.
  public let resources: ConfiguredResources
  /// What stands beside compute, in the order of `Companion.Key`.
  public let surroundings: [Surrounding]
  /// The instances that it runs on; nil where it has its own.
  let nodes: NodeOption?
}

/// The option whose instances another one runs on.
struct NodeOption: Sendable {
  private let content: [PlatformOption]

  init(_ option: PlatformOption) { content = [option] }

  var option: PlatformOption { content[0] }
}

extension PlatformOption {
  /// Whether a meter counts this.
  func counts(_ basis: MeterBasis) -> Bool { meters.contains { $0.counts(basis) } }

  /// Whether a meter runs for as long as the deployment exists.
  var hasDeployedTime: Bool { counts(.deployedTime) }

  /// Whether a meter counts the time that environments exist.
  var countsEnvironments: Bool {
    [.environmentTime, .minimumTime, .minimumIdleTime].contains(where: counts)
  }

  /// Whether a meter counts time of environments that requests ask for.
  var billsEnvironments: Bool {
    [.activeTime, .minimumActiveTime, .environmentTime].contains(where: counts)
  }

  /// Whether the vendor bills the time that an environment initialises.
  var billsInitialization: Bool {
    let metering = platform.metering
    if counts(.environmentTime) { return true }
    if counts(.activeTime) { return metering.activeTime?.includesInit == true }
    let billed: [MeterBasis] = [.billedTime, .executionTime]
    return billed.contains(where: counts) && metering.billedTime?.includesInit == true
  }

  /// The instances that the option states, 1 where it states none.
  var statedInstances: Int {
    guard case .provisioned(let fleet) = deployment else { return 1 }
    return fleet.count ?? 1
  }

  /// How the vendor's rule for active time was read, where a meter counts it.
  var activeTimeNote: [String] {
    guard counts(.activeTime) || counts(.minimumActiveTime) else { return [] }
    return platform.metering.activeTimeNote.map { [$0] } ?? []
  }

  /// Whether hours say anything about the option.
  public var isBilledByTheHour: Bool {
    if case .provisioned = deployment { return true }
    return hasDeployedTime || countsEnvironments || counts(.accountTime)
  }

  /// Whether the CPU time of requests says anything about the option.
  public var isBilledByCPUTime: Bool { counts(.cpuTime) }

  /// The machine type of its instances; nil where they have none.
  var instanceType: InstanceType? {
    guard case .provisioned(let settings) = deployment else { return nil }
    return settings.type
  }

  public var hasProvisionedConcurrency: Bool {
    guard case .perInvocation(let settings) = deployment else { return false }
    return settings.provisioned != nil
  }
}

/// How a per-invocation option runs its functions.
public struct InvocationSettings: Sendable {
  /// MB; nil takes each request's own.
  public let memory: Int32?
  public let keepAlive: KeepAlive
  public internal(set) var initialization: Initialization
  /// Where the initialisation time comes from, for people.
  public let initializationOrigin: String
  public let routing: Routing
  public let reservedConcurrency: Int?
  public let accountConcurrency: Int?
  /// nil without provisioned concurrency.
  public let provisioned: ProvisionedConcurrency?
  public let scaleRate: ScaleRate?
  /// Requests a second for each unit of concurrency; nil is no limit.
  public let requestsPerConcurrency: Int?
  public let throttling: ThrottlePolicy
  /// Whether environments start from a snapshot.
  public let isRestored: Bool
  /// Requests that an environment serves at once; nil takes the platform's, as far as its vCPU go.
  public let requestsPerEnvironment: Int?
  /// Environments of each service that are always kept.
  public let minimumEnvironments: Int
  /// Most environments of a service; nil is no limit.
  public let maximumEnvironments: Int?
}

/// Environments of a service that are always ready.
public enum ProvisionedConcurrency: Hashable, Sendable {
  /// So many for each service.
  case count(Int)
  /// For each service the cheapest number, at least one, that meets the objective.
  case sized
}

/// How a fleet option runs its instances; nil is sized to the objective.
public struct FleetSettings: Sendable {
  public internal(set) var scope: FleetScope
  public let type: InstanceType?
  /// Thousandths of a vCPU.
  public let milliVcpu: Int64?
  /// MB.
  public let memory: Int64?
  public let count: Int?
  public let slots: Int?
  /// Thousandths of a vCPU that a request takes; nil derives it from the trace.
  public let milliVcpuPerRequest: Int64?
  /// MB that a request takes; nil takes the trace's.
  public let memoryPerRequest: Int64?
  public let queueLimit: Int?
  /// Microseconds.
  public let queueTimeout: Int64?
  public let balance: Balance
}

import Metering
import Pricing
import Simulation
import Units

/// An option on one platform whose region and every key have been understood.
public struct PlatformOption: Sendable {
  public let spec: OptionSpec
  public let platform: Platform
  public let region: String
  /// Every parameter of the platform that has a value, defaults included.
  public let parameters: [OptionSpec.Setting]
  public let deployment: Deployment

  public enum Deployment: Sendable {
    case perInvocation(InvocationSettings)
    case provisioned(FleetSettings)
    /// So many of a service that runs no requests.
    case surrounding(count: Int)
  }

  /// The meters that run for the option.
  public var meters: [Meter] { platform.meters { self[$0] } }

  /// The value of a parameter, defaults included.
  public subscript(key: String) -> String? { parameters.first { $0.key == key }?.value }

  /// The amounts that the parameters configure, in base units.
  public let resources: ConfiguredResources
}

/// How a per-invocation option runs its functions.
public struct InvocationSettings: Sendable {
  /// MB; nil takes each request's own.
  public let memory: Int32?
  public let keepAlive: KeepAlive
  public let initialization: Initialization
  /// Where the initialisation time comes from, for people.
  public let initializationOrigin: String
  public let routing: Routing
  public let reservedConcurrency: Int?
  public let accountConcurrency: Int?
  /// Environments that are always ready; nil without provisioned concurrency.
  public let provisioned: Int?
}

/// How a fleet option runs its instances; nil is sized to the objective.
public struct FleetSettings: Sendable {
  public let scope: FleetScope
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
}

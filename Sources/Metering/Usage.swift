import Units

/// What a deployment used, by basis, before anything is said about prices.
///
/// Times are in microseconds, memory × time in MB·µs; both are rounded as the platform rounds.
public struct Usage: Hashable, Sendable {
  /// Completed requests.
  public var requests: Int128
  /// Billed time of requests outside provisioned concurrency.
  public var billedTime: Int128
  /// The same × billed memory.
  public var billedMemoryTime: Int128
  /// Billed time of requests inside provisioned concurrency.
  public var provisionedBilledTime: Int128 = 0
  /// The same × billed memory.
  public var provisionedBilledMemoryTime: Int128 = 0
  /// Configured provisioned concurrency × time.
  public var provisionedTime: Int128 = 0
  /// The same × memory.
  public var provisionedMemoryTime: Int128 = 0
  /// Active periods of environments that were started on demand, rounded.
  public var activeTime: Int128 = 0
  /// Active periods of kept environments, rounded.
  public var minimumActiveTime: Int128 = 0
  /// Kept environments × time.
  public var minimumTime: Int128 = 0
  /// The same less the time that they have requests.
  public var minimumIdleTime: Int128 = 0
  /// Time that environments which were started on demand exist.
  public var environmentTime: Int128 = 0
  /// CPU time of requests, in thousandths of a vCPU·µs.
  public var cpuTime: Int128 = 0
  /// The same of burstable instances above their baseline.
  public var surplusCPUTime: Int128 = 0
  /// Time of an account's plan.
  public var accountTime: Int128 = 0
  /// What each clock hour with use had; empty where no meter asks.
  public var hours: [HourlyUsage] = []
  /// Memory of an environment in MB, where the usage is of environments.
  public var environmentMemory: Int128?
  /// Memory of environments restored from a snapshot, in bytes.
  public var restoredBytes: Int128 = 0
  /// Time of all instances together.
  public var instanceTime: Int128
  /// Time of all deployments together, used or not.
  public var deployedTime: Int128 = 0
  /// The same × memory.
  public var deployedMemoryTime: Int128 = 0
  /// Load balancer capacity units × time, in millionths of a unit·µs.
  public var capacityUnitTime: Int128 = 0
  /// Log data in bytes.
  public var logBytes: Int128 = 0
  /// Data sent to the internet in bytes.
  public var egressBytes: Int128 = 0
  /// Data through NAT gateways in bytes.
  public var natBytes: Int128 = 0
  /// Stored data × time.
  public var storedMemoryTime: Int128 = 0

  public init(
    requests: Int128 = 0, billedTime: Int128 = 0, billedMemoryTime: Int128 = 0,
    instanceTime: Int128 = 0
  ) {
    self.requests = requests
    self.billedTime = billedTime
    self.billedMemoryTime = billedMemoryTime
    self.instanceTime = instanceTime
  }
}

/// What one service used in one clock hour.
public struct HourlyUsage: Hashable, Sendable {
  public let requests: Int128
  public let activeTime: Int128
  public let minimumActiveTime: Int128

  public init(requests: Int128, activeTime: Int128, minimumActiveTime: Int128) {
    self.requests = requests
    self.activeTime = activeTime
    self.minimumActiveTime = minimumActiveTime
  }
}

/// The amounts an option is configured with, in base units: memory and disk in MB, vCPU in
/// thousandths.
public struct ConfiguredResources: Sendable {
  private let amounts: [(key: String, amount: Int128)]

  public init(_ amounts: [(key: String, amount: Int128)]) { self.amounts = amounts }

  /// The amount under a parameter's key, nil where the option has no such parameter.
  public subscript(key: String) -> Int128? { amounts.first { $0.key == key }?.amount }

  /// The same with these amounts, which come before those of the same keys.
  public func replacing(_ others: [(key: String, amount: Int128)]) -> ConfiguredResources {
    ConfiguredResources(others + amounts)
  }
}

import Units

/// What a deployment used, by basis, before anything is said about prices.
public struct Usage: Hashable, Sendable {
  /// Completed requests.
  public var requests: Int128
  /// Billed time of requests in microseconds, rounded per request.
  public var billedTime: Int128
  /// Billed time × billed memory in MB·µs, rounded per request.
  public var billedMemoryTime: Int128
  /// Time of all instances together, in microseconds.
  public var instanceTime: Int128

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

/// The amounts an option is configured with, in base units: memory and disk in MB, vCPU in
/// thousandths.
public struct ConfiguredResources: Sendable {
  private let amounts: [(key: String, amount: Int128)]

  public init(_ amounts: [(key: String, amount: Int128)]) { self.amounts = amounts }

  /// The amount under a parameter's key, nil where the option has no such parameter.
  public subscript(key: String) -> Int128? { amounts.first { $0.key == key }?.amount }
}

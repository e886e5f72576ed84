import Units

/// What one service used of a per-invocation platform.
public struct InvocationUsage: Hashable, Sendable {
  /// Completed requests.
  public var requests: Int128
  /// Billed time in microseconds, rounded per request.
  public var billedTime: Int128
  /// Billed time × billed memory in MB·µs, rounded per request.
  public var billedMemoryTime: Int128

  public init(requests: Int128, billedTime: Int128, billedMemoryTime: Int128) {
    self.requests = requests
    self.billedTime = billedTime
    self.billedMemoryTime = billedMemoryTime
  }
}

/// What a deployment used, before anything is said about prices.
public enum Usage: Hashable, Sendable {
  case invocations(InvocationUsage)
  /// Time of all instances together, in microseconds.
  case instances(time: Int128)
}

/// The amounts an option is configured with, in base units: memory and disk in MB, vCPU in
/// thousandths.
public struct ConfiguredResources: Hashable, Sendable {
  private let amounts: [(key: String, amount: Int128)]

  public init(_ amounts: [(key: String, amount: Int128)]) { self.amounts = amounts }

  /// The amount under a parameter's key, nil where the option has no such parameter.
  public subscript(key: String) -> Int128? { amounts.first { $0.key == key }?.amount }

  public static func == (left: Self, right: Self) -> Bool {
    left.amounts.elementsEqual(right.amounts) { $0 == $1 }
  }

  public func hash(into hasher: inout Hasher) {
    for (key, amount) in amounts {
      hasher.combine(key)
      hasher.combine(amount)
    }
  }
}

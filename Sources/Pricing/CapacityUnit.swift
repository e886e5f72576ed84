import Units

/// What one capacity unit of a load balancer holds in an hour.
///
/// The units of an hour are the most that any of the dimensions asks for: connections, traffic or
/// rules.
public struct CapacityUnit: Hashable, Sendable {
  public let newConnectionsPerSecond: Int
  public let activeConnections: Int
  /// Traffic in both directions.
  public let bytesPerHour: Int
  /// The same for functions as targets; nil where they count as any other.
  public let functionBytesPerHour: Int?
  /// nil where rules are not counted.
  public let ruleEvaluationsPerSecond: Int?
  /// Rules of a listener that cost nothing.
  public let includedRules: Int
  public let asOf: AsOf
  /// A key of `Platform.sources`.
  public let source: String
}

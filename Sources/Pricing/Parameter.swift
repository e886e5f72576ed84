import Metering
import Units

/// Something an option of a platform can or must say.
public struct Parameter: Sendable {
  public let key: String
  /// What the number is counted in; nil where the value is a name.
  public let unit: ResourceUnit?
  /// Whether the value is a number without a unit, such as one that a price is made of.
  public let isNumber: Bool
  /// The names that are valid; empty where the value is a number or any region with a price.
  public let values: [String]
  public let minimum: ExactDecimal?
  public let maximum: ExactDecimal?
  public let step: ExactDecimal?
  public let defaultValue: String?
  /// What other parameters must be for a value to be possible, such as the runtimes that have it.
  public let requirements: [(value: String, conditions: [ParameterCondition])]
  public let asOf: AsOf?
  public let source: String?
}

/// What a platform counts an instance's resources in.
public enum ResourceUnit: String, CaseIterable, Sendable {
  case megabytes = "MB"
  case gigabytes = "GB"
  case vcpu = "vCPU"
  case gigahertz = "GHz"
  /// How many of something come with a request.
  case count
  /// Bytes that come with a request.
  case bytes

  /// What an amount looks like, for messages: whole base units.
  public var form: String {
    switch self {
    case .count: return "a positive whole number"
    case .bytes: return "a positive whole number of bytes"
    case .megabytes: return "a positive whole number of MB"
    case .gigabytes: return "a positive number of GB in whole MB"
    case .vcpu, .gigahertz:
      return "a positive number of \(rawValue) with at most three decimals"
    }
  }

  /// What a number of requests or a time multiplied by it measures; nil where that means nothing.
  func dimension(times other: UsageDimension) -> UsageDimension? {
    switch (self, other) {
    case (.megabytes, .time), (.gigabytes, .time): return .memoryTime
    case (.vcpu, .time): return .vcpuTime
    case (.gigahertz, .time): return .clockTime
    case (.count, .requests): return .requests
    case (.bytes, .requests): return .bytes
    default: return nil
    }
  }

  /// Base units in one: MB for memory and disk, thousandths for vCPU.
  public var baseAmount: Int128 {
    switch self {
    case .megabytes, .count, .bytes: return 1
    case .gigabytes: return 1024
    case .vcpu, .gigahertz: return 1_000
    }
  }
}

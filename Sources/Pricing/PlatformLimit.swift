import Metering
import Units

/// Something that a platform cannot do, or only so much of.
public struct PlatformLimit: Sendable {
  public enum Kind: String, CaseIterable, Sendable {
    case duration
    case memory
    case vcpu
    case cpuTime = "cpu-time"
    case requestPayload = "request-payload"
    case responsePayload = "response-payload"
    case package
    case image
    case disk
    case gpu
    case websocket
    case grpc
    case http2
    case udp
    case tcp
    case streaming

    /// The units that a maximum can have, with how much of the base unit each is.
    ///
    /// Base units: microseconds, MB of memory and disk, thousandths of a vCPU, bytes of payloads,
    /// packages and images.
    public var units: [(name: String, base: Int128)] {
      switch self {
      case .duration, .cpuTime, .websocket, .grpc, .streaming:
        return [("ms", 1_000), ("s", 1_000_000)]
      case .memory, .disk: return [("MB", 1), ("GB", 1_024)]
      case .vcpu: return [("vCPU", 1_000)]
      case .requestPayload, .responsePayload, .package, .image:
        return [("KB", 1 << 10), ("MB", 1 << 20), ("GB", 1 << 30)]
      case .gpu, .http2, .udp, .tcp: return []
      }
    }
  }

  public let kind: Kind
  /// Whether the platform can do it at all.
  public let isSupported: Bool
  /// The most of it in the unit as it is written; nil without a bound.
  public let maximum: ExactDecimal?
  public let unit: String
  /// The most of it in base units.
  public let baseMaximum: Int128?
  /// What an option's parameters must be for the limit to hold.
  public let conditions: [ParameterCondition]
  public let asOf: AsOf
  public let source: String
  /// What has no such limit: platforms' names, or beginnings of SPECs.
  public let instead: [String]

  /// `900 s`; `none` where the platform cannot do it.
  public var text: String {
    guard isSupported else { return "none" }
    return maximum.map { "\($0) \(unit)" } ?? "yes"
  }
}

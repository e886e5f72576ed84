import Units

/// A service beside compute that is usually used with a platform, and how much of it.
public struct Companion: Sendable {
  /// What the service is for, as options name it.
  public enum Key: String, CaseIterable, Sendable {
    /// What receives requests from the internet.
    case front
    /// Log data; `usual` is bytes a request.
    case logs
    /// Data sent to the internet.
    case egress
    /// NAT gateways; `usual` is how many.
    case nat
    /// Public addresses of instances; `usual` is how many an instance has.
    case publicIPv4 = "public-ipv4"
    /// Disk of instances; `usual` is GB an instance.
    case disk
    /// Stored container images; `usual` is GB.
    case imageStorage = "image-storage"
    /// The control plane of a cluster; `usual` is how many, and they are there unless an option
    /// says otherwise.
    case cluster

    /// What an amount is counted in, for people; nil where `usual` names a service.
    public var unit: String? {
      switch self {
      case .front: return nil
      case .logs: return "bytes a request"
      case .egress: return "bytes"
      case .nat: return "gateways"
      case .publicIPv4: return "an instance"
      case .disk: return "GB an instance"
      case .imageStorage: return "GB"
      case .cluster: return "clusters"
      }
    }
  }

  public let key: Key
  /// The services that can take the part: what an option calls them, and their platform's id.
  public let services: [(name: String, platform: String)]
  /// What an HTTP service usually has: the name of one of several services, else an amount; nil
  /// where it must be stated.
  public let usual: String?
  public let asOf: AsOf
  /// A key of `Platform.sources`.
  public let source: String
  public let confidence: Confidence
}

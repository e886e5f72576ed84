/// The name of an image: `[REGISTRY/]REPOSITORY[:TAG][@DIGEST]` (OCI distribution specification).
public struct ImageReference: Hashable, Sendable {
  /// `docker.io` where the name has none.
  public let registry: String
  /// With `library/` for Docker's official images left out: `nginx`, `bitnami/redis`.
  public let repository: String
  /// nil where the name has none, which means `latest`.
  public let tag: String?
  public let digest: String?

  public init(_ text: String) {
    var rest = text[...]
    if let at = rest.firstIndex(of: "@") {
      digest = String(rest[rest.index(after: at)...])
      rest = rest[..<at]
    } else {
      digest = nil
    }
    let lastPart = rest.lastIndex(of: "/").map { rest.index(after: $0) } ?? rest.startIndex
    if let colon = rest[lastPart...].firstIndex(of: ":") {
      tag = String(rest[rest.index(after: colon)...])
      rest = rest[..<colon]
    } else {
      tag = nil
    }
    var parts = rest.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let hasRegistry =
      parts.count > 1
      && (parts[0].contains(".") || parts[0].contains(":") || parts[0] == "localhost")
    registry = hasRegistry ? parts.removeFirst() : "docker.io"
    if registry == "docker.io", parts.count == 2, parts[0] == "library" { parts.removeFirst() }
    repository = parts.joined(separator: "/")
  }

  /// The last part of the repository: `redis` of `bitnami/redis`.
  public var name: String { repository.split(separator: "/").last.map(String.init) ?? repository }
}

import Units

/// Which requests of a log form a service.
public struct ServicePattern: Equatable, Sendable {
  /// What of a request names its service; the raw values are the names of `--service`.
  public enum Kind: String, CaseIterable, Sendable {
    case host, path
    case targetGroup = "target-group"
    case container, function
  }

  enum Segment: Equatable, Sendable {
    case literal([UInt8])
    /// Any segment, which becomes part of the name.
    case placeholder
  }

  let kind: Kind
  /// Of a path; empty for other kinds.
  let segments: [Segment]

  /// What requests that no pattern matches are called.
  static let unmatched = "other"

  /// Reads `host`, `target-group`, `container`, `function` or `path:/api/{1}`.
  ///
  /// A path pattern matches paths that begin with its segments; one in braces matches any segment.
  /// The matched part is the name of the service. Throws `Failure(.usage)` for anything else.
  public init(_ text: String) throws {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let kind = Kind(rawValue: String(parts[0])) else {
      let names = Kind.allCases.map(\.rawValue)
      throw Failure(
        .usage,
        "--service: unknown kind \(quotedText(String(parts[0])))"
          + didYouMean(String(parts[0]), among: names),
        hint: "host, path:/api/{1}, target-group, container or function")
    }
    self.kind = kind
    guard kind == .path else {
      guard parts.count == 1 else {
        throw Failure(.usage, "--service \(kind.rawValue) takes no pattern")
      }
      segments = []
      return
    }
    segments = try Self.segments(parts.count == 2 ? parts[1] : "", of: text)
  }

  private static func segments(_ pattern: Substring, of text: String) throws -> [Segment] {
    guard pattern.first == "/", !pattern.contains("?") else {
      throw Failure(
        .usage, "--service \(quotedText(text)) is no pattern of paths",
        hint: "such as 'path:/api/{1}', whose services are /api/cart and /api/orders")
    }
    return try pattern.split(separator: "/").map { segment in
      if segment.first == "{" && segment.last == "}" && segment.count > 2 { return .placeholder }
      guard !segment.contains("{"), !segment.contains("}") else {
        throw Failure(
          .usage,
          "--service: braces stand for a whole segment, not for part of "
            + quotedText(String(segment)))
      }
      return .literal(Array(segment.utf8))
    }
  }

  /// The part of `path` that the pattern matches; nil where it does not. The query is no part.
  func match(_ path: Field) -> Field? {
    var position = 0
    for segment in segments {
      while position < path.count && path[position] == UInt8(ascii: "/") { position += 1 }
      let start = position
      while position < path.count && path[position] != UInt8(ascii: "/") { position += 1 }
      guard position > start else { return nil }
      if case .literal(let bytes) = segment,
        !path[start..<position].elementsEqual(bytes)
      {
        return nil
      }
    }
    return segments.isEmpty ? path : Field(rebasing: path[..<position])
  }
}

/// What a request asked for, taken apart.
struct RequestTarget {
  /// Without a port; nil where the target is no absolute URL.
  private(set) var host: Field?
  /// Without the query; nil where there is none.
  private(set) var path: Field?

  /// Reads `/a/b?c`, `https://host:443/a/b?c`, and either between a method and a protocol.
  init(_ text: Field) {
    var target = text
    if let blank = text.firstIndex(of: Byte.space) {
      let rest = Field(rebasing: text[(blank + 1)...])
      target = Field(rebasing: rest[..<(rest.firstIndex(of: Byte.space) ?? rest.count)])
    }
    if let scheme = Self.schemeEnd(target) {
      let rest = Field(rebasing: target[scheme...])
      let end =
        rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.count
      host = Self.withoutPort(Field(rebasing: rest[..<end]))
      target = Field(rebasing: rest[end...])
    }
    guard target.first == UInt8(ascii: "/") else { return }
    let end =
      target.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? target.count
    path = Field(rebasing: target[..<end])
  }

  /// The host of `host:port` and `[::1]:port`; nil where there is none.
  static func withoutPort(_ host: Field) -> Field? {
    let close = host.lastIndex(of: UInt8(ascii: "]")) ?? 0
    let end = host[close...].firstIndex(of: UInt8(ascii: ":")) ?? host.count
    return end == 0 ? nil : Field(rebasing: host[..<end])
  }

  private static func schemeEnd(_ target: Field) -> Int? {
    guard let colon = target.prefix(8).firstIndex(of: UInt8(ascii: ":")), colon > 0,
      target.count > colon + 2, target[colon + 1] == UInt8(ascii: "/"),
      target[colon + 2] == UInt8(ascii: "/")
    else { return nil }
    return colon + 3
  }
}

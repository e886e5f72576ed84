import Documents

/// A port of a container (compose specification, "Ports" and "Expose").
public struct ServicePort: Sendable {
  /// The first and last port in the container.
  public let target: ClosedRange<Int>
  /// The port or range on the host as written; nil where it is only exposed or any port will do.
  public let published: String?
  /// The address on the host that it is bound to; nil for all.
  public let hostAddress: String?
  /// `tcp` or `udp`.
  public let transport: String
  /// Whether the host can reach it at all.
  public let isPublished: Bool
  public let evidence: Evidence

  /// nil where the text is no port, such as one that a variable without a value stands for.
  init?(_ field: Field, isPublished: Bool) throws {
    evidence = Evidence(field)
    self.isPublished = isPublished
    guard case .mapping = field.node.content else {
      guard let text = field.scalarText, let short = ShortPort(text) else { return nil }
      target = short.target
      published = short.published
      hostAddress = short.hostAddress
      transport = short.transport
      return
    }
    guard let text = try field.optional("target")?.scalarText, let target = ShortPort.range(text)
    else { return nil }
    self.target = target
    published = try field.optional("published")?.scalarText
    hostAddress = try field.optional("host_ip")?.scalarText
    transport = (try field.optional("protocol")?.scalarText ?? "tcp").lowercased()
  }
}

/// `[[ADDRESS:]PUBLISHED:]TARGET[/TRANSPORT]`.
struct ShortPort {
  let target: ClosedRange<Int>
  var published: String?
  var hostAddress: String?
  let transport: String

  init?(_ text: String) {
    let sides = text.split(separator: "/", maxSplits: 1)
    guard let ports = sides.first else { return nil }
    transport = sides.count == 2 ? sides[1].lowercased() : "tcp"
    var parts = Self.parts(ports)
    guard let last = parts.popLast(), let target = Self.range(last) else { return nil }
    self.target = target
    published = parts.popLast().flatMap { $0.isEmpty ? nil : $0 }
    hostAddress = parts.popLast().flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Split at colons that stand outside `[::1]`.
  private static func parts(_ text: Substring) -> [String] {
    var parts = [""]
    var isBracketed = false
    for character in text {
      if character == "[" { isBracketed = true }
      if character == "]" { isBracketed = false }
      if character == ":", !isBracketed {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts
  }

  static func range(_ text: String) -> ClosedRange<Int>? {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard let first = ends.first, let low = first, let last = ends.last, let high = last,
      ends.count <= 2, (1...65_535).contains(low), (low...65_535).contains(high)
    else { return nil }
    return low...high
  }
}

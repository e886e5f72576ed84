import Documents

/// A file or folder that a container sees and that outlives it, or not.
public struct ServiceMount: Sendable {
  public enum Kind: String, CaseIterable, Sendable {
    case bind
    case volume
    case tmpfs
    /// A volume without a name, which goes with the container.
    case anonymous
    /// A kind that only Docker knows, such as a named pipe.
    case other
  }

  public let kind: Kind
  /// A path or the name of a volume; nil where there is none.
  public let source: String?
  /// The path in the container.
  public let target: String
  public let isReadOnly: Bool
  public let evidence: Evidence

  init?(_ field: Field) throws {
    evidence = Evidence(field)
    guard case .mapping = field.node.content else {
      guard let text = field.scalarText, let short = ShortMount(text) else { return nil }
      (source, target, isReadOnly) = (short.source, short.target, short.isReadOnly)
      kind = source.map { Self.isPath($0) ? .bind : .volume } ?? .anonymous
      return
    }
    guard let target = try field.optional("target")?.scalarText else { return nil }
    let type = try field.optional("type")?.scalarText ?? "volume"
    source = try field.optional("source")?.scalarText
    let known = Kind(rawValue: type) ?? .other
    kind = known == .volume && source == nil ? .anonymous : known
    self.target = target
    isReadOnly = try field.optional("read_only")?.scalarText == "true"
  }

  init(tmpfs field: Field, target: String) {
    kind = .tmpfs
    source = nil
    self.target = String(target.prefix { $0 != ":" })
    isReadOnly = false
    evidence = Evidence(field)
  }

  /// The path in the container of a mount in its short form, by which two mounts are the same.
  static func target(of node: Node) -> String? {
    guard case .scalar(let scalar) = node.content else { return nil }
    return ShortMount(scalar.text)?.target
  }

  private static func isPath(_ source: String) -> Bool {
    source.hasPrefix(".") || source.hasPrefix("/") || source.hasPrefix("~") || hasDrive(source)
  }

  /// `C:\` or `C:/`.
  fileprivate static func hasDrive(_ text: String) -> Bool {
    let start = Array(text.utf8.prefix(3))
    return start.count == 3 && start[1] == UInt8(ascii: ":")
      && (start[2] == UInt8(ascii: "\\") || start[2] == UInt8(ascii: "/"))
      && (start[0] | 0x20 >= UInt8(ascii: "a") && start[0] | 0x20 <= UInt8(ascii: "z"))
  }
}

/// `SOURCE:TARGET:OPTIONS`, `SOURCE:TARGET` or `TARGET`.
private struct ShortMount {
  var source: String?
  var target = ""
  var isReadOnly = false

  init?(_ text: String) {
    var rest = text[...]
    var parts: [String] = []
    if ServiceMount.hasDrive(text) {
      let drive = rest.prefix(2)
      rest = rest.dropFirst(2)
      let path = rest.prefix { $0 != ":" }
      parts.append(String(drive + path))
      rest = rest.dropFirst(path.count + 1)
    }
    parts += rest.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard let first = parts.first, !first.isEmpty else { return nil }
    if parts.count == 1 {
      target = first
      return
    }
    source = first
    target = parts[1]
    isReadOnly = parts.count > 2 && parts[2].split(separator: ",").contains("ro")
    guard !target.isEmpty else { return nil }
  }
}

import Documents

/// Lays one compose file over another (compose specification, "Merge").
///
/// Both must be in the long forms that `ComposeForms` makes.
enum ComposeMerge {
  /// Lists of which a later one takes the place of an earlier.
  private static let replaced = ["command", "entrypoint", "test"]

  /// The later value over the earlier; nil where `!reset` takes it away.
  static func merged(_ base: Node, _ over: Node, key: String = "") -> Node? {
    if over.tag == "!reset" { return nil }
    if over.tag == "!override" { return untagged(over) }
    switch (base.content, over.content) {
    case (.mapping(let before), .mapping(let after)):
      return with(over, .mapping(entries(before, after)))
    case (.sequence(let before), .sequence(let after)) where !replaced.contains(key):
      return with(over, .sequence(elements(before, after, key)))
    case (_, .scalar(let scalar)) where scalar.kind == .null: return base
    default: return untagged(over)
    }
  }

  /// Without the tags that only a merge gives a meaning.
  static func untagged(_ node: Node) -> Node? {
    if node.tag == "!reset" { return nil }
    switch node.content {
    case .scalar: return with(node, node.content)
    case .sequence(let elements): return with(node, .sequence(elements.compactMap(untagged)))
    case .mapping(let entries):
      return with(
        node,
        .mapping(
          entries.compactMap { entry in
            untagged(entry.value).map { Node.Entry(key: entry.key, line: entry.line, value: $0) }
          }))
    }
  }

  private static func with(_ node: Node, _ content: Node.Content) -> Node {
    Node(content, line: node.line, file: node.file)
  }

  private static func entries(_ before: [Node.Entry], _ after: [Node.Entry]) -> [Node.Entry] {
    let later = Dictionary(
      after.enumerated().map { ($0.element.key, $0.offset) }, uniquingKeysWith: { $1 })
    let known = Set(before.map(\.key))
    let kept = before.compactMap { old -> Node.Entry? in
      guard let index = later[old.key] else { return old }
      let new = after[index]
      return merged(old.value, new.value, key: new.key).map {
        Node.Entry(key: new.key, line: new.line, value: $0)
      }
    }
    return kept
      + after.filter { !known.contains($0.key) }.compactMap { new in
        untagged(new.value).map { Node.Entry(key: new.key, line: new.line, value: $0) }
      }
  }

  /// Both lists, in which an element of the later takes the place of one with the same identity.
  private static func elements(_ before: [Node], _ after: [Node], _ key: String) -> [Node] {
    let later = after.compactMap(untagged)
    let identities = Set(later.map { identity($0, key) })
    return before.filter { !identities.contains(identity($0, key)) } + later
  }

  /// What two elements of a list are the same by.
  private static func identity(_ node: Node, _ key: String) -> String {
    switch key {
    case "volumes": return text(node, "target") ?? ServiceMount.target(of: node) ?? whole(node)
    case "secrets", "configs":
      return text(node, "target") ?? text(node, "source") ?? whole(node)
    default: return whole(node)
    }
  }

  private static func text(_ node: Node, _ key: String) -> String? {
    guard case .mapping(let entries) = node.content,
      let entry = entries.first(where: { $0.key == key }),
      case .scalar(let scalar) = entry.value.content
    else { return nil }
    return scalar.text
  }

  private static func whole(_ node: Node) -> String {
    switch node.content {
    case .scalar(let scalar): return scalar.text
    case .sequence(let elements): return "[" + elements.map(whole).joined(separator: ",") + "]"
    case .mapping(let entries):
      return "{" + entries.map { "\($0.key):\(whole($0.value))" }.sorted().joined(separator: ",")
        + "}"
    }
  }
}

import Documents

/// Turns the short forms of a service into the long ones, so that two files can be merged whatever
/// form each uses (compose specification, "Services").
enum ComposeForms {
  /// Lists of `NAME=value` that stand for mappings.
  private static let assignments = [
    "environment", "labels", "annotations", "sysctls", "storage_opt",
  ]
  /// What a list of names stands for, an entry a name.
  private static let names = ["networks"]
  /// A single text that stands for a list of it.
  private static let lists = ["env_file", "dns", "dns_search", "tmpfs", "profiles"]

  static func service(_ service: Node) -> Node {
    mapEntries(of: service) { entry in
      switch entry.key {
      case "extends": return single(entry.value, as: "service")
      case "build": return build(entry.value)
      case "depends_on": return named(entry.value, dependency)
      case "extra_hosts": return assignment(entry.value, separators: ["=", ":"])
      case _ where assignments.contains(entry.key): return assignment(entry.value)
      case _ where names.contains(entry.key):
        return named(entry.value) { Node(.mapping([]), line: $0.line, file: $0.file) }
      case _ where lists.contains(entry.key): return list(entry.value)
      default: return entry.value
      }
    }
  }

  private static func build(_ build: Node) -> Node {
    mapEntries(of: single(build, as: "context")) { entry in
      ["args", "labels"].contains(entry.key) ? assignment(entry.value) : entry.value
    }
  }

  /// `db` as a dependency stands for one that must have started.
  private static func dependency(_ name: Node) -> Node {
    let condition = Node(
      .scalar(Node.Scalar(.string, "service_started")), line: name.line, file: name.file)
    return Node(
      .mapping([Node.Entry(key: "condition", line: name.line, value: condition)]), line: name.line,
      file: name.file)
  }

  // MARK: Shapes

  private static func mapEntries(of node: Node, _ change: (Node.Entry) -> Node) -> Node {
    guard case .mapping(let entries) = node.content else { return node }
    return with(
      node,
      .mapping(entries.map { Node.Entry(key: $0.key, line: $0.line, value: change($0)) }))
  }

  /// `TEXT` as `{ key: TEXT }`.
  private static func single(_ node: Node, as key: String) -> Node {
    guard case .scalar(let scalar) = node.content, scalar.kind != .null else { return node }
    return with(node, .mapping([Node.Entry(key: key, line: node.line, value: node)]))
  }

  /// `TEXT` as `[TEXT]`.
  private static func list(_ node: Node) -> Node {
    guard case .scalar(let scalar) = node.content, scalar.kind != .null else { return node }
    return with(node, .sequence([node]))
  }

  /// A list of names as a mapping.
  private static func named(_ node: Node, _ value: (Node) -> Node) -> Node {
    guard case .sequence(let elements) = node.content else { return node }
    let entries = elements.compactMap { element -> Node.Entry? in
      guard case .scalar(let scalar) = element.content else { return nil }
      return Node.Entry(key: scalar.text, line: element.line, value: value(element))
    }
    return with(node, .mapping(lastOfEach(entries)))
  }

  /// `[NAME=value]` as a mapping; a name without a value has none.
  private static func assignment(_ node: Node, separators: [Character] = ["="]) -> Node {
    guard case .sequence(let elements) = node.content else { return node }
    let entries = elements.compactMap { element -> Node.Entry? in
      guard case .scalar(let scalar) = element.content else { return nil }
      let name = scalar.text.prefix { !separators.contains($0) }
      let value: Node.Scalar =
        name.count == scalar.text.count
        ? Node.Scalar(.null, "")
        : Node.Scalar(.string, String(scalar.text.dropFirst(name.count + 1)))
      return Node.Entry(
        key: String(name), line: element.line,
        value: Node(.scalar(value), line: element.line, file: element.file))
    }
    return with(node, .mapping(lastOfEach(entries)))
  }

  private static func lastOfEach(_ entries: [Node.Entry]) -> [Node.Entry] {
    var places: [String: Int] = [:]
    var kept: [Node.Entry] = []
    for entry in entries {
      if let place = places[entry.key] {
        kept[place] = entry
      } else {
        places[entry.key] = kept.count
        kept.append(entry)
      }
    }
    return kept
  }

  private static func with(_ node: Node, _ content: Node.Content) -> Node {
    Node(content, line: node.line, file: node.file, tag: node.tag)
  }
}

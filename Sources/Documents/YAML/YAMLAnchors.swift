/// An anchor and a tag before a value.
struct YAMLProperties {
  var anchor: String?
  var tag: YAMLTag?

  var isEmpty: Bool { anchor == nil && tag == nil }
}

/// The tags that are read.
enum YAMLTag: String, CaseIterable {
  case text = "!!str"
  case integer = "!!int"
  case float = "!!float"
  case bool = "!!bool"
  case null = "!!null"
  case mapping = "!!map"
  case sequence = "!!seq"
  case merge = "!!merge"
  /// A value that is no more than its text.
  case nonSpecific = "!"
  /// Takes a value away when a file is laid over another (compose specification, "Merge").
  case reset = "!reset"
  /// Takes the place of a value instead of being merged with it.
  case override = "!override"

  var isOfApplication: Bool { self == .reset || self == .override }
}

/// Values that aliases may repeat.
struct YAMLAnchors {
  private struct Known {
    let node: Node
    let count: Int
    let depth: Int
  }

  private var known: [String: Known] = [:]
  /// Values that aliases stood for so far.
  private(set) var expanded: Int

  init(expanded: Int = 0) { self.expanded = expanded }

  mutating func add(_ name: String, _ node: Node) {
    let size = Self.size(of: node)
    known[name] = Known(node: node, count: size.count, depth: size.depth)
  }

  /// The value of an alias; nil where there is no anchor of that name.
  mutating func node(_ name: String, _ parser: YAMLParser) throws -> Node? {
    guard let known = known[name] else { return nil }
    expanded += known.count
    guard expanded <= YAMLReader.maximumAliasedNodes else {
      throw parser.problem(
        "the aliases of the file stand for more than \(YAMLReader.maximumAliasedNodes) values")
    }
    guard parser.depth + known.depth <= YAMLReader.maximumDepth else {
      throw parser.problem("nested deeper than \(YAMLReader.maximumDepth) levels")
    }
    return known.node
  }

  private static func size(of node: Node) -> (count: Int, depth: Int) {
    let parts: [Node]
    switch node.content {
    case .scalar: return (1, 1)
    case .sequence(let elements): parts = elements
    case .mapping(let entries): parts = entries.map(\.value)
    }
    return parts.reduce((1, 1)) { size, part in
      let inner = Self.size(of: part)
      return (size.0 + inner.count, max(size.1, inner.depth + 1))
    }
  }

  /// The entries with those of the mappings under `<<`, which count less than the others
  /// (https://yaml.org/type/merge.html).
  func merged(_ entries: [Node.Entry], _ parser: YAMLParser) throws -> [Node.Entry] {
    guard entries.contains(where: { $0.key == "<<" }) else { return entries }
    var seen = Set(entries.map(\.key))
    return try entries.flatMap { entry -> [Node.Entry] in
      guard entry.key == "<<" else { return [entry] }
      return try mappings(entry, parser).flatMap { $0 }.filter { seen.insert($0.key).inserted }
    }
  }

  private func mappings(_ entry: Node.Entry, _ parser: YAMLParser) throws -> [[Node.Entry]] {
    switch entry.value.content {
    case .mapping(let entries): return [entries]
    case .sequence(let elements):
      return try elements.map { element in
        guard case .mapping(let entries) = element.content else { throw notAMapping(entry, parser) }
        return entries
      }
    case .scalar: throw notAMapping(entry, parser)
    }
  }

  private func notAMapping(_ entry: Node.Entry, _ parser: YAMLParser) -> YAMLParser.Problem {
    parser.problem("the merge key \"<<\" wants a mapping or a list of them", line: entry.line)
  }
}

extension YAMLParser {
  /// Anchors and tags that stand here, in either order.
  mutating func properties() throws -> YAMLProperties {
    var properties = YAMLProperties()
    while let byte = next {
      if byte == UInt8(ascii: "&"), properties.anchor == nil {
        advance()
        properties.anchor = try anchorName()
      } else if byte == UInt8(ascii: "!"), properties.tag == nil {
        properties.tag = try tag()
      } else {
        break
      }
      let start = position
      skipBlanks()
      guard position > start || next == nil || isBreak(next) || isFlowIndicator(next) else {
        throw problem("expected a space after an anchor or a tag")
      }
    }
    return properties
  }

  mutating func alias() throws -> Node {
    advance()
    let name = try anchorName()
    guard let node = try anchors.node(name, self) else {
      throw problem(
        "the alias \(quoted("*" + name)) has no anchor above it",
        hint: "a value cannot contain itself")
    }
    return node
  }

  private mutating func anchorName() throws -> String {
    let start = position
    while let byte = next, !isBlank(byte), !isBreak(byte), !isFlowIndicator(byte) { advance() }
    guard position > start else { throw problem("an anchor or an alias has no name") }
    return try text(bytes[start..<position])
  }

  private mutating func tag() throws -> YAMLTag {
    let start = position
    while let byte = next, !isBlank(byte), !isBreak(byte), !isFlowIndicator(byte) { advance() }
    var name = try text(bytes[start..<position])
    if name.hasPrefix("!<tag:yaml.org,2002:"), name.hasSuffix(">") {
      name = "!!" + name.dropFirst("!<tag:yaml.org,2002:".count).dropLast()
    }
    guard let tag = YAMLTag(rawValue: name) else {
      throw problem(
        "the tag \(quoted(name)) is not supported",
        hint: "known are " + YAMLTag.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return tag
  }

  /// Remembers a value by its anchor.
  mutating func register(_ node: Node, _ properties: YAMLProperties) throws -> Node {
    if let anchor = properties.anchor { anchors.add(anchor, node) }
    return node
  }

  /// The value as its tag says.
  func tagged(_ node: Node, _ properties: YAMLProperties) throws -> Node {
    guard let tag = properties.tag else { return node }
    if tag.isOfApplication {
      return Node(node.content, line: node.line, file: node.file, tag: tag.rawValue)
    }
    let isRight: Bool
    switch (tag, node.content) {
    case (.text, .scalar(let scalar)), (.nonSpecific, .scalar(let scalar)):
      return self.node(.scalar(Node.Scalar(.string, scalar.text)), line: node.line)
    case (.integer, .scalar(let scalar)), (.float, .scalar(let scalar)):
      isRight = scalar.kind == .number
    case (.bool, .scalar(let scalar)): isRight = scalar.kind == .bool
    case (.null, .scalar(let scalar)): isRight = scalar.kind == .null
    case (.mapping, .mapping), (.sequence, .sequence), (.merge, .scalar), (.nonSpecific, _):
      isRight = true
    default: isRight = false
    }
    guard isRight else {
      throw problem("the value is not what its tag \(tag.rawValue) says", line: node.line)
    }
    return node
  }
}

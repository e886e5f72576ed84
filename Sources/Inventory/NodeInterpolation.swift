import Documents
import Units

extension Interpolation {
  /// The document with variables replaced in its values; keys stay.
  ///
  /// Throws `.data` with file and line.
  mutating func expand(_ node: Node) throws -> Node {
    let content: Node.Content
    switch node.content {
    case .scalar(let scalar): content = .scalar(try expand(scalar, of: node))
    case .sequence(let elements):
      var expanded: [Node] = []
      for element in elements { expanded.append(try expand(element)) }
      content = .sequence(expanded)
    case .mapping(let entries):
      var expanded: [Node.Entry] = []
      for entry in entries {
        let value = try expand(entry.value)
        expanded.append(Node.Entry(key: entry.key, line: entry.line, value: value))
      }
      content = .mapping(expanded)
    }
    return Node(content, line: node.line, file: node.file, tag: node.tag)
  }

  private mutating func expand(_ scalar: Node.Scalar, of node: Node) throws -> Node.Scalar {
    guard scalar.kind == .string, scalar.text.utf8.contains(UInt8(ascii: "$")) else {
      return scalar
    }
    do {
      return Node.Scalar(.string, try expand(scalar.text))
    } catch let problem as Problem {
      throw Failure(
        .data,
        "\(visibleText(node.file ?? "")):\(node.line): the value " + problem.message)
    }
  }
}

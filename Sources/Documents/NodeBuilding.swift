/// Ways to write a document down as a tree, to be given to a writer.
extension Node {
  public static func text(_ text: String) -> Node {
    Node(.scalar(Scalar(.string, text)), line: 0)
  }

  public static func number(_ number: Int) -> Node {
    Node(.scalar(Scalar(.number, String(number))), line: 0)
  }

  public static func flag(_ flag: Bool) -> Node {
    Node(.scalar(Scalar(.bool, flag ? "true" : "false")), line: 0)
  }

  public static func list(_ nodes: [Node]) -> Node { Node(.sequence(nodes), line: 0) }

  /// In the order given; entries without a value are left out.
  public static func mapping(_ entries: [(String, Node?)]) -> Node {
    Node(
      .mapping(
        entries.compactMap { key, value in
          value.map { Entry(key: key, line: 0, value: $0) }
        }), line: 0)
  }

  /// The value of a key; nil where there is none or this is no mapping.
  public func value(_ key: String) -> Node? {
    guard case .mapping(let entries) = content else { return nil }
    return entries.first { $0.key == key }?.value
  }
}

/// Collections in brackets.
extension YAMLParser {
  func isFlowIndicator(_ byte: UInt8?) -> Bool {
    guard let byte else { return false }
    return [UInt8(ascii: ","), 0x5B, 0x5D, 0x7B, 0x7D].contains(byte)
  }

  /// The list or mapping that begins here.
  mutating func flow() throws -> Node {
    try enter()
    defer { depth -= 1 }
    return try next == UInt8(ascii: "[") ? flowList() : flowMapping()
  }

  private mutating func flowList() throws -> Node {
    let start = line
    advance()
    var elements: [Node] = []
    while try !close(UInt8(ascii: "]"), start) {
      let elementLine = line
      let isQuotedKey = next == UInt8(ascii: "\"") || next == UInt8(ascii: "'")
      let value = try flowValue()
      try skipFlowSpace(start)
      if next == UInt8(ascii: ":"), isQuotedKey || isColon(inFlow: true) {
        advance()
        var entries = YAMLEntries()
        try entries.append(
          key(value), line: elementLine, try flowEntryValue(start), self)
        elements.append(
          node(.mapping(try anchors.merged(entries.entries, self)), line: elementLine))
      } else {
        elements.append(value)
      }
      try separator(UInt8(ascii: "]"), start)
    }
    return node(.sequence(elements), line: start)
  }

  private mutating func flowMapping() throws -> Node {
    let start = line
    advance()
    var entries = YAMLEntries()
    while try !close(UInt8(ascii: "}"), start) {
      let entryLine = line
      let isQuotedKey = next == UInt8(ascii: "\"") || next == UInt8(ascii: "'")
      let key = try key(isColon(inFlow: true) ? null(line: line) : flowValue())
      try skipFlowSpace(start)
      var value = null(line: line)
      if next == UInt8(ascii: ":"), isQuotedKey || isColon(inFlow: true) {
        advance()
        value = try flowEntryValue(start)
      }
      try entries.append(key, line: entryLine, value, self)
      try separator(UInt8(ascii: "}"), start)
    }
    return node(.mapping(try anchors.merged(entries.entries, self)), line: start)
  }

  private func key(_ node: Node) throws -> String {
    guard case .scalar(let scalar) = node.content else {
      throw problem("a list or a mapping as a key is not supported", line: node.line)
    }
    return scalar.text
  }

  /// What follows a colon; null before a comma or a bracket.
  private mutating func flowEntryValue(_ start: Int) throws -> Node {
    try skipFlowSpace(start)
    return next == UInt8(ascii: ",") || next == UInt8(ascii: "]") || next == UInt8(ascii: "}")
      ? null(line: line) : try flowValue()
  }

  private mutating func flowValue() throws -> Node {
    let properties = try self.properties()
    if !properties.isEmpty { try skipFlowSpace(line) }
    switch next {
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      return try register(tagged(flow(), properties), properties)
    case UInt8(ascii: "*"): return try alias()
    case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), nil:
      guard !properties.isEmpty else { throw problem("a value is missing in the brackets") }
      return try register(tagged(null(line: line), properties), properties)
    case UInt8(ascii: "?") where isSpaceOrEnd(position + 1):
      throw problem("keys of the form \"? key\" are not supported")
    default:
      let start = line
      let first = try scalarOnLine(inFlow: true)
      let whole = first.isPlain ? try continuedFlowPlain(first) : first
      return try register(tagged(scalar(whole, line: start), properties), properties)
    }
  }

  /// Whether the bracket closes here.
  private mutating func close(_ bracket: UInt8, _ start: Int) throws -> Bool {
    try skipFlowSpace(start)
    guard next == bracket else { return false }
    advance()
    return true
  }

  /// A comma, or the bracket that closes, which is left.
  private mutating func separator(_ bracket: UInt8, _ start: Int) throws {
    try skipFlowSpace(start)
    if next == UInt8(ascii: ",") { return advance() }
    guard next == bracket else {
      throw problem("expected \",\" or \"\(Unicode.Scalar(bracket))\" in brackets")
    }
  }

  /// Blanks, comments and line ends between the values of a collection that begins on line `start`.
  private mutating func skipFlowSpace(_ start: Int) throws {
    while true {
      skipBlanks()
      if isAtComment {
        while let byte = next, !isBreak(byte) { advance() }
      }
      guard skipBreak() else { break }
    }
    guard next != nil, !isAtDocumentEnd else {
      throw problem("a bracket is never closed", line: start)
    }
  }
}

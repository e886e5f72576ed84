import Units

func quoted(_ text: String) -> String { quotedText(text) }

/// Collections by indentation.
extension YAMLParser {
  /// The value at the next content, which must be indented by more than `parent`; null where it is
  /// not. A list may stand at the indentation of the key that it belongs to.
  mutating func block(above parent: Int, mayBeList: Bool = false) throws -> Node {
    let start = line
    try skipToContent()
    let isIndented = column > parent || (mayBeList && column == parent && isDash)
    guard next != nil, isIndented, !isAtDocumentEnd else { return null(line: start) }
    try enter()
    defer { depth -= 1 }
    return try value(above: parent, mayBeCollection: true)
  }

  private var isDash: Bool { next == UInt8(ascii: "-") && isSpaceOrEnd(position + 1) }

  /// A value that begins here. Only where nothing but indentation or `- ` stands before it can it be
  /// a block collection.
  private mutating func value(above parent: Int, mayBeCollection: Bool) throws -> Node {
    let properties = try self.properties()
    guard !properties.isEmpty else {
      return try content(above: parent, properties, mayBeCollection: mayBeCollection)
    }
    skipBlanks()
    if next == nil || isBreak(next) || isAtComment {
      try endOfLine()
      return try register(
        try tagged(block(above: parent, mayBeList: true), properties), properties)
    }
    return try content(above: parent, properties, mayBeCollection: mayBeCollection)
  }

  private mutating func content(
    above parent: Int, _ properties: YAMLProperties, mayBeCollection: Bool
  ) throws -> Node {
    let column = self.column
    switch next {
    case UInt8(ascii: "-") where isDash:
      guard mayBeCollection else {
        throw problem("a list must not begin on the line of its key")
      }
      return try register(try tagged(list(at: column), properties), properties)
    case UInt8(ascii: "?") where isSpaceOrEnd(position + 1):
      throw problem("keys of the form \"? key\" are not supported")
    case UInt8(ascii: "|"), UInt8(ascii: ">"):
      return try register(try tagged(blockScalar(above: parent), properties), properties)
    case UInt8(ascii: "*"):
      guard properties.isEmpty else { throw problem("an alias has no anchor or tag of its own") }
      let node = try alias()
      try refuseKey("an alias")
      try endOfLine()
      return node
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      let node = try register(try tagged(flow(), properties), properties)
      try refuseKey("a list or a mapping")
      try endOfLine()
      return node
    default:
      return try scalarOrMapping(above: parent, properties, mayBeCollection: mayBeCollection)
    }
  }

  private mutating func refuseKey(_ what: String) throws {
    skipBlanks()
    guard isColon(inFlow: false) else { return }
    throw problem("\(what) as a key is not supported")
  }

  /// A scalar, or where a colon follows it the first key of a mapping.
  private mutating func scalarOrMapping(
    above parent: Int, _ properties: YAMLProperties, mayBeCollection: Bool
  ) throws -> Node {
    let column = self.column
    let keyLine = line
    let first = try scalarOnLine(inFlow: false)
    let end = position
    skipBlanks()
    if line == keyLine, isColon(inFlow: false) {
      guard mayBeCollection else {
        throw problem(
          "a mapping must not begin on the line of its key",
          hint: "put the text in quotation marks if the colon belongs to it")
      }
      let key = try text(of: register(tagged(scalar(first, line: keyLine), properties), properties))
      return try mapping(at: column, key: key, keyLine)
    }
    position = end
    guard first.isPlain else {
      try endOfLine()
      return try register(tagged(scalar(first, line: keyLine), properties), properties)
    }
    let whole = try continuedPlain(first, above: parent)
    return try register(tagged(scalar(whole, line: keyLine), properties), properties)
  }

  private func text(of node: Node) throws -> String {
    guard case .scalar(let scalar) = node.content else { return "" }
    return scalar.text
  }

  func isColon(inFlow: Bool) -> Bool {
    guard next == UInt8(ascii: ":") else { return false }
    if isSpaceOrEnd(position + 1) { return true }
    return inFlow && isFlowIndicator(byte(1))
  }

  // MARK: Collections

  private mutating func list(at column: Int) throws -> Node {
    let start = line
    var elements: [Node] = []
    repeat {
      advance()
      elements.append(try element(above: column))
      try skipToContent()
    } while self.column == column && next != nil && isDash && !isAtDocumentEnd
    if next != nil, self.column > column, !isAtDocumentEnd { throw misplaced }
    return node(.sequence(elements), line: start)
  }

  /// What stands behind a dash.
  private mutating func element(above column: Int) throws -> Node {
    try enter()
    defer { depth -= 1 }
    let start = position
    skipBlanks()
    guard next != nil, !isBreak(next), !isAtComment else {
      return try block(above: column)
    }
    let isTabbed = bytes[start..<position].contains(0x09)
    let node = try value(above: column, mayBeCollection: true)
    if isTabbed, case .mapping = node.content {
      throw problem("a tab is used as indentation", line: node.line, hint: "YAML wants spaces")
    }
    return node
  }

  private mutating func mapping(at column: Int, key: String, _ keyLine: Int) throws -> Node {
    var entries = YAMLEntries()
    var (key, line) = (key, keyLine)
    while true {
      advance()
      let value = try mappingValue(above: column)
      try entries.append(key, line: line, value, self)
      try skipToContent()
      guard next != nil, self.column == column, !isAtDocumentEnd else { break }
      line = self.line
      key = try self.key(of: column)
    }
    if next != nil, self.column > column, !isAtDocumentEnd { throw misplaced }
    return node(.mapping(try anchors.merged(entries.entries, self)), line: keyLine)
  }

  private var misplaced: Problem {
    problem(
      "\(quoted(restOfLine)) is indented by \(column), which is no level of what is above it")
  }

  private mutating func mappingValue(above column: Int) throws -> Node {
    skipBlanks()
    guard next != nil, !isBreak(next), !isAtComment else {
      return try block(above: column, mayBeList: true)
    }
    return try value(above: column, mayBeCollection: false)
  }

  /// A key further down in a mapping, up to its colon.
  private mutating func key(of column: Int) throws -> String {
    if next == UInt8(ascii: "?"), isSpaceOrEnd(position + 1) {
      throw problem("keys of the form \"? key\" are not supported")
    }
    if isDash { throw problem("a list stands where a key of the mapping is expected") }
    let keyLine = line
    let properties = try self.properties()
    skipBlanks()
    if next == UInt8(ascii: "*") { throw problem("an alias as a key is not supported") }
    if next == UInt8(ascii: "[") || next == UInt8(ascii: "{") {
      throw problem("a list or a mapping as a key is not supported")
    }
    let scanned = try scalarOnLine(inFlow: false)
    skipBlanks()
    guard line == keyLine, isColon(inFlow: false) else {
      throw problem(
        "expected \":\" after the key \(quoted(scanned.text))", line: keyLine)
    }
    return try text(of: register(tagged(scalar(scanned, line: keyLine), properties), properties))
  }
}

/// The entries of a mapping while it is read.
struct YAMLEntries {
  private(set) var entries: [Node.Entry] = []
  private var lines: [String: Int] = [:]

  mutating func append(
    _ key: String, line: Int, _ value: Node, _ parser: YAMLParser
  ) throws {
    if let first = lines.updateValue(line, forKey: key) {
      throw parser.problem(
        "the key \(quoted(key)) appears twice, first on line \(first)", line: line)
    }
    entries.append(Node.Entry(key: key, line: line, value: value))
  }
}

/// The state of a YAML reader: where it is, and the anchors that it met.
struct YAMLParser {
  struct Problem: Error {
    let line: Int
    let message: String
    var hint: String?
  }

  let bytes: [UInt8]
  let origin: Origin
  var position = 0
  var line = 1
  /// Where the line begins.
  var lineStart = 0
  var depth = 0
  var anchors = YAMLAnchors()

  init(bytes: [UInt8], origin: Origin) {
    self.bytes = bytes
    self.origin = origin
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      position = 3
      lineStart = 3
    }
  }

  func problem(_ message: String, line: Int? = nil, hint: String? = nil) -> Problem {
    Problem(line: line ?? self.line, message: message, hint: hint)
  }

  func node(_ content: Node.Content, line: Int, tag: String? = nil) -> Node {
    Node(content, line: line, file: origin.file, tag: tag)
  }

  func null(line: Int) -> Node { node(.scalar(Node.Scalar(.null, "")), line: line) }

  // MARK: Documents

  mutating func documents() throws -> [Node] {
    guard !bytes.contains(0) else { throw problem("the file holds a zero byte", line: 1) }
    var documents: [Node] = []
    while true {
      try skipToContent()
      if try directive() { continue }
      let isMarked = marker(UInt8(ascii: "-"))
      if isMarked { advance(3) }
      if marker(UInt8(ascii: ".")) {
        advance(3)
        try endOfLine()
        continue
      }
      try skipToContent(onSameLine: isMarked)
      guard next != nil || isMarked else { return documents }
      anchors = YAMLAnchors(expanded: anchors.expanded)
      let start = line
      let document = isAtDocumentEnd ? null(line: start) : try block(above: -1)
      try skipToContent()
      guard next == nil || isAtDocumentEnd else {
        throw problem("expected the end of the document", hint: "is the indentation right?")
      }
      if !isNull(document) { documents.append(document) }
      if next == nil { return documents }
    }
  }

  private func isNull(_ node: Node) -> Bool {
    if case .scalar(let scalar) = node.content { return scalar.kind == .null }
    return false
  }

  /// `%YAML 1.2` and the like, which end at the end of their line.
  private mutating func directive() throws -> Bool {
    guard next == UInt8(ascii: "%"), position == lineStart else { return false }
    let start = position
    skipLine()
    if bytes[start..<position].starts(with: Array("%TAG".utf8)) {
      throw problem("the directive %TAG is not supported", line: line)
    }
    return true
  }

  /// `---` or `...` alone at the start of a line.
  func marker(_ byte: UInt8) -> Bool {
    position == lineStart && position + 2 < bytes.count && bytes[position] == byte
      && bytes[position + 1] == byte && bytes[position + 2] == byte && isSpaceOrEnd(position + 3)
  }

  var isAtDocumentEnd: Bool { marker(UInt8(ascii: "-")) || marker(UInt8(ascii: ".")) }

  // MARK: Bytes

  var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  func byte(_ offset: Int) -> UInt8? {
    position + offset < bytes.count ? bytes[position + offset] : nil
  }

  /// How far the position is from the start of its line, in bytes.
  var column: Int { position - lineStart }

  mutating func advance(_ count: Int = 1) { position += count }

  func isBreak(_ byte: UInt8?) -> Bool { byte == 0x0A || byte == 0x0D }
  func isBlank(_ byte: UInt8?) -> Bool { byte == 0x20 || byte == 0x09 }

  func isSpaceOrEnd(_ index: Int) -> Bool {
    guard index < bytes.count else { return true }
    return isBlank(bytes[index]) || isBreak(bytes[index])
  }

  /// Passes over a line end; false where there is none.
  mutating func skipBreak() -> Bool {
    guard let byte = next, isBreak(byte) else { return false }
    position += byte == 0x0D && self.byte(1) == 0x0A ? 2 : 1
    line += 1
    lineStart = position
    return true
  }

  mutating func skipBlanks() { while isBlank(next) { position += 1 } }

  /// Whether a number sign begins a comment here: at the start of a line or behind a blank.
  var isAtComment: Bool {
    next == UInt8(ascii: "#") && (position == lineStart || isBlank(bytes[position - 1]))
  }

  private mutating func skipLine() { while let byte = next, !isBreak(byte) { position += 1 } }

  /// Passes over blanks, comments and line ends.
  ///
  /// Throws where a tab stands in the indentation of a value.
  mutating func skipToContent(onSameLine: Bool = false) throws {
    while true {
      let isIndentation = position == lineStart
      let start = position
      skipBlanks()
      let isComment = isAtComment
      if isComment { skipLine() }
      if skipBreak() { continue }
      guard isIndentation, !isComment, next != nil, bytes[start..<position].contains(0x09) else {
        return
      }
      throw problem("a tab is used as indentation", hint: "YAML wants spaces")
    }
  }

  /// Nothing but blanks and a comment may follow on the line.
  mutating func endOfLine() throws {
    skipBlanks()
    if isAtComment { skipLine() }
    guard next == nil || isBreak(next) else {
      throw problem("unexpected text \(quoted(restOfLine)) after a value")
    }
  }

  var restOfLine: String {
    var end = position
    while end < bytes.count, !isBreak(bytes[end]), end - position < 60 { end += 1 }
    return String(decoding: bytes[position..<end], as: UTF8.self)
  }

  func text(_ bytes: some Sequence<UInt8>, line: Int? = nil) throws -> String {
    guard let text = String(validating: Array(bytes), as: UTF8.self) else {
      throw problem("the text is not valid UTF-8", line: line)
    }
    return text
  }

  mutating func enter() throws {
    depth += 1
    guard depth <= YAMLReader.maximumDepth else {
      throw problem("nested deeper than \(YAMLReader.maximumDepth) levels")
    }
  }
}

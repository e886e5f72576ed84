/// Scalars without an indicator, and in quotation marks.
extension YAMLParser {
  struct ScannedScalar {
    var text: String
    let isPlain: Bool
  }

  /// A scalar up to its end; of a plain one only what stands on this line.
  mutating func scalarOnLine(inFlow: Bool) throws -> ScannedScalar {
    switch next {
    case UInt8(ascii: "\""): return ScannedScalar(text: try doubleQuoted(), isPlain: false)
    case UInt8(ascii: "'"): return ScannedScalar(text: try singleQuoted(), isPlain: false)
    default:
      try checkPlainStart(inFlow: inFlow)
      return ScannedScalar(text: try plainOnLine(inFlow: inFlow), isPlain: true)
    }
  }

  private func checkPlainStart(inFlow: Bool) throws {
    guard let byte = next else { return }
    switch byte {
    case UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"):
      guard isSpaceOrEnd(position + 1) || (inFlow && isFlowIndicator(self.byte(1))) else { return }
    case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: "#"),
      UInt8(ascii: "%"), UInt8(ascii: "@"), UInt8(ascii: "`"), UInt8(ascii: "|"),
      UInt8(ascii: ">"):
      break
    default: return
    }
    throw problem(
      "a value must not begin with \"\(Unicode.Scalar(byte))\"",
      hint: "put it in quotation marks")
  }

  // MARK: Plain

  /// Without the blanks at its end.
  private mutating func plainOnLine(inFlow: Bool) throws -> String {
    let start = position
    var end = position
    while let byte = next, !isBreak(byte) {
      if byte == UInt8(ascii: ":"),
        isSpaceOrEnd(position + 1) || (inFlow && isFlowIndicator(self.byte(1)))
      {
        break
      }
      if inFlow, isFlowIndicator(byte) { break }
      if byte == UInt8(ascii: "#"), position > start, isBlank(bytes[position - 1]) { break }
      advance()
      if !isBlank(byte) { end = position }
    }
    let text = try self.text(bytes[start..<end])
    position = end
    return text
  }

  /// The rest of a plain scalar on further lines that are indented by more than `parent`.
  mutating func continuedPlain(_ first: ScannedScalar, above parent: Int) throws -> ScannedScalar {
    var whole = first
    while let breaks = try lineFold({ $0.column > parent && !$0.isAtDocumentEnd }) {
      let more = try plainOnLine(inFlow: false)
      whole.text += (breaks == 1 ? " " : String(repeating: "\n", count: breaks - 1)) + more
    }
    skipBlanks()
    if isColon(inFlow: false) {
      throw problem(
        "a text of several lines is followed by \":\"",
        hint: "is the indentation right? A colon that belongs to the text wants quotation marks")
    }
    return whole
  }

  mutating func continuedFlowPlain(_ first: ScannedScalar) throws -> ScannedScalar {
    var whole = first
    while let breaks = try lineFold({
      !$0.isFlowIndicator($0.next) && !$0.isColon(inFlow: true) && !$0.isAtDocumentEnd
    }) {
      let more = try plainOnLine(inFlow: true)
      whole.text += (breaks == 1 ? " " : String(repeating: "\n", count: breaks - 1)) + more
    }
    return whole
  }

  /// Passes over the line ends within a plain scalar and says how many; nil, without moving, where
  /// the scalar ends here.
  private mutating func lineFold(_ continues: (YAMLParser) -> Bool) throws -> Int? {
    let (position, line, lineStart) = (self.position, self.line, self.lineStart)
    var breaks = 0
    skipBlanks()
    while skipBreak() {
      breaks += 1
      skipBlanks()
    }
    if breaks > 0, let byte = next, byte != UInt8(ascii: "#"), continues(self) { return breaks }
    (self.position, self.line, self.lineStart) = (position, line, lineStart)
    return nil
  }

  // MARK: Quoted

  private mutating func singleQuoted() throws -> String {
    let start = line
    advance()
    var content: [UInt8] = []
    while let byte = next {
      if byte == UInt8(ascii: "'") {
        advance()
        guard next == byte else { return try text(content, line: start) }
        content.append(byte)
        advance()
      } else if isBreak(byte) {
        try foldQuoted(&content, keeping: 0, start)
      } else {
        content.append(byte)
        advance()
      }
    }
    throw problem("a quotation mark is never closed", line: start)
  }

  private mutating func doubleQuoted() throws -> String {
    let start = line
    advance()
    var content: [UInt8] = []
    /// How many bytes came from escapes, which folding does not trim.
    var kept = 0
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        advance()
        return try text(content, line: start)
      case UInt8(ascii: "\\"):
        advance()
        try escape(&content, start)
        kept = content.count
      case _ where isBreak(byte):
        try foldQuoted(&content, keeping: kept, start)
        kept = content.count
      default:
        content.append(byte)
        advance()
      }
    }
    throw problem("a quotation mark is never closed", line: start)
  }

  /// A line end within quotation marks: one is a space, more are as many line ends less one.
  private mutating func foldQuoted(
    _ content: inout [UInt8], keeping kept: Int, _ start: Int
  ) throws {
    while content.count > kept, let last = content.last, isBlank(last) { content.removeLast() }
    var breaks = 0
    while skipBreak() {
      breaks += 1
      guard !isAtDocumentEnd else {
        throw problem("a quotation mark is never closed", line: start)
      }
      skipBlanks()
    }
    content += breaks == 1 ? [0x20] : Array(repeating: 0x0A, count: breaks - 1)
  }

  private mutating func escape(_ content: inout [UInt8], _ start: Int) throws {
    guard let byte = next else { throw problem("a quotation mark is never closed", line: start) }
    if isBreak(byte) {
      _ = skipBreak()
      skipBlanks()
      while isBreak(next) {
        _ = skipBreak()
        content.append(0x0A)
        skipBlanks()
      }
      return
    }
    advance()
    if let simple = Self.escapes[byte] {
      content += Array(String(simple).utf8)
      return
    }
    let lengths: [UInt8: Int] = [
      UInt8(ascii: "x"): 2, UInt8(ascii: "u"): 4, UInt8(ascii: "U"): 8,
    ]
    guard let length = lengths[byte] else {
      throw problem("the escape \"\\\(Unicode.Scalar(byte))\" is unknown")
    }
    let digits = String(
      decoding: bytes[position..<min(position + length, bytes.count)], as: UTF8.self)
    guard digits.utf8.count == length, digits.utf8.allSatisfy(isHexDigit),
      let value = UInt32(digits, radix: 16)
    else {
      throw problem("the escape \"\\\(Unicode.Scalar(byte))\" needs \(length) hexadecimal digits")
    }
    advance(length)
    content += Array(String(try character(value)).utf8)
  }

  /// The character of an escape; half of a surrogate pair takes the other half with it.
  private mutating func character(_ value: UInt32) throws -> Character {
    if let scalar = Unicode.Scalar(value) { return Character(scalar) }
    guard (0xD800...0xDBFF).contains(value), next == UInt8(ascii: "\\"),
      byte(1) == UInt8(ascii: "u"), position + 6 <= bytes.count,
      let low = UInt32(
        String(decoding: bytes[(position + 2)..<(position + 6)], as: UTF8.self), radix: 16),
      (0xDC00...0xDFFF).contains(low),
      let scalar = Unicode.Scalar(0x10000 + (value - 0xD800) << 10 + (low - 0xDC00))
    else { throw problem("an escape stands for no character") }
    advance(6)
    return Character(scalar)
  }

  private func isHexDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
  }

  private static let escapes: [UInt8: Character] = [
    UInt8(ascii: "0"): "\0", UInt8(ascii: "a"): "\u{7}", UInt8(ascii: "b"): "\u{8}",
    UInt8(ascii: "t"): "\t", 0x09: "\t", UInt8(ascii: "n"): "\n", UInt8(ascii: "v"): "\u{B}",
    UInt8(ascii: "f"): "\u{C}", UInt8(ascii: "r"): "\r", UInt8(ascii: "e"): "\u{1B}",
    0x20: " ", UInt8(ascii: "\""): "\"", UInt8(ascii: "/"): "/", UInt8(ascii: "\\"): "\\",
    UInt8(ascii: "N"): "\u{85}", UInt8(ascii: "_"): "\u{A0}", UInt8(ascii: "L"): "\u{2028}",
    UInt8(ascii: "P"): "\u{2029}",
  ]
}

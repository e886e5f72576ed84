import Units

/// A strict reader of JSON (RFC 8259): nothing beyond the grammar but a byte order mark in front.
///
/// Beyond the grammar it refuses what has no single meaning: a key that appears twice (compared
/// as characters, so that both spellings of `é` are one), text that is not UTF-8, half of a
/// surrogate pair, and nesting deeper than `maximumDepth`.
public struct JSONReader {
  /// Levels of nesting that are read.
  public static let maximumDepth = 200

  private let origin: Origin
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1

  /// Reads a whole document.
  ///
  /// - Parameters:
  ///   - file: the name for messages.
  ///   - code: how a run that fails over this document ends.
  /// - Throws: `Failure`, `file.json:12: …`.
  public static func read(
    _ bytes: [UInt8], file: String, code: ExitCode = .data
  ) throws -> Node {
    try read(bytes, origin: Origin(file: file, code: code), line: 1)
  }

  /// The same for a part of a file that begins on `line`.
  static func read(_ bytes: [UInt8], origin: Origin, line: Int) throws -> Node {
    var reader = JSONReader(origin: origin, bytes: bytes)
    reader.line = line
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.position = 3 }
    reader.skipSpace()
    let node = try reader.value(depth: 0)
    reader.skipSpace()
    guard reader.next == nil else { throw reader.unexpected("the end of the file") }
    return node
  }

  private init(origin: Origin, bytes: [UInt8]) {
    self.origin = origin
    self.bytes = bytes
  }

  // MARK: Values

  private mutating func value(depth: Int) throws -> Node {
    let start = line
    switch next {
    case UInt8(ascii: "{"): return Node(.mapping(try entries(depth: depth + 1)), line: start)
    case UInt8(ascii: "["): return Node(.sequence(try elements(depth: depth + 1)), line: start)
    case UInt8(ascii: "\""): return Node(.scalar(.init(.string, try string())), line: start)
    case let byte? where byte == UInt8(ascii: "-") || isDigit(byte):
      return Node(.scalar(.init(.number, try number())), line: start)
    default: return Node(.scalar(try word()), line: start)
    }
  }

  private mutating func elements(depth: Int) throws -> [Node] {
    try open(depth: depth)
    var elements: [Node] = []
    if accept("]") { return elements }
    while true {
      elements.append(try value(depth: depth))
      skipSpace()
      if accept("]") { return elements }
      guard accept(",") else { throw unexpected("\",\" or \"]\"") }
      skipSpace()
    }
  }

  private mutating func entries(depth: Int) throws -> [Node.Entry] {
    try open(depth: depth)
    var entries: [Node.Entry] = []
    var lines: [String: Int] = [:]
    if accept("}") { return entries }
    while true {
      let keyLine = line
      guard next == UInt8(ascii: "\"") else { throw unexpected("a key in quotation marks") }
      let key = try string()
      if let first = lines.updateValue(keyLine, forKey: key) {
        throw failure("key \(quotedText(key)) appears twice, first on line \(first)")
      }
      skipSpace()
      guard accept(":") else { throw unexpected("\":\" after the key \(quotedText(key))") }
      skipSpace()
      entries.append(.init(key: key, line: keyLine, value: try value(depth: depth)))
      skipSpace()
      if accept("}") { return entries }
      guard accept(",") else { throw unexpected("\",\" or \"}\"") }
      skipSpace()
    }
  }

  /// Enters a list or mapping. The limit keeps recursion, here and in all that walk the tree,
  /// within the smallest stack a thread has.
  private mutating func open(depth: Int) throws {
    guard depth <= Self.maximumDepth else {
      throw failure("nested deeper than \(Self.maximumDepth) levels")
    }
    position += 1
    skipSpace()
  }

  private mutating func word() throws -> Node.Scalar {
    for (text, kind) in [("true", Node.Kind.bool), ("false", .bool), ("null", .null)]
    where bytes[position...].starts(with: text.utf8) {
      position += text.utf8.count
      return Node.Scalar(kind, text)
    }
    throw unexpected("a value")
  }

  private mutating func number() throws -> String {
    let start = position
    _ = accept("-")
    if accept("0") {
      if let digit = next, isDigit(digit) { throw failure("a number starts with a needless 0") }
    } else {
      try digits()
    }
    if accept(".") { try digits() }
    if accept("e") || accept("E") {
      if !accept("+") { _ = accept("-") }
      try digits()
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func digits() throws {
    let start = position
    while let digit = next, isDigit(digit) { position += 1 }
    guard position > start else { throw unexpected("a digit") }
  }

  // MARK: Strings

  private mutating func string() throws -> String {
    position += 1
    var content: [UInt8] = []
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        guard let text = String(validating: content, as: UTF8.self) else {
          throw failure("a string is not valid UTF-8")
        }
        return text
      case UInt8(ascii: "\\"):
        position += 1
        content += String(try escaped()).utf8
      case 0..<0x20:
        throw failure(
          byte == UInt8(ascii: "\n")
            ? "a string does not end on its line"
            : "a string holds the control character \(hex(byte)); write it as an escape")
      default:
        content.append(byte)
        position += 1
      }
    }
    throw failure("a string does not end")
  }

  /// The character that the escape after a backslash stands for.
  private mutating func escaped() throws -> Unicode.Scalar {
    guard let byte = next else { throw failure("a string does not end") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try escapedUnit()
    default:
      position -= 1
      throw unexpected("an escape such as \\n or \\u0041 after a backslash")
    }
  }

  /// One `\uXXXX`, or two that are a surrogate pair.
  private mutating func escapedUnit() throws -> Unicode.Scalar {
    let first = try fourHexDigits()
    if let scalar = Unicode.Scalar(first) { return scalar }
    if first < 0xDC00, bytes[position...].starts(with: "\\u".utf8) {
      position += 2
      let second = try fourHexDigits()
      if 0xDC00..<0xE000 ~= second,
        let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
      {
        return scalar
      }
    }
    throw failure("an escape is half of a surrogate pair")
  }

  private mutating func fourHexDigits() throws -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw unexpected("four hexadecimal digits after \\u")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }

  // MARK: Bytes

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func accept(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\n"): line += 1
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): break
      default: return
      }
      position += 1
    }
  }

  private func unexpected(_ expected: String) -> Failure {
    guard let byte = next else { return failure("expected \(expected), found the end of the file") }
    let found = 0x21..<0x7F ~= byte ? "\"\(Unicode.Scalar(byte))\"" : "the byte \(hex(byte))"
    return failure("expected \(expected), found \(found)")
  }

  private func failure(_ message: String) -> Failure { origin.failure(line: line, message) }
}

private func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }

/// `0x1B`.
func hex(_ byte: UInt8) -> String {
  let digits = String(byte, radix: 16, uppercase: true)
  return "0x" + (digits.count < 2 ? "0" : "") + digits
}

/// A value that a path of keys leads to.
struct JSONField {
  enum Kind { case string, number, other }

  let kind: Kind
  /// Without quotation marks; escapes as they stand.
  let content: Field
  let isEscaped: Bool
}

/// Picks values out of JSON objects by the paths of their keys, without building anything: the whole
/// text is checked, and what no path leads to is passed over.
///
/// RFC 8259, but that keys of no interest may occur twice.
struct JSONFields {
  /// A step of a path: keys of one object and where they lead.
  private struct Step {
    var keys: [(name: [UInt8], value: Int?, next: Int?)] = []
  }

  private var steps: [Step] = [Step()]
  private var values: [JSONField?]
  private var cursor: UnsafeMutablePointer<UInt8>
  private var end: UnsafeMutablePointer<UInt8>
  private let names: [String]

  private static let depth = 64

  /// `paths` are keys separated by points, such as `request.host`; where an object has a key with
  /// points in it, that is taken as well.
  init(_ paths: [String]) {
    names = paths
    values = Array(repeating: nil, count: paths.count)
    let nowhere = UnsafeMutablePointer<UInt8>(bitPattern: 1)!
    (cursor, end) = (nowhere, nowhere)
    for (index, path) in paths.enumerated() { add(path[...], to: 0, value: index) }
  }

  private mutating func add(_ path: Substring, to step: Int, value: Int) {
    steps[step].keys[key(Array(path.utf8), in: step)].value = value
    for point in path.indices where path[point] == "." {
      let rest = path[path.index(after: point)...]
      guard point > path.startIndex, !rest.isEmpty else { continue }
      let place = key(Array(path[..<point].utf8), in: step)
      let next = steps[step].keys[place].next ?? steps.count
      if next == steps.count { steps.append(Step()) }
      steps[step].keys[place].next = next
      add(rest, to: next, value: value)
    }
  }

  /// The place of a key in a step, which gets it where it has none.
  private mutating func key(_ name: [UInt8], in step: Int) -> Int {
    if let known = steps[step].keys.firstIndex(where: { $0.name == name }) { return known }
    steps[step].keys.append((name, nil, nil))
    return steps[step].keys.count - 1
  }

  /// The value of a path in the object that was scanned last; nil where it has none, or null.
  subscript(index: Int) -> JSONField? { values[index] }

  /// Reads one object at the start of the text: the bytes that it takes.
  ///
  /// A byte behind the text is readable.
  mutating func scan(_ text: UnsafeMutableBufferPointer<UInt8>) throws(EntryProblem) -> Int {
    for index in values.indices { values[index] = nil }
    guard let base = text.baseAddress else { throw broken("no JSON object") }
    (cursor, end) = (base, base + text.count)
    skipSpace()
    guard cursor < end, cursor.pointee == UInt8(ascii: "{") else { throw broken("no JSON object") }
    try object(step: 0, depth: 0)
    return cursor - base
  }

  // MARK: Values by their meaning

  /// The text of a string, its escapes undone in place; nil where there is none.
  func text(_ index: Int) throws(EntryProblem) -> Field? {
    guard let value = values[index] else { return nil }
    guard value.kind == .string else { throw wrongType(index, value) }
    return value.isEscaped ? unescaped(value.content) : value.content
  }

  /// The text of the first of two that is there.
  func text(_ index: Int, or other: Int) throws(EntryProblem) -> Field? {
    if let text = try text(index) { return text }
    return try text(other)
  }

  /// The text of a number or of a string that holds one; a problem where there is neither.
  func number(_ index: Int) throws(EntryProblem) -> Field {
    guard let value = values[index] else {
      throw EntryProblem(problem: .missingEntry, column: names[index])
    }
    guard value.kind != .other else { throw wrongType(index, value) }
    return value.content
  }

  /// Bytes; nil where there is no value, or `-`.
  func bytes(_ index: Int) throws(EntryProblem) -> Int64? {
    guard values[index] != nil else { return nil }
    return try AccessLogValues.bytes(number(index), names[index])
  }

  func name(_ index: Int) -> String { names[index] }

  private func wrongType(_ index: Int, _ value: JSONField) -> EntryProblem {
    EntryProblem(problem: .wrongType, column: names[index], value: quoted(value.content))
  }

  // MARK: Grammar

  private mutating func object(step: Int?, depth: Int) throws(EntryProblem) {
    guard depth < Self.depth else { throw broken("nested deeper than \(Self.depth) levels") }
    cursor += 1
    skipSpace()
    if accept(UInt8(ascii: "}")) { return }
    while true {
      guard cursor < end, cursor.pointee == Byte.quote else { throw unexpected("a key") }
      let key = try string()
      skipSpace()
      guard accept(UInt8(ascii: ":")) else { throw unexpected("\":\"") }
      skipSpace()
      try member(key.content, step: step, depth: depth)
      skipSpace()
      if accept(UInt8(ascii: "}")) { return }
      guard accept(UInt8(ascii: ",")) else { throw unexpected("\",\" or \"}\"") }
      skipSpace()
    }
  }

  /// The value of a key, kept where a path leads to it.
  private mutating func member(
    _ key: Field, step: Int?, depth: Int
  ) throws(EntryProblem) {
    guard let step, let found = steps[step].keys.firstIndex(where: { matches(key, $0.name) }) else {
      _ = try value(step: nil, depth: depth + 1)
      return
    }
    let (_, wanted, next) = steps[step].keys[found]
    let value = try value(step: next, depth: depth + 1)
    guard let wanted else { return }
    if values[wanted] != nil { throw EntryProblem(problem: .repeatedEntry, column: names[wanted]) }
    values[wanted] = value
  }

  @inline(__always)
  private func matches(_ key: Field, _ name: [UInt8]) -> Bool {
    key.count == name.count && key.elementsEqual(name)
  }

  /// nil for null.
  private mutating func value(step: Int?, depth: Int) throws(EntryProblem) -> JSONField? {
    guard cursor < end else { throw unexpected("a value") }
    let start = cursor
    switch cursor.pointee {
    case Byte.quote: return try string()
    case UInt8(ascii: "{"): try object(step: step, depth: depth)
    case UInt8(ascii: "["): try array(depth: depth)
    case UInt8(ascii: "t"): try word("true")
    case UInt8(ascii: "f"): try word("false")
    case UInt8(ascii: "n"):
      try word("null")
      return nil
    default:
      try number()
      return JSONField(
        kind: .number, content: Field(start: start, count: cursor - start), isEscaped: false)
    }
    return JSONField(
      kind: .other, content: Field(start: start, count: cursor - start), isEscaped: false)
  }

  private mutating func array(depth: Int) throws(EntryProblem) {
    guard depth < Self.depth else { throw broken("nested deeper than \(Self.depth) levels") }
    cursor += 1
    skipSpace()
    if accept(UInt8(ascii: "]")) { return }
    while true {
      _ = try value(step: nil, depth: depth + 1)
      skipSpace()
      if accept(UInt8(ascii: "]")) { return }
      guard accept(UInt8(ascii: ",")) else { throw unexpected("\",\" or \"]\"") }
      skipSpace()
    }
  }

  private mutating func string() throws(EntryProblem) -> JSONField {
    cursor += 1
    let start = cursor
    var isEscaped = false
    while cursor < end {
      let byte = cursor.pointee
      if byte == Byte.quote {
        let content = Field(start: start, count: cursor - start)
        cursor += 1
        return JSONField(kind: .string, content: content, isEscaped: isEscaped)
      }
      guard byte >= 0x20 else { throw broken("a control character in a string") }
      if byte == UInt8(ascii: "\\") {
        isEscaped = true
        try escape()
      }
      cursor += 1
    }
    throw broken("a string without an end (was the line cut?)")
  }

  /// Moves to the last byte of an escape.
  private mutating func escape() throws(EntryProblem) {
    cursor += 1
    guard cursor < end else { throw broken("a string without an end (was the line cut?)") }
    switch cursor.pointee {
    case Byte.quote, UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return
    case UInt8(ascii: "u"):
      guard end - cursor > 4, Self.hexadecimal(cursor + 1) != nil else {
        throw broken("\\u without four digits")
      }
      cursor += 4
    default: throw broken("an escape that JSON does not have")
    }
  }

  private mutating func number() throws(EntryProblem) {
    let start = cursor
    if cursor.pointee == UInt8(ascii: "-") { cursor += 1 }
    let first = cursor
    var digits = skipDigits()
    guard digits > 0, digits == 1 || first.pointee != Byte.zero else {
      cursor = start
      throw unexpected("a value")
    }
    if accept(Byte.point) {
      digits = skipDigits()
      guard digits > 0 else { throw unexpected("a digit") }
    }
    if cursor < end, cursor.pointee | 0x20 == UInt8(ascii: "e") {
      cursor += 1
      if !accept(UInt8(ascii: "-")) { _ = accept(UInt8(ascii: "+")) }
      guard skipDigits() > 0 else { throw unexpected("a digit") }
    }
  }

  private mutating func skipDigits() -> Int {
    let start = cursor
    while cursor < end && Byte.digit(cursor.pointee) < 10 { cursor += 1 }
    return cursor - start
  }

  private mutating func word(_ text: StaticString) throws(EntryProblem) {
    let count = text.utf8CodeUnitCount
    guard end - cursor >= count, Field(start: cursor, count: count).equals(text) else {
      throw unexpected("a value")
    }
    cursor += count
  }

  @inline(__always)
  private mutating func accept(_ byte: UInt8) -> Bool {
    guard cursor < end, cursor.pointee == byte else { return false }
    cursor += 1
    return true
  }

  @inline(__always)
  private mutating func skipSpace() {
    while cursor < end,
      cursor.pointee == Byte.space || cursor.pointee == Byte.newline
        || cursor.pointee == Byte.carriageReturn || cursor.pointee == Byte.tab
    {
      cursor += 1
    }
  }

  private func unexpected(_ wanted: String) -> EntryProblem {
    guard cursor < end else {
      return broken("the text ends where \(wanted) is expected (was the line cut?)")
    }
    let rest = Field(start: cursor, count: min(end - cursor, 20))
    return broken("\(quoted(rest)) where \(wanted) is expected")
  }

  private func broken(_ what: String) -> EntryProblem {
    EntryProblem(problem: .brokenJSON, value: "broken JSON: \(what)")
  }

  // MARK: Escapes

  fileprivate static func hexadecimal(_ start: UnsafePointer<UInt8>) -> UInt32? {
    var value: UInt32 = 0
    for index in 0..<4 {
      guard let digit = Character(Unicode.Scalar(start[index])).hexDigitValue else { return nil }
      value = value << 4 | UInt32(digit)
    }
    return value
  }

  /// The bytes that a string with escapes stands for, written over it; a surrogate without its
  /// partner becomes U+FFFD.
  private func unescaped(_ content: Field) -> Field {
    guard let source = content.baseAddress else { return content }
    let target = UnsafeMutablePointer(mutating: source)
    var (read, written) = (0, 0)
    func write(_ byte: UInt8) {
      target[written] = byte
      written += 1
    }
    while read < content.count {
      guard source[read] == UInt8(ascii: "\\") else {
        write(source[read])
        read += 1
        continue
      }
      let kind = source[read + 1]
      read += 2
      switch kind {
      case UInt8(ascii: "b"): write(8)
      case UInt8(ascii: "f"): write(12)
      case UInt8(ascii: "n"): write(10)
      case UInt8(ascii: "r"): write(13)
      case UInt8(ascii: "t"): write(9)
      case UInt8(ascii: "u"):
        var code = Self.hexadecimal(source + read) ?? 0xfffd
        read += 4
        if 0xd800...0xdbff ~= code, read + 6 <= content.count, source[read] == UInt8(ascii: "\\"),
          source[read + 1] == UInt8(ascii: "u"), let low = Self.hexadecimal(source + read + 2),
          0xdc00...0xdfff ~= low
        {
          code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
          read += 6
        }
        for byte in String(Unicode.Scalar(code) ?? "\u{fffd}").utf8 { write(byte) }
      default: write(kind)
      }
    }
    return Field(start: source, count: written)
  }
}

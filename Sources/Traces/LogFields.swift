import Glibc

/// The fields of a line of an access log: separated by blanks, those in quotation marks or brackets
/// taken whole.
struct LogFields {
  /// More fields than any format has.
  private static let capacity = 48

  private var fields: [Field] = []
  private(set) var count = 0

  init() { fields.reserveCapacity(Self.capacity) }

  /// A field without its quotation marks or brackets; empty where the line has no such field.
  subscript(index: Int) -> Field {
    index < fields.count ? fields[index] : Field(start: nil, count: 0)
  }

  /// Splits a line; a problem where a quotation mark or a bracket is never closed, or where there are
  /// more fields than any format has.
  ///
  /// A backslash keeps the quotation mark behind it from closing the field, as servers write it.
  mutating func split(_ line: Field) -> EntryProblem? {
    fields.removeAll(keepingCapacity: true)
    count = 0
    guard let base = line.baseAddress else { return nil }
    var position = 0
    while position < line.count {
      let first = line[position]
      if first <= Byte.space {
        if first == 0 { return EntryProblem(problem: .nulByte) }
        position += 1
        continue
      }
      let isEnclosed =
        first == Byte.quote || (first == UInt8(ascii: "[") && !Self.isAddress(line, position))
      let start = isEnclosed ? position + 1 : position
      guard let end = isEnclosed ? Self.close(line, start, first) : Self.blank(line, start) else {
        return EntryProblem(
          problem: .unterminatedQuote,
          value: quoted(Field(start: base + position, count: line.count - position)))
      }
      guard fields.count < Self.capacity else {
        return EntryProblem(problem: .fieldCount, value: "has more than \(Self.capacity) fields")
      }
      fields.append(Field(start: base + start, count: end - start))
      position = isEnclosed ? end + 1 : end
    }
    count = fields.count
    return nil
  }

  /// Whether a bracket begins an IPv6 address with a port: `[::1]:443`.
  private static func isAddress(_ line: Field, _ position: Int) -> Bool {
    guard let base = line.baseAddress,
      let close = memchr(base + position, Int32(UInt8(ascii: "]")), line.count - position)
    else { return false }
    let behind = UnsafeRawPointer(base).distance(to: UnsafeRawPointer(close)) + 1
    return behind < line.count && line[behind] == UInt8(ascii: ":")
  }

  private static func close(_ line: Field, _ start: Int, _ open: UInt8) -> Int? {
    let mark = open == Byte.quote ? Byte.quote : UInt8(ascii: "]")
    guard start < line.count, let base = line.baseAddress,
      let found = memchr(base + start, Int32(mark), line.count - start)
    else { return nil }
    let first = UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
    guard memchr(base + start, 0x5c, first - start) != nil else { return first }
    var position = start
    while position < line.count {
      if line[position] == mark { return position }
      position += line[position] == UInt8(ascii: "\\") && mark == Byte.quote ? 2 : 1
    }
    return nil
  }

  private static func blank(_ line: Field, _ start: Int) -> Int? {
    var position = start
    while position < line.count && line[position] > Byte.space { position += 1 }
    return position
  }
}

/// Walks through the lines of a block, which the sink counts.
struct LogLines {
  private let text: Field
  private var position = 0

  init(_ text: Field) { self.text = text }

  /// The next line that is not blank, without its end; nil at the end of the block.
  mutating func next(_ sink: inout LogSink) -> Field? {
    guard let base = text.baseAddress else { return nil }
    while position < text.count {
      let start = position
      let found = memchr(base + start, Int32(Byte.newline), text.count - start)
      let end = found.map { UnsafeRawPointer(base).distance(to: $0) } ?? text.count
      position = end + 1
      sink.line += 1
      if end - start > TraceLimits.line { sink.refuseOverlong() }
      let line = Field(rebasing: text[start..<end])
      if !line.allSatisfy({ $0 <= Byte.space && $0 != 0 }) { return line }
    }
    return nil
  }
}

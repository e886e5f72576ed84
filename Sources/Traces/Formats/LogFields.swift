import Glibc

/// The fields of a line of an access log: separated by blanks, those in quotation marks or brackets
/// taken whole.
struct LogFields {
  /// More fields than any format has.
  private static let capacity = 48

  private var fields: [Field] = []
  /// A bit for each field that stands in quotation marks.
  private var quotes: UInt64 = 0
  private(set) var count = 0

  init() { fields.reserveCapacity(Self.capacity) }

  /// A field without its quotation marks or brackets; empty where the line has no such field.
  subscript(index: Int) -> Field {
    index < fields.count ? fields[index] : Field(start: nil, count: 0)
  }

  /// Whether a field stands in quotation marks.
  func isQuoted(_ index: Int) -> Bool { quotes >> UInt64(index) & 1 == 1 }

  /// Splits a line; a problem where a quotation mark or a bracket is never closed, or where there are
  /// more fields than any format has.
  ///
  /// A backslash keeps the quotation mark behind it from closing the field, as servers write it.
  mutating func split(_ line: Field) -> EntryProblem? {
    fields.removeAll(keepingCapacity: true)
    quotes = 0
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
      if first == Byte.quote { quotes |= 1 << UInt64(fields.count) }
      fields.append(Field(start: base + start, count: end - start))
      position = isEnclosed ? end + 1 : end
    }
    count = fields.count
    return nil
  }

  /// Splits a line at its tabs and nowhere else.
  mutating func splitTabs(_ line: Field) -> EntryProblem? {
    fields.removeAll(keepingCapacity: true)
    quotes = 0
    count = 0
    guard let base = line.baseAddress else { return nil }
    if memchr(base, 0, line.count) != nil { return EntryProblem(problem: .nulByte) }
    let end = line.last == Byte.carriageReturn ? line.count - 1 : line.count
    var start = 0
    while true {
      guard fields.count < Self.capacity else {
        return EntryProblem(problem: .fieldCount, value: "has more than \(Self.capacity) fields")
      }
      let tab = memchr(base + start, Int32(Byte.tab), end - start)
      let stop = tab.map { UnsafeRawPointer(base).distance(to: $0) } ?? end
      fields.append(Field(start: base + start, count: stop - start))
      guard tab != nil else { break }
      start = stop + 1
    }
    count = fields.count
    return nil
  }

  /// Splits a line at its blanks and nowhere else.
  mutating func splitBlanks(_ line: Field) -> EntryProblem? {
    fields.removeAll(keepingCapacity: true)
    count = 0
    if line.contains(0) { return EntryProblem(problem: .nulByte) }
    for part in line.split(whereSeparator: { $0 <= Byte.space }) {
      guard fields.count < Self.capacity else {
        return EntryProblem(problem: .fieldCount, value: "has more than \(Self.capacity) fields")
      }
      fields.append(Field(rebasing: part))
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

extension LogFields {
  /// A throw where the line has fewer fields than each entry of its format.
  func require(_ least: Int) throws(EntryProblem) {
    guard count >= least else {
      throw EntryProblem(
        problem: .fieldCount, value: "has \(count) fields, an entry has \(least) or more")
    }
  }

  /// A reader that hands the fields of each line to `entry`, which returns nil for what is no
  /// request.
  static func lineReader(
    _ entry: @escaping @Sendable (LogFields) throws(EntryProblem) -> LoggedRequest?
  ) -> LogReader {
    LogReader { text, sink in
      var lines = LogLines(Field(text))
      var fields = LogFields()
      while let line = lines.next(&sink) {
        if let problem = fields.split(line) {
          sink.refuse(problem)
        } else {
          sink.take { () throws(EntryProblem) in try entry(fields) }
        }
      }
    }
  }

  /// The same for formats that ask nothing of the head and the options.
  static func reader(
    _ entry: @escaping @Sendable (LogFields) throws(EntryProblem) -> LoggedRequest?
  ) -> @Sendable (LogHead, TraceReadOptions) throws -> LogReader {
    { _, _ in lineReader(entry) }
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

extension ArraySlice<UInt8> {
  func starts(with text: StaticString) -> Bool {
    count >= text.utf8CodeUnitCount
      && text.withUTF8Buffer { prefix(text.utf8CodeUnitCount).elementsEqual($0) }
  }
}

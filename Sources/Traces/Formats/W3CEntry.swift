import Units

/// Reads entries in the extended log file format of the W3C, whose line `#Fields:` names the columns.
struct W3CEntry: Sendable {
  private let header: [UInt8]
  private let count: Int
  /// `time-taken` × 10^this is in microseconds.
  private let exponent: Int
  /// Whether a tab is all that separates values; else it is blanks.
  private let hasTabs: Bool
  private let date: Int
  private let time: Int
  private let taken: Int
  private let host: Int?
  private let path: Int?
  private let requestBytes: Int?
  private let responseBytes: Int?

  private static let mark: StaticString = "#Fields:"

  /// The names of the columns; nil where no line names them.
  static func names(_ head: LogHead) -> [String]? {
    line(head).map { line in
      line.dropFirst(mark.utf8CodeUnitCount).split(whereSeparator: { $0 <= Byte.space })
        .map { String(decoding: $0, as: UTF8.self) }
    }
  }

  private static func line(_ head: LogHead) -> ArraySlice<UInt8>? {
    guard head.firstByte == UInt8(ascii: "#") else { return nil }
    return head.line { $0.starts(with: mark) }
  }

  /// A reader of files in which `time-taken` × 10^`secondsExponent` is in microseconds.
  static func reader(_ head: LogHead, secondsExponent exponent: Int) throws -> LogReader {
    guard let line = line(head), let names = names(head) else {
      throw Failure(
        .data, "\(head.file) has no line #Fields: that names its columns",
        hint: "such logs begin with #Version: 1.0 and #Fields: date time …")
    }
    let entries = head.line { $0.first != UInt8(ascii: "#") }
    let entry = try W3CEntry(
      names, line, exponent, hasTabs: entries?.contains(Byte.tab) ?? true, file: head.file)
    return LogReader { text, sink in entry.read(Field(text), &sink) }
  }

  private init(
    _ names: [String], _ line: ArraySlice<UInt8>, _ exponent: Int, hasTabs: Bool, file: String
  ) throws {
    header = Array(line)
    self.exponent = exponent
    self.hasTabs = hasTabs
    count = names.count
    func place(_ name: String) throws -> Int {
      guard let place = names.firstIndex(of: name) else {
        throw Failure(
          .data, "\(file): #Fields: names no column \(name)",
          hint: "requests need date, time and time-taken")
      }
      return place
    }
    date = try place("date")
    time = try place("time")
    taken = try place("time-taken")
    host = names.firstIndex(of: "x-host-header") ?? names.firstIndex(of: "cs(Host)")
    path = names.firstIndex(of: "cs-uri-stem")
    requestBytes = names.firstIndex(of: "cs-bytes")
    responseBytes = names.firstIndex(of: "sc-bytes")
  }

  func read(_ text: Field, _ sink: inout LogSink) {
    var lines = LogLines(text)
    var fields = LogFields()
    // A date and a time become one stamp here.
    var stamp = [UInt8](repeating: Byte.newline, count: 28)
    while let line = lines.next(&sink) {
      if line.first == UInt8(ascii: "#") {
        skip(line, &sink)
        continue
      }
      if let problem = hasTabs ? fields.splitTabs(line) : fields.splitBlanks(line) {
        sink.refuse(problem)
      } else {
        sink.take { () throws(EntryProblem) in try request(fields, &stamp) }
      }
    }
  }

  /// A line of comment; columns that change within a file would change what all values mean.
  private func skip(_ line: Field, _ sink: inout LogSink) {
    var line = line
    while let last = line.last, last <= Byte.space { line = Field(rebasing: line.dropLast()) }
    let names = header.reversed().drop { $0 <= Byte.space }.reversed()
    if ArraySlice(line).starts(with: Self.mark), !line.elementsEqual(names) {
      sink.fail(
        Failure(
          .data, "\(sink.file): a second line #Fields: names other columns",
          hint: "give files of different columns one by one: costsim compare a.log b.log"))
    }
  }

  private func request(
    _ fields: LogFields, _ stamp: inout [UInt8]
  ) throws(EntryProblem) -> LoggedRequest {
    guard fields.count == count else {
      throw EntryProblem(
        problem: .fieldCount, value: "has \(fields.count) fields, #Fields: names \(count)")
    }
    guard fields[date].count == 10, fields[time].count == 8 else {
      throw EntryProblem(
        problem: .unreadableStamp, column: "date and time",
        value: quoted(Array(fields[date]) + [Byte.space] + Array(fields[time])))
    }
    for index in 0..<10 { stamp[index] = fields[date][index] }
    stamp[10] = Byte.space
    for index in 0..<8 { stamp[11 + index] = fields[time][index] }
    let end = try stamp.withUnsafeBufferPointer { bytes throws(EntryProblem) in
      try AccessLogValues.stamp(
        Field(rebasing: bytes[..<19]), "date and time", assumesUTC: true)
    }
    let duration = try AccessLogValues.duration(fields[taken], exponent: exponent, "time-taken")
    var request = LoggedRequest(end: end, duration: duration)
    request.service = try AccessLogValues.service(host.map { fields[$0] }, "the host")
    request.target = path.map { fields[$0] }
    request.requestBytes = try requestBytes.flatMap { place throws(EntryProblem) in
      try AccessLogValues.bytes(fields[place], "cs-bytes")
    }
    request.responseBytes = try responseBytes.flatMap { place throws(EntryProblem) in
      try AccessLogValues.bytes(fields[place], "sc-bytes")
    }
    return request
  }
}

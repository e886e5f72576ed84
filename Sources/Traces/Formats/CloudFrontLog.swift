import Units

extension LogFormat {
  /// Standard logs of Amazon CloudFront, whose columns the line `#Fields:` names. The stamp is the
  /// end of the response, `time-taken` is in seconds (AWS documentation, "Standard logging
  /// reference").
  static let cloudFront = LogFormat(
    name: "cloudfront", columns: [.requestBytes, .responseBytes], resolution: 1_000_000,
    service: .host, otherKinds: [.path],
    isShown: { CloudFrontEntry.columns(of: $0) != nil },
    reader: { head, _ in
      guard let columns = CloudFrontEntry.columns(of: head) else {
        throw Failure(
          .data, "\(head.file) has no line #Fields: that names its columns",
          hint: "logs of CloudFront begin with #Version: 1.0 and #Fields: date time …")
      }
      let entry = try CloudFrontEntry(columns, file: head.file)
      return LogReader { text, sink in entry.read(Field(text), &sink) }
    })
}

/// The places of the columns that are read.
private struct CloudFrontEntry: Sendable {
  private let header: [UInt8]
  private let count: Int
  private let date: Int
  private let time: Int
  private let taken: Int
  private let host: Int?
  private let path: Int?
  private let requestBytes: Int?
  private let responseBytes: Int?

  private static let mark: StaticString = "#Fields:"

  /// The line that names the columns.
  static func columns(of head: LogHead) -> ArraySlice<UInt8>? {
    guard head.firstByte == UInt8(ascii: "#") else { return nil }
    return head.line { $0.starts(with: mark) }
  }

  init(_ line: ArraySlice<UInt8>, file: String) throws {
    header = Array(line)
    let names = line.dropFirst(Self.mark.utf8CodeUnitCount)
      .split(whereSeparator: { $0 <= Byte.space }).map { String(decoding: $0, as: UTF8.self) }
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
      if let problem = fields.splitTabs(line) {
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
    let duration = try AccessLogValues.duration(fields[taken], exponent: 6, "time-taken")
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

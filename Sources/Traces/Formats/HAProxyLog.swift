extension LogFormat {
  /// HAProxy's HTTP format, bare or behind what syslog writes. The stamp, which has no zone and is
  /// read as UTC, is when the request's first byte came; `Ta` runs from there to the last byte of
  /// the response (HAProxy documentation, "HTTP log format").
  ///
  /// Requests that no server got are none; those that a server got and did not answer (`Tr` is −1)
  /// take `Ta` too.
  static let haProxy = LogFormat(
    name: "haproxy", columns: .responseBytes, stampsStarts: true, service: .targetGroup,
    otherKinds: [.path],
    isShown: { head, _ in head.firstFields { HAProxyEntry.stamp(of: $0) != nil } },
    reader: LogFields.reader { fields throws(EntryProblem) in try HAProxyEntry.request(fields) })
}

private enum HAProxyEntry {
  /// The place of the time stamp, behind which all fields have theirs.
  static func stamp(of fields: LogFields) -> Int? {
    (1..<max(2, min(fields.count - 3, 12))).first { place in
      isStamp(fields[place]) && HAProxyTimers(fields[place + 3]).count == 5
    }
  }

  static func request(_ fields: LogFields) throws(EntryProblem) -> LoggedRequest? {
    guard let place = stamp(of: fields), fields.count >= place + 12 else {
      throw EntryProblem(problem: .fieldCount, value: "is no entry of the format haproxy")
    }
    let start = try time(fields[place])
    let timers = HAProxyTimers(fields[place + 3])
    let backend = fields[place + 2]
    let slash = backend.firstIndex(of: UInt8(ascii: "/")) ?? backend.count
    guard timers.isConnected, find("/<NOSRV>", in: backend) == nil else {
      throw .noRequest(.unreached)
    }
    guard !timers.active.equals("-1") else { throw .noRequest(.unanswered) }
    try timers.check()
    // `option logasap` logs before the end and marks that with a plus sign.
    let duration = try AccessLogValues.duration(timers.active, exponent: 3, "Ta")
    var request = LoggedRequest(
      service: try AccessLogValues.service(Field(rebasing: backend[..<slash]), "the backend"),
      end: start + duration, duration: duration)
    request.isUnanswered = !timers.isAnswered
    // Behind it may stand fields about the connection and TLS (`option httpslog`).
    let behind = place + 9..<max(fields.count, place + 9)
    let target =
      behind.first { find(" HTTP/", in: fields[$0]) != nil }
      ?? behind.first { fields[$0].contains(Byte.space) }
    request.target = target.map { fields[$0] }
    request.responseBytes = try AccessLogValues.bytes(fields[place + 5], "bytes_read")
    return request
  }

  /// `06/Feb/2009:12:14:14.655`.
  private static func isStamp(_ field: Field) -> Bool {
    field.count == 24 && field[2] == UInt8(ascii: "/") && field[6] == UInt8(ascii: "/")
      && field[11] == UInt8(ascii: ":") && field[20] == Byte.point
  }

  private static func time(_ field: Field) throws(EntryProblem) -> Int64 {
    let seconds = try AccessLogValues.logSecond(field, "the time stamp")
    let milliseconds = try AccessLogValues.duration(
      Field(rebasing: field[21...]), exponent: 3, "the milliseconds of the time stamp")
    return seconds + milliseconds
  }
}

/// The timers `TR/Tw/Tc/Tr/Ta` of an entry, in milliseconds; −1 where their phase was not reached.
private struct HAProxyTimers {
  private(set) var count = 0
  private var fields: (Field, Field, Field, Field, Field)

  init(_ field: Field) {
    let none = Field(start: nil, count: 0)
    fields = (none, none, none, none, none)
    var start = 0
    while start <= field.count {
      let end = field[start...].firstIndex(of: UInt8(ascii: "/")) ?? field.count
      set(Field(rebasing: field[start..<end]), at: count)
      count += 1
      start = end + 1
    }
  }

  private mutating func set(_ field: Field, at place: Int) {
    switch place {
    case 0: fields.0 = field
    case 1: fields.1 = field
    case 2: fields.2 = field
    case 3: fields.3 = field
    case 4: fields.4 = field
    default: break
    }
  }

  /// Whether the connection to a server was made.
  var isConnected: Bool { !fields.2.equals("-1") }
  /// Whether the server sent the head of a response.
  var isAnswered: Bool { !fields.3.equals("-1") }
  /// `Ta`.
  var active: Field { fields.4 }

  /// A throw where one before `Ta` is no time.
  func check() throws(EntryProblem) {
    func check(_ timer: Field) throws(EntryProblem) {
      guard !timer.equals("-1") else { return }
      _ = try AccessLogValues.duration(timer, exponent: 3, "a timer")
    }
    try check(fields.0)
    try check(fields.1)
    try check(fields.2)
    try check(fields.3)
  }
}

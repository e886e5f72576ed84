extension LogFormat {
  /// HAProxy's HTTP format, bare or behind what syslog writes. The stamp, which has no zone and is
  /// read as UTC, is when the request's first byte came; `Ta` runs from there to the last byte of
  /// the response (HAProxy documentation, "HTTP log format").
  ///
  /// Requests that no server answered (`Tr` is −1) are none.
  static let haProxy = LogFormat(
    name: "haproxy", columns: .responseBytes, stampsStarts: true, service: .targetGroup,
    otherKinds: [.path],
    isShown: { head in head.firstFields { HAProxyEntry.stamp(of: $0) != nil } },
    reader: LogFields.reader { fields throws(EntryProblem) in try HAProxyEntry.request(fields) })
}

private enum HAProxyEntry {
  /// The place of the time stamp, behind which all fields have theirs.
  static func stamp(of fields: LogFields) -> Int? {
    (1..<max(2, min(fields.count - 3, 12))).first { place in
      isStamp(fields[place]) && timers(fields[place + 3]).count == 5
    }
  }

  static func request(_ fields: LogFields) throws(EntryProblem) -> LoggedRequest? {
    guard let place = stamp(of: fields), fields.count >= place + 12 else {
      throw EntryProblem(problem: .fieldCount, value: "is no entry of the format haproxy")
    }
    let start = try time(fields[place])
    let timers = timers(fields[place + 3])
    guard !timers[3].equals("-1"), !timers[4].equals("-1") else {
      throw .noRequest(.unanswered)
    }
    for timer in timers.dropLast() where !timer.equals("-1") {
      _ = try AccessLogValues.duration(timer, exponent: 3, "a timer")
    }
    // `option logasap` logs before the end and marks that with a plus sign.
    let duration = try AccessLogValues.duration(timers[4], exponent: 3, "Ta")
    let backend = fields[place + 2]
    let slash = backend.firstIndex(of: UInt8(ascii: "/")) ?? backend.count
    var request = LoggedRequest(
      service: try AccessLogValues.service(Field(rebasing: backend[..<slash]), "the backend"),
      end: start + duration, duration: duration)
    // Behind it may stand fields about the connection and TLS (`option httpslog`).
    let behind = (place + 9..<fields.count).map { fields[$0] }
    request.target =
      behind.first { find(" HTTP/", in: $0) != nil } ?? behind.first { $0.contains(Byte.space) }
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

  private static func timers(_ field: Field) -> [Field] {
    field.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      .map { Field(rebasing: $0) }
  }
}

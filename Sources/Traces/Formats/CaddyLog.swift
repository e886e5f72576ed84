import Units

extension LogFormat {
  /// Caddy's access log. It is written when the response is complete, so that the stamp is the end;
  /// `time_format` and `duration_format` have several forms (Caddy documentation, "log (Caddyfile
  /// directive)").
  static let caddy = LogFormat(
    name: "caddy", columns: [.requestBytes, .responseBytes], secondsAreCut: .perhaps,
    service: .host, otherKinds: [.path],
    isShown: { head, _ in
      head.firstByte == UInt8(ascii: "{") && head.contains("\"request\"")
        && head.contains("\"duration\"")
        && (head.contains("\"http.log.access") || head.contains("handled request"))
    },
    reader: { head, options in
      let unit = try options.durationUnit ?? CaddyDurations.unit(in: head)
      let kinds = EntryKinds(
        [.caddy],
        behind: [
          "ts", "duration", "request.host", "request.uri", "bytes_read", "size", "request",
        ])
      var reader = JSONEntries.reader(head, kinds.paths) { fields throws(EntryProblem) in
        // What the server says of itself stands in the same log.
        guard fields[6] != nil else { return nil }
        try kinds.check(fields)
        let host = try fields.text(2).flatMap { RequestTarget.withoutPort($0) }
        var request = LoggedRequest(
          service: try AccessLogValues.service(host, "request.host"),
          end: try AccessLogValues.time(fields.number(0), "ts"),
          duration: try CaddyDurations.read(fields.number(1), unit))
        request.target = try fields.text(3)
        request.requestBytes = try fields.bytes(4)
        request.responseBytes = try fields.bytes(5)
        return request
      }
      reader.durations = DurationReading(
        "durations that are numbers are in \(unit.rawValue) (--duration-unit)")
      return reader
    })
}

extension EntryRule {
  /// Caddy: entries about requests are of an access logger; others log errors and the steps of
  /// handlers, each beside the entry that counts. Either text may be left out by the encoder.
  static let caddy = EntryRule(marks: ["\"http.log."], paths: ["logger", "msg"]) {
    fields, places throws(EntryProblem) in
    if let logger = try fields.text(places[0]) {
      guard logger.starts(with: "http.log.access") else { throw .noRequest(.errorEntry) }
    } else if let message = try fields.text(places[1]), !message.equals("handled request") {
      throw .noRequest(.errorEntry)
    }
  }
}

/// Durations in the forms of `duration_format`.
private enum CaddyDurations {
  /// A whole number of seconds is less than this, and one of nanoseconds is more.
  private static let leastNanoseconds: Int64 = 100_000

  /// Seconds where a number has a point, nanoseconds where all are whole and great; throws where
  /// neither is sure.
  static func unit(in head: LogHead) throws -> TimeUnit {
    let numbers = head.numbers(behind: "\"duration\":")
    let isWhole = numbers.allSatisfy { number in number.allSatisfy { Byte.digit($0) < 10 } }
    let amounts = numbers.map { number in
      number.reduce(Int64(0)) { min($0 * 10 + Int64(Byte.digit($1)), TraceLimits.arrival) }
    }.filter { $0 > 0 }
    guard isWhole, let least = amounts.min() else { return .seconds }
    guard least >= leastNanoseconds else {
      throw Failure(
        .data,
        "\(head.file): durations that are whole numbers such as \(least) do not tell their unit",
        hint: "--duration-unit s, ms or ns says it; Caddy's duration_format is s unless it is set")
    }
    return .nanoseconds
  }

  static func read(_ field: Field, _ unit: TimeUnit) throws(EntryProblem) -> Int64 {
    guard let last = field.last, Byte.digit(last) >= 10 else {
      return try AccessLogValues.duration(field, exponent: unit.microsecondExponent, "duration")
    }
    guard let duration = GoDuration.microseconds(field) else {
      throw EntryProblem(problem: .notANumber, column: "duration", value: quoted(field))
    }
    return duration
  }
}

extension LogFormat {
  /// Caddy's access log. It is written when the response is complete, so that the stamp is the end
  /// (Caddy documentation, "log (Caddyfile directive)").
  static let caddy = LogFormat(
    name: "caddy", columns: [.requestBytes, .responseBytes], secondsAreCut: .perhaps,
    service: .host, otherKinds: [.path],
    isShown: { head in
      head.firstByte == UInt8(ascii: "{") && head.contains("\"request\"")
        && head.contains("\"duration\"")
        && (head.contains("\"http.log.access") || head.contains("handled request"))
    },
    reader: { head, _ in
      JSONEntries.reader(
        head,
        [
          "ts", "duration", "request.host", "request.uri", "bytes_read", "size", "request",
          "logger", "msg",
        ]
      ) { fields throws(EntryProblem) in
        // What the server says of itself stands in the same log.
        guard fields[6] != nil else { return nil }
        guard try isAccess(fields.text(7), fields.text(8)) else { throw .noRequest(.errorEntry) }
        let stamp = try fields.number(0)
        let end =
          stamp.contains(UInt8(ascii: ":"))
          ? try AccessLogValues.stamp(stamp, "ts")
          : try AccessLogValues.epoch(stamp, exponent: 6, "ts")
        let duration = try AccessLogValues.duration(fields.number(1), exponent: 6, "duration")
        let host = try fields.text(2).flatMap { RequestTarget.withoutPort($0) }
        var request = LoggedRequest(
          service: try AccessLogValues.service(host, "request.host"), end: end, duration: duration)
        request.target = try fields.text(3)
        request.requestBytes = try fields.bytes(4)
        request.responseBytes = try fields.bytes(5)
        return request
      }
    })

  /// Whether an entry about a request is of an access logger: others log errors and the steps of
  /// handlers, each beside the entry that counts. Either text may be left out by the encoder.
  private static func isAccess(_ logger: Field?, _ message: Field?) -> Bool {
    if let logger { return logger.starts(with: "http.log.access") }
    return message?.equals("handled request") ?? true
  }
}

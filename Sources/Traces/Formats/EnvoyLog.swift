extension LogFormat {
  /// Envoy's default format, and Istio's, which has three more fields. The stamp is the start
  /// (Envoy documentation, "Access logging"; Istio documentation, "Envoy Access Logs").
  static let envoy = LogFormat(
    name: "envoy", columns: [.requestBytes, .responseBytes], stampsStarts: true,
    secondsAreCut: .perhaps, service: .host,
    otherKinds: [.path],
    isShown: { head, _ in
      head.firstByte == UInt8(ascii: "[") && head.firstFields { $0.envoyShift != nil }
    },
    reader: { head, _ in
      let proxy = EnvoyProxy(head)
      return LogFields.lineReader { fields throws(EntryProblem) in
        guard let shift = fields.envoyShift else {
          throw EntryProblem(problem: .fieldCount, value: "is no entry of the format envoy")
        }
        if fields[1].starts(with: "- ") { throw .noRequest(.connection) }
        try proxy.check(cluster: shift == 0 ? nil : fields[13 + shift])
        let start = try AccessLogValues.stamp(fields[0], "START_TIME")
        let duration = try AccessLogValues.duration(fields[6 + shift], exponent: 3, "DURATION")
        var request = LoggedRequest(
          service: try AccessLogValues.service(
            RequestTarget.withoutPort(fields[11 + shift]), ":AUTHORITY"),
          end: start + duration, duration: duration)
        request.target = fields[1]
        request.requestBytes = try AccessLogValues.bytes(fields[4 + shift], "BYTES_RECEIVED")
        request.responseBytes = try AccessLogValues.bytes(fields[5 + shift], "BYTES_SENT")
        return request
      }
    })

  /// JSON with the keys that Envoy's and Istio's documentation give its fields; Contour writes the
  /// start as `@timestamp` (Contour documentation, "Access Logging").
  static let envoyJSON = LogFormat(
    name: "envoy-json", columns: [.requestBytes, .responseBytes], stampsStarts: true,
    secondsAreCut: .perhaps, service: .host, otherKinds: [.path],
    isShown: { head, _ in
      guard head.firstByte == UInt8(ascii: "{"), head.contains("\"duration\"") else { return false }
      let hasFlags = head.contains("\"response_flags\"")
      return head.contains("\"start_time\"")
        ? hasFlags || head.contains("\"response_code\"")
        : hasFlags && head.contains("\"@timestamp\"") && head.contains("\"upstream_cluster\"")
    },
    reader: { head, _ in
      let kinds = EntryKinds(
        [.envoy(head)],
        behind: [
          "start_time", "duration", "authority", ":authority", "path", "bytes_received",
          "bytes_sent", "@timestamp",
        ])
      return JSONEntries.reader(head, kinds.paths) { fields throws(EntryProblem) in
        guard fields[0] != nil || fields[1] != nil else { return nil }
        try kinds.check(fields)
        let place = fields[0] == nil && fields[7] != nil ? 7 : 0
        let start = try AccessLogValues.stamp(fields.number(place), fields.name(place))
        let duration = try AccessLogValues.duration(fields.number(1), exponent: 3, "duration")
        let authority = try fields.text(2, or: 3)
        var request = LoggedRequest(
          service: try AccessLogValues.service(
            authority.flatMap { RequestTarget.withoutPort($0) }, "authority"),
          end: start + duration, duration: duration)
        request.target = try fields.text(4)
        request.requestBytes = try fields.bytes(5)
        request.responseBytes = try fields.bytes(6)
        return request
      }
    })
}

extension LogFields {
  /// How many fields stand between the flags and the bytes; nil where the line is no entry.
  fileprivate var envoyShift: Int? {
    guard count >= 13, self[0].count >= 20, self[0][4] == UInt8(ascii: "-"),
      self[2].allSatisfy({ Byte.digit($0) < 10 })
    else { return nil }
    return [0, 3].first { shift in
      count >= 13 + shift
        && (4...6).allSatisfy { index in
          let field = self[index + shift]
          return !field.isEmpty && field.allSatisfy { Byte.digit($0) < 10 }
        }
    }
  }
}

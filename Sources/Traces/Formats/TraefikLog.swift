extension LogFormat {
  /// Traefik's common log format: the combined one, then the request count, the router, the server
  /// and the duration in milliseconds. The stamp is the start (Traefik documentation, "Access Logs").
  static let traefik = LogFormat(
    name: "traefik", columns: .responseBytes, stampsStarts: true, secondsAreCut: .always,
    service: .targetGroup, otherKinds: [.path],
    isShown: { head, _ in head.firstFields { $0.isTraefik } },
    reader: LogFields.reader { fields throws(EntryProblem) in
      guard fields.isTraefik else {
        throw EntryProblem(problem: .fieldCount, value: "is no entry of the format traefik")
      }
      let duration = try AccessLogValues.duration(
        Field(rebasing: fields[12].dropLast(2)), exponent: 3, "the duration")
      var request = LoggedRequest(
        service: try AccessLogValues.service(fields[10], "the router"),
        end: try AccessLogValues.logStamp(fields[3], "the time stamp") + duration,
        duration: duration)
      request.target = fields[4]
      request.responseBytes = try AccessLogValues.bytes(fields[6], "the size")
      return request
    })

  /// The same as JSON; durations are in nanoseconds.
  static let traefikJSON = LogFormat(
    name: "traefik-json", columns: [.requestBytes, .responseBytes], stampsStarts: true,
    service: .targetGroup, otherKinds: [.host, .path],
    isShown: { head, _ in
      head.firstByte == UInt8(ascii: "{") && head.contains("\"StartUTC\"")
        && head.contains("\"Duration\"")
    },
    reader: { head, _ in
      JSONEntries.reader(
        head,
        [
          "StartUTC", "Duration", "RouterName", "ServiceName", "RequestHost", "RequestPath",
          "RequestContentSize", "DownstreamContentSize",
        ]
      ) { fields throws(EntryProblem) in
        guard fields[0] != nil || fields[1] != nil else { return nil }
        let start = try AccessLogValues.stamp(fields.number(0), "StartUTC")
        let duration = try AccessLogValues.duration(fields.number(1), exponent: -3, "Duration")
        var request = LoggedRequest(
          service: try AccessLogValues.service(fields.text(2, or: 3), "RouterName"),
          end: start + duration, duration: duration)
        request.host = try fields.text(4)
        request.target = try fields.text(5)
        request.requestBytes = try fields.bytes(6)
        request.responseBytes = try fields.bytes(7)
        return request
      }
    })
}

extension LogFields {
  fileprivate var isTraefik: Bool {
    isCombined && count == 13 && self[12].count > 2
      && Field(rebasing: self[12].suffix(2)).equals("ms")
  }
}

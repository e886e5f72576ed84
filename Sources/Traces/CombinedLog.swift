extension LogFormat {
  /// The combined format of nginx with `$request_time` behind it: seconds with a point. The stamp is
  /// the end of the request (nginx documentation, "Module ngx_http_log_module").
  static let nginx = combined("nginx") {
    $0.count == 10 && $0[9].contains(Byte.point)
  } read: {
    fields throws(EntryProblem) in
    let duration = try AccessLogValues.duration(fields[9], exponent: 6, "request_time")
    let end = try AccessLogValues.logStamp(fields[3], "time_local")
    return LoggedRequest(service: nil, end: end, duration: duration)
  }

  /// The format of ingress-nginx (its documentation, "Log format"). The stamp is the end of the
  /// request; the service is the upstream.
  static let ingressNginx = combined("ingress-nginx") {
    $0.count >= 17 && $0[10].contains(Byte.point)
  } read: {
    fields throws(EntryProblem) in
    let duration = try AccessLogValues.duration(fields[10], exponent: 6, "request_time")
    let end = try AccessLogValues.logStamp(fields[3], "time_local")
    var request = LoggedRequest(
      service: try AccessLogValues.service(fields[11], "proxy_upstream_name"), end: end,
      duration: duration)
    request.requestBytes = try AccessLogValues.bytes(fields[9], "request_length")
    return request
  }

  /// The combined format of Apache with `%D` behind it: whole microseconds. The stamp is the start of
  /// the request (Apache documentation, "Module mod_log_config").
  static let apache = combined("apache", stampsStarts: true) {
    $0.count == 10 && $0[9].allSatisfy { Byte.digit($0) < 10 }
  } read: { fields throws(EntryProblem) in
    let duration = try AccessLogValues.duration(fields[9], exponent: 0, "%D")
    let start = try AccessLogValues.logStamp(fields[3], "%t")
    return LoggedRequest(service: nil, end: start + duration, duration: duration)
  }

  /// Lines of `ADDRESS IDENT USER [TIME] "REQUEST" STATUS BYTES "REFERRER" "AGENT"` and what a format
  /// has behind them.
  private static func combined(
    _ name: String, stampsStarts: Bool = false,
    isShown: @escaping @Sendable (LogFields) -> Bool,
    read: @escaping @Sendable (LogFields) throws(EntryProblem) -> LoggedRequest
  ) -> LogFormat {
    LogFormat(
      name: name, platform: nil, columns: [.requestBytes, .responseBytes],
      stampsStarts: stampsStarts,
      isShown: { head in
        head.firstLine.withUnsafeBufferPointer { line in
          var fields = LogFields()
          return fields.split(line) == nil && fields.isCombined && isShown(fields)
        }
      },
      read: { text, sink in
        var lines = LogLines(Field(text))
        var fields = LogFields()
        while let line = lines.next(&sink) {
          if let problem = fields.split(line) {
            sink.refuse(problem)
            continue
          }
          guard fields.isCombined, isShown(fields) else {
            sink.refuse(.fieldCount, value: "is no entry of the format \(name)")
            continue
          }
          do throws(EntryProblem) {
            var request = try read(fields)
            request.responseBytes = try AccessLogValues.bytes(fields[6], "bytes")
            sink.add(request)
          } catch {
            sink.refuse(error)
          }
        }
      })
  }
}

extension LogFields {
  /// Whether the line begins as the combined log format does: a stamp in brackets, then a status.
  fileprivate var isCombined: Bool {
    count >= 9 && self[3].count == 26 && self[5].count == 3
      && self[5].allSatisfy { Byte.digit($0) < 10 }
  }
}

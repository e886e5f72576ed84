import Units

extension LogFormat {
  /// The combined format of nginx with `$request_time` behind it: seconds with a point. The stamp is
  /// the end of the request (nginx documentation, "Module ngx_http_log_module").
  static let nginx = combined(
    "nginx",
    isShown: { $0.timeText?.contains(Byte.point) ?? false },
    read: { fields, _ throws(EntryProblem) in
      let duration = try AccessLogValues.duration(
        fields.timeText ?? fields[9], exponent: 6, "request_time")
      let end = try AccessLogValues.logStamp(fields[3], "time_local")
      return LoggedRequest(end: end, duration: duration)
    })

  /// The format of ingress-nginx (its documentation, "Log format"). The stamp is the end of the
  /// request; the service is the upstream.
  static let ingressNginx = combined(
    "ingress-nginx", columns: [.requestBytes, .responseBytes], service: .targetGroup,
    isShown: { $0.count >= 17 && $0[10].contains(Byte.point) },
    read: { fields, _ throws(EntryProblem) in
      let duration = try AccessLogValues.duration(fields[10], exponent: 6, "request_time")
      let end = try AccessLogValues.logStamp(fields[3], "time_local")
      var request = LoggedRequest(
        service: try AccessLogValues.service(fields[11], "proxy_upstream_name"), end: end,
        duration: duration)
      request.requestBytes = try AccessLogValues.bytes(fields[9], "request_length")
      return request
    })

  /// The combined format of Apache with `%D` behind it: whole microseconds. The stamp is the start of
  /// the request (Apache documentation, "Module mod_log_config").
  static let apache = apache("apache", exponent: 0, "%D") {
    $0.timeText?.allSatisfy { Byte.digit($0) < 10 } ?? false
  }

  /// The same with `%T`: whole seconds. It looks like `%D`, so that no head shows it.
  static let apacheSeconds = apache("apache-seconds", exponent: 6, "%T") { _ in false }

  private static func apache(
    _ name: String, exponent: Int, _ column: String,
    isShown: @escaping @Sendable (LogFields) -> Bool
  ) -> LogFormat {
    combined(name, stampsStarts: true, isShown: isShown, isEntry: { $0.timeText != nil }) {
      fields, _ throws(EntryProblem) in
      let duration = try AccessLogValues.duration(
        fields.timeText ?? fields[9], exponent: exponent, column)
      let start = try AccessLogValues.logStamp(fields[3], "%t")
      return LoggedRequest(end: start + duration, duration: duration)
    }
  }

  /// The common and the combined format without a duration, which the options must state. The stamp
  /// counts as the start.
  static let combined = combined(
    "combined", stampsStarts: true, isShown: { $0.count == 7 || $0.count == 9 },
    read: { fields, duration throws(EntryProblem) in
      let start = try AccessLogValues.logStamp(fields[3], "the time stamp")
      var request = LoggedRequest(end: start + duration, duration: duration)
      request.isDurationAssumed = true
      return request
    }, needsDuration: true)

  /// Lines of `ADDRESS IDENT USER [TIME] "REQUEST" STATUS BYTES "REFERRER" "AGENT"` and what a format
  /// has behind them.
  private static func combined(
    _ name: String, columns: OptionalColumns = .responseBytes, stampsStarts: Bool = false,
    service: ServicePattern.Kind? = nil,
    isShown: @escaping @Sendable (LogFields) -> Bool,
    isEntry: (@Sendable (LogFields) -> Bool)? = nil,
    read: @escaping @Sendable (LogFields, Int64) throws(EntryProblem) -> LoggedRequest,
    needsDuration: Bool = false
  ) -> LogFormat {
    let isEntry = isEntry ?? isShown
    return LogFormat(
      name: name, columns: columns, stampsStarts: stampsStarts,
      secondsAreCut: .always, service: service, otherKinds: [.path],
      isShown: { head in head.firstFields { $0.isCombined && isShown($0) } },
      reader: { head, options in
        guard !needsDuration || options.duration != nil else {
          throw Failure(
            .data, "\(head.file) is an access log without durations",
            hint: "--duration-ms MS says how long a request takes; to log it, add $request_time "
              + "to nginx's log_format or %D to Apache's LogFormat")
        }
        let duration = options.duration ?? 0
        return LogFields.lineReader { fields throws(EntryProblem) in
          guard fields.isCombined, isEntry(fields) else {
            throw EntryProblem(
              problem: .fieldCount, value: "is no entry of the format \(name)")
          }
          var request = try read(fields, duration)
          request.target = fields[4]
          request.responseBytes = try AccessLogValues.bytes(fields[6], "bytes")
          return request
        }
      })
  }
}

extension LogFields {
  /// Whether the line begins as the common log format does: a stamp in brackets, then a status.
  var isCombined: Bool {
    count >= 7 && self[3].count == 26 && self[5].count == 3
      && self[5].allSatisfy { Byte.digit($0) < 10 }
  }

  /// The one field behind the combined format, or behind it and `$http_x_forwarded_for`; nil where
  /// the line has other fields. The common format with one field has eight.
  fileprivate var timeText: Field? {
    switch count {
    case 8, 10, 11: return self[count - 1]
    default: return nil
    }
  }
}

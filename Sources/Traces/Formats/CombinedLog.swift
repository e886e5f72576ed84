import Units

extension LogFormat {
  /// The common or the combined format of nginx with `$request_time` behind it: seconds with a point.
  /// The stamp is the end of the request (nginx documentation, "Module ngx_http_log_module").
  static let nginx = combined("nginx") { duration, _ in
    if case .decimal? = duration { return true }
    return false
  }

  /// The same of Apache with `%D` behind it: whole microseconds, which look like the milliseconds of
  /// Tomcat and of `%{ms}T`. The stamp is the start of the request (Apache documentation, "Module
  /// mod_log_config").
  static let apache = combined("apache", stampsStarts: true) { duration, options in
    switch duration {
    // Who states the duration says that the number is none.
    case .whole?: return options.durationUnit != nil || options.duration == nil
    case .microseconds?: return true
    default: return false
    }
  }

  /// The same with `%T`: whole seconds. It looks like `%D`, so that no head shows it.
  static let apacheSeconds = combined("apache-seconds", stampsStarts: true) { _, _ in
    false
  }

  /// The common and the combined format without a duration, or with one that cannot be told, which
  /// the options must state. The stamp counts as the start.
  static let combined = combined("combined", stampsStarts: true) { duration, _ in
    duration != nil
  }

  /// Lines of `ADDRESS IDENT USER [TIME] "REQUEST" STATUS BYTES "REFERRER" "AGENT"`, the last two of
  /// which may be missing, and what a format has behind them.
  private static func combined(
    _ name: String, stampsStarts: Bool = false,
    isShown: @escaping @Sendable (TrailingDuration?, TraceReadOptions) -> Bool
  ) -> LogFormat {
    LogFormat(
      name: name, columns: .responseBytes, stampsStarts: stampsStarts, secondsAreCut: .always,
      otherKinds: [.path],
      isShown: { head, options in
        let found = TrailingDuration.find(in: head, unitIsStated: options.durationUnit != nil)
        return isShown(found?.duration, options)
      },
      reader: { head, options in
        let entry = try CombinedEntry(head, options, name: name, stampsStarts: stampsStarts)
        var reader = LogFields.lineReader { fields throws(EntryProblem) in
          try entry.request(fields)
        }
        reader.durations = entry.durations
        return reader
      })
  }

  /// The format of ingress-nginx (its documentation, "Log format"). The stamp is the end of the
  /// request; the service is the upstream.
  static let ingressNginx = LogFormat(
    name: "ingress-nginx", columns: [.requestBytes, .responseBytes], secondsAreCut: .always,
    service: .targetGroup, otherKinds: [.path],
    isShown: { head, _ in head.firstFields { $0.isCombined && $0.isIngress } },
    reader: LogFields.reader { fields throws(EntryProblem) in
      guard fields.isCombined, fields.isIngress else {
        throw EntryProblem(problem: .fieldCount, value: "is no entry of the format ingress-nginx")
      }
      let duration = try AccessLogValues.duration(fields[10], exponent: 6, "request_time")
      let end = try AccessLogValues.logStamp(fields[3], "time_local")
      var request = LoggedRequest(
        service: try AccessLogValues.service(fields[11], "proxy_upstream_name"), end: end,
        duration: duration)
      request.target = fields[4]
      request.requestBytes = try AccessLogValues.bytes(fields[9], "request_length")
      request.responseBytes = try AccessLogValues.bytes(fields[6], "bytes")
      return request
    })
}

/// How an entry is read, as the head of its file shows.
private struct CombinedEntry: Sendable {
  let durations: DurationReading
  private let name: String
  private let stampsStarts: Bool
  /// The place of the duration among the items behind the common format; nil where none is read.
  private let place: Int?
  private let items: Int
  /// Places of numbers that are no greater, and of the same in whole seconds.
  private var lesser: [Int] = []
  private var seconds: Int?
  private let isDecimal: Bool
  private let exponent: Int
  private let duration: Int64

  init(
    _ head: LogHead, _ options: TraceReadOptions, name: String, stampsStarts: Bool
  ) throws {
    self.name = name
    self.stampsStarts = stampsStarts
    duration = options.duration ?? 0
    let isNamed = options.format != nil
    let found = TrailingDuration.find(
      in: head, unitIsStated: options.durationUnit != nil || isNamed)
    items = found?.items ?? 0
    isDecimal = name == LogFormat.nginx.name
    guard name != LogFormat.combined.name else {
      (place, exponent, durations) = (nil, 0, .asTheFormatSays)
      try Self.checkDuration(found?.duration, found?.text ?? "", options, file: head.file)
      return
    }
    let unit = options.durationUnit
    switch found?.duration {
    case .decimal(let place, let others)? where isDecimal:
      self.place = place
      lesser = others
      let count = others.count + 1
      exponent = (unit ?? .seconds).microsecondExponent
      durations = DurationReading(
        "the \(count > 1 ? "greatest of \(count) numbers" : "number") behind the log format is "
          + "\(unit == nil ? "$request_time in seconds" : "the duration in \((unit ?? .seconds).rawValue)")"
          + " (--duration-unit)")
    case .microseconds(let place, let seconds)? where name == LogFormat.apache.name && unit == nil:
      self.place = place
      self.seconds = seconds
      exponent = 0
      durations = DurationReading("durations are the microseconds of %D, beside the seconds of %T")
    case .whole(let place)? where !isDecimal, .microseconds(let place, _)? where !isDecimal:
      self.place = place
      if name == LogFormat.apache.name {
        exponent = (unit ?? .microseconds).microsecondExponent
        durations = DurationReading(apache: unit)
      } else {
        exponent = 6
        durations = .asTheFormatSays
      }
    case .unclear(let reason)?: throw Self.unclear(head.file, reason)
    case nil:
      // No line shows an entry: each is refused by itself.
      (place, exponent, durations) = (0, 0, .asTheFormatSays)
    default: throw Self.unclear(head.file, "nothing behind it is a duration of the format \(name)")
    }
  }

  private static func checkDuration(
    _ found: TrailingDuration?, _ text: String, _ options: TraceReadOptions, file: String
  ) throws {
    guard options.duration == nil else { return }
    if case .unclear(let reason)? = found { throw unclear(file, reason) }
    throw Failure(
      .data,
      "\(file) is an access log without durations"
        + (text.isEmpty ? "" : ": behind the log format stands \(quotedText(text)), which is none"),
      hint: "--duration-ms MS says how long a request takes; to log it, add $request_time "
        + "to nginx's log_format or %D to Apache's LogFormat")
  }

  private static func unclear(_ file: String, _ reason: String) -> Failure {
    Failure(
      .data, "\(file) is an access log whose log format does not tell the duration: \(reason)",
      hint: "log it alone behind the combined format, as $request_time in nginx's log_format or %D "
        + "in Apache's LogFormat, or state one for all: --duration-ms MS")
  }

  func request(_ fields: LogFields) throws(EntryProblem) -> LoggedRequest {
    guard fields.isCombined else { throw noEntry }
    var request = LoggedRequest(end: 0, duration: duration)
    if let place {
      request.duration = try AccessLogValues.duration(
        number(fields, place), exponent: exponent, isDecimal ? "request_time" : "%D")
      try check(request.duration, fields)
    } else {
      request.isDurationAssumed = true
    }
    let stamp = try AccessLogValues.logStamp(fields[3], "the time stamp")
    request.end = stampsStarts ? stamp + request.duration : stamp
    request.target = fields[4]
    request.responseBytes = try AccessLogValues.bytes(fields[6], "bytes")
    return request
  }

  private func number(_ fields: LogFields, _ place: Int) throws(EntryProblem) -> Field {
    let number = try item(fields, place)
    guard !number.isEmpty, number.contains(Byte.point) == isDecimal else { throw noEntry }
    return number
  }

  private func item(_ fields: LogFields, _ place: Int) throws(EntryProblem) -> Field {
    guard fields.count != LogFields.commonCount + items else {
      return fields[LogFields.commonCount + place]
    }
    // A list of times has a field for each.
    let found = TrailingItem.items(of: fields)
    guard found.count == items else { throw noEntry }
    return found[place].field
  }

  /// A throw where the numbers of an entry are not what those of the head showed them to be.
  private func check(_ duration: Int64, _ fields: LogFields) throws(EntryProblem) {
    for place in lesser {
      let other = try item(fields, place)
      var value: Int64 = 0
      // A list or a dash is no number.
      guard
        RowParser.readAmount(other, exponent: exponent, TraceLimits.duration, into: &value) == nil
      else { continue }
      guard value <= duration + TrailingDuration.tolerance else {
        throw EntryProblem(
          problem: .fieldCount,
          value: "the number \(quoted(other)) is greater than the duration: the entries before it "
            + "showed the greatest one to be $request_time")
      }
    }
    guard let seconds else { return }
    let other = try item(fields, seconds)
    var value: Int64 = 0
    guard RowParser.readAmount(other, exponent: 0, TraceLimits.duration, into: &value) == nil,
      duration / 1_000_000 == value
    else {
      throw EntryProblem(
        problem: .fieldCount,
        value: "the number \(quoted(other)) is not the duration in whole seconds, as that of the "
          + "entries before it")
    }
  }

  private var noEntry: EntryProblem {
    EntryProblem(problem: .fieldCount, value: "is no entry of the format \(name)")
  }
}

extension DurationReading {
  /// Whole numbers behind the combined format in a unit that the options may state.
  fileprivate init(apache unit: TimeUnit?) {
    if let unit {
      self.init("the number behind the log format is the duration in \(unit.rawValue)")
    } else {
      self.init(
        "the whole number behind the log format is taken for microseconds, as Apache's %D; it may be "
          + "the milliseconds of Tomcat or %{ms}T (--duration-unit ms), or seconds",
        isGuess: true)
    }
  }
}

extension LogFields {
  /// Whether the line begins as the common log format does: a stamp in brackets, then a status, which
  /// is a dash where none was sent.
  var isCombined: Bool {
    guard count >= Self.commonCount, self[3].count == 26 else { return false }
    let status = self[5]
    return status.equals("-") || (status.count == 3 && status.allSatisfy { Byte.digit($0) < 10 })
  }

  fileprivate var isIngress: Bool { count >= 17 && self[10].contains(Byte.point) }
}

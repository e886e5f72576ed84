extension LogFormat {
  /// Access logs of AWS Application Load Balancers (AWS documentation, "Access logs for your
  /// Application Load Balancer").
  ///
  /// A request's time is that of its target. It arrived when the balancer got it; entries of before
  /// 2018 do not say, and end when they were answered. Those that no target got are no requests; one
  /// that a target got and did not answer takes the time from its arrival to its end, where the entry
  /// tells both.
  static let alb = LogFormat(
    name: "alb", columns: [.requestBytes, .responseBytes], stampsStarts: true,
    service: .targetGroup, otherKinds: [.host, .path],
    isShown: { head, _ in
      let words: [StaticString] = ["http ", "https ", "h2 ", "grpcs ", "ws ", "wss "]
      return words.contains { head.firstLine.starts(with: $0) } && head.contains(" app/")
    },
    reader: LogFields.reader { fields throws(EntryProblem) in try ALBEntry.request(fields) })
}

/// One entry of such a log; its fields in the order of the documentation.
private enum ALBEntry {
  /// Fields that every version of the format has.
  private static let leastFields = 17

  static func request(_ fields: LogFields) throws(EntryProblem) -> LoggedRequest? {
    try fields.require(leastFields)
    let end = try AccessLogValues.stamp(fields[1], "time")
    guard !fields[6].equals("-1") else { return try unanswered(fields, end: end) }
    let inTarget = try AccessLogValues.duration(
      fields[6], exponent: 6, "target_processing_time")
    let arrival: Int64
    if fields.count > 21 {
      arrival = try AccessLogValues.stamp(fields[21], "request_creation_time")
    } else {
      let inRequest = try AccessLogValues.duration(
        fields[5], exponent: 6, "request_processing_time")
      let inResponse = try AccessLogValues.duration(
        fields[7], exponent: 6, "response_processing_time")
      arrival = end - inTarget - inRequest - inResponse
    }
    return try request(fields, end: arrival + inTarget, duration: inTarget)
  }

  /// A request whose target is known and gave no answer.
  private static func unanswered(
    _ fields: LogFields, end: Int64
  ) throws(EntryProblem) -> LoggedRequest {
    guard !fields[4].equals("-") else { throw .noRequest(.unreached) }
    guard fields.count > 21 else { throw .noRequest(.unanswered) }
    let arrival = try AccessLogValues.stamp(fields[21], "request_creation_time")
    var request = try request(fields, end: end, duration: max(0, end - arrival))
    request.isUnanswered = true
    return request
  }

  private static func request(
    _ fields: LogFields, end: Int64, duration: Int64
  ) throws(EntryProblem) -> LoggedRequest {
    var request = LoggedRequest(
      service: try AccessLogValues.service(name(fields[16]) ?? name(fields[2]), "target_group_arn"),
      end: end, duration: duration)
    request.target = fields[12]
    request.requestBytes = try AccessLogValues.bytes(fields[10], "received_bytes")
    request.responseBytes = try AccessLogValues.bytes(fields[11], "sent_bytes")
    return request
  }

  /// `my-targets` of `…:targetgroup/my-targets/73e2` and of `app/my-targets/73e2`; nil for `-`.
  private static func name(_ field: Field) -> Field? {
    let parts = field.split(separator: UInt8(ascii: "/"))
    return parts.count >= 3 ? Field(rebasing: field[parts[1].startIndex..<parts[1].endIndex]) : nil
  }
}

import Documents

/// Where events of Lambda come from, as far as what carries them says.
struct LambdaSource {
  /// Each environment writes one.
  var stream: String?
  var function: String?

  /// The function whose log group `/aws/lambda/NAME` is; nil for another group.
  static func function(_ group: String?) -> String? {
    let prefix = "/aws/lambda/"
    guard let group, group.hasPrefix(prefix), group.count > prefix.count else { return nil }
    return String(group.dropFirst(prefix.count))
  }

  func withFields(_ body: (_ stream: Field?, _ function: Field?) -> Void) {
    withPaddedField(stream ?? "") { stream in
      withPaddedField(function ?? "") { function in
        body(stream.isEmpty ? nil : stream, function.isEmpty ? nil : function)
      }
    }
  }
}

extension Node {
  /// Whether it is an event of Lambda's platform in its JSON format.
  var isPlatformEvent: Bool {
    self["record"] != nil && self["type"]?.text?.hasPrefix("platform.") == true
  }

  /// The function that the record of such an event names, by itself or within its ARN
  /// `arn:aws:lambda:REGION:ACCOUNT:function:NAME:QUALIFIER`; nil where it names none.
  fileprivate var function: String? {
    let parts = self["functionArn"]?.text?.split(separator: ":") ?? []
    if parts.count > 6, parts[5] == "function" { return String(parts[6]) }
    return self["functionName"]?.text.flatMap { $0.isEmpty ? nil : $0 }
  }
}

/// Reads an event of Lambda's platform: `platform.start` is the start of a request,
/// `platform.report` its end; any other is no request, but may name the function.
func readPlatformEvent(_ event: Node, _ source: LambdaSource, _ sink: inout LogSink) {
  guard let record = event["record"], let type = event["type"]?.text,
    type == "platform.start" || type == "platform.report"
  else {
    if let function = event["record"]?.function { sink.note(function: function) }
    return sink.ignore()
  }
  var source = source
  source.function = record.function ?? source.function
  do throws(EntryProblem) {
    let time = try event.string("time")
    guard let id = try record.string("requestId") else {
      throw EntryProblem(problem: .missingEntry, column: "record.requestId")
    }
    let stamp = try withPadded(time ?? "") { field throws(EntryProblem) in
      try AccessLogValues.stamp(field, "time")
    }
    if type == "platform.start" {
      return withPaddedField(id) { sink.start(of: $0, at: stamp, function: source.function) }
    }
    let report = try PlatformReport(record)
    withPaddedField(id) { id in
      source.withFields { stream, function in
        sink.add(report.request(id: id, service: function, instance: stream, end: stamp))
      }
    }
  } catch {
    sink.refuse(error)
  }
}

/// The metrics of a `platform.report`, in the units of `Trace`.
private struct PlatformReport {
  private let duration: Int64
  private let billedTime: Int64
  private let memory: Int64
  private let initTime: Int64?

  init(_ record: Node) throws(EntryProblem) {
    guard let metrics = record["metrics"] else {
      throw EntryProblem(problem: .missingEntry, column: "record.metrics")
    }
    duration = try metrics.amount("durationMs", TraceLimits.duration)
    billedTime = try metrics.amount("billedDurationMs", TraceLimits.duration)
    memory = try metrics.amount("memorySizeMB", TraceLimits.memory, exponent: 0)
    guard memory > 0 else {
      throw EntryProblem(problem: .memoryZero, column: "memorySizeMB", value: quoted("0".utf8))
    }
    // With SnapStart a restore takes the place of the initialisation.
    var starts: [Int64] = []
    for key in ["initDurationMs", "restoreDurationMs"] where metrics[key] != nil {
      starts.append(try metrics.amount(key, TraceLimits.duration))
    }
    initTime = starts.max()
  }

  func request(id: Field, service: Field?, instance: Field?, end: Int64) -> LoggedRequest {
    LoggedRequest(
      id: id, service: service, instance: instance, end: end, duration: duration,
      initTime: initTime ?? 0, billedTime: billedTime, memory: memory, isCold: initTime != nil)
  }
}

/// `withPaddedField` of what can find a problem.
private func withPadded<Result>(
  _ text: String, _ body: (Field) throws(EntryProblem) -> Result
) throws(EntryProblem) -> Result {
  let bytes = Array(text.utf8) + [UInt8](repeating: Byte.newline, count: 8)
  return try bytes.withUnsafeBufferPointer { buffer throws(EntryProblem) in
    try body(Field(rebasing: buffer.dropLast(8)))
  }
}

import Documents
import Units

extension LogFormat {
  /// Events as CloudWatch exports them: a JSON array, or `{"events": […]}` of `aws logs`, of
  /// `{logStreamName, timestamp, message, …}`. An event's stamp is when it was logged, so that of
  /// a REPORT is the end of the request.
  static let cloudWatch = LogFormat(
    name: "cloudwatch", platform: "aws-lambda", columns: .lambda, service: .function,
    isShown: { head, _ in
      (head.firstByte == UInt8(ascii: "[") || head.firstByte == UInt8(ascii: "{"))
        && (head.contains("\"logStreamName\"") || head.contains("\"ingestionTime\"")
          || head.contains("\"_aws\"") || head.contains("REPORT Request")
          || head.contains("START Request") || head.contains("\"platform.report\""))
    },
    reader: { _, _ in
      LogReader(isDocument: true) { text, sink in LambdaEvents.readDocument(Field(text), &sink) }
    })

  /// What CloudWatch Lambda Insights logs of each request, in the embedded metric format: a JSON
  /// object a line. Its stamp is the end of the request.
  static let lambdaInsights = LogFormat(
    name: "lambda-insights", platform: "aws-lambda", columns: .lambda, service: .function,
    isShown: { head, _ in
      guard head.firstByte == UInt8(ascii: "{"),
        let node = try? JSONReader.read(Array(head.firstLine), file: "")
      else { return false }
      return node["_aws"] != nil || node["message"] != nil
    },
    reader: LambdaEvents.lineReader)

  /// The JSON format of Lambda's own log, an object a line: `platform.start` and `platform.report`
  /// are the start and the end of a request (AWS documentation, "Lambda Telemetry API Event schema
  /// reference").
  static let lambdaJSON = LogFormat(
    name: "lambda-json", platform: "aws-lambda", columns: .lambda, service: .function,
    isShown: { head, _ in
      head.isObjectALine
        && (head.contains("\"platform.start\"") || head.contains("\"platform.report\""))
    },
    reader: LambdaEvents.lineReader)

  /// What a subscription of CloudWatch delivers, an object with several events a line; the group
  /// names the function (AWS documentation, "Log group-level subscription filters").
  static let cloudWatchSubscription = LogFormat(
    name: "cloudwatch-subscription", platform: "aws-lambda", columns: .lambda, service: .function,
    isShown: { head, _ in
      head.isObjectALine && head.contains("\"logEvents\"") && head.contains("\"logGroup\"")
    },
    reader: LambdaEvents.lineReader)
}

extension LogHead {
  /// Whether the first line is a whole object.
  fileprivate var isObjectALine: Bool {
    firstByte == UInt8(ascii: "{")
      && (try? JSONReader.read(Array(firstLine), file: "")) != nil
  }
}

/// Events of Lambda as JSON: records of the platform in text, or of Lambda Insights as objects.
private enum LambdaEvents {
  static let lineReader: @Sendable (LogHead, TraceReadOptions) throws -> LogReader = { _, _ in
    LogReader { text, sink in readLines(Field(text), &sink) }
  }

  static func readLines(_ text: Field, _ sink: inout LogSink) {
    for line in text.split(separator: Byte.newline, omittingEmptySubsequences: false).dropLast() {
      sink.line += 1
      if line.count > TraceLimits.line { sink.refuseOverlong() }
      if line.allSatisfy({ $0 <= Byte.space }) { continue }
      do {
        read(try JSONReader.read(Array(line), file: "-"), &sink)
      } catch {
        sink.refuse(.brokenJSON, value: jsonMessage(error))
      }
    }
  }

  static func readDocument(_ text: Field, _ sink: inout LogSink) {
    do {
      // Without the line end that every block has.
      let root = try JSONReader.read(Array(text.dropLast()), file: sink.file)
      if root["_aws"] != nil { return read(root, at: root.line, &sink) }
      guard case .sequence(let events) = (root["events"] ?? root).content else {
        throw Failure(
          .data, "\(sink.file):\(root.line): neither a list of events nor an object with one",
          hint: "aws logs filter-log-events --output json prints one")
      }
      for event in events { read(event, at: event.line, &sink) }
    } catch let failure as Failure {
      sink.fail(failure)
    } catch {
      sink.fail(Failure(.software, "\(error)"))
    }
  }

  private static func read(_ event: Node, at line: Int, _ sink: inout LogSink) {
    sink.line = line
    read(event, &sink)
  }

  private static func read(_ event: Node, _ sink: inout LogSink) {
    if let events = event["logEvents"] {
      // What the service sends to see whether anyone listens has events of its own.
      guard event["messageType"]?.text != "CONTROL_MESSAGE" else { return sink.ignore() }
      let source = LambdaSource(
        stream: event["logStream"]?.text, function: LambdaSource.function(event["logGroup"]?.text))
      for event in events.elements { read(event, source, &sink) }
    } else {
      read(event, LambdaSource(stream: event["logStreamName"]?.text), &sink)
    }
  }

  private static func read(_ event: Node, _ source: LambdaSource, _ sink: inout LogSink) {
    if event["_aws"] != nil { return readMetrics(event, stream: source.stream, &sink) }
    if event.isPlatformEvent { return readPlatformEvent(event, source, &sink) }
    // A level marks a line of the function itself, whatever its message speaks of.
    guard case .scalar(let message)? = event["message"]?.content, message.kind == .string,
      event["level"] == nil
    else { return sink.ignore() }
    if message.text.utf8.first == UInt8(ascii: "{") {
      guard let node = try? JSONReader.read(Array(message.text.utf8), file: "-") else {
        return sink.ignore()
      }
      if node["_aws"] != nil { return readMetrics(node, stream: source.stream, &sink) }
      return readPlatformEvent(node, source, &sink)
    }
    withPaddedField(message.text) { readRecord($0, event, source, &sink) }
  }

  private static func readRecord(
    _ message: Field, _ event: Node, _ source: LambdaSource, _ sink: inout LogSink
  ) {
    guard let (prefix, isReport, rest) = LambdaRecord.split(message), prefix.isEmpty else {
      return sink.ignore()
    }
    do {
      let time = try event.amount("timestamp", TraceLimits.arrival)
      switch LambdaRecord.read(rest, isReport: isReport) {
      case .bad(let problem): sink.refuse(problem)
      case .start(let request): sink.start(of: request, at: time)
      case .report(let report):
        source.withFields { stream, function in
          var request = LoggedRequest(report, end: time, instance: stream)
          request.service = function
          sink.add(request)
        }
      }
    } catch {
      // A START without a good stamp has nothing to say.
      if isReport { sink.refuse(error) } else { sink.ignore() }
    }
  }

  /// An object of Lambda Insights; any other in the embedded metric format is no request.
  private static func readMetrics(_ event: Node, stream: String?, _ sink: inout LogSink) {
    guard event["event_type"]?.text == "performance" || event["billed_duration"] != nil else {
      return sink.ignore()
    }
    do throws(EntryProblem) {
      let end = try (event["_aws"] ?? event).amount("Timestamp", TraceLimits.arrival)
      let duration = try event.amount("duration", TraceLimits.duration)
      let billedTime = try event.amount("billed_duration", TraceLimits.duration)
      let memory = try event.amount("total_memory", TraceLimits.memory, exponent: 0)
      let initTime = try event["init_duration"].map { _ throws(EntryProblem) in
        try event.amount("init_duration", TraceLimits.duration)
      }
      guard memory > 0 else {
        throw EntryProblem(problem: .memoryZero, column: "total_memory", value: quoted("0".utf8))
      }
      let isCold = try event.bool("cold_start") ?? (initTime.map { $0 > 0 } ?? false)
      let service = try event.string("function_name")
      let id = try event.string("request_id")
      withPaddedField(id ?? "") { id in
        withPaddedField(service ?? "") { service in
          withPaddedField(stream ?? "") { stream in
            sink.add(
              LoggedRequest(
                id: id, service: service.isEmpty ? nil : service,
                instance: stream.isEmpty ? nil : stream, end: end, duration: duration,
                initTime: isCold ? initTime ?? 0 : 0, billedTime: billedTime, memory: memory,
                isCold: isCold))
          }
        }
      }
    } catch {
      sink.refuse(error)
    }
  }
}

import Documents
import Units

extension LogFormat {
  /// Spans in the JSON of the OpenTelemetry protocol: one document, or one a line as its file
  /// exporter writes them. Requests are the spans of kind SERVER or CONSUMER and those without a
  /// parent; the stamps are start and end (OpenTelemetry specification, "OTLP/HTTP", "File Exporter").
  static let openTelemetry = LogFormat(
    name: "otlp", stampsStarts: true, service: .container, otherKinds: [.path],
    isShown: { head, _ in
      head.firstByte == UInt8(ascii: "{") && head.contains("\"resourceSpans\"")
    },
    reader: { head, _ in
      // A line that is a whole document shows a file of such lines.
      let isLines = (try? JSONReader.read(Array(head.firstLine), file: "")) != nil
      return LogReader(isDocument: !isLines) { text, sink in
        if isLines {
          SpanReader.readLines(Field(text), &sink)
        } else {
          SpanReader.readDocument(Field(text), &sink)
        }
      }
    })
}

private enum SpanReader {
  static func readLines(_ text: Field, _ sink: inout LogSink) {
    var lines = LogLines(text)
    while let line = lines.next(&sink) {
      do {
        read(try JSONReader.read(Array(line), file: "-"), keepsLine: true, &sink)
      } catch {
        sink.refuse(.brokenJSON, value: jsonMessage(error))
      }
    }
  }

  static func readDocument(_ text: Field, _ sink: inout LogSink) {
    do {
      // Without the line end that every block has.
      read(
        try JSONReader.read(Array(text.dropLast()), file: sink.file), keepsLine: false, &sink)
    } catch let failure as Failure {
      sink.fail(failure)
    } catch {
      sink.fail(Failure(.software, "\(error)"))
    }
  }

  private static func read(_ root: Node, keepsLine: Bool, _ sink: inout LogSink) {
    var hasSpans = false
    for resource in root["resourceSpans"]?.elements ?? [] {
      let service = attribute("service.name", of: resource["resource"])
      // The second key is that of exporters before version 0.19 of the protocol.
      let scopes = resource["scopeSpans"] ?? resource["instrumentationLibrarySpans"]
      for scope in scopes?.elements ?? [] {
        for span in scope["spans"]?.elements ?? [] {
          if !keepsLine { sink.line = span.line }
          hasSpans = true
          read(span, service, &sink)
        }
      }
    }
    if !hasSpans { sink.ignore() }
  }

  private static func read(_ span: Node, _ service: String?, _ sink: inout LogSink) {
    let startsWork = span["kind"]?.text.flatMap { SpanKind($0.utf8) }?.startsWork ?? false
    // An identifier without a bit that is set is none (W3C Trace Context, "parent-id"), be it in
    // hexadecimal digits or, from exporters that take the usual JSON of protobuf, in base64.
    let isRoot =
      span["parentSpanId"]?.text.map {
        $0 == "AAAAAAAAAAA=" || $0.allSatisfy { $0 == "0" }
      } ?? true
    guard startsWork || isRoot else { return sink.ignore(.innerSpan) }
    let path =
      attribute("url.path", of: span) ?? attribute("http.route", of: span)
      ?? attribute("http.target", of: span)
    let (start, end) = (span["startTimeUnixNano"]?.text, span["endTimeUnixNano"]?.text)
    withField(start) { start in
      withField(end) { end in
        withField(service) { service in
          withField(path) { path in
            sink.take { () throws(EntryProblem) in
              let first = try nanoseconds(start, "startTimeUnixNano")
              let last = try nanoseconds(end, "endTimeUnixNano")
              guard last >= first else {
                throw EntryProblem(
                  problem: .negative, column: "end − start of the span",
                  value: "\"\(last - first)\"")
              }
              let arrival = first / 1_000
              let duration = (last - first + 999) / 1_000
              guard duration <= TraceLimits.duration else {
                throw EntryProblem(
                  problem: .tooLarge, column: "end − start of the span",
                  value: "\"\(last - first)\"")
              }
              var request = LoggedRequest(
                service: try AccessLogValues.service(service, "service.name"),
                end: arrival + duration, duration: duration)
              request.target = path
              return request
            }
          }
        }
      }
    }
  }

  /// A whole number of nanoseconds since 1970.
  private static func nanoseconds(
    _ field: Field?, _ column: String
  ) throws(EntryProblem) -> Int64 {
    guard let field else { throw EntryProblem(problem: .missingEntry, column: column) }
    guard let value = Int64(String(decoding: field, as: UTF8.self)), value >= 0 else {
      throw EntryProblem(problem: .notANumber, column: column, value: quoted(field))
    }
    return value
  }

  private static func attribute(_ key: String, of node: Node?) -> String? {
    let entry = node?["attributes"]?.elements.first { $0["key"]?.text == key }
    return entry?["value"]?["stringValue"]?.text
  }

  private static func withField(_ text: String?, _ body: (Field?) -> Void) {
    guard let text else { return body(nil) }
    withPaddedField(text) { body($0) }
  }
}

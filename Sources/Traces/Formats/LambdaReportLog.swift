import Documents
import Glibc

extension LogFormat {
  /// REPORT lines of AWS Lambda in text, as the console and `aws logs` print them, each behind a
  /// time stamp and, it may be, the name of the log stream.
  ///
  /// The stamp is the end of the request.
  static let lambdaReport = LogFormat(
    name: "lambda-report", platform: "aws-lambda", columns: .lambda, secondsAreCut: .perhaps,
    service: .function,
    isShown: { head, _ in
      guard let first = head.firstByte else { return false }
      return first != UInt8(ascii: "{") && first != UInt8(ascii: "[")
        && (head.contains("REPORT Request") || head.contains("START Request")
          || head.contains("\"platform.report\"") || head.contains("\"platform.start\""))
    },
    reader: { head, _ in
      let isStamped = LambdaReportLog.isStamped(head)
      return LogReader(isStamped: isStamped) { text, sink in
        LambdaReportLog(text: Field(text), isStamped: isStamped).read(into: &sink)
      }
    })
}

extension OptionalColumns {
  /// What AWS Lambda logs of a request.
  static let lambda: OptionalColumns = [.initTimes, .billedTimes, .coldStarts, .instances]
}

private struct LambdaReportLog {
  let text: Field
  let isStamped: Bool

  /// Whether any record of a head stands with a time stamp; without one the requests' order is all
  /// that is known.
  static func isStamped(_ head: LogHead) -> Bool {
    head.withText { text in
      var position = 0
      let log = LambdaReportLog(text: text, isStamped: true)
      while position < text.count {
        let line = log.line(at: &position)
        guard let (prefix, _, rest) = LambdaRecord.split(line) else {
          if find("\"platform.report\"", in: line) != nil { return true }
          continue
        }
        let read = LambdaRecord.read(rest, isReport: true)
        guard case .report(let report) = read else { continue }
        if case .absent = log.stamp(
          LogPrefix(prefix), report.trailingNumber, behind: position)
        {
          continue
        }
        return true
      }
      return false
    }
  }

  func read(into sink: inout LogSink) {
    var position = 0
    while position < text.count {
      let line = line(at: &position)
      sink.line += 1
      if line.count > TraceLimits.line { sink.refuseOverlong() }
      if line.allSatisfy({ $0 <= Byte.space }) { continue }
      guard let (prefix, isReport, rest) = LambdaRecord.split(line),
        !prefix.contains(UInt8(ascii: "{"))
      else {
        readJSON(line, &sink)
        continue
      }
      let behind = position
      read(
        LambdaRecord.read(rest, isReport: isReport), LogPrefix(prefix), behind: behind, &sink)
    }
  }

  /// A record in Lambda's JSON format, behind what CloudWatch puts before messages; it has a stamp of
  /// its own.
  private func readJSON(_ line: Field, _ sink: inout LogSink) {
    guard find("\"platform.", in: line) != nil,
      let start = line.firstIndex(of: UInt8(ascii: "{")),
      let event = try? JSONReader.read(Array(line[start...]), file: "-"), event.isPlatformEvent
    else { return sink.ignore() }
    let stream = LogPrefix(Field(rebasing: line[..<start])).instance
    readPlatformEvent(
      event, LambdaSource(stream: stream.map { String(decoding: $0, as: UTF8.self) }), &sink)
  }

  private func read(
    _ record: LambdaRecord, _ prefix: LogPrefix, behind position: Int, _ sink: inout LogSink
  ) {
    switch record {
    case .bad(let problem): sink.refuse(problem)
    case .start(let request):
      if case .time(let time) = stamp(prefix, nil, behind: position) {
        sink.start(of: request, at: time)
      }
    case .report(let report):
      switch stamp(prefix, report.trailingNumber, behind: position) {
      case .absent where !isStamped:
        sink.add(LoggedRequest(report, end: report.duration, instance: prefix.instance))
      case .absent: sink.refuse(.noStamp)
      case .time where !isStamped:
        sink.refuse(.fieldCount, value: "the entry has a time stamp, but the first ones have none")
      case .bad(let problem): sink.refuse(problem)
      case .time(let end):
        sink.add(LoggedRequest(report, end: end, instance: prefix.instance))
      }
    }
  }

  /// The stamp before the record, or the one behind it.
  private func stamp(
    _ prefix: LogPrefix, _ trailing: Field?, behind position: Int
  ) -> LogPrefix.Stamp {
    guard prefix.isFollowedByStamp else { return prefix.stamp }
    if let trailing { return LogPrefix.milliseconds(trailing) ?? .absent }
    var position = position
    // The message may end in a line's end, and in a line about X-Ray before that.
    for _ in 0..<3 where position < text.count {
      var words = Words(line(at: &position))
      guard let word = words.next() else { continue }
      if let stamp = LogPrefix.milliseconds(word), words.next() == nil { return stamp }
      guard word.equals("XRAY") else { break }
    }
    return .absent
  }

  /// The line at `position`, which moves behind it.
  private func line(at position: inout Int) -> Field {
    guard let base = text.baseAddress else { return text }
    let start = position
    let found = memchr(base + start, Int32(Byte.newline), text.count - start)
    let end = found.map { UnsafeRawPointer(base).distance(to: $0) } ?? text.count
    position = end + 1
    return Field(rebasing: text[start..<end])
  }
}

extension LoggedRequest {
  init(_ report: LambdaReport, end: Int64, instance: Field?) {
    self.init(
      id: report.id, service: nil, instance: instance, end: end, duration: report.duration,
      initTime: report.initTime ?? 0, billedTime: report.billedTime, memory: report.memory,
      isCold: report.initTime != nil)
  }
}

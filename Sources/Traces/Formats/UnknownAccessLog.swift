import Units

/// Access logs of a form that no format has: taken for CSV or JSON, their messages would mislead.
enum UnknownAccessLog {
  /// Lines that are looked at.
  private static let mostLines = 50

  /// What to say of a file whose head has lines of an access log; nil where it has none.
  static func failure(_ head: LogHead) -> Failure? {
    guard head.firstByte != UInt8(ascii: "{"), head.withText(hasRequests) else { return nil }
    return Failure(
      .data, "\(head.file) is an access log whose log format is not known here",
      hint: "entries of the combined log format are read, with the duration alone behind them: "
        + "$request_time in nginx's log_format, %D in Apache's LogFormat, or --duration-ms for all; "
        + "--input-format names other formats")
  }

  private static func hasRequests(_ text: Field) -> Bool {
    let lines = text.split(separator: Byte.newline).prefix(mostLines)
    let separators = [UInt8(ascii: ","), UInt8(ascii: ";"), Byte.tab]
    // A header of delimited text has neither requests nor stamps.
    guard let first = lines.first,
      isEntry(Field(rebasing: first)) || !first.contains(where: separators.contains)
    else { return false }
    return lines.contains { isEntry(Field(rebasing: $0)) }
  }

  private static func isEntry(_ line: Field) -> Bool { hasStamp(line) || hasRequest(line) }

  /// `[17/May/2015:10:05:03`.
  private static func hasStamp(_ line: Field) -> Bool {
    line.indices.contains { start in
      guard line[start] == UInt8(ascii: "["), start + 21 <= line.count else { return false }
      let marks: [(Int, UInt8)] = [(3, 0x2f), (7, 0x2f), (12, 0x3a), (15, 0x3a), (18, 0x3a)]
      return Byte.digit(line[start + 1]) < 10 && marks.allSatisfy { line[start + $0.0] == $0.1 }
    }
  }

  /// `"GET /path HTTP/1.1"`.
  private static func hasRequest(_ line: Field) -> Bool {
    let methods: [StaticString] = [
      "\"GET ", "\"POST ", "\"PUT ", "\"HEAD ", "\"DELETE ", "\"PATCH ", "\"OPTIONS ",
    ]
    return find(" HTTP/", in: line) != nil && methods.contains { find($0, in: line) != nil }
  }
}

import Units

/// Reads the entries of a log that is JSON: an object a line, or one array of objects.
struct JSONEntries {
  /// Whether a head is one array, which has a meaning only as a whole.
  static func isDocument(_ head: LogHead) -> Bool { head.firstByte == UInt8(ascii: "[") }

  /// A reader that hands each object's values of `paths` to `entry`, which returns nil for what is
  /// no request.
  static func reader(
    _ head: LogHead, _ paths: [String],
    _ entry: @escaping @Sendable (JSONFields) throws(EntryProblem) -> LoggedRequest?
  ) -> LogReader {
    guard isDocument(head) else {
      return LogReader { text, sink in readLines(text, JSONFields(paths), entry, &sink) }
    }
    return LogReader(isDocument: true) { text, sink in
      readArray(text, JSONFields(paths), entry, &sink)
    }
  }

  private static func readLines(
    _ text: UnsafeMutableBufferPointer<UInt8>, _ fields: JSONFields,
    _ entry: (JSONFields) throws(EntryProblem) -> LoggedRequest?, _ sink: inout LogSink
  ) {
    var lines = LogLines(Field(text))
    var fields = fields
    while let line = lines.next(&sink) {
      let bytes = UnsafeMutableBufferPointer(mutating: line)
      sink.take { () throws(EntryProblem) in
        let count = try fields.scan(bytes)
        let rest = Field(rebasing: line[count...])
        guard rest.allSatisfy({ $0 <= Byte.space }) else {
          throw EntryProblem(
            problem: .brokenJSON, value: "broken JSON: \(quoted(rest)) behind the object")
        }
        return try entry(fields)
      }
    }
  }

  /// An array whose grammar is broken has no entries that could be told apart: the file fails.
  private static func readArray(
    _ text: UnsafeMutableBufferPointer<UInt8>, _ fields: JSONFields,
    _ entry: (JSONFields) throws(EntryProblem) -> LoggedRequest?, _ sink: inout LogSink
  ) {
    var fields = fields
    var position = 0
    sink.line = 1
    func skipSpace() {
      while position < text.count, text[position] <= Byte.space {
        if text[position] == Byte.newline { sink.line += 1 }
        position += 1
      }
    }
    func fail(_ problem: EntryProblem) {
      sink.fail(
        Failure(
          .data,
          "\(sink.file):\(sink.line): "
            + problem.problem.message(column: problem.column, value: problem.value)))
    }
    skipSpace()
    position += 1
    skipSpace()
    if position < text.count, text[position] == UInt8(ascii: "]") { return }
    while true {
      let start = position
      do throws(EntryProblem) {
        position += try fields.scan(UnsafeMutableBufferPointer(rebasing: text[position...]))
      } catch {
        return fail(error)
      }
      sink.take { () throws(EntryProblem) in try entry(fields) }
      sink.line += text[start..<position].reduce(0) { $0 + ($1 == Byte.newline ? 1 : 0) }
      let line = sink.line
      skipSpace()
      guard position < text.count else {
        sink.line = line
        return fail(
          EntryProblem(
            problem: .brokenJSON, value: "broken JSON: the array has no end (was it cut?)")
        )
      }
      let mark = text[position]
      position += 1
      skipSpace()
      if mark == UInt8(ascii: "]") {
        guard position >= text.count else {
          return fail(
            EntryProblem(problem: .brokenJSON, value: "broken JSON: text behind the array"))
        }
        return
      }
      guard mark == UInt8(ascii: ",") else {
        return fail(
          EntryProblem(problem: .brokenJSON, value: "broken JSON: no \",\" between entries"))
      }
    }
  }
}

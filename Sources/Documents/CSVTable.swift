import Units

/// A small CSV file (RFC 4180) whose first line names the columns, read as a whole.
///
/// UTF-8 with or without a byte order mark, lines ending in LF or CRLF; empty lines are skipped.
public struct CSVTable: Sendable {
  /// In the order of the file.
  public let columns: [String]
  /// A mapping from column to cell for each line. A cell takes the type it is asked for; an
  /// empty one counts as missing.
  public let rows: [Field]

  /// Reads a whole file.
  ///
  /// - Parameters:
  ///   - file: the name for messages.
  ///   - code: how a run that fails over this file ends.
  ///   - required: columns that must be there.
  /// - Throws: `Failure`, `prices.csv:12: …`.
  public init(
    _ bytes: [UInt8], file: String, code: ExitCode = .configuration, requiring required: [String]
  ) throws {
    let origin = Origin(file: file, code: code)
    var reader = CSVReader(bytes: bytes, origin: origin)
    guard let header = try reader.record() else {
      throw origin.failure(line: 1, "the file is empty; its first line names the columns")
    }
    let columns = header.map(\.text)
    try checkColumns(columns, required) { origin.failure(line: header[0].line, $0) }
    var rows: [Field] = []
    while let cells = try reader.record() {
      guard cells.count == columns.count else {
        throw origin.failure(
          line: cells[0].line, "expected \(columns.count) fields, found \(cells.count)")
      }
      let entries = zip(columns, cells).map { column, cell in
        let scalar = Node.Scalar(cell.text.isEmpty ? .null : .plain, cell.text)
        return Node.Entry(
          key: column, line: cell.line, value: Node(.scalar(scalar), line: cell.line))
      }
      rows.append(
        Field(Node(.mapping(entries), line: cells[0].line), origin: origin, place: .root))
    }
    self.columns = columns
    self.rows = rows
  }
}

private func checkColumns(
  _ columns: [String], _ required: [String], failure: (String) -> Failure
) throws {
  var seen: Set<String> = []
  for column in columns where !seen.insert(column).inserted {
    throw failure("column \(quotedText(column)) appears twice")
  }
  for column in required where !seen.contains(column) {
    throw failure("column \(quotedText(column)) is missing\(didYouMean(column, among: columns))")
  }
}

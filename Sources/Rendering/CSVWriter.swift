import Units

/// Writes records as CSV (RFC 4180): UTF-8 without a byte order mark, one header line, lines
/// ending in CRLF as the RFC has it.
///
/// A text that starts with `=`, `+`, `-`, `@`, a tab or a line break gets a leading `'`, so that
/// no spreadsheet runs a name out of a trace as a formula. Numbers never do.
public struct CSVWriter: Sendable {
  private init() {}

  /// The whole file.
  public static func bytes(_ table: RecordTable) -> [UInt8] {
    var bytes: [UInt8] = []
    append(table.columns.map { FieldValue.text($0) }, to: &bytes)
    for row in table.rows { append(row, to: &bytes) }
    return bytes
  }

  private static func append(_ row: [FieldValue], to bytes: inout [UInt8]) {
    for (index, value) in row.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes.append(contentsOf: cell(value).utf8)
    }
    // A lone empty cell would be an empty line, which readers skip.
    if row.count == 1, cell(row[0]).isEmpty { bytes.append(contentsOf: "\"\"".utf8) }
    bytes.append(contentsOf: "\r\n".utf8)
  }

  private static func cell(_ value: FieldValue) -> String {
    switch value {
    case .text(let text): return quoted(text)
    case .integer(let number): return String(number)
    case .decimal(let number): return number.text
    case .flag(let flag): return flag ? "true" : "false"
    case .missing: return ""
    }
  }

  private static func quoted(_ text: String) -> String {
    let bytes = text.utf8
    let isFormula = bytes.first.map { "=+-@\t\r\n".utf8.contains($0) } ?? false
    let safe = isFormula ? "'" + text : text
    guard bytes.contains(where: { ",\"\r\n".utf8.contains($0) }) else { return safe }
    var result = "\""
    for scalar in safe.unicodeScalars {
      if scalar == "\"" { result.unicodeScalars.append("\"") }
      result.unicodeScalars.append(scalar)
    }
    return result + "\""
  }
}

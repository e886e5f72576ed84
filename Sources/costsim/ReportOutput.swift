import Documents
import Rendering
import Units

/// Writes a report, or a table of records where data is asked for.
struct ReportOutput {
  let values: OptionValues
  let report: Report
  let records: RecordTable

  func write() throws {
    let path = values.outputPath
    try OutputNames.check(path.map { [$0] } ?? [], inputs: values.operands)
    let bytes: [UInt8]
    switch values.text("format") {
    case "markdown": bytes = Array(MarkdownRenderer().render(report).utf8)
    case "csv": bytes = CSVWriter.bytes(records)
    case "json": bytes = Self.json(records)
    default: bytes = Self.text(report, values: values, isFile: path != nil)
    }
    guard let path else { return try StandardStreams.write(bytes) }
    let file = try OutputFile(path)
    try file.write(bytes)
    try file.commit()
  }

  static func text(_ report: Report, values: OptionValues, isFile: Bool) -> [UInt8] {
    let color = !isFile && Terminal.usesColor(values.text("color"))
    return Array(TerminalRenderer(width: Terminal.width, color: color).render(report).utf8)
  }

  static func json(_ table: RecordTable) -> [UInt8] {
    var writer = JSONWriter()
    writer.records(table)
    return writer.bytes
  }
}

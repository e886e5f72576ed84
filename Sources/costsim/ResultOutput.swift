import Comparison
import Documents
import Rendering
import Units

/// Writes one result in the forms that `--format`, `--output` and `--export` ask for.
struct ResultOutput {
  let values: OptionValues
  let report: () -> Report
  let records: () -> ComparisonRecords
  let document: () -> [UInt8]

  private struct Destination {
    let format: OutputFormat
    let path: String?
  }

  /// Opens every file before anything is written, so that a name that cannot be created leaves no
  /// other output behind.
  func write() throws {
    let format = values.text("format").flatMap { OutputFormat(rawValue: $0) } ?? .table
    var destinations = [Destination(format: format, path: values.text("output"))]
    destinations += try values.texts("export").map(export)
    let paths = destinations.compactMap(\.path)
    guard Set(paths).count == paths.count else {
      throw Failure(.usage, "two outputs have the same file name")
    }
    let files = try destinations.map { try $0.path.map { try OutputFile($0) } }
    for (destination, file) in zip(destinations, files) {
      let bytes = bytes(destination.format, isFile: file != nil)
      if let file {
        try file.write(bytes)
        try file.commit()
      } else {
        try StandardStreams.write(bytes)
      }
    }
  }

  private func export(_ text: String) throws -> Destination {
    let sides = text.split(separator: "=", maxSplits: 1).map(String.init)
    let names = OutputFormat.allCases.map(\.rawValue)
    guard sides.count == 2 else {
      throw Failure(
        .usage, "--export \(quotedText(text)) is not of the form FORMAT=FILE",
        hint: "such as --export csv=result.csv")
    }
    guard let format = OutputFormat(rawValue: sides[0]) else {
      throw Failure(
        .usage,
        "--export: unknown format \(quotedText(sides[0]))"
          + didYouMean(sides[0], among: names),
        hint: "the formats are \(names.joined(separator: ", "))")
    }
    return Destination(format: format, path: sides[1])
  }

  private func bytes(_ format: OutputFormat, isFile: Bool) -> [UInt8] {
    switch format {
    case .table: return ReportOutput.text(report(), values: values, isFile: isFile)
    case .markdown: return Array(MarkdownRenderer().render(report()).utf8)
    case .json: return document()
    case .rows: return ReportOutput.json(records().rows)
    case .components: return ReportOutput.json(records().components)
    case .ndjson: return JSONWriter.lines(records().rows)
    case .csv: return CSVWriter.bytes(records().rows)
    }
  }
}

/// Writes a report, or a table of records where data is asked for.
struct ReportOutput {
  let values: OptionValues
  let report: Report
  let records: RecordTable

  func write() throws {
    let path = values.text("output")
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

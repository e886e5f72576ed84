import Comparison
import Documents
import Rendering
import Units

/// The result of `compare` or `estimate` in the forms that an output can take.
struct ResultForms {
  let values: OptionValues
  let report: () -> Report
  let records: () -> ComparisonRecords
  let document: () -> [UInt8]

  func bytes(_ format: OutputFormat, isFile: Bool) -> [UInt8] {
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

/// Where `--format`, `--output` and `--export` send a result, in the forms that a command knows.
struct ResultOutput<Format: CaseIterable & RawRepresentable> where Format.RawValue == String {
  private struct Destination {
    let format: Format
    /// nil is standard output.
    let file: OutputFile?
  }

  private let destinations: [Destination]

  /// Opens every file before anything is computed, so that a name that cannot be created is found
  /// early and leaves no other output behind.
  ///
  /// - Parameters:
  ///   - usual: the form where `--format` does not say.
  ///   - inputs: files that an output must not replace.
  init(values: OptionValues, usual: Format, inputs: [String]) throws {
    let format = values.text("format").flatMap { Format(rawValue: $0) } ?? usual
    let named =
      [(format, values.outputPath)] + (try values.texts("export").map { try Self.export($0) })
    try OutputNames.check(named.compactMap(\.1), inputs: inputs)
    destinations = try named.map { format, path in
      Destination(format: format, file: try path.map { try OutputFile($0) })
    }
  }

  /// Writes the bytes of each form; nothing takes its name before all of them are on disk.
  func write(_ bytes: (_ format: Format, _ isFile: Bool) throws -> [UInt8]) throws {
    for destination in destinations {
      let bytes = try bytes(destination.format, destination.file != nil)
      if let file = destination.file {
        try file.write(bytes)
      } else {
        try StandardStreams.write(bytes)
      }
    }
    for destination in destinations { try destination.file?.commit() }
  }

  private static func export(_ text: String) throws -> (Format, String?) {
    let sides = text.split(separator: "=", maxSplits: 1).map(String.init)
    let names = Format.allCases.map(\.rawValue)
    guard sides.count == 2 else {
      throw Failure(
        .usage, "--export \(quotedText(text)) is not of the form FORMAT=FILE",
        hint: "such as --export csv=result.csv")
    }
    guard let format = Format(rawValue: sides[0]) else {
      throw Failure(
        .usage,
        "--export: unknown format \(quotedText(sides[0]))" + didYouMean(sides[0], among: names),
        hint: "the formats are \(names.joined(separator: ", "))")
    }
    guard sides[1] != "-" else {
      throw Failure(
        .usage, "--export \(quotedText(text)): the main output goes to standard output",
        hint: "choose its form with --format \(sides[0])")
    }
    return (format, sides[1])
  }
}

/// Checks the names of output files.
enum OutputNames {
  /// Throws `.usage` where two outputs are one file, or an output would replace an input.
  static func check(_ outputs: [String], inputs: [String]) throws {
    var seen = inputs.filter { $0 != "-" }.map { (OutputFile.identity($0), isInput: true) }
    for path in outputs where !path.isEmpty && !OutputFile.isSpecial(path) {
      let identity = OutputFile.identity(path)
      if let other = seen.first(where: { $0.0 == identity }) {
        throw Failure(
          .usage,
          other.isInput
            ? "the output \(quotedText(path)) would replace an input"
            : "two outputs have the same file name: \(quotedText(path))")
      }
      seen.append((identity, isInput: false))
    }
  }
}

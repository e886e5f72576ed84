import Comparison
import Traces
import Units

/// `costsim trace import`.
struct TraceImportCommand {
  let values: OptionValues

  func run() throws {
    let output = try TraceOutput(values: values)
    let (trace, report) = try TraceLoading(values: values).read(values.operands)
    let knowsMemory = report.memoryAssumedRows < report.rowsKept || values.has("memory-mb")
    try output.write(NativeCSV(trace, hasMemory: knowsMemory))
    let services = trace.serviceNames.count
    StandardStreams.note(
      "\(trace.count) requests of \(services) service\(services == 1 ? "" : "s"), read as "
        + Set(report.formats).sorted().joined(separator: " and ")
        + (report.rowsRead > report.rowsKept
          ? ", \(report.rowsRead - report.rowsKept) left out" : ""))
    // Who leaves coarse stamps as they are knows of them.
    for warning in report.warnings
    where warning.code != "coarse-stamps" || values.text("spread") != "none" {
      StandardStreams.note(warning.message)
    }
  }
}

/// Where native CSV is written to.
struct TraceOutput {
  /// nil is standard output.
  private let file: OutputFile?

  /// Throws `.usage` where the output would replace a trace that is read, and `.cannotCreate`.
  init(values: OptionValues) throws {
    try OutputNames.check(values.outputPath.map { [$0] } ?? [], inputs: values.operands)
    file = try values.outputPath.map { try OutputFile($0) }
  }

  func write(_ csv: NativeCSV) throws {
    guard let file else { return try csv.write { try StandardStreams.write($0) } }
    try csv.write { try file.write($0) }
    try file.commit()
  }
}

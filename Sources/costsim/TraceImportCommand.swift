import Traces
import Units

/// `costsim trace import`.
struct TraceImportCommand {
  let values: OptionValues

  func run() throws {
    let (trace, report) = try TraceLoading(values: values).read(values.operands)
    let knowsMemory = report.memoryAssumedRows < report.rowsKept || values.has("memory-mb")
    try TraceOutput(values: values).write(NativeCSV(trace, hasMemory: knowsMemory))
    let services = trace.serviceNames.count
    StandardStreams.note(
      "\(report.rowsKept) requests of \(services) service\(services == 1 ? "" : "s"), read as "
        + Set(report.formats).sorted().joined(separator: " and ")
        + (report.rowsRead > report.rowsKept
          ? ", \(report.rowsRead - report.rowsKept) left out" : ""))
  }
}

/// Where native CSV is written to.
struct TraceOutput {
  let values: OptionValues

  func write(_ csv: NativeCSV) throws {
    guard let path = values.outputPath else {
      return try csv.write { try StandardStreams.write($0) }
    }
    let file = try OutputFile(path)
    try csv.write { try file.write($0) }
    try file.commit()
  }
}

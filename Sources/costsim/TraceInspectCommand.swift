import Comparison
import Rendering
import Traces
import Units

/// `costsim trace inspect`.
struct TraceInspectCommand {
  let values: OptionValues

  func run() throws {
    let loading = TraceLoading(values: values)
    let (trace, report) = try loading.read(values.operands)
    guard let summary = try TraceSummary(trace, jobs: try values.jobs()) else {
      throw Failure(.data, "\(values.operands.joined(separator: ", ")) holds no request")
    }
    let page = TracePage(
      summary: summary, read: report, paths: values.operands,
      assumedMemory: try loading.assumedMemory)
    try ReportOutput(values: values, report: page.report, records: page.records).write()
  }
}

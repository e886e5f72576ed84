import Comparison
import Pricing
import Rendering
import Traces
import Units

/// `costsim trace inspect`.
struct TraceInspectCommand {
  let values: OptionValues

  func run() throws {
    let loading = TraceLoading(
      values: values, acceptsNoDurations: true, mostInMemory: try 16 * TraceLoading.usualMost)
    let (trace, report) = try loading.read(values.operands)
    guard let summary = try TraceSummary(trace, jobs: try values.jobs()) else {
      throw Failure(.data, "\(values.operands.joined(separator: ", ")) holds no request")
    }
    let page = TracePage(
      summary: summary, read: report, paths: values.operands,
      assumedMemory: try loading.assumedMemory, starts: try starts(of: trace))
    try ReportOutput(values: values, report: page.report, records: page.records).write()
    guard ["csv", "json"].contains(values.text("format")) else { return }
    for warning in report.warnings { StandardStreams.note(warning.message) }
  }

  /// What is observed and predicted, where the trace observes something or an option is asked for.
  private func starts(of trace: Trace) throws -> StartsSection? {
    let observed = ObservedStarts.services(of: trace)
    let asked = values.text("option")
    guard asked != nil || !observed.allSatisfy(\.isEmpty) else { return nil }
    let priceBook = try DeploymentChoice(values: values).priceBook()
    let resolver = OptionResolver(priceBook: priceBook, region: values.text("region"))
    guard let platform = asked ?? trace.loggedPlatform ?? usualFunctions(priceBook) else {
      return nil
    }
    return StartsSection(
      observed: observed,
      prediction: try PredictedStarts.prediction(
        trace, spec: try OptionSpec(platform), resolver: resolver, seed: try values.seed(),
        jobs: try values.jobs()))
  }

  /// The functions that a comparison has by default.
  private func usualFunctions(_ priceBook: PriceBook) -> String? {
    priceBook.platforms.first {
      $0.provider == CommandLineTable.defaultProviders && $0.model == .perInvocation
        && !$0.defaultOptions.isEmpty
    }?.id
  }
}

import Comparison
import Pricing
import Rendering
import Units

/// `costsim explain`.
struct ExplainCommand {
  let values: OptionValues

  func run() throws {
    let topic = values.operands[0]
    let columns = OutputColumn.all.filter { $0.name == topic }
    if let column = columns.first {
      var records = RecordTable(columns: ["field", "meaning"])
      records.append([.text(column.name), .text(column.meaning)])
      let report = Report([.heading(column.name), .paragraph(column.meaning + ".")])
      return try ReportOutput(values: values, report: report, records: records).write()
    }
    let priceBook = try DeploymentChoice(values: values).priceBook()
    let option = try option(topic, priceBook)
    let traces = Array(values.operands.dropFirst())
    let (result, period) =
      traces.isEmpty
      ? (try estimated(option, priceBook), nil) : try replayed(option, traces, priceBook)
    let records = ComparisonRecords([result], period: period, serviceNames: [])
    try ReportOutput(
      values: values,
      report: BillExplanation(result, period: period, freeTier: values.has("free-tier")).report,
      records: records.components
    ).write()
  }

  private func option(_ topic: String, _ priceBook: PriceBook) throws -> DeploymentOption {
    let spec = try OptionSpec(topic)
    let names = priceBook.platforms.map(\.id)
    guard names.contains(spec.platform) else {
      throw Failure(
        .usage,
        "\(quotedText(topic)) is neither an option nor an output field"
          + didYouMean(spec.platform, among: names + OutputColumn.all.map(\.name)),
        hint: "options start with a platform: \(names.joined(separator: ", "))")
    }
    return try OptionResolver(priceBook: priceBook, region: values.text("region")).resolve(spec)
  }

  private func estimated(
    _ option: DeploymentOption, _ priceBook: PriceBook
  ) throws -> OptionResult {
    try Estimate(
      option, totals: try TotalsSetting(values: values).totals, priceBook: priceBook,
      freeTier: values.has("free-tier")
    ).result(id: "option-1")
  }

  private func replayed(
    _ option: DeploymentOption, _ traces: [String], _ priceBook: PriceBook
  ) throws -> (OptionResult, BillingPeriod?) {
    for flag in ["requests", "duration-ms", "hours", "meter"] where values.has(flag) {
      throw Failure(
        .usage, "--\(flag) states a total, but the trace has it",
        hint: "leave out --\(flag) or the trace")
    }
    let setting = try ScenarioSetting(values: values)
    let (trace, _) = try TraceLoading(values: values).read(traces)
    let comparison = try Comparison(
      [option], priceBook: priceBook, scenario: try setting.scenario(of: trace),
      areDefaults: false, jobs: try values.jobs())
    return (comparison.results[0], comparison.scenario.period)
  }
}

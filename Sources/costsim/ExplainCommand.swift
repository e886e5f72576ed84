import Advisor
import Comparison
import Pricing
import Rendering
import Rules
import Units

/// `costsim explain`.
struct ExplainCommand {
  let values: OptionValues

  func run() throws {
    let topic = values.operands[0]
    let columns = OutputColumn.all.filter { $0.name == topic }
    if let column = columns.first {
      guard values.operands.count == 1 else {
        throw Failure(.usage, "\(topic) is an output field, which needs no trace")
      }
      var records = RecordTable(columns: ["field", "meaning"])
      records.append([.text(column.name), .text(column.meaning)])
      let report = Report([.heading(column.name), .paragraph(column.meaning + ".")])
      return try ReportOutput(values: values, report: report, records: records).write()
    }
    let priceBook = try DeploymentChoice(values: values).priceBook()
    if let page = try rulePage(topic, priceBook) {
      return try ReportOutput(values: values, report: page.report, records: page.records).write()
    }
    let option = try option(topic, priceBook)
    let traces = Array(values.operands.dropFirst())
    let explained =
      traces.isEmpty
      ? Explained(result: try estimated(option, priceBook), period: nil, serviceNames: [])
      : try replayed(option, traces, priceBook)
    if let reason = explained.result.infeasibleReason {
      throw Failure(.usage, "\(option.spec): \(reason)")
    }
    let records = ComparisonRecords(
      [explained.result], period: explained.period, serviceNames: explained.serviceNames)
    try ReportOutput(
      values: values,
      report: BillExplanation(
        explained.result, period: explained.period, freeTier: values.has("free-tier")
      ).report(with: priceBook, near: try DeploymentChoice(values: values).near(priceBook)),
      records: records.components
    ).write()
  }

  /// What a rule says; nil where none has this id.
  private func rulePage(_ topic: String, _ priceBook: PriceBook) throws -> RulePage? {
    let book = try rules(priceBook)
    return try book.rule(topic).map {
      RulePage($0, of: book, targets: try MigrationTargets(priceBook))
    }
  }

  private func rules(_ priceBook: PriceBook) throws -> RuleBook {
    try Checklist.ruleBook(
      try values.texts("rules").map { ($0, try FileBytes.read($0, code: .configuration)) },
      priceBook)
  }

  private struct Explained {
    let result: OptionResult
    /// nil where totals are billed.
    let period: BillingPeriod?
    let serviceNames: [String]
  }

  private func option(_ topic: String, _ priceBook: PriceBook) throws -> DeploymentOption {
    let spec = try OptionSpec(topic)
    let names = priceBook.platforms.map(\.id) + OptionResolver.composites
    guard names.contains(spec.platform) else {
      throw Failure(
        .usage,
        "\(quotedText(topic)) is neither an option, a rule nor an output field"
          + didYouMean(
            spec.platform,
            among: names + OutputColumn.all.map(\.name) + (try rules(priceBook).rules.map(\.id))),
        hint: "options start with a platform: \(names.joined(separator: ", "))")
    }
    return try DeploymentChoice(values: values).option(spec, priceBook)
  }

  private func estimated(
    _ option: DeploymentOption, _ priceBook: PriceBook
  ) throws -> OptionResult {
    for flag in ["slo", "needs", "project", "span", "seed"] where values.has(flag) {
      throw Failure(.usage, "--\(flag) is about a trace, but none is given")
    }
    let option = try option.billedByTotals
    try TotalsSetting(values: values).rejectUnused(by: [option])
    return try Estimate(
      option, totals: try TotalsSetting(values: values).totals, priceBook: priceBook,
      freeTier: values.has("free-tier")
    ).result(id: "option-1")
  }

  private func replayed(
    _ option: DeploymentOption, _ traces: [String], _ priceBook: PriceBook
  ) throws -> Explained {
    try option.requireRequests()
    for flag in TotalsSetting.flags where flag != "duration-ms" && values.has(flag) {
      throw Failure(
        .usage, "--\(flag) states a total, but the trace has it",
        hint: "leave out --\(flag) or the trace")
    }
    let setting = try ScenarioSetting(values: values)
    let (trace, _) = try TraceLoading(values: values, mostInMemory: try TraceLoading.usualMost)
      .read(
        traces)
    let comparison = try OptionRanking(
      [option], priceBook: priceBook, scenario: try setting.scenario(of: trace),
      areDefaults: false, jobs: try values.jobs(),
      resolve: { try DeploymentChoice(values: values).option($0, priceBook) })
    return Explained(
      result: comparison.results[0], period: comparison.scenario.period,
      serviceNames: trace.serviceNames)
  }
}

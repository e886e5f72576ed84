import Comparison
import Pricing
import Traces
import Units

/// `costsim compare`.
struct CompareCommand {
  let values: OptionValues

  func run() throws {
    let choice = DeploymentChoice(values: values)
    let priceBook = try choice.priceBook()
    // Options are understood before a long trace is read.
    let (options, areDefaults) = try choice.options(priceBook)
    for option in options { try option.requireRequests() }
    let setting = try ScenarioSetting(values: values)
    let inputs = values.operands + values.texts("options-file")
    let output = try ResultOutput(values: values, usual: OutputFormat.table, inputs: inputs)
    let loading = TraceLoading(values: values, mostInMemory: try TraceLoading.usualMost)
    let (trace, report) = try loading.read(values.operands)
    let comparison = try OptionRanking(
      options, priceBook: priceBook, scenario: try setting.scenario(of: trace),
      areDefaults: areDefaults, jobs: try values.jobs(),
      resolve: { try choice.option($0, priceBook) })
    let run = RunDescription(
      version: Version.number, generatedAt: try Version.generatedAt(), tracePaths: values.operands,
      report: report, assumedMemory: try loading.assumedMemory,
      usual: try choice.usualSurroundings(), near: try choice.near(priceBook))
    let forms = ResultForms(
      values: values,
      report: { ComparisonReport(comparison, run: run).report },
      records: { ComparisonRecords(comparison) },
      document: { ComparisonDocument(comparison, run: run).json() })
    try output.write { forms.bytes($0, isFile: $1) }
  }
}

/// The flags that say how a trace is judged and billed.
struct ScenarioSetting {
  private let slo: ServiceLevelObjective?
  private let projection: Projection
  private let span: Int64?
  private let seed: UInt64
  private let freeTier: Bool
  private let needs: WorkloadNeeds
  private let jobs: Int

  init(values: OptionValues) throws {
    slo = try values.text("slo").map { try ServiceLevelObjective($0) }
    projection = values.text("project").flatMap { Projection(rawValue: $0) } ?? .month
    span = try values.duration("span")
    seed = try values.seed()
    freeTier = values.has("free-tier")
    needs = try values.text("needs").map { try WorkloadNeeds($0) } ?? .none
    jobs = try values.jobs()
  }

  func scenario(of trace: Trace) throws -> Scenario {
    try Scenario(
      trace: trace,
      period: try BillingPeriod(
        observed: trace.observedSpan, stated: span, projection: projection),
      objectives: try slo.map { Objectives($0, services: trace.serviceNames.count) }
        ?? Objectives(defaultFor: trace, jobs: jobs),
      freeTier: freeTier, seed: seed, jobs: jobs, needs: needs)
  }
}

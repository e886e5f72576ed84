import Comparison
import Documents
import Pricing
import Rendering
import Units

/// `costsim estimate`.
struct EstimateCommand {
  let values: OptionValues

  func run() throws {
    let choice = DeploymentChoice(values: values)
    let priceBook = try choice.priceBook()
    let (deployments, areDefaults) = try choice.options(priceBook)
    guard !areDefaults else {
      throw Failure(
        .usage, "estimate needs an option",
        hint: "such as --option aws-lambda:memory=512 --requests 100000 --duration-ms 200")
    }
    let options = try deployments.map { try $0.billedByTotals }
    let totals = try TotalsSetting(values: values).totals
    try TotalsSetting(values: values).rejectUnused(by: options)
    let results = try options.enumerated().map { index, option in
      try Estimate(
        option, totals: totals, priceBook: priceBook, freeTier: values.has("free-tier")
      ).result(id: "option-\(index + 1)")
    }
    let estimates = try Estimates(
      results, priceBook: priceBook, near: try choice.near(priceBook),
      freeTier: values.has("free-tier"))
    let run = RunDescription(
      version: Version.number, generatedAt: try Version.generatedAt(), tracePaths: [],
      report: nil, assumedMemory: 0)
    let forms = ResultForms(
      values: values, report: { estimates.report }, records: { estimates.records },
      document: { estimates.json(run) })
    try ResultOutput(
      values: values, usual: OutputFormat.table, inputs: values.texts("options-file")
    ).write { forms.bytes($0, isFile: $1) }
  }
}

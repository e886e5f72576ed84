import Comparison
import Pricing
import Rendering
import Units

/// `costsim prices list`.
struct PricesListCommand {
  let values: OptionValues

  func run() throws {
    let priceBook = try DeploymentChoice(values: values).priceBook()
    let catalogue = PriceCatalogue(priceBook: priceBook)
    try ReportOutput(
      values: values, report: try catalogue.listReport(), records: try catalogue.listRecords()
    ).write()
  }
}

/// `costsim prices show`.
struct PricesShowCommand {
  let values: OptionValues

  func run() throws {
    let priceBook = try DeploymentChoice(values: values).priceBook()
    let platform = try priceBook.platform(values.operands[0])
    let rates = try priceBook.rates(of: platform)
    let region = values.text("region") ?? platform.parameter("region")?.defaultValue ?? ""
    guard rates.regions.contains(region) else {
      throw Failure(
        .usage,
        "\(platform.id) has no prices for region \(quotedText(region))"
          + didYouMean(region, among: rates.regions),
        hint: "its regions are \(rates.regions.joined(separator: ", "))")
    }
    let page = PlatformPage(platform: platform, rates: rates, region: region)
    try ReportOutput(values: values, report: page.report, records: page.records).write()
  }
}

/// `costsim prices check`.
struct PricesCheckCommand {
  let values: OptionValues

  func run() throws {
    let files = try values.operands.first.map { try PriceFiles(folder: $0) } ?? .embedded
    if values.has("today"), !values.has("older-than") {
      throw Failure(.usage, "--today goes with --older-than")
    }
    let check = PriceCheck(files)
    guard check.problems.isEmpty else {
      throw Failure(
        .configuration, check.problems.joined(separator: "\n"),
        hint: "\(check.problems.count) problem\(check.problems.count == 1 ? "" : "s")")
    }
    let priceBook = try PriceBook(files)
    if values.has("older-than") { return try StaleRateCheck(values: values).run(priceBook) }
    let catalogue = PriceCatalogue(priceBook: priceBook)
    try ReportOutput(
      values: values, report: try catalogue.checkReport(), records: try catalogue.listRecords()
    ).write()
  }
}

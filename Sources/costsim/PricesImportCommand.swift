import PriceFeeds
import Pricing
import Rendering
import Units

/// `costsim prices import`.
struct PricesImportCommand {
  let values: OptionValues

  func run() throws {
    guard let path = values.text("output-dir") else {
      throw Failure(
        .usage, "prices import needs --output-dir",
        hint: "the folder to write, which --pricing takes afterwards")
    }
    let asOf = values.text("as-of")
    if let asOf, CalendarDate(asOf) == nil {
      throw Failure(.usage, "--as-of \(quotedText(asOf)) is not a date such as 2026-09-19")
    }
    let folder = try OutputFolder(path, flag: "output-dir")
    let imported = try PriceImport(
      feeds: values.operands, base: try folder.priceFiles(), asOf: asOf)
    try OutputNames.check(
      imported.files.map { "\(path)/\($0.path)" }, inputs: values.operands)
    try folder.write(imported.files)
    let page = PriceChangesPage(imported.changes)
    try ReportOutput(
      values: values,
      report: Report(page.blocks + [.list(lines(imported.counts)), verdict(imported, path)]),
      records: page.records
    ).write()
  }

  private func lines(_ counts: ImportCounts) -> [String] {
    var lines = [
      "\(counts.products) products or rows read, \(counts.matched) prices taken"
    ]
    if counts.unknown > 0 {
      lines.append(
        "\(counts.unknown) of the same services are of no known rate, such as "
          + counts.unknownNames.map(visibleText).joined(separator: ", "))
    }
    if counts.otherCurrency > 0 {
      lines.append(
        "\(counts.otherCurrency) prices left out: their region is priced in another currency")
    }
    return lines
  }

  private func verdict(_ imported: PriceImport, _ path: String) -> Block {
    .verdict(
      "Wrote \(imported.files.map { "\(path)/\($0.path)" }.joined(separator: ", ")). "
        + "Use them with --pricing \(path).")
  }
}

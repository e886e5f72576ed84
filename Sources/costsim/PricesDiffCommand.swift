import PriceFeeds
import Pricing
import Rendering
import Units

/// `costsim prices diff`.
struct PricesDiffCommand {
  let values: OptionValues

  func run() throws {
    let folders = try values.operands.map { try PriceFiles(folder: $0) }
    let old = folders.count == 2 ? folders[0] : .embedded
    let changes = try PriceChanges(
      from: try PriceBook(old), to: try PriceBook(folders[folders.count - 1]))
    let page = PriceChangesPage(changes)
    try ReportOutput(values: values, report: Report(page.blocks), records: page.records).write()
  }
}

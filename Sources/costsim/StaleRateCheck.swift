import PriceFeeds
import Pricing
import Rendering
import Units

/// What `prices check --older-than` adds: rates that are too old, and an exit code that says so.
struct StaleRateCheck {
  let values: OptionValues

  func run(_ priceBook: PriceBook) throws {
    let (limit, text) = try limit()
    let today = try today()
    let stale = try StaleRates(priceBook, olderThan: limit, today: today)
    let verdict =
      "\(separatedByThousands(String(stale.count))) of "
      + "\(separatedByThousands(String(stale.total))) rates are older than \(text) on \(today)."
    try ReportOutput(
      values: values,
      report: Report([stale.groups.isEmpty ? .verdict(verdict) : .table(stale.table)]),
      records: stale.records
    ).write()
    guard stale.count == 0 else {
      throw Failure(
        .configuration, verdict,
        hint: "costsim prices import brings them up to date from the vendor's own feed")
    }
  }

  /// Whole days, and how the user wrote them.
  private func limit() throws -> (days: Int, text: String) {
    let duration = try values.duration("older-than") ?? 0
    let day: Int64 = 86_400_000_000
    guard duration % day == 0 else {
      throw Failure(.usage, "--older-than is a number of days such as 180d")
    }
    return (Int(duration / day), values.text("older-than") ?? "")
  }

  private func today() throws -> CalendarDate {
    guard let text = values.text("today") else {
      guard let today = CalendarDate(String(try Version.generatedAt().prefix(10))) else {
        throw Failure(.software, "the clock shows no day")
      }
      return today
    }
    guard let today = CalendarDate(text) else {
      throw Failure(.usage, "--today \(quotedText(text)) is not a date such as 2026-11-23")
    }
    return today
  }
}

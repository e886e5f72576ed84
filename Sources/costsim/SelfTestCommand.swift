import Comparison
import Pricing
import Rendering
import Units

/// `costsim selftest`.
struct SelfTestCommand {
  let values: OptionValues

  func run() throws {
    let test = try SelfTest(priceBook: PriceBook(.embedded))
    try ReportOutput(values: values, report: report(test), records: records(test)).write()
    let failed = test.checks.filter { !$0.passed }.count
    guard failed == 0 else {
      throw Failure(.software, "\(failed) of \(test.checks.count) checks failed")
    }
  }

  private func report(_ test: SelfTest) -> Report {
    let table = Table(
      columns: [
        Column("check", isFlexible: true), Column("expected", .right), Column("actual", .right),
        Column(""), Column("source", priority: 1),
      ],
      rows: test.checks.map { check in
        [
          .text(check.name), .number(check.expected), .number(check.actual),
          .text(check.passed ? "ok" : "FAILED", tone: check.passed ? .good : .bad),
          .text(check.source),
        ]
      })
    let passed = test.checks.filter(\.passed).count
    return Report([.table(table), .verdict("\(passed) of \(test.checks.count) checks passed.")])
  }

  private func records(_ test: SelfTest) -> RecordTable {
    var table = RecordTable(columns: ["check", "expected", "actual", "passed", "source"])
    for check in test.checks {
      table.append([
        .text(check.name), .text(check.expected), .text(check.actual), .flag(check.passed),
        .text(check.source),
      ])
    }
    return table
  }
}

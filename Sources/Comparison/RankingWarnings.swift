import Pricing
import Traces
import Units

extension OptionRanking {
  /// ISO 4217 code of the costs.
  public var currency: String { rankingCurrency.code }

  var rankingCurrency: RankingCurrency { RankingCurrency(ranked: results) }

  /// Everything that makes the figures less certain than they look.
  public func warnings(_ run: RunDescription) -> [Warning] {
    var warnings = traceWarnings(run)
    if let warning = scenario.period.warning { warnings.append(warning) }
    for result in results { warnings += result.warnings }
    warnings += streamWarnings
    warnings += UsedPrices(results).warnings + userTerms.warnings
    warnings += unbilledSurroundings(run.usual.map(\.key))
    warnings += run.near?.describe(results).warnings ?? []
    return warnings.uniqued()
  }

  /// What is asked for beside every option and some platform's files say nothing of.
  private func unbilledSurroundings(_ asked: [Companion.Key]) -> [Warning] {
    let platforms = results.filter { !$0.option.parts.isEmpty && $0.isFeasible }
      .flatMap { $0.option.parts.map(\.platform) }
    return asked.compactMap { key in
      let names = platforms.filter { $0.companion(key) == nil }.map(\.name).uniqued()
      guard !names.isEmpty else { return nil }
      return Warning(
        code: "surrounding-unbilled",
        message: "\(key.rawValue) is not billed beside \(names.joined(separator: ", ")): the price "
          + "files name no such service there, so it is none that is needed or one without a price")
    }
  }

  private func traceWarnings(_ run: RunDescription) -> [Warning] {
    guard let report = run.report else { return [] }
    var warnings: [Warning] = []
    let skipped = report.rowsRead - report.rowsKept
    if skipped > 0 {
      let reasons = report.skipped.map { "\($0.count) \($0.reason)" }.joined(separator: ", ")
      warnings.append(
        Warning(
          code: "rows-skipped",
          message: "\(skipped) of \(report.rowsRead) rows are left out (\(reasons))"))
    }
    if report.memoryAssumedRows > 0 {
      warnings.append(
        Warning(
          code: "memory-assumed",
          message: "\(report.memoryAssumedRows) rows have no memory_mb: "
            + "\(run.assumedMemory) MB assumed; --memory-mb states another size"))
    }
    return warnings + report.warnings
  }
}

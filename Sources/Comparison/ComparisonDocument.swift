import Documents
import Pricing
import Traces
import Units

/// What the output says about the run besides the results.
public struct RunDescription: Sendable {
  public let version: String
  /// UTC, ISO 8601.
  public let generatedAt: String
  public let tracePaths: [String]
  public let report: TraceReadReport?
  /// MB of rows without memory.
  public let assumedMemory: Int32

  public init(
    version: String, generatedAt: String, tracePaths: [String], report: TraceReadReport?,
    assumedMemory: Int32
  ) {
    self.version = version
    self.generatedAt = generatedAt
    self.tracePaths = tracePaths
    self.report = report
    self.assumedMemory = assumedMemory
  }
}

/// The JSON document of a comparison: the tables with where they come from.
public struct ComparisonDocument: Sendable {
  public let comparison: Comparison
  public let run: RunDescription

  public init(_ comparison: Comparison, run: RunDescription) {
    self.comparison = comparison
    self.run = run
  }

  /// UTF-8 bytes of the document.
  public func json() -> [UInt8] {
    let records = ComparisonRecords(comparison)
    var writer = JSONWriter()
    writer.object { writer in
      writer.head(run, command: "compare", currency: comparison.currency)
      writer.object("trace", trace)
      writer.object("assumptions", assumptions)
      writer.pricing(comparison.results)
      writer.warnings(comparison.warnings(run))
      writer.value(.text(Verdict.sentence(comparison)), key: "verdict")
      writer.records(records.rows, key: "rows")
      writer.records(records.services, key: "services")
      writer.records(records.components, key: "components")
    }
    return writer.bytes
  }

  private func trace(_ writer: inout JSONWriter) {
    let trace = comparison.scenario.trace
    writer.array("files") { writer in
      for path in run.tracePaths { writer.value(.text(path)) }
    }
    writer.value(.integer(Int128(trace.count)), key: "requests")
    writer.value(.integer(Int128(run.report?.rowsRead ?? trace.count)), key: "rowsRead")
    writer.value(
      .integer(Int128((run.report?.rowsRead ?? 0) - (run.report?.rowsKept ?? 0))),
      key: "rowsSkipped")
    writer.value(.integer(Int128(trace.serviceNames.count)), key: "services")
    writer.value(
      trace.firstArrival.map { .text(iso8601(microseconds: $0)) } ?? .missing, key: "firstArrival")
    writer.value(
      trace.lastArrival.map { .text(iso8601(microseconds: $0)) } ?? .missing, key: "lastArrival")
  }

  private func assumptions(_ writer: inout JSONWriter) {
    let scenario = comparison.scenario
    writer.value(.text(scenario.objectives.whole.text), key: "slo")
    writer.value(.flag(scenario.objectives.isDefault), key: "sloIsDefault")
    writer.value(.text(scenario.period.projection.rawValue), key: "projection")
    writer.value(.flag(scenario.period.stated), key: "spanIsStated")
    writer.value(.flag(scenario.freeTier), key: "freeTier")
    writer.value(.integer(Int128(scenario.seed)), key: "seed")
    writer.value(.text("exact"), key: "percentiles")
    writer.value(
      (run.report?.memoryAssumedRows ?? 0) > 0 ? .integer(Int128(run.assumedMemory)) : .missing,
      key: "assumedMemoryMb")
    writer.value(.text("not included"), key: "surroundingCosts")
    var options = RecordTable(columns: ["optionId", "assumption"])
    for result in comparison.results {
      for assumption in result.assumptions {
        options.append([.text(result.id), .text(assumption)])
      }
    }
    writer.records(options, key: "options")
  }
}

extension JSONWriter {
  /// The members that every document starts with.
  mutating func head(_ run: RunDescription, command: String, currency: String) {
    value(.text("1.0"), key: "schemaVersion")
    object("generator") { writer in
      writer.value(.text("costsim"), key: "name")
      writer.value(.text(run.version), key: "version")
    }
    value(.text(run.generatedAt), key: "generatedAt")
    value(.text(command), key: "command")
    value(.text(currency), key: "currency")
  }

  /// The dates and sources of the prices that the results use.
  mutating func pricing(_ results: [OptionResult]) {
    let used = UsedPrices(results)
    object("pricing") { writer in
      writer.value(used.oldest.map { .text($0.description) } ?? .missing, key: "asOf")
      writer.value(used.newest.map { .text($0.description) } ?? .missing, key: "newest")
      var sources = RecordTable(columns: ["platform", "source", "url"])
      for (platform, source) in used.sources {
        sources.append([.text(platform), .text(source.title), .text(source.url)])
      }
      writer.records(sources, key: "sources")
    }
  }

  mutating func warnings(_ warnings: [Warning]) {
    var table = RecordTable(columns: ["code", "message"])
    for warning in warnings { table.append([.text(warning.code), .text(warning.message)]) }
    records(table, key: "warnings")
  }
}

/// The prices that results rest on.
struct UsedPrices {
  private(set) var oldest: AsOf?
  private(set) var newest: AsOf?
  private(set) var sources: [(platform: String, source: Source)] = []
  /// Prices that are not of high confidence: platform, meter, tier.
  private(set) var doubtful: [(platform: Platform, line: BillLine)] = []

  init(_ results: [OptionResult]) {
    for result in results {
      let platform = result.option.platform
      for line in result.bill?.lines ?? [] {
        let tier = line.rate.tiers[line.tier]
        if let asOf = tier.asOf {
          if asOf.day < oldest?.day ?? asOf.day || oldest == nil { oldest = asOf }
          if asOf.day > newest?.day ?? asOf.day || newest == nil { newest = asOf }
        }
        if let source = platform.source(tier.source),
          !sources.contains(where: { $0.platform == platform.id && $0.source == source })
        {
          sources.append((platform.id, source))
        }
        let known = doubtful.contains {
          $0.platform.id == platform.id && $0.line.meter == line.meter
            && $0.line.rate.region == line.rate.region
        }
        if tier.confidence != .high && !known { doubtful.append((platform, line)) }
      }
    }
  }
}

extension UsedPrices {
  /// A warning for each price that is not of high confidence.
  var warnings: [Warning] {
    doubtful.map { platform, line in
      let tier = line.rate.tiers[line.tier]
      return Warning(
        code: "price-confidence",
        message: "the price of \(platform.name), \(line.meter.title) in \(line.rate.region) is of "
          + "\(tier.confidence.rawValue) confidence: \(platform.source(tier.source)?.title ?? "")")
    }
  }
}

extension Comparison {
  /// ISO 4217 code of the costs.
  public var currency: String { results.compactMap(\.bill?.currency).first ?? "USD" }

  /// Everything that makes the figures less certain than they look.
  public func warnings(_ run: RunDescription) -> [Warning] {
    var warnings = traceWarnings(run)
    if let warning = scenario.period.warning { warnings.append(warning) }
    for result in results { warnings += result.warnings }
    warnings += UsedPrices(results).warnings
    return warnings.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
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
    if report.isCoarse && scenario.trace.count > 1 {
      warnings.append(
        Warning(
          code: "coarse-stamps",
          message: "every arrival is a whole second; requests within a second look simultaneous, "
            + "which inflates concurrency and cold starts"))
    }
    return warnings
  }
}

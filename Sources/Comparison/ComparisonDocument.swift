import Documents
import Pricing
import Traces
import Units

/// The JSON document of a comparison: the tables with where they come from.
public struct ComparisonDocument: Sendable {
  public let comparison: OptionRanking
  public let run: RunDescription

  public init(_ comparison: OptionRanking, run: RunDescription) {
    self.comparison = comparison
    self.run = run
  }

  /// UTF-8 bytes of the document.
  public func json() -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.head(run, command: "compare", currency: comparison.currency)
      writer.object("trace", trace)
      writer.object("assumptions", assumptions)
      writer.pricing(comparison.results)
      writer.warnings(comparison.warnings(run))
      writer.value(.text(Verdict.sentence(comparison)), key: "verdict")
      writer.tables(ComparisonRecords(comparison))
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
    writer.value(
      .text(comparison.sizing == nil ? "exact" : "log-linear histogram, within 0.1 %"),
      key: "percentiles")
    writer.value(comparison.sizing.map { .text($0.sentence) } ?? .missing, key: "sizing")
    writer.value(
      (run.report?.memoryAssumedRows ?? 0) > 0 ? .integer(Int128(run.assumedMemory)) : .missing,
      key: "assumedMemoryMb")
    writer.value(.text(SurroundingCoverage(comparison).included), key: "surroundingCosts")
    var reading = RecordTable(columns: ["assumption"])
    for sentence in run.report?.interpretation ?? [] { reading.append([.text(sentence)]) }
    writer.records(reading, key: "reading")
    comparison.userTerms.write(&writer)
    writer.assumptions(of: comparison.results)
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

  /// What was assumed for each option.
  mutating func assumptions(of results: [OptionResult]) {
    var options = RecordTable(columns: ["optionId", "assumption"])
    for result in results {
      for assumption in result.assumptions {
        options.append([.text(result.id), .text(assumption)])
      }
    }
    records(options, key: "options")
  }

  /// The flat tables that every document ends with.
  mutating func tables(_ tables: ComparisonRecords) {
    records(tables.rows, key: "rows")
    records(tables.services, key: "services")
    records(tables.components, key: "components")
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

import Rendering
import Traces
import Units

/// What was read from a trace, for people and for spreadsheets.
public struct TracePage: Sendable {
  private let summary: TraceSummary
  private let read: TraceReadReport
  private let paths: [String]
  private let assumedMemory: Int32
  private let starts: StartsSection?

  /// - Parameters:
  ///   - assumedMemory: MB of rows that state none.
  ///   - starts: what is observed and predicted, nil where nothing is.
  public init(
    summary: TraceSummary, read: TraceReadReport, paths: [String], assumedMemory: Int32,
    starts: StartsSection? = nil
  ) {
    self.summary = summary
    self.read = read
    self.paths = paths
    self.assumedMemory = assumedMemory
    self.starts = starts
  }

  private static let columns = [
    "service", "requests", "firstArrival", "lastArrival", "spanHours", "meanRatePerSecond",
    "peakRequestsPerSecond", "durationMeanMs", "durationP50Ms", "durationP90Ms", "durationP95Ms",
    "durationP99Ms", "durationMaxMs", "memoryMinMb", "memoryMaxMb",
  ]

  /// One record a service, and one for all of them; of a service without requests, their number
  /// alone.
  public var records: RecordTable {
    var table = RecordTable(
      columns: Self.columns + StartsSection.columns + ["otherEntries", "notes", "warnings"])
    table.append(record("(all)", summary.overall, service: nil))
    for (index, service) in summary.services.enumerated() {
      table.append(record(service.name, service.figures, service: index))
    }
    return table
  }

  public var report: Report {
    let overall = summary.overall
    var blocks: [Block] = [
      .heading(paths.joined(separator: ", ")),
      .list(
        [rows] + read.skipped.map { "left out: \(grouped($0.count)) × \($0.reason)" }
          + [
            "from \(iso8601(microseconds: overall.firstArrival)) to "
              + "\(iso8601(microseconds: overall.lastArrival)): "
              + BillingPeriod.readable(overall.span)
          ] + remarks),
    ]
    if !read.quotedErrors.isEmpty { blocks.append(.list(read.quotedErrors)) }
    blocks.append(.table(table))
    if summary.services.count > Self.mostServices {
      blocks.append(
        .paragraph(
          "… and \(grouped(summary.services.count - Self.mostServices)) services with fewer "
            + "requests; --format csv lists all of them."))
    }
    return Report(blocks + (starts?.blocks ?? []))
  }

  private var rows: String {
    let services = summary.services.count
    return "\(grouped(read.rowsKept)) of \(grouped(read.rowsRead)) rows kept, "
      + "\(services) service\(services == 1 ? "" : "s"), \(grouped(read.bytesRead)) bytes"
  }

  private var remarks: [String] {
    var remarks: [String] = []
    if read.serviceAssumedRows > 0 {
      remarks.append(
        read.serviceAssumedRows == read.rowsKept
          ? "no service named: all rows of such files are one service, default"
          : "\(grouped(read.serviceAssumedRows)) rows name no service: they are the service default"
      )
    }
    if read.memoryAssumedRows > 0 {
      remarks.append(
        "\(grouped(read.memoryAssumedRows)) rows have no memory_mb: "
          + "\(assumedMemory) MB assumed (--memory-mb)")
    }
    for stamp in read.stamps {
      guard let unit = stamp.unit else { continue }
      remarks.append("\(stamp.file): numbers of the time column are \(unit.rawValue)")
    }
    remarks += read.interpretation
    let unknown = read.otherLines - read.otherEntries.reduce(0) { $0 + $1.count }
    if unknown > 0 {
      remarks.append("lines or events of logs that are no requests: \(grouped(unknown))")
    }
    if read.runningRequests > 0 {
      remarks.append(
        "requests with a START and no REPORT, left out: \(grouped(read.runningRequests))")
    }
    remarks += read.warnings.map(\.message)
    if read.wasOutOfOrder { remarks.append("rows were out of time order and have been sorted") }
    if !read.ignoredColumns.isEmpty {
      remarks.append("columns not used: \(read.ignoredColumns.joined(separator: ", "))")
    }
    return remarks
  }

  /// Services that the table shows.
  private static let mostServices = 30

  private var table: Table {
    let order = summary.services.indices.sorted {
      let (one, other) = (summary.services[$0].figures.count, summary.services[$1].figures.count)
      return one == other ? $0 < $1 : one > other
    }
    let shown = order.prefix(Self.mostServices).map { summary.services[$0] }
    let all = [("(all)", summary.overall)] + shown.map { ($0.name, $0.figures) }
    return Table(
      columns: [
        Column("service", .left, isFlexible: true), Column("requests", .right),
        Column("mean/s", .right, priority: 3), Column("peak/s", .right, priority: 4),
        Column("p50 ms", .right, priority: 5), Column("p95 ms", .right, priority: 2),
        Column("p99 ms", .right, priority: 6), Column("max ms", .right, priority: 1),
        Column("memory MB", .right, priority: 7),
      ],
      rows: all.map { name, figures in
        [
          .text(name), .number(grouped(figures.count)),
          rate(figures).map { .number($0.text(places: 3, grouped: true)) } ?? .missing,
        ] + cells(figures)
      })
  }

  /// The peak, durations and memory, which a service without requests has none of.
  private func cells(_ figures: TraceSummary.Figures) -> [Cell] {
    guard figures.count > 0 else { return [Cell](repeating: .missing, count: 6) }
    return [
      .number(grouped(figures.peakPerSecond)), milliseconds(figures.durationP50),
      milliseconds(figures.durationP95),
      milliseconds(figures.durationP99), milliseconds(figures.durationMax),
      .number(
        figures.memoryMin == figures.memoryMax
          ? "\(figures.memoryMin)" : "\(figures.memoryMin)–\(figures.memoryMax)"),
    ]
  }

  private func milliseconds(_ value: Int64) -> Cell {
    ExactDecimal(Int128(value), over: 1_000).map { .number($0.text(places: 1, grouped: true)) }
      ?? .missing
  }

  /// Requests a second between the first and the last arrival.
  private func rate(_ figures: TraceSummary.Figures) -> ExactDecimal? {
    guard figures.span > 0 else { return nil }
    return ExactDecimal(Int128(figures.count) * 1_000_000, over: Int128(figures.span))
  }

  private func record(
    _ name: String, _ figures: TraceSummary.Figures, service: Int?
  ) -> [FieldValue] {
    func ratio(_ value: Int64, _ divisor: Int128) -> FieldValue {
      ExactDecimal(Int128(value), over: divisor).map { .decimal($0.rounded(places: 6)) } ?? .missing
    }
    let others =
      StartsSection.values(starts, service: service) + readingValues(isWhole: service == nil)
    guard figures.count > 0 else {
      let missing = [FieldValue](repeating: .missing, count: Self.columns.count - 2)
      return [.text(name), .integer(0)] + missing + others
    }
    return [
      .text(name), .integer(Int128(figures.count)),
      .text(iso8601(microseconds: figures.firstArrival)),
      .text(iso8601(microseconds: figures.lastArrival)), ratio(figures.span, 3_600_000_000),
      rate(figures).map { .decimal($0.rounded(places: 6)) } ?? .missing,
      .integer(Int128(figures.peakPerSecond)), ratio(figures.durationMean, 1_000),
      ratio(figures.durationP50, 1_000), ratio(figures.durationP90, 1_000),
      ratio(figures.durationP95, 1_000), ratio(figures.durationP99, 1_000),
      ratio(figures.durationMax, 1_000), .integer(Int128(figures.memoryMin)),
      .integer(Int128(figures.memoryMax)),
    ] + others
  }

  /// How the trace was read, for all of it: entries that are no requests, sentences, and warnings.
  private func readingValues(isWhole: Bool) -> [FieldValue] {
    guard isWhole else { return [.missing, .missing, .missing] }
    func text(_ sentences: [String]) -> FieldValue {
      sentences.isEmpty ? .missing : .text(sentences.joined(separator: "; "))
    }
    return [
      .integer(Int128(read.otherLines)), text(read.interpretation),
      text(read.warnings.map { "\($0.code): \($0.message)" }),
    ]
  }
}

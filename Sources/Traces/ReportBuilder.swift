import Units

/// The report of a reading, or its failure, from what became of its blocks.
struct ReportBuilder {
  private let blocks: [ParsedBlock]
  private let summary: SourceSummary
  /// The line before the first one of each block.
  private let linesBefore: [Int]

  /// `blocks` are in the order of the text.
  init(_ blocks: [ParsedBlock], _ summary: SourceSummary) {
    self.blocks = blocks
    self.summary = summary
    var lines = 0
    linesBefore = blocks.map { block in
      if let start = block.startLine { lines = start - 1 }
      defer { lines += block.lines }
      return lines
    }
  }

  /// The report; throws the `Failure` that the options make of bad rows or that the files are.
  func report(_ options: TraceReadOptions) throws -> TraceReadReport {
    if let (block, before) = zip(blocks, linesBefore).first(where: { $0.0.overlongLine != nil }) {
      throw overlongLine("\(fileName(block)):\(before + (block.overlongLine ?? 0))")
    }
    if let failure = blocks.lazy.compactMap(\.failure).first { throw failure }
    if let failure = summary.failure { throw failure }
    var report = collected(limit: options.maxErrors)
    report.coarseStamps = coarseStamps(options.spreading.longest)
    report.spreadGrain = options.spreading.longest
    report.mapsEnds = options.fields.entries.contains { $0.role == .end }
    report.isGroupedByPatterns = !options.services.isEmpty
    let bad = report.rowsRead - report.rowsKept
    if report.rowsRead == 0 {
      let isLog = summary.forms.contains(where: \.isLog)
      throw Failure(
        .data,
        isLog
          ? "\(filesNamed) holds no request that has ended" + otherEntriesNamed(report)
          : "\(filesNamed) has a header but no requests")
    }
    if bad > 0 && (options.onError == .fail || report.rowsKept == 0) {
      throw badRows(report, bad, options)
    }
    return report
  }

  private func badRows(
    _ report: TraceReadReport, _ bad: Int, _ options: TraceReadOptions
  ) -> Failure {
    var lines = report.quotedErrors
    let more = bad - lines.count
    if more > 0 {
      let rows = more == 1 ? "row" : "rows"
      lines.append(lines.isEmpty ? "\(more) bad \(rows)" : "… and \(more) more bad \(rows)")
    }
    if report.rowsKept == 0 { lines.append("\(filesNamed) has no good row") }
    return Failure(
      .data, lines.joined(separator: "\n"),
      hint: report.rowsKept == 0 ? nil : "--on-error skip reads the rest")
  }

  private func collected(limit: Int) -> TraceReadReport {
    var report = TraceReadReport()
    var counts = [Int](repeating: 0, count: RowProblem.allCases.count)
    var others = [Int](repeating: 0, count: OtherEntry.allCases.count)
    var days: [Int64: ArrivalDay] = [:]
    var lastArrival = Int64.min
    for (block, before) in zip(blocks, linesBefore) {
      report.rowsRead += block.rowsRead
      let kept = block.keptRows ?? block.columns.count
      report.rowsKept += kept + block.counted.entries
      for (reason, count) in block.badRows.enumerated() { counts[reason] += count }
      for (line, message) in block.quotedErrors where report.quotedErrors.count < limit {
        report.quotedErrors.append("\(fileName(block)):\(before + line): \(message)")
      }
      report.serviceAssumedRows += block.serviceAssumedRows
      report.memoryAssumedRows += block.memoryAssumedRows
      for (kind, count) in block.otherEntries.enumerated() { others[kind] += count }
      report.durationAssumedRows += block.durationAssumedRows
      report.unansweredRows += block.unansweredRows
      report.spreadRows += block.spreadRows
      report.stamplessRows += block.stamplessRows
      report.unmatchedRows += block.unmatchedRows
      report.soleFunctionRows += block.soleFunctionRows
      report.weightedRows += block.weightedRows
      report.loneWeightedRows += block.loneWeightedRows
      report.weightedRequests += block.weightedRequests
      for day in block.days + block.countedDays {
        days[day.day, default: day.empty].add(day.first, day.last, count: day.count)
      }
      let new = block.unmatchedTargets.filter { !report.unmatchedTargets.contains($0) }
      let room = TraceReadReport.shownTargets - report.unmatchedTargets.count
      report.unmatchedTargets += new.prefix(room)
      guard kept > 0 else { continue }
      if !block.isInOrder || block.firstArrival < lastArrival { report.wasOutOfOrder = true }
      lastArrival = block.lastArrival
    }
    report.takesDurationUnit = summary.forms.contains(where: \.takesDurationUnit)
    collectDurations(&report)
    report.skipped = zip(RowProblem.allCases, counts).compactMap { problem, count in
      count > 0 ? TraceReadReport.Skipped(reason: problem.reason, count: count) : nil
    }
    report.otherLines = others.reduce(0, +)
    report.otherEntries = zip(OtherEntry.allCases, others).compactMap { kind, count in
      kind.names.flatMap { names in
        count > 0
          ? TraceReadReport.Skipped(reason: count == 1 ? names.one : names.many, count: count) : nil
      }
    }
    report.emptyStretch = EmptyStretch(Array(days.values)).map(placed)
    report.samplingColumns = samplingColumns
    report.bytesRead = summary.bytes
    report.ignoredColumns = summary.unknownColumns
    report.stamps = summary.files
    report.formats = summary.forms.map(\.name)
    return report
  }

  /// The stretch with the place of the request that stands apart: its line, where each line of its
  /// file is a request, else its number among those of the file.
  private func placed(_ stretch: EmptyStretch) -> EmptyStretch {
    var stretch = stretch
    guard let index = blocks.firstIndex(where: { $0.index == stretch.blockApart }) else {
      return stretch
    }
    let block = blocks[index]
    guard block.counted.rows.isEmpty else {
      stretch.place = "\(fileName(block)):\(linesBefore[index] + stretch.rowApart)"
      (stretch.blockApart, stretch.rowApart) = (0, 0)
      return stretch
    }
    let others = blocks.filter { $0.file == block.file }
    let kept = others.reduce(0) { $0 + ($1.keptRows ?? $1.columns.count) }
    if kept == others.reduce(0, { $0 + $1.lines }) {
      stretch.place = "\(fileName(block)):\(linesBefore[index] + stretch.rowApart + 1)"
    } else {
      let before = blocks[..<index].filter { $0.file == block.file }
        .reduce(0) { $0 + ($1.keptRows ?? $1.columns.count) }
      stretch.place = "request \(before + stretch.rowApart + 1) of \(fileName(block))"
    }
    // How the file was cut into blocks is nobody's business.
    (stretch.blockApart, stretch.rowApart) = (0, 0)
    return stretch
  }

  private func otherEntriesNamed(_ report: TraceReadReport) -> String {
    report.otherEntries.isEmpty
      ? ""
      : ", but " + report.otherEntries.map { "\($0.count) \($0.reason)" }.joined(separator: ", ")
  }

  /// Names that show the rows of a file to be a sample: those whose values are not 1, or not read.
  private var samplingColumns: [String] {
    var files: [Int: SamplingCount] = [:]
    for block in blocks {
      files[block.file] = (files[block.file] ?? SamplingCount()) + block.sampling
    }
    return summary.forms.enumerated().flatMap { file, form -> [String] in
      let count = files[file] ?? SamplingCount()
      return count.several > 0 || count.one == 0 ? form.samplingNames : []
    }.uniqued()
  }

  /// How durations were read, and what is odd about them.
  private func collectDurations(_ report: inout TraceReadReport) {
    var files: [Int: OddDurations] = [:]
    // Durations that the options state are nobody's error.
    for block in blocks where block.durationAssumedRows == 0 {
      files[block.file, default: OddDurations()] =
        files[block.file, default: OddDurations()] + block.oddDurations
    }
    for (file, form) in summary.forms.enumerated() {
      let sentence = files[file]?.sentence(
        isLogOfServer: form.takesDurationUnit && !form.hasFields)
      if let sentence { report.oddDurations.append("\(summary.files[file].file): \(sentence)") }
      guard case .log(_, let reader) = form, let reading = reader.durations.sentence else {
        continue
      }
      if reader.durations.isGuess {
        if !report.durationGuesses.contains(reading) { report.durationGuesses.append(reading) }
      } else if !report.durationReadings.contains(reading) {
        report.durationReadings.append(reading)
      }
    }
  }

  /// Units that nearly all stamps of files are whole multiples of, and that none was spread over;
  /// `longest` is the longest one that stamps are spread over where they are.
  private func coarseStamps(_ longest: StampGrain) -> [TraceReadReport.CoarseStamps] {
    var files: [Int: (stamps: StampCoarseness, isSpread: Bool)] = [:]
    for block in blocks {
      let file = files[block.file] ?? (StampCoarseness(), false)
      files[block.file] = (
        file.stamps + block.coarseness, file.isSpread || block.spreadRows > 0
      )
    }
    return StampGrain.allCases.compactMap { grain in
      let coarse = files.values.filter { file in
        file.stamps.grain == grain && !(file.isSpread && grain.length <= longest.length)
      }.map(\.stamps)
      guard !coarse.isEmpty else { return nil }
      return TraceReadReport.CoarseStamps(
        grain: grain, count: coarse.reduce(0) { $0 + $1.count(of: grain) },
        rows: coarse.reduce(0) { $0 + $1.rows })
    }
  }

  private func fileName(_ block: ParsedBlock) -> String { summary.files[block.file].file }

  private var filesNamed: String {
    summary.files.count == 1 ? summary.files[0].file : "each of the \(summary.files.count) files"
  }
}

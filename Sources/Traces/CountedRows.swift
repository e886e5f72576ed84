import Units

/// What files of counts say, before it is put together.
struct CountedRows: Sendable {
  struct Row: Sendable {
    /// Of its block.
    let line: Int
    /// Empty where rows name none.
    let service: String
    /// Empty where rows name none.
    let app: String
    /// Of the first period, in microseconds.
    let start: Int64
    /// Of periods one after the other; of one where each row is one.
    let counts: [Int]
  }

  var rows: [Row] = []
  var durations: [(function: String, duration: ServiceDuration)] = []
  var memories: [(app: String, memory: Int32)] = []

  var entries: Int { rows.count + durations.count + memories.count }
}

/// Puts files of counts together: requests, and how long they take and what memory they have.
struct CountAssembly {
  private let blocks: [ParsedBlock]
  private let options: TraceReadOptions
  private static let minute: Int64 = 60_000_000
  private static let dayOfMinutes = 1440

  /// Nil where no file is one of counts; throws where others are not.
  init?(_ blocks: [ParsedBlock], _ forms: [TraceForm], _ options: TraceReadOptions) throws {
    let names = [
      LogFormat.counts, .azureFunctions2019, .azureDurations2019, .azureMemory2019,
    ].map(\.name)
    let isCounts = forms.map { names.contains($0.name) }
    guard isCounts.contains(true) else { return nil }
    guard isCounts.allSatisfy({ $0 }) else {
      throw Failure(
        .usage, "files of counts and files of requests are no one trace",
        hint: "give them one by one")
    }
    self.blocks = blocks
    self.options = options
  }

  /// The requests, and what was assumed for them in the report.
  func counts(_ report: inout TraceReadReport) throws -> RequestCounts {
    let rows = blocks.flatMap { block in block.counted.rows.map { (block.file, $0) } }
    guard !rows.isEmpty else {
      throw Failure(
        .data, "the files tell durations or memory, but no invocations",
        hint: "give the file of invocations per minute with them")
    }
    let isDaily = rows[0].1.counts.count == Self.dayOfMinutes
    let period = isDaily ? Self.minute : try period(of: rows.map(\.1))
    let start = isDaily ? 0 : rows.map(\.1.start).min() ?? 0
    var services: [RequestCounts.Service] = []
    var places: [String: Int] = [:]
    var total = 0
    var apps: [String] = []
    let files = Array(Set(rows.map(\.0))).sorted()
    for (file, row) in rows {
      let place = places[row.service] ?? services.count
      if place == services.count {
        places[row.service] = place
        services.append(
          RequestCounts.Service(
            name: row.service.isEmpty ? "default" : row.service, duration: .constant(0),
            memory: options.defaultMemory))
        apps.append(row.app)
      }
      // Each file of daily counts is the next day.
      let first =
        isDaily
        ? (files.firstIndex(of: file) ?? 0) * Self.dayOfMinutes : Int((row.start - start) / period)
      for (offset, count) in row.counts.enumerated() where count > 0 {
        total += count
        guard total <= TraceLimits.countedRequests else { throw Self.tooMany }
        services[place].counts.append((first + offset, count))
      }
      try TraceReader.checkServices(services.count)
    }
    let counts = RequestCounts(
      start: start, period: period,
      services: try completed(services, apps, &report).map { try ordered($0) },
      expansion: options.expansion, seed: options.seed)
    guard counts.total > 0 else { throw Failure(.data, "no period has a request") }
    report.countedRequests = counts.total
    report.countedPeriods = counts.services.reduce(0) { $0 + $1.counts.count }
    report.periodLength = period
    report.expansion = options.expansion
    return counts
  }

  private static var tooMany: Failure {
    Failure(
      .data,
      "the periods count more than \(separatedByThousands(String(TraceLimits.countedRequests)))"
        + " requests, too many to replay",
      hint: "give fewer periods, or costsim estimate, which bills totals without a replay")
  }

  /// The shortest time between two periods, of which all other times are multiples.
  private func period(of rows: [CountedRows.Row]) throws -> Int64 {
    let starts = Array(Set(rows.map(\.start))).sorted()
    let gaps = zip(starts.dropFirst(), starts).map { $0 - $1 }
    guard let least = gaps.min() else {
      throw Failure(
        .data, "a single period does not tell how long it is",
        hint: "give the next one too, with a count of 0 if need be")
    }
    guard gaps.allSatisfy({ $0 % least == 0 }) else {
      throw Failure(.data, "the periods have no common length")
    }
    return least
  }

  /// In time order; a period that occurs twice is an error.
  private func ordered(_ service: RequestCounts.Service) throws -> RequestCounts.Service {
    var service = service
    service.counts.sort { $0.period < $1.period }
    let pairs = zip(service.counts.dropFirst(), service.counts)
    guard !pairs.contains(where: { $0.period == $1.period }) else {
      throw Failure(.data, "a period of the service \(visibleText(service.name)) is counted twice")
    }
    return service
  }

  /// With durations and memory from their files, else as the options say.
  private func completed(
    _ services: [RequestCounts.Service], _ apps: [String], _ report: inout TraceReadReport
  ) throws -> [RequestCounts.Service] {
    let durations = Dictionary(
      blocks.flatMap(\.counted.durations).map { ($0.function, $0.duration) },
      uniquingKeysWith: { first, _ in first })
    let memories = Dictionary(
      blocks.flatMap(\.counted.memories).map { ($0.app, $0.memory) },
      uniquingKeysWith: { first, _ in first })
    var result = services
    for place in services.indices {
      let requests = services[place].counts.reduce(0) { $0 + $1.count }
      if let duration = durations[services[place].name] {
        result[place].duration = duration
      } else if let duration = options.duration {
        result[place].duration = .constant(duration)
        report.durationAssumedRows += requests
      } else if options.acceptsNoDurations {
        report.lacksDurations = true
      } else {
        throw Failure(
          .data,
          durations.isEmpty
            ? "counts of requests say nothing of durations"
            : "no durations for the function \(visibleText(services[place].name))",
          hint: "--duration-ms MS says how long a request takes")
      }
      if let memory = memories[apps[place]], !apps[place].isEmpty {
        result[place].memory = memory
      } else {
        report.memoryAssumedRows += requests
      }
    }
    return result
  }
}

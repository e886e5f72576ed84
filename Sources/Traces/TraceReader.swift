import Synchronization
import Units

/// Reads traces of requests: delimited text and logs, from files, pipes or memory.
public enum TraceReader {
  /// Bytes of a block of text that a worker parses at a time.
  public static let defaultBlockSize = 1 << 20

  /// Services that patterns may make.
  private static let mostGroups = 10_000

  /// Whether the time stamps of a form are the starts of requests, and not their ends.
  public static func stampsStarts(_ format: String) -> Bool {
    LogFormat.all.first { $0.name == format }?.stampsStarts ?? true
  }

  /// What the services of a form are unless patterns say: `host`, `target-group` and so on; nil where
  /// its entries name none.
  public static func serviceKind(_ format: String) -> String? {
    LogFormat.all.first { $0.name == format }?.service?.rawValue
  }

  /// What the forms of files are called.
  public static var formatNames: [String] { [TraceForm.delimitedName] + LogFormat.all.map(\.name) }

  /// Reads the files as one trace, rows in the order of the files and of their lines.
  ///
  /// `-` is standard input. Throws `Failure` only: `noInput` for a file that cannot be opened,
  /// `inputOutput` for one that cannot be read to its end, `data` for what it holds.
  public static func read(
    _ paths: [String], options: TraceReadOptions = TraceReadOptions()
  ) throws -> (trace: Trace, report: TraceReadReport) {
    guard !paths.isEmpty else { throw Failure(.usage, "no trace is given") }
    return try read(paths.map { .path($0) }, options, defaultBlockSize)
  }

  /// Reads a trace from memory; `name` stands for the file in messages.
  ///
  /// `blockSize` is in bytes, at least 1, and changes nothing in the result.
  public static func read(
    bytes: [UInt8], name: String, options: TraceReadOptions = TraceReadOptions(),
    blockSize: Int = defaultBlockSize
  ) throws -> (trace: Trace, report: TraceReadReport) {
    try read([.bytes(bytes, name: name)], options, blockSize)
  }

  static func read(
    _ sources: [TraceSource], _ options: TraceReadOptions, _ blockSize: Int
  ) throws -> (trace: Trace, report: TraceReadReport) {
    let source = BlockSource(sources, options: options, blockSize: blockSize)
    let jobs = min(max(1, options.jobs), 256)
    let secret = UInt64.random(in: 0 ... .max)
    let rows = RowLimit(options.mostInMemory)
    var workers = try parallelMap(count: jobs, jobs: jobs) { worker in
      work(source, BlockParser(worker: worker, secret: secret, options: options), rows)
    }
    if rows.isReached {
      if let result = try TraceSpooling.read(source, workers, secret, options) { return result }
      workers += try parallelMap(count: jobs, jobs: jobs) { worker in
        work(
          source, BlockParser(worker: jobs + worker, secret: secret, options: options),
          RowLimit(.max))
      }
    }
    var blocks = workers.flatMap(\.blocks).sorted { $0.index < $1.index }
    let summary = source.summary()
    if let counts = try CountAssembly(blocks, summary.forms, options) {
      return try read(counts, ReportBuilder(blocks, summary), options)
    }
    let runningRequests = StartMatching.apply(to: &blocks)
    let sighted = FunctionNaming.apply(to: &blocks, workers.map(\.names.services))
    StamplessOrder.apply(to: &blocks, forms: summary.forms)
    var spread = StampSpread(options)
    for block in blocks { spread.note(block) }
    for index in blocks.indices { spread.apply(to: &blocks[index], summary.forms) }
    for index in blocks.indices { blocks[index].noteDays() }
    let (names, services) = merged(sighted)
    if blocks.contains(where: { $0.columns.weights != nil }) {
      try WeightedRows.expand(&blocks, services: services, seed: options.seed)
    }
    var report = try ReportBuilder(blocks, summary).report(options)
    report.runningRequests = runningRequests
    if options.fields != FieldMapping(), !summary.forms.contains(where: \.hasFields) {
      throw Failure(
        .usage, "--fields names columns or keys, but no file has any to name",
        hint: "the files are \(report.formats.joined(separator: ", "))")
    }
    guard options.services.isEmpty || names.count <= mostGroups else {
      throw Failure(
        .data, "--service makes more than \(mostGroups) services",
        hint: "a pattern with fewer segments in braces makes fewer, such as 'path:/api/{1}'")
    }
    try checkServices(names.count)
    let (_, instances) = merged(workers.map(\.names.instances))
    guard report.rowsKept <= UInt32.max else {
      throw Failure(.data, "the trace has more than \(UInt32.max) requests")
    }
    let trace = try TraceGrouping.trace(
      of: blocks.map(\.columns),
      ids: blocks.map {
        BlockIDs(services: services[$0.worker], instances: instances[$0.worker])
      },
      names: names, isInOrder: !report.wasOutOfOrder, loggedPlatform: summary.platform, jobs: jobs)
    return (trace, report)
  }

  /// Throws `.data` where a trace has more services than are replayed one by one.
  static func checkServices(_ count: Int) throws {
    guard count > TraceLimits.services else { return }
    throw Failure(
      .data,
      "the trace has more than \(separatedByThousands(String(TraceLimits.services))) services",
      hint: "is the column of services one of requests? --service groups requests of logs")
  }

  /// A trace of counts; in memory where it is short.
  private static func read(
    _ assembly: CountAssembly, _ builder: ReportBuilder, _ options: TraceReadOptions
  ) throws -> (trace: Trace, report: TraceReadReport) {
    var report = try builder.report(options)
    let counts = try assembly.counts(&report)
    let stream = try RequestStream(
      .counts(counts), serviceNames: counts.services.map(\.name), optional: [])
    guard counts.total <= options.mostInMemory else { return (Trace(stream: stream), report) }
    return (try stream.inMemory(jobs: options.jobs), report)
  }

  private static func work(
    _ source: BlockSource, _ parser: BlockParser, _ rows: RowLimit
  ) -> WorkerResult {
    var parser = parser
    defer { parser.deallocate() }
    let buffer = BlockBuffer()
    var result = WorkerResult()
    while !rows.isReached, let block = source.next(buffer) {
      let parsed = parser.parse(block, buffer.text)
      rows.add(parsed.columns.count)
      result.blocks.append(parsed)
    }
    result.names = parser.names
    return result
  }

  /// Names by their first row in the trace, and for each worker's ids those of the trace.
  private static func merged(
    _ workers: [[SightedName]]
  ) -> (names: [String], ids: [[UInt32]]) {
    let sighted = workers.flatMap { $0 }.sorted {
      ($0.firstBlock, $0.firstRow) < ($1.firstBlock, $1.firstRow)
    }
    var ids: [[UInt8]: UInt32] = [:]
    var names: [String] = []
    for service in sighted where ids[service.name] == nil {
      ids[service.name] = UInt32(names.count)
      names.append(String(decoding: service.name, as: UTF8.self))
    }
    return (names, workers.map { $0.map { ids[$0.name] ?? 0 } })
  }
}

/// What one worker has read.
struct WorkerResult: Sendable {
  var blocks: [ParsedBlock] = []
  var names = WorkerNames()
}

/// How many rows workers may read together, to within the block that each has in hand.
final class RowLimit: Sendable {
  private let left: Atomic<Int>

  init(_ rows: Int) { left = Atomic(rows) }

  var isReached: Bool { left.load(ordering: .relaxed) < 0 }

  func add(_ rows: Int) { left.subtract(rows, ordering: .relaxed) }
}

import Units

/// Reads a trace that is too long for memory into a spool, in time order, from what was read of it
/// so far.
struct TraceSpooling {
  private let options: TraceReadOptions
  /// For the ids of each worker those of the trace, as far as they were met.
  private var ids: [[UInt32?]]
  private var places: [[UInt8]: UInt32] = [:]
  private var names: [String] = []
  private let optional: OptionalColumns
  private var writer: TraceSpool.Writer
  private var spread: StampSpread
  /// Blocks that wait to be put into time order together.
  private var waiting: [ColumnBlock] = []
  private var waitingRows = 0
  /// Blocks without their rows.
  private var blocks: [ParsedBlock] = []

  /// Rows that are put into time order at a time.
  private static let run = 1 << 19

  /// Nil where the requests can be understood only together, because starts are sought for ends or
  /// rows stand for several requests.
  static func read(
    _ source: BlockSource, _ workers: [WorkerResult], _ secret: UInt64, _ options: TraceReadOptions
  ) throws -> (trace: Trace, report: TraceReadReport)? {
    let read = workers.flatMap(\.blocks).sorted { $0.index < $1.index }
    guard
      read.allSatisfy({
        $0.requestKeys.isEmpty && $0.starts.isEmpty && $0.columns.weights == nil
      })
    else { return nil }
    var optional = read.reduce(into: OptionalColumns()) { $0.formUnion($1.columns.optional) }
    // Environments and observed cold starts say nothing about other platforms.
    optional.subtract([.instances, .coldStarts])
    var spooling = try TraceSpooling(workers: workers.count, optional, options)
    do {
      return try spooling.read(source, read, workers, secret)
    } catch {
      spooling.writer.discard()
      throw error
    }
  }

  private init(
    workers: Int, _ optional: OptionalColumns, _ options: TraceReadOptions
  ) throws {
    self.options = options
    self.optional = optional
    ids = Array(repeating: [], count: workers + 1)
    writer = try TraceSpool.Writer(optional)
    spread = StampSpread(options)
  }

  private mutating func read(
    _ source: BlockSource, _ read: [ParsedBlock], _ workers: [WorkerResult], _ secret: UInt64
  ) throws -> (trace: Trace, report: TraceReadReport) {
    let forms = source.summary().forms
    for block in read { spread.note(block) }
    for block in read { try add(block, forms, workers[block.worker].names.services) }
    var parser = BlockParser(worker: workers.count, secret: secret, options: options)
    defer { parser.deallocate() }
    let buffer = BlockBuffer()
    while let block = source.next(buffer) {
      let parsed = parser.parse(block, buffer.text)
      spread.note(parsed)
      try add(parsed, source.summary().forms, parser.names.services)
    }
    try sortWaiting()
    let summary = source.summary()
    let report = try ReportBuilder(blocks, summary).report(options)
    let stream = try RequestStream(
      .spool(try writer.finish()), serviceNames: names, optional: optional)
    return (Trace(stream: stream, loggedPlatform: summary.platform), report)
  }

  private mutating func add(
    _ block: ParsedBlock, _ forms: [TraceForm], _ sighted: [SightedName]
  ) throws {
    var block = block
    guard block.requestKeys.isEmpty, block.starts.isEmpty,
      block.columns.optional.subtracting([.instances, .coldStarts]).isSubset(of: optional)
    else {
      throw Failure(
        .data, "files of different kinds are too long for memory together",
        hint: "make one kind of them first: costsim trace import FILE -o FILE.csv")
    }
    spread.apply(to: &block, forms)
    block.noteDays()
    translate(block, sighted)
    block.columns.instances = nil
    block.columns.coldStarts = nil
    block.columns.add(optional)
    blocks.append(block.withoutRows)
    guard block.columns.count > 0 else { return }
    waiting.append(block.columns)
    waitingRows += block.columns.count
    if waitingRows >= Self.run { try sortWaiting() }
  }

  /// Ids of a worker into ids of the trace, in place.
  private mutating func translate(_ block: ParsedBlock, _ sighted: [SightedName]) {
    guard let services = block.columns.services?.base else { return }
    while ids[block.worker].count < sighted.count { ids[block.worker].append(nil) }
    for row in 0..<block.columns.count {
      let id = Int(services[row])
      if let known = ids[block.worker][id] {
        services[row] = known
        continue
      }
      let name = sighted[id].name
      let place = places[name] ?? UInt32(names.count)
      if Int(place) == names.count {
        places[name] = place
        names.append(String(decoding: name, as: UTF8.self))
      }
      ids[block.worker][id] = place
      services[row] = place
    }
  }

  private mutating func sortWaiting() throws {
    guard !waiting.isEmpty else { return }
    let rows = waiting.isInTimeOrder ? waiting : try TimeOrder.sorted(waiting, parts: 1)
    waiting = []
    waitingRows = 0
    for block in rows { try writer.append(block) }
  }
}

extension [ColumnBlock] {
  fileprivate var isInTimeOrder: Bool {
    var last = Int64.min
    for block in self {
      guard let arrivals = block.arrivals?.base else { continue }
      for row in 0..<block.count {
        if arrivals[row] < last { return false }
        last = arrivals[row]
      }
    }
    return true
  }
}

extension ParsedBlock {
  /// What the report needs of the block.
  fileprivate var withoutRows: ParsedBlock {
    var block = ParsedBlock(
      index: index, file: file, startLine: startLine, worker: worker,
      columns: ColumnBlock(capacity: 0, []))
    block.keptRows = columns.count
    block.lines = lines
    block.rowsRead = rowsRead
    block.badRows = badRows
    block.quotedErrors = quotedErrors
    block.overlongLine = overlongLine
    block.failure = failure
    block.otherEntries = otherEntries
    block.serviceAssumedRows = serviceAssumedRows
    block.durationAssumedRows = durationAssumedRows
    block.memoryAssumedRows = memoryAssumedRows
    block.unansweredRows = unansweredRows
    block.sampling = sampling
    block.spreadRows = spreadRows
    block.unmatchedRows = unmatchedRows
    block.days = days
    block.unmatchedTargets = unmatchedTargets
    block.oddDurations = oddDurations
    block.coarseness = coarseness
    block.isInOrder = isInOrder
    block.firstArrival = firstArrival
    block.lastArrival = lastArrival
    return block
  }
}

import Units

/// What a log says of a request that has ended.
struct LoggedRequest {
  /// What the log calls the request; empty where it has no name.
  var id = Field(start: nil, count: 0)
  /// Its service by the format's own sense, nil where the log does not say.
  var service: Field?
  /// What the name of the service is unique within, nil where it is unique in the log.
  var owner: Field?
  /// What it asked for: a path, a URL or a request line. Looked at only where patterns group.
  var target: Field?
  /// nil where the log does not say, or where the target does.
  var host: Field?
  /// The environment, nil where the log does not say.
  var instance: Field?
  /// Microseconds since 1970.
  var end: Int64
  /// Microseconds.
  var duration: Int64
  /// Whether the duration is that of the options.
  var isDurationAssumed = false
  var cpuTime: Int64 = 0
  var initTime: Int64 = 0
  var billedTime = Trace.notLogged
  /// MB; nil where the log does not say.
  var memory: Int64?
  /// nil where the log does not say.
  var isCold: Bool?
  /// nil where the log does not say.
  var requestBytes: Int64?
  var responseBytes: Int64?
  /// Requests that the entry stands for.
  var weight: Int32 = 1
  /// How many it stands for, or which share was kept, by a value that nothing reads as its weight.
  var sampling = Sampling.unstated
  /// Whether a server got it and did not answer.
  var isUnanswered = false
}

/// Where the reader of a log puts what it finds in one block. Names have eight readable bytes
/// behind them.
struct LogSink {
  /// The line of the block that is being read, from 1.
  var line = 0
  /// The file's name for messages.
  let file: String
  private(set) var names: (services: NameInterner, instances: NameInterner)
  private var rows: RowSink?
  private var result: ParsedBlock
  private let block: TextBlock
  private let maxErrors: Int
  private let defaultMemory: Int64
  private let patterns: [ServicePattern]
  private let ownKind: ServicePattern.Kind?
  private let stampsEnds: Bool
  /// A name that is put together, with eight readable bytes behind it.
  private var scratch: [UInt8] = []
  private var unnamed: UInt32?
  private let base: UnsafePointer<UInt8>?

  /// Bytes of an entry that most are longer than; the columns grow where entries are shorter.
  private static let usualEntry = 16

  init(
    _ block: TextBlock, _ format: LogFormat, _ columns: OptionalColumns,
    _ text: UnsafeMutableBufferPointer<UInt8>,
    worker: Int, names: (services: NameInterner, instances: NameInterner),
    options: TraceReadOptions
  ) {
    self.block = block
    file = block.fileName
    base = UnsafePointer(text.baseAddress)
    self.names = names
    maxErrors = options.maxErrors
    defaultMemory = Int64(options.defaultMemory)
    patterns = options.services
    ownKind = format.service
    stampsEnds = format.stampsEnds(options)
    let target = ColumnBlock(capacity: text.count / Self.usualEntry + 1, columns)
    rows = RowSink(target)
    result = ParsedBlock(
      index: block.index, file: block.file, startLine: block.startLine, worker: worker,
      columns: target)
  }

  /// A request has ended; it began its duration earlier unless its start is found in the log.
  mutating func add(_ request: LoggedRequest) {
    guard let base, let index = rows?.count else { return }
    var row = RowValues(service: base)
    row.arrival = request.end - request.duration
    row.duration = request.duration
    row.memory = request.memory ?? defaultMemory
    row.isMemoryAssumed = request.memory == nil
    row.cpuTime = request.cpuTime
    row.initTime = request.initTime
    row.billedTime = request.billedTime
    var extras = RowExtras()
    extras.coldStart = request.isCold.map { $0 ? 1 : 0 } ?? -1
    extras.requestBytes = request.requestBytes ?? Trace.notLogged
    extras.responseBytes = request.responseBytes ?? Trace.notLogged
    extras.weight = request.weight
    let instance =
      request.instance.map { names.instances.intern($0, block: block.index, row: index) }
      ?? Trace.noInstance
    let service =
      patterns.isEmpty
      ? service(request.service, owner: request.owner, row: index)
      : groupedService(request, row: index)
    if request.isDurationAssumed { result.durationAssumedRows += 1 }
    if request.isUnanswered { result.unansweredRows += 1 }
    result.sampling.note(request.sampling)
    if request.service == nil, !request.id.isEmpty { result.unnamedRows.append(index) }
    rows?.set(extras, instance: instance)
    rows?.append(row, service: service, stamp: stampsEnds ? request.end : row.arrival)
    if !request.id.isEmpty || !result.requestKeys.isEmpty {
      // The entries before the first one with a name have none.
      while result.requestKeys.count < index {
        result.requestKeys.append(RequestKey(Field(start: nil, count: 0), names.services))
      }
      result.requestKeys.append(RequestKey(request.id, names.services))
    }
  }

  private mutating func service(_ name: Field?, owner: Field?, row: Int) -> UInt32 {
    if let name, let owner {
      return intern(Array(owner) + [UInt8(ascii: "/")] + Array(name), row: row)
    }
    if let name { return names.services.intern(name, block: block.index, row: row) }
    result.serviceAssumedRows += 1
    if let unnamed { return unnamed }
    let id = names.services.internDefault(block: block.index, row: row)
    unnamed = id
    return id
  }

  /// The service by the first pattern that matches.
  private mutating func groupedService(_ request: LoggedRequest, row: Int) -> UInt32 {
    let target = request.target.map { RequestTarget($0) }
    for pattern in patterns {
      let name: Field?
      switch pattern.kind {
      case .host where ownKind != .host:
        name = request.host.flatMap { RequestTarget.withoutPort($0) } ?? target?.host
      case .path: name = target?.path.flatMap { pattern.match($0) }
      default: name = request.service
      }
      guard let name, !name.isEmpty, isUTF8(name) else { continue }
      if pattern.kind != .path, let owner = request.owner {
        return service(name, owner: owner, row: row)
      }
      return names.services.intern(name, block: block.index, row: row)
    }
    if result.unmatchedTargets.count < TraceReadReport.shownTargets,
      let shown = (target?.path ?? request.target).map({ safeText($0) }),
      !result.unmatchedTargets.contains(shown)
    {
      result.unmatchedTargets.append(shown)
    }
    result.unmatchedRows += 1
    return intern(Array(ServicePattern.unmatched.utf8), row: row)
  }

  private mutating func intern(_ name: [UInt8], row: Int) -> UInt32 {
    scratch = name + [UInt8](repeating: 0, count: 8)
    return scratch.withUnsafeBufferPointer {
      names.services.intern(Field(rebasing: $0.dropLast(8)), block: block.index, row: row)
    }
  }

  /// A request has started at `time`, in microseconds since 1970.
  mutating func start(of request: Field, at time: Int64, function: String? = nil) {
    result.starts.append(
      LoggedStart(key: RequestKey(request, names.services), time: time, function: function))
    if let function { note(function: function) }
  }

  /// An entry that is no request names the function of others.
  mutating func note(function: String) { result.functions.insert(function) }

  /// So many requests in periods one after the other, from `start` in microseconds.
  mutating func addCounts(of service: Field?, owner: Field?, from start: Int64, _ counts: [Int]) {
    let name =
      owner.map { $0.elementsEqual(service ?? $0) } == false
      ? owner.map { text($0) + "/" + text(service) } ?? "" : service.map { text($0) } ?? ""
    result.counted.rows.append(
      CountedRows.Row(
        line: line, service: name, app: text(owner), start: start, counts: counts))
    result.rowsRead += 1
  }

  /// How long requests of a function take.
  mutating func addDurations(of function: Field, owner: Field, _ duration: ServiceDuration) {
    let name =
      owner.elementsEqual(function) ? text(function) : text(owner) + "/" + text(function)
    result.counted.durations.append((name, duration))
    result.rowsRead += 1
  }

  /// MB of the functions of an app.
  mutating func addMemory(ofApp app: Field, _ memory: Int32) {
    result.counted.memories.append((text(app), memory))
    result.rowsRead += 1
  }

  private func text(_ field: Field?) -> String {
    field.map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// A line or an event that is no request.
  mutating func ignore(_ kind: OtherEntry = .unknown) { result.otherEntries[kind.rawValue] += 1 }

  /// An entry that should be a request and is none, with the line where it stands.
  mutating func refuse(_ problem: RowProblem, column: String = "", value: String = "") {
    result.rowsRead += 1
    result.badRows[problem.rawValue] += 1
    if result.quotedErrors.count < maxErrors {
      result.quotedErrors.append((line, problem.message(column: column, value: value)))
    }
  }

  mutating func refuse(_ problem: EntryProblem) {
    refuse(problem.problem, column: problem.column, value: problem.value)
  }

  /// Adds what `entry` reads; nil is a line that is no request.
  mutating func take(_ entry: () throws(EntryProblem) -> LoggedRequest?) {
    do throws(EntryProblem) {
      if let request = try entry() { add(request) } else { ignore() }
    } catch {
      if let kind = error.kind { ignore(kind) } else { refuse(error) }
    }
  }

  /// The whole file cannot be read.
  mutating func fail(_ failure: Failure) {
    if result.failure == nil { result.failure = failure }
  }

  /// A line that is too long to be one.
  mutating func refuseOverlong() {
    if result.overlongLine == nil { result.overlongLine = line }
  }

  /// The block, whose lines are `lines` many.
  mutating func finished(lines: Int? = nil) -> ParsedBlock {
    result.lines = lines ?? line
    rows?.finish(&result)
    return result
  }
}

/// Why an entry of a log does not become a request.
struct EntryProblem: Error {
  let problem: RowProblem
  var column = ""
  var value = ""
  /// What the entry is where nothing is wrong with it.
  var kind: OtherEntry?
}

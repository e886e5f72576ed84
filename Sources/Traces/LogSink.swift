import Units

/// What a log says of a request that has ended.
struct LoggedRequest {
  /// What the log calls the request; empty where it has no name.
  var id = Field(start: nil, count: 0)
  /// The function, nil where the log does not say.
  var service: Field?
  /// The environment, nil where the log does not say.
  var instance: Field?
  /// Microseconds since 1970.
  var end: Int64
  /// Microseconds.
  var duration: Int64
  var initTime: Int64 = 0
  var billedTime = Trace.notLogged
  /// MB; nil where the log does not say.
  var memory: Int64?
  /// nil where the log does not say.
  var isCold: Bool?
  /// nil where the log does not say.
  var requestBytes: Int64?
  var responseBytes: Int64?
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
  private var unnamed: UInt32?
  private let base: UnsafePointer<UInt8>?

  /// A request takes more bytes than this in every log.
  private static let leastEntry = 16

  init(
    _ block: TextBlock, _ format: LogFormat, _ text: UnsafeMutableBufferPointer<UInt8>,
    worker: Int, names: (services: NameInterner, instances: NameInterner),
    options: TraceReadOptions
  ) {
    self.block = block
    file = block.fileName
    base = UnsafePointer(text.baseAddress)
    self.names = names
    maxErrors = options.maxErrors
    defaultMemory = Int64(options.defaultMemory)
    let target = ColumnBlock(capacity: text.count / Self.leastEntry + 1, format.columns)
    rows = RowSink(target)
    result = ParsedBlock(
      index: block.index, file: block.file, startLine: block.startLine, worker: worker,
      columns: target)
  }

  /// A request has ended; it began its duration earlier unless its start is found in the log.
  mutating func add(_ request: LoggedRequest) {
    guard var rows, let base else { return }
    let index = rows.count
    var row = RowValues(service: base)
    row.arrival = request.end - request.duration
    row.duration = request.duration
    row.memory = request.memory ?? defaultMemory
    row.isMemoryAssumed = request.memory == nil
    row.initTime = request.initTime
    row.billedTime = request.billedTime
    var extras = RowExtras()
    extras.coldStart = request.isCold.map { $0 ? 1 : 0 } ?? -1
    extras.requestBytes = request.requestBytes ?? Trace.notLogged
    extras.responseBytes = request.responseBytes ?? Trace.notLogged
    let instance =
      request.instance.map { names.instances.intern($0, block: block.index, row: index) }
      ?? Trace.noInstance
    rows.set(extras, instance: instance)
    rows.append(row, service: service(request.service, row: index))
    self.rows = rows
    result.requestKeys.append(RequestKey(request.id, names.services))
  }

  private mutating func service(_ name: Field?, row: Int) -> UInt32 {
    if let name { return names.services.intern(name, block: block.index, row: row) }
    result.serviceAssumedRows += 1
    if let unnamed { return unnamed }
    let id = names.services.internDefault(block: block.index, row: row)
    unnamed = id
    return id
  }

  /// A request has started at `time`, in microseconds since 1970.
  mutating func start(of request: Field, at time: Int64) {
    result.starts.append(LoggedStart(key: RequestKey(request, names.services), time: time))
  }

  /// A line or an event that is no request.
  mutating func ignore() { result.otherLines += 1 }

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

/// What is wrong with an entry of a log.
struct EntryProblem: Error {
  let problem: RowProblem
  var column = ""
  var value = ""
}

import Glibc

/// What is known of a block of text before it is parsed.
struct TextBlock: Sendable {
  let index: Int
  let file: Int
  let fileName: String
  let form: TraceForm
  /// The line of the first row, where the block starts a file.
  let startLine: Int?
}

/// Turns blocks of text into columns; one worker's own.
///
/// The loop takes plain rows byte by byte without ever looking back. At the first byte that is not
/// plain (a quote, a blank, a sign, too many digits, an error) the row goes to `RowParser`.
struct BlockParser {
  private var services: NameInterner
  private var instances: NameInterner
  private let extras: UnsafeMutablePointer<RowExtras>
  /// The id of rows without a service, once there is one.
  private var unnamed: UInt32?
  private let worker: Int
  private let options: TraceReadOptions

  init(worker: Int, secret: UInt64, options: TraceReadOptions) {
    self.worker = worker
    self.options = options
    services = NameInterner(secret: secret)
    instances = NameInterner(secret: secret)
    extras = .allocate(capacity: 1)
    extras.initialize(to: RowExtras())
  }

  /// Names by the ids that the blocks' columns hold.
  var names: WorkerNames {
    WorkerNames(services: services.sighted, instances: instances.sighted)
  }

  func deallocate() {
    services.deallocate()
    instances.deallocate()
    extras.deallocate()
  }

  /// The columns of the block, whose text is whole lines with readable bytes behind them.
  ///
  /// The text is changed in place where fields are quoted.
  mutating func parse(
    _ block: TextBlock, _ text: UnsafeMutableBufferPointer<UInt8>
  ) -> ParsedBlock {
    switch block.form {
    case .delimited(let columns): return parse(block, columns, text)
    case .log(let format, let reader):
      var sink = LogSink(
        block, format, reader.columns ?? format.columns, text, worker: worker,
        names: (services, instances), options: options)
      reader.read(text, &sink)
      (services, instances) = sink.names
      return sink.finished()
    }
  }

  private mutating func parse(
    _ block: TextBlock, _ columns: TraceColumns, _ text: UnsafeMutableBufferPointer<UInt8>
  ) -> ParsedBlock {
    // About the rows of the block; the columns grow where there are more.
    let capacity = text.count / (columns.columns.count + 2) + 1
    let target = ColumnBlock(capacity: capacity, columns.optional)
    var result = ParsedBlock(
      index: block.index, file: block.file, startLine: block.startLine, worker: worker,
      columns: target)
    let plan = columns.columns.map { FieldPlan(role: $0.role, exponent: $0.exponent) }
    plan.withUnsafeBufferPointer { plan in
      guard let base = text.baseAddress, let sink = RowSink(target) else { return }
      let scanner = RowScanner(
        plan: plan, delimiter: columns.delimiter, hashSeed: services.hashSeed,
        blank: blankRow(columns, base), extras: extras)
      parseRows(block, columns, base..<base + text.count, scanner, sink, &result)
    }
    if !columns.hasService { result.serviceAssumedRows = target.count }
    if !columns.has(.duration) { result.durationAssumedRows = target.count }
    return result
  }

  private func blankRow(_ columns: TraceColumns, _ base: UnsafePointer<UInt8>) -> RowValues {
    var row = RowValues(service: base)
    if !columns.has(.duration) { row.duration = options.duration ?? 0 }
    if !columns.hasMemory {
      row.memory = Int64(options.defaultMemory)
      row.isMemoryAssumed = true
    }
    return row
  }

  private mutating func parseRows(
    _ block: TextBlock, _ columns: TraceColumns, _ text: Range<UnsafeMutablePointer<UInt8>>,
    _ scanner: RowScanner, _ sink: RowSink, _ result: inout ParsedBlock
  ) {
    // Local, so that it stays in registers.
    var sink = sink
    var lines = 0
    let hasService = columns.hasService
    let hasExtras = sink.hasExtras || columns.has(.sampling)
    let stampsEnds = columns.stampsEnds
    let end = UnsafePointer(text.upperBound)
    var slow = RowParser(columns, defaultMemory: options.defaultMemory, extras: extras)
    var cursor = UnsafePointer(text.lowerBound)
    while cursor < end {
      let start = cursor
      var row = scanner.blank
      var service: UInt32? = hasService ? nil : unnamed
      lines &+= 1
      var isPlain = scanner.scan(&cursor, &row) && cursor - start <= TraceLimits.line
      if isPlain && hasService {
        let hash = services.finished(row.serviceHash, length: row.serviceLength)
        service = services.id(of: row.service, length: row.serviceLength, hash: hash)
        // Only names that are UTF-8 are ever interned.
        isPlain =
          service != nil || isUTF8(Field(start: row.service, count: row.serviceLength))
      }
      if !isPlain {
        cursor = start
        row = scanner.blank
        guard parseSlowly(&cursor, end, &row, &slow, lines, &result) else { continue }
      }
      let id = service ?? intern(row, hasService: hasService, block: block.index, row: sink.count)
      if hasExtras { setExtras(sink, block: block.index, &result) }
      let stamp = row.arrival
      if stampsEnds { row.arrival &-= row.duration }
      sink.append(row, service: id, stamp: stamp)
    }
    result.lines = lines
    sink.finish(&result)
  }

  /// The id of a row that was parsed slowly, or of a name that is new.
  @inline(never)
  private mutating func intern(
    _ row: RowValues, hasService: Bool, block: Int, row index: Int
  ) -> UInt32 {
    if hasService {
      return services.intern(
        Field(start: row.service, count: row.serviceLength), block: block, row: index)
    }
    let id = services.internDefault(block: block, row: index)
    unnamed = id
    return id
  }

  /// Hands over the extra values of a row and clears them for the next one.
  @inline(never)
  private mutating func setExtras(_ sink: RowSink, block: Int, _ result: inout ParsedBlock) {
    let values = extras.pointee
    result.sampling.note(values.sampling)
    let instance = values.instance.map {
      instances.intern(
        Field(start: $0, count: values.instanceLength), block: block, row: sink.count)
    }
    sink.set(values, instance: instance ?? Trace.noInstance)
    extras.pointee = RowExtras()
  }

  /// Moves behind the line; false when it is blank or bad.
  @inline(never)
  private func parseSlowly(
    _ cursor: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ row: inout RowValues,
    _ slow: inout RowParser, _ line: Int, _ result: inout ParsedBlock
  ) -> Bool {
    extras.pointee = RowExtras()
    let start = UnsafeMutablePointer(mutating: cursor)
    let stop = memchr(start, Int32(Byte.newline), end - cursor)
    var count = stop.map { UnsafeMutableRawPointer(start).distance(to: $0) } ?? end - cursor
    cursor += count + 1
    if count > TraceLimits.line && result.overlongLine == nil { result.overlongLine = line }
    if count > 0 && start[count - 1] == Byte.carriageReturn { count -= 1 }
    let text = UnsafeMutableBufferPointer(start: start, count: count)
    if text.allSatisfy({ isBlank($0, slow.delimiter) }) { return false }
    guard let bad = slow.parse(text, into: &row) else { return true }
    extras.pointee = RowExtras()
    result.rowsRead += 1
    result.badRows[bad.problem.rawValue] += 1
    if result.quotedErrors.count < options.maxErrors {
      result.quotedErrors.append((line, message(bad, columns: slow.columns.count)))
    }
    return false
  }

  private func message(_ bad: BadRow, columns: Int) -> String {
    guard bad.problem == .fieldCount else {
      return bad.problem.message(column: safeText(bad.column.utf8), value: quoted(bad.field))
    }
    let fields = bad.fieldCount == 1 ? "1 field" : "\(bad.fieldCount) fields"
    return bad.problem.message(column: "", value: "has \(fields), the header has \(columns)")
  }
}

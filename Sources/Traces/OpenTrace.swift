import Units

/// How a file is read.
enum TraceForm: Sendable {
  case delimited(TraceColumns)
  case log(LogFormat, LogReader)

  static let delimitedName = "csv"

  var name: String {
    switch self {
    case .delimited: return Self.delimitedName
    case .log(let format, _): return format.name
    }
  }

  /// The platform whose log it is.
  var platform: String? {
    if case .log(let format, _) = self { return format.platform }
    return nil
  }

  var isLog: Bool {
    if case .log = self { return true }
    return false
  }

  /// Whether its entries have time stamps.
  var isStamped: Bool {
    if case .log(_, let reader) = self { return reader.isStamped }
    return true
  }

  /// Whether the stamps of its entries are written at their ends.
  func stampsEnds(_ options: TraceReadOptions) -> Bool {
    switch self {
    case .delimited(let columns): return columns.stampsEnds
    case .log(let format, _): return format.stampsEnds(options)
    }
  }

  /// Whether the options may state the unit of its durations.
  var takesDurationUnit: Bool {
    switch self {
    case .delimited(let columns): return columns.takesDurationUnit
    case .log(_, let reader): return reader.durations.takesUnit
    }
  }

  /// Columns or keys that may show the rows to be a sample, where nothing reads them.
  var samplingNames: [String] {
    switch self {
    case .delimited(let columns):
      return columns.has(.weight) || columns.has(.weightOrShare)
        ? [] : columns.unknownNames.filter { SamplingNames.meaning(of: $0.utf8) != nil }
    case .log(_, let reader): return reader.samplingKey.map { [$0] } ?? []
    }
  }

  /// Whether it has columns or keys that options can map.
  var hasFields: Bool { !isLog || name == LogFormat.json.name }

  /// Whether it has a meaning only as a whole.
  var isDocument: Bool {
    if case .log(_, let reader) = self { return reader.isDocument }
    return false
  }
}

/// A file whose form is known and whose header, where it has one, has been read.
struct OpenTrace: Sendable {
  var input: TraceInput
  let form: TraceForm
  /// The unit that the first row settled, or that the options give.
  let unit: TimeUnit?
  /// Bytes that were read but not handed out yet.
  var rest: [UInt8]
  var isAtEnd: Bool
  /// The line of the first byte of `rest`, until the first block takes it.
  var startLine: Int?

  /// Opens the source and tells its form; a `Failure` names what is wrong with it.
  init(_ source: TraceSource, options: TraceReadOptions) throws {
    var head = try TraceHead(source)
    do {
      try head.refuseBinary()
      if let format = try head.logFormat(options) {
        try format.check(options, file: head.input.name)
        form = .log(format, try format.reader(head.logHead, options))
        unit = nil
        startLine = 1
        rest = Array(head.bytes[head.position...])
      } else {
        guard options.services.isEmpty else {
          throw Failure(
            .usage, "--service groups the requests of logs, but \(head.input.name) is CSV",
            hint: "its column service names them; --fields service=COLUMN takes another")
        }
        (form, unit) = try head.delimited(options)
        startLine = head.lines + 1
        rest = Array(head.bytes[head.position...])
      }
      input = head.input
      isAtEnd = head.isAtEnd
    } catch {
      head.input.close()
      throw error
    }
  }
}

extension LogFormat {
  /// Throws where the options ask for what the format does not have.
  fileprivate func check(_ options: TraceReadOptions, file: String) throws {
    let kinds = (service.map { [$0] } ?? []) + otherKinds
    for pattern in options.services where !kinds.contains(pattern.kind) {
      let names = kinds.map(\.rawValue)
      throw Failure(
        .usage, "--service \(pattern.kind.rawValue): \(file) is \(name), which does not tell it",
        hint: names.isEmpty
          ? "its requests are one service" : "it tells \(names.joined(separator: ", "))")
    }
  }
}

/// The failure for a line that no trace has.
func overlongLine(_ place: String) -> Failure {
  Failure(.data, "\(place): the line is longer than 1 MiB")
}

/// The start of a file, read line by line until it is known how to read the rest.
private struct TraceHead {
  private(set) var input: TraceInput
  private(set) var bytes: [UInt8] = []
  private(set) var isAtEnd = false
  /// The byte behind the last line that was returned.
  private(set) var position = 0
  /// Lines up to there.
  private(set) var lines = 0

  /// How much of a file is looked at for signs that it is no text.
  private static let inspected = 4096

  init(_ source: TraceSource) throws {
    input = try TraceInput(source)
    try read(Self.inspected)
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
  }

  func refuseBinary() throws {
    let packers: [(mark: [UInt8], command: String)] = [
      ([0x28, 0xb5, 0x2f, 0xfd], "zstd -dc"), ([0xfd, 0x37, 0x7a, 0x58], "xz -dc"),
      (Array("BZh".utf8), "bzip2 -dc"), ([0x50, 0x4b, 3, 4], "unzip -p"),
    ]
    if let packer = packers.first(where: { bytes.starts(with: $0.mark) }) {
      throw Failure(
        .data, "\(input.name) is compressed in a form that is not read here",
        hint: "\(packer.command) \(input.name) | costsim compare -")
    }
    if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) {
      throw Failure(
        .data, "\(input.name) is text in UTF-16, not in UTF-8",
        hint: "iconv -f UTF-16 -t UTF-8 FILE | costsim compare -")
    }
    if bytes.contains(0) {
      throw Failure(.data, "\(input.name) is binary, not CSV text")
    }
  }

  /// The log format that the options name, or that the head shows; nil for delimited text.
  ///
  /// Text whose first line is a good header is delimited whatever its rows hold.
  mutating func logFormat(_ options: TraceReadOptions) throws -> LogFormat? {
    if let name = options.format, name == TraceForm.delimitedName { return nil }
    var trial = self
    defer { (input, bytes, isAtEnd) = (trial.input, trial.bytes, trial.isAtEnd) }
    if options.format == nil {
      var strict = options
      strict.duration = nil
      guard let failure = try trial.headerFailure(strict) else {
        // Its rows are points of several metrics, of which a mapping could not tell the requests.
        let head = LogHead(trial.bytes[position...], file: input.name)
        return LogFormat.k6.isShown(head, options) ? .k6 : nil
      }
      if failure.code == .inputOutput { throw failure }
    }
    while trial.bytes.count < LogHead.limit && !trial.isAtEnd { try trial.read(LogHead.limit) }
    if let name = options.format { return LogFormat.all.first { $0.name == name } }
    let head = LogHead(trial.bytes[position...], file: input.name)
    if let failure = AggregateReport.failure(head) ?? LogFormat.w3cFailure(head, options) {
      throw failure
    }
    // Who maps the keys of a JSON log wants them, whatever else the log looks like.
    if !options.fields.entries.isEmpty, LogFormat.json.isShown(head, options) { return .json }
    let format = LogFormat.all.first { $0.isShown(head, options) }
    let isUnknown = format == nil || format?.name == LogFormat.json.name
    if isUnknown, let failure = UnknownAccessLog.failure(head) { throw failure }
    return format
  }

  var logHead: LogHead { LogHead(bytes[position...], file: input.name) }

  private mutating func headerFailure(_ options: TraceReadOptions) throws -> Failure? {
    do {
      _ = try header(options)
      return nil
    } catch let failure as Failure {
      return failure
    }
  }

  private mutating func header(_ options: TraceReadOptions) throws -> TraceColumns {
    guard var header = try nextLine(delimiter: 0) else {
      throw Failure(.data, "\(input.name) is empty")
    }
    let place = "\(input.name):\(lines)"
    guard header.count <= TraceLimits.line else { throw overlongLine(place) }
    return try header.withUnsafeMutableBufferPointer {
      try TraceColumns(header: $0, place: place, options: options)
    }
  }

  /// Reads the header and settles the unit of its time stamps; moves behind the header.
  mutating func delimited(_ options: TraceReadOptions) throws -> (TraceForm, TimeUnit?) {
    var columns = try header(options)
    let behind = (position, lines)
    var told: TimeUnit?
    if columns.has(.stamp), var row = try nextLine(delimiter: columns.delimiter) {
      told = row.withUnsafeMutableBufferPointer { columns.decideUnit(firstRow: $0) }
    }
    (position, lines) = behind
    return (.delimited(columns), columns.hasPlainStamps ? options.timestampUnit ?? told : nil)
  }

  /// The next line that is not blank, without its end; nil at the end of the file, or where a
  /// megabyte of blank lines has not shown one.
  mutating func nextLine(delimiter: UInt8) throws -> [UInt8]? {
    let limit = position + TraceLimits.line
    while position < limit {
      guard let end = try lineEnd() else { return nil }
      var line = bytes[position..<end]
      position = min(end + 1, bytes.count)
      lines += 1
      if line.last == Byte.carriageReturn { line.removeLast() }
      if !line.allSatisfy({ isBlank($0, delimiter) }) { return Array(line) }
    }
    return nil
  }

  /// Where the line at `position` ends; nil at the end of the file.
  private mutating func lineEnd() throws -> Int? {
    var searched = position
    while true {
      if let end = bytes[searched...].firstIndex(of: Byte.newline) { return end }
      searched = bytes.count
      if isAtEnd || searched - position > TraceLimits.line {
        return searched > position ? searched : nil
      }
      try read(1 << 16)
    }
  }

  private mutating func read(_ size: Int) throws {
    let start = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: size))
    let got = try bytes.withUnsafeMutableBufferPointer { buffer in
      try buffer.baseAddress.map { try input.read(into: $0 + start, room: size) } ?? 0
    }
    bytes.removeLast(size - got)
    isAtEnd = got < size
  }
}

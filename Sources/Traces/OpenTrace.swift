import Units

/// A file whose header has been read.
struct OpenTrace: Sendable {
  var input: TraceInput
  let columns: TraceColumns
  /// The unit that the first row settled, or that the options give.
  let unit: TimeUnit?
  /// Bytes that were read but not handed out yet.
  var rest: [UInt8]
  var isAtEnd: Bool
  /// The line of the first byte of `rest`, until the first block takes it.
  var startLine: Int?

  /// Opens the source and reads its header; a `Failure` names what is wrong with them.
  init(_ source: TraceSource, options: TraceReadOptions) throws {
    var head = try TraceHead(source)
    do {
      try head.refuseBinary()
      guard var header = try head.nextLine(delimiter: 0) else {
        throw Failure(.data, "\(head.input.name) is empty")
      }
      let place = "\(head.input.name):\(head.lines)"
      guard header.count <= TraceLimits.line else { throw overlongLine(place) }
      var columns = try header.withUnsafeMutableBufferPointer {
        try TraceColumns(header: $0, place: place, options: options)
      }
      let firstByte = head.position
      startLine = head.lines + 1
      var told: TimeUnit?
      if columns.has(.stamp), var row = try head.nextLine(delimiter: columns.delimiter) {
        told = row.withUnsafeMutableBufferPointer { columns.decideUnit(firstRow: $0) }
      }
      rest = Array(head.bytes[firstByte...])
      unit = columns.hasPlainStamps ? options.timestampUnit ?? told : nil
      self.columns = columns
      input = head.input
      isAtEnd = head.isAtEnd
    } catch {
      head.input.close()
      throw error
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
    if bytes.starts(with: [0x1f, 0x8b]) {
      throw Failure(
        .data, "\(input.name) is compressed",
        hint: "gzip -dc \(input.name) | costsim compare -")
    }
    if bytes.contains(0) {
      throw Failure(.data, "\(input.name) is binary, not CSV text")
    }
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

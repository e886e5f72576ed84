import Units

/// Reads a CSV file (RFC 4180) of any size line by line in bounded memory.
///
/// UTF-8 with or without a byte order mark, lines ending in LF or CRLF; empty lines are skipped.
public struct CSVRecordStream: ~Copyable {
  /// The longest line, in bytes, with the line breaks inside its cells.
  public static let longestLine = 1 << 20

  private let origin: Origin
  private var blocks: FileBlocks
  private var nextLine = 1

  /// Throws `.noInput` where the file cannot be read.
  public init(_ file: String) throws {
    origin = Origin(file: file, code: .data)
    var blocks = try FileBlocks(file)
    try blocks.skipByteOrderMark()
    self.blocks = blocks
  }

  /// The cells of the next line that is not empty, and its number; nil at the end.
  ///
  /// Throws `.data` with file and line.
  public mutating func next() throws -> (cells: [String], line: Int)? {
    while true {
      let start = nextLine
      guard let bytes = try lineBytes() else { return nil }
      var reader = CSVReader(bytes: bytes, origin: origin, line: start)
      if let cells = try reader.record() { return (cells.map(\.text), start) }
    }
  }

  /// A line as a mapping from column to cell, as in `CSVTable`; both are of the same length.
  public func row(_ columns: [String], _ cells: [String], line: Int) -> Field {
    let entries = zip(columns, cells).map { column, cell in
      Node.Entry(
        key: column, line: line,
        value: Node(.scalar(Node.Scalar(cell.isEmpty ? .null : .plain, cell)), line: line))
    }
    return Field(Node(.mapping(entries), line: line), origin: origin, place: .root)
  }

  /// `file.csv:12: message`.
  public func failure(line: Int, _ message: String, hint: String? = nil) -> Failure {
    origin.failure(line: line, message, hint: hint)
  }

  /// The bytes of the next line with its end; a line break in quotation marks does not end it.
  private mutating func lineBytes() throws -> [UInt8]? {
    var bytes: [UInt8] = []
    var isQuoted = false
    while try blocks.peek() != nil {
      var end = blocks.position
      var isDone = false
      while end < blocks.count, !isDone {
        let byte = blocks.block[end]
        if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
        if byte == UInt8(ascii: "\n") {
          nextLine += 1
          isDone = !isQuoted
        }
        end += 1
      }
      guard bytes.count + end - blocks.position <= Self.longestLine else {
        throw origin.failure(
          line: nextLine, "a line is longer than \(Self.longestLine) bytes",
          hint: "is a quotation mark missing?")
      }
      bytes += blocks.block[blocks.position..<end]
      blocks.position = end
      if isDone { return bytes }
    }
    return bytes.isEmpty ? nil : bytes
  }
}

import Units

/// Splits the bytes of a CSV file into records.
struct CSVReader {
  struct Cell {
    let text: String
    /// The line on which the cell begins, from 1.
    let line: Int
  }

  private let bytes: [UInt8]
  private let origin: Origin
  private var position = 0
  private var line: Int

  init(bytes: [UInt8], origin: Origin, line: Int = 1) {
    self.bytes = bytes
    self.origin = origin
    self.line = line
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// The next line that is not empty, at least one cell; nil at the end.
  mutating func record() throws -> [Cell]? {
    while try acceptLineEnd() {}
    guard position < bytes.count else { return nil }
    var cells = [try cell()]
    while position < bytes.count {
      if try acceptLineEnd() { break }
      guard bytes[position] == UInt8(ascii: ",") else {
        throw failure("expected a comma after a closing quotation mark")
      }
      position += 1
      cells.append(try cell())
    }
    return cells
  }

  private mutating func cell() throws -> Cell {
    let start = line
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
      return Cell(text: try plainText(), line: start)
    }
    return Cell(text: try quotedText(), line: start)
  }

  private mutating func plainText() throws -> String {
    let start = position
    scan: while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r"): break scan
      case UInt8(ascii: "\""):
        throw failure("a quotation mark inside a field that does not begin with one")
      default: position += 1
      }
    }
    return try text(bytes[start..<position])
  }

  private mutating func quotedText() throws -> String {
    let start = line
    var content: [UInt8] = []
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") {
        guard position < bytes.count, bytes[position] == byte else { return try text(content[...]) }
        position += 1
      }
      if byte == UInt8(ascii: "\n") { line += 1 }
      content.append(byte)
    }
    throw origin.failure(line: start, "a quotation mark is never closed")
  }

  private func text(_ bytes: ArraySlice<UInt8>) throws -> String {
    guard !bytes.contains(0) else { throw failure("a field holds a zero byte") }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw failure("a field is not valid UTF-8")
    }
    return text
  }

  private mutating func acceptLineEnd() throws -> Bool {
    guard position < bytes.count else { return false }
    if bytes[position] == UInt8(ascii: "\r") {
      guard position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "\n") else {
        throw failure("a carriage return without a line feed")
      }
      position += 1
    }
    guard bytes[position] == UInt8(ascii: "\n") else { return false }
    position += 1
    line += 1
    return true
  }

  private func failure(_ message: String) -> Failure { origin.failure(line: line, message) }
}

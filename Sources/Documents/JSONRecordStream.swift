import Glibc
import Units

/// Reads chosen values of a JSON file of any size, one at a time, in bounded memory.
///
/// What is not chosen is passed over: its nesting and its texts must end, its numbers and words are
/// not looked at. A chosen value is read as `JSONReader` reads a document, and is at most 16 MiB.
public struct JSONRecordStream {
  /// The largest value that is read.
  public static let largestRecord = 16 << 20
  private static let blockSize = 1 << 20

  private let origin: Origin
  private let file: String
  private let descriptor: Int32
  /// Keys from the top; `*` stands for any key and for the elements of a list.
  private let chosen: [[String]]
  private var block = [UInt8](repeating: 0, count: blockSize)
  private var count = 0
  private var position = 0
  private var line = 1
  private var path: [String] = []
  /// The bytes of the value that is read; nil outside of one.
  private var record: [UInt8]?

  /// Hands every chosen value to `body` in the order of the file, with the keys that lead to it.
  ///
  /// Throws `.noInput` where the file cannot be read, `.data` with file and line where it is no JSON,
  /// and what `body` throws.
  public static func read(
    _ path: String, choosing chosen: [[String]], _ body: ([String], Field) throws -> Void
  ) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Failure(.noInput, "cannot read \(path): \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var stream = JSONRecordStream(path, descriptor, chosen)
    try stream.skipSpace()
    try stream.value(body)
    try stream.skipSpace()
    guard try stream.next() == nil else { throw stream.failure("there is more after the document") }
  }

  private init(_ path: String, _ descriptor: Int32, _ chosen: [[String]]) {
    file = path
    origin = Origin(file: path, code: .data)
    self.descriptor = descriptor
    self.chosen = chosen
  }

  // MARK: Values

  private mutating func value(_ body: ([String], Field) throws -> Void) throws {
    guard record == nil, chosen.contains(where: isHere) else { return try content(body) }
    let start = line
    record = []
    try content(body)
    let bytes = record ?? []
    record = nil
    let node = try JSONReader.read(bytes, file: file, line: start)
    try body(path, Field(node, file: file, code: .data))
  }

  private func isHere(_ keys: [String]) -> Bool {
    keys.count == path.count && zip(keys, path).allSatisfy { $0 == "*" || $0 == $1 }
  }

  private mutating func content(_ body: ([String], Field) throws -> Void) throws {
    guard let byte = try next() else {
      throw failure("the file ends in the middle of the document")
    }
    switch byte {
    case UInt8(ascii: "{"): try members(body)
    case UInt8(ascii: "["): try elements(body)
    case UInt8(ascii: "\""): try skipString()
    default: try skipWord()
    }
  }

  private mutating func members(_ body: ([String], Field) throws -> Void) throws {
    try enter()
    if try accept("}") { return }
    while true {
      guard try next() == UInt8(ascii: "\"") else { throw failure("expected a key") }
      let key = try key()
      try skipSpace()
      guard try accept(":") else { throw failure("expected \":\" after a key") }
      try skipSpace()
      path.append(key)
      try value(body)
      path.removeLast()
      try skipSpace()
      if try accept("}") { return }
      guard try accept(",") else { throw failure("expected \",\" or \"}\"") }
      try skipSpace()
    }
  }

  private mutating func elements(_ body: ([String], Field) throws -> Void) throws {
    try enter()
    if try accept("]") { return }
    while true {
      path.append("*")
      try value(body)
      path.removeLast()
      try skipSpace()
      if try accept("]") { return }
      guard try accept(",") else { throw failure("expected \",\" or \"]\"") }
      try skipSpace()
    }
  }

  private mutating func enter() throws {
    guard path.count < JSONReader.maximumDepth else {
      throw failure("nested deeper than \(JSONReader.maximumDepth) levels")
    }
    try advance()
    try skipSpace()
  }

  // MARK: Texts

  /// A key, with its escapes read.
  private mutating func key() throws -> String {
    let outer = record
    record = []
    try skipString()
    let bytes = record ?? []
    if var outer {
      outer += bytes
      record = outer
    } else {
      record = nil
    }
    guard case .scalar(let scalar) = try JSONReader.read(bytes, file: file, line: line).content
    else { throw failure("expected a key") }
    return scalar.text
  }

  private mutating func skipString() throws {
    try advance()
    while let byte = try next() {
      try advance()
      if byte == UInt8(ascii: "\"") { return }
      if byte == UInt8(ascii: "\\") {
        guard try next() != nil else { break }
        try advance()
      }
    }
    throw failure("a text does not end")
  }

  private mutating func skipWord() throws {
    var length = 0
    while let byte = try next(), !Self.ends.contains(byte) {
      try advance()
      length += 1
    }
    guard length > 0 else { throw failure("expected a value") }
  }

  private static let ends = Array(",]} \n\r\t:{[\"".utf8)

  // MARK: Bytes

  /// The next byte; nil at the end of the file.
  private mutating func next() throws -> UInt8? {
    if position == count { try refill() }
    return position < count ? block[position] : nil
  }

  private mutating func refill() throws {
    position = 0
    repeat {
      count = Glibc.read(descriptor, &block, block.count)
    } while count < 0 && errno == EINTR
    guard count >= 0 else {
      let reason = String(cString: strerror(errno))
      count = 0
      throw Failure(.inputOutput, "cannot read \(file): \(reason)")
    }
  }

  private mutating func advance() throws {
    let byte = block[position]
    position += 1
    if byte == UInt8(ascii: "\n") { line += 1 }
    record?.append(byte)
    if let record, record.count > Self.largestRecord {
      throw failure("one record is larger than 16 MiB")
    }
  }

  private mutating func accept(_ character: Unicode.Scalar) throws -> Bool {
    guard try next() == UInt8(ascii: character) else { return false }
    try advance()
    return true
  }

  private mutating func skipSpace() throws {
    while let byte = try next(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      try advance()
    }
  }

  private func failure(_ message: String) -> Failure { origin.failure(line: line, message) }
}

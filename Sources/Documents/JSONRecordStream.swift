import Units

/// Reads chosen values of a JSON file of any size, one at a time, in bounded memory: a block of the
/// file and the value that is read.
///
/// A chosen value is read as strictly as `JSONReader` reads a document. Of what is passed over only
/// the brackets and quotation marks must match.
public struct JSONRecordStream: ~Copyable {
  /// The largest value that is read, in bytes.
  public static let largestRecord = 1 << 20
  /// The longest key on the way to a value, in bytes with its quotation marks.
  public static let longestKey = 1 << 10

  private let origin: Origin
  /// Keys from the top; `*` stands for any key and for the elements of a list.
  private let chosen: [[String]]
  private var blocks: FileBlocks
  private var line = 1
  private var path: [String] = []
  private var place = Place.root

  /// Hands every chosen value to `body` in the order of the file, with the keys that lead to it.
  ///
  /// - Parameters:
  ///   - chosen: ways to values, from the top; `*` stands for any key or place in a list.
  ///   - isWanted: asked before a chosen value is read, so that others cost little.
  /// - Throws: `.noInput` where the file cannot be read, `.data` with file and line where it is not
  ///   JSON or a chosen value is too large, and what `body` throws.
  public static func read(
    _ file: String, choosing chosen: [[String]], where isWanted: ([String]) -> Bool = { _ in true },
    _ body: ([String], Field) throws -> Void
  ) throws {
    var stream = JSONRecordStream(
      origin: Origin(file: file, code: .data), chosen: chosen, blocks: try FileBlocks(file))
    try stream.blocks.skipByteOrderMark()
    try stream.value(isWanted, body)
    guard try stream.token() == nil else {
      throw stream.failure("there is more after the document")
    }
  }

  private init(origin: Origin, chosen: [[String]], blocks: consuming FileBlocks) {
    self.origin = origin
    self.chosen = chosen
    self.blocks = blocks
  }

  // MARK: Values

  private mutating func value(
    _ isWanted: ([String]) -> Bool, _ body: ([String], Field) throws -> Void
  ) throws {
    let first = try token()
    guard let first else { throw truncated() }
    if chosen.contains(where: { $0.count == path.count && leadsHere($0) }) {
      guard isWanted(path) else {
        _ = try extent(keeping: nil, "")
        return
      }
      let start = line
      let bytes = try extent(keeping: Self.largestRecord, "a value")
      let node = try JSONReader.read(bytes, origin: origin, line: start)
      return try body(path, Field(node, origin: origin, place: place))
    }
    guard chosen.contains(where: { $0.count > path.count && leadsHere($0) }) else {
      _ = try extent(keeping: nil, "")
      return
    }
    switch first {
    case UInt8(ascii: "{"): try members(isWanted, body)
    case UInt8(ascii: "["): try elements(isWanted, body)
    default:
      throw failure("\(path.isEmpty ? "the document" : place.text) is no mapping and no list")
    }
  }

  private func leadsHere(_ keys: [String]) -> Bool {
    zip(keys, path).allSatisfy { $0 == "*" || $0 == $1 }
  }

  private mutating func members(
    _ isWanted: ([String]) -> Bool, _ body: ([String], Field) throws -> Void
  ) throws {
    blocks.position += 1
    if try accept("}") { return }
    let outer = place
    defer { place = outer }
    var named: [String] = []
    while true {
      let key = try self.key()
      if chosen.contains(where: { $0.count > path.count && leadsHere($0) && $0[path.count] == key })
      {
        guard !named.contains(key) else { throw failure("key \(quotedText(key)) appears twice") }
        named.append(key)
      }
      guard try accept(":") else {
        throw failure("expected \":\" after the key \(quotedText(key))")
      }
      path.append(key)
      place = outer.appending(key: key)
      try value(isWanted, body)
      path.removeLast()
      if try accept("}") { return }
      guard try accept(",") else { throw try unexpected("\",\" or \"}\"") }
    }
  }

  private mutating func elements(
    _ isWanted: ([String]) -> Bool, _ body: ([String], Field) throws -> Void
  ) throws {
    blocks.position += 1
    if try accept("]") { return }
    let outer = place
    path.append("*")
    defer {
      path.removeLast()
      place = outer
    }
    var index = 0
    while true {
      place = outer.appending(index: index)
      index += 1
      try value(isWanted, body)
      if try accept("]") { return }
      guard try accept(",") else { throw try unexpected("\",\" or \"]\"") }
    }
  }

  private mutating func key() throws -> String {
    guard try token() == UInt8(ascii: "\"") else {
      throw try unexpected("a key in quotation marks")
    }
    let bytes = try extent(keeping: Self.longestKey, "a key")
    guard case .scalar(let scalar) = try JSONReader.read(bytes, origin: origin, line: line).content
    else { throw failure("expected a key in quotation marks") }
    return scalar.text
  }

  // MARK: Bytes

  /// Passes over a value, of which at most `limit` bytes are kept; nil keeps none.
  private mutating func extent(keeping limit: Int?, _ name: String) throws -> [UInt8] {
    var kept: [UInt8] = []
    var extent = JSONExtent()
    while true {
      guard try blocks.peek() != nil else {
        guard extent.isCompleteAtEnd else { throw truncated() }
        return kept
      }
      let start = blocks.position
      var position = start
      let isDone: Bool
      do {
        isDone = try blocks.block.withUnsafeBufferPointer { bytes in
          try extent.pass(bytes, &position, blocks.count, &line)
        }
      } catch let problem as JSONExtent.Problem {
        throw failure(problem.message)
      }
      if let limit {
        guard kept.count + position - start <= limit else {
          throw failure("\(name) is larger than \(limit) bytes")
        }
        kept += blocks.block[start..<position]
      }
      blocks.position = position
      if isDone { return kept }
    }
  }

  /// The next byte that is no white space, without taking it; nil at the end of the file.
  private mutating func token() throws -> UInt8? {
    while let byte = try blocks.peek() {
      switch byte {
      case 0x0A: line += 1
      case 0x20, 0x0D, 0x09: break
      default: return byte
      }
      blocks.position += 1
    }
    return nil
  }

  private mutating func accept(_ character: Unicode.Scalar) throws -> Bool {
    guard try token() == UInt8(ascii: character) else { return false }
    blocks.position += 1
    return true
  }

  // MARK: Failures

  private mutating func unexpected(_ expected: String) throws -> Failure {
    try token() == nil ? truncated() : failure("expected \(expected)")
  }

  private func truncated() -> Failure {
    failure("the file ends in the middle of the document", hint: "is the download complete?")
  }

  private func failure(_ message: String, hint: String? = nil) -> Failure {
    origin.failure(line: line, message, hint: hint)
  }
}

import Foundation

/// JSON as it is written: members in their order, numbers as their text.
///
/// `JSONSerialization` turns numbers into binary fractions and forgets the order of members, and
/// both are part of the contract. It still judges the syntax: every text is parsed by it first.
indirect enum JSONValue: Equatable, Sendable {
  case object([Member])
  case array([JSONValue])
  case string(String)
  case number(String)
  case flag(Bool)
  case null

  struct Member: Equatable, Sendable {
    let key: String
    let value: JSONValue
  }

  struct Malformed: Error {
    let offset: Int
  }

  init(_ text: String) throws {
    var reader = JSONTextReader(bytes: Array(text.utf8))
    self = try reader.document()
  }

  /// The member of an object, null where there is none.
  subscript(key: String) -> JSONValue {
    guard case .object(let members) = self else { return .null }
    return members.first { $0.key == key }?.value ?? .null
  }

  subscript(index: Int) -> JSONValue {
    elements.indices.contains(index) ? elements[index] : .null
  }

  var elements: [JSONValue] {
    guard case .array(let elements) = self else { return [] }
    return elements
  }

  var keys: [String] {
    guard case .object(let members) = self else { return [] }
    return members.map(\.key)
  }

  var string: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  /// The number exactly as written.
  var decimal: Decimal? {
    guard case .number(let text) = self else { return nil }
    return Decimal(string: text, locale: Locale(identifier: "en_US_POSIX"))
  }
}

private struct JSONTextReader {
  let bytes: [UInt8]
  private var position = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws -> JSONValue {
    let value = try value()
    skipBlanks()
    guard position == bytes.count else { throw malformed }
    return value
  }

  private var malformed: JSONValue.Malformed { .init(offset: position) }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipBlanks() {
    while let byte = next, " \t\r\n".utf8.contains(byte) { position += 1 }
  }

  private mutating func take(_ text: String) -> Bool {
    skipBlanks()
    guard bytes[position...].starts(with: text.utf8) else { return false }
    position += text.utf8.count
    return true
  }

  private mutating func value() throws -> JSONValue {
    if take("{") { return .object(try list(until: "}") { try $0.member() }) }
    if take("[") { return .array(try list(until: "]") { try $0.value() }) }
    if take("true") { return .flag(true) }
    if take("false") { return .flag(false) }
    if take("null") { return .null }
    if next == UInt8(ascii: "\"") { return .string(try string()) }
    let start = position
    while let byte = next, "+-.0123456789eE".utf8.contains(byte) { position += 1 }
    guard position > start else { throw malformed }
    return .number(String(decoding: bytes[start..<position], as: UTF8.self))
  }

  private mutating func list<Item>(
    until end: String, _ item: (inout Self) throws -> Item
  ) throws -> [Item] {
    if take(end) { return [] }
    var items = [try item(&self)]
    while take(",") { items.append(try item(&self)) }
    guard take(end) else { throw malformed }
    return items
  }

  private mutating func member() throws -> JSONValue.Member {
    skipBlanks()
    let key = try string()
    guard take(":") else { throw malformed }
    return .init(key: key, value: try value())
  }

  /// Escapes are left to Foundation.
  private mutating func string() throws -> String {
    let start = position
    guard next == UInt8(ascii: "\"") else { throw malformed }
    position += 1
    while let byte = next, byte != UInt8(ascii: "\"") {
      position += byte == UInt8(ascii: "\\") ? 2 : 1
    }
    position += 1
    guard position <= bytes.count,
      let text = try JSONSerialization.jsonObject(
        with: Data(bytes[start..<position]), options: .fragmentsAllowed) as? String
    else { throw malformed }
    return text
  }
}

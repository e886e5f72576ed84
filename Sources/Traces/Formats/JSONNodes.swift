import Documents
import Units

/// The bytes of a text with eight more behind them.
func withPaddedField<Result>(_ text: String, _ body: (Field) -> Result) -> Result {
  let bytes = Array(text.utf8) + [UInt8](repeating: Byte.newline, count: 8)
  return bytes.withUnsafeBufferPointer { body(Field(rebasing: $0.dropLast(8))) }
}

/// What the reader of JSON says of a line, without its own `-:1: `.
func jsonMessage(_ error: any Error) -> String {
  String(((error as? Failure)?.message ?? "").dropFirst("-:1: ".count))
}

extension Node {
  /// The value of a key of an object; nil where it is missing or null.
  subscript(key: String) -> Node? {
    guard case .mapping(let entries) = content,
      let value = entries.first(where: { $0.key == key })?.value
    else { return nil }
    if case .scalar(let scalar) = value.content, scalar.kind == .null { return nil }
    return value
  }

  /// The elements of an array; none for anything else.
  var elements: [Node] {
    if case .sequence(let elements) = content { return elements }
    return []
  }

  /// The text of a scalar.
  var text: String? {
    guard case .scalar(let scalar) = content else { return nil }
    return scalar.text
  }

  /// A number of milliseconds, or of another unit × 10^`exponent`, that must be there.
  func amount(
    _ key: String, _ limit: Int64, exponent: Int = 3
  ) throws(EntryProblem) -> Int64 {
    guard let node = self[key] else { throw EntryProblem(problem: .missingEntry, column: key) }
    guard case .scalar(let scalar) = node.content, scalar.kind == .number else {
      throw node.wrongType(key)
    }
    var value: Int64 = 0
    let bytes = Array(scalar.text.utf8)
    let problem = bytes.withUnsafeBufferPointer {
      RowParser.readAmount($0, exponent: exponent, limit, into: &value)
    }
    if let problem { throw EntryProblem(problem: problem, column: key, value: quoted(bytes)) }
    return value
  }

  func bool(_ key: String) throws(EntryProblem) -> Bool? {
    guard let node = self[key] else { return nil }
    guard case .scalar(let scalar) = node.content, scalar.kind == .bool else {
      throw node.wrongType(key)
    }
    return scalar.text == "true"
  }

  func string(_ key: String) throws(EntryProblem) -> String? {
    guard let node = self[key] else { return nil }
    guard case .scalar(let scalar) = node.content, scalar.kind == .string else {
      throw node.wrongType(key)
    }
    return scalar.text
  }

  private func wrongType(_ key: String) -> EntryProblem {
    EntryProblem(problem: .wrongType, column: key, value: text.map { quoted($0.utf8) } ?? "")
  }
}

import Units

/// A value of a document with its place, so that decoding can say what is wrong and where:
/// `lambda.json:12: limits[0].value "abc" is not a whole number`.
public struct Field: Sendable {
  public let node: Node
  let origin: Origin
  private let place: Place

  /// The value as a whole.
  ///
  /// - Parameters:
  ///   - file: the name for messages.
  ///   - code: how a run that fails over this document ends: `.configuration` for files that
  ///     configure or price, `.data` for data.
  public init(_ node: Node, file: String, code: ExitCode) {
    self.init(node, origin: Origin(file: file, code: code), place: .root)
  }

  init(_ node: Node, origin: Origin, place: Place) {
    self.node = node
    self.origin = origin
    self.place = place
  }

  /// The same place with other entries.
  public func replacing(_ entries: [Node.Entry]) -> Field {
    Field(Node(.mapping(entries), line: node.line), origin: origin, place: place)
  }

  /// The line in the file, from 1.
  public var line: Int { node.line }

  /// Where the value is, such as `meters[0].tiers[1].price`; empty for the whole document.
  public var path: String { place.text }

  /// The file it stands in.
  public var file: String { node.file ?? origin.file }

  /// `file.json:12: path problem`; without a path it is about the document.
  public func failure(_ problem: String, hint: String? = nil) -> Failure {
    let subject = path.isEmpty ? "the document" : path
    return here.failure(line: line, "\(subject) \(problem)", hint: hint)
  }

  private var here: Origin { Origin(file: file, code: origin.code) }
}

// MARK: - Mappings and lists

extension Field {
  /// The value of a key that must be there and not be null or empty.
  ///
  /// - Throws: `Failure` when it is missing or this is no mapping.
  public subscript(key: String) -> Field {
    get throws {
      guard let field = try optional(key) else {
        let similar = try entries().map(\.key)
        let missing = place.appending(key: key).text
        throw here.failure(
          line: line,
          similar.contains(key)
            ? "\(missing) has no value" : "\(missing) is missing\(didYouMean(key, among: similar))")
      }
      return field
    }
  }

  /// The value of a key; nil when it is missing or null.
  ///
  /// - Throws: `Failure` when this is no mapping.
  public func optional(_ key: String) throws -> Field? {
    guard let entry = try mapping().first(where: { $0.key == key }) else { return nil }
    if case .scalar(let scalar) = entry.value.content, scalar.kind == .null { return nil }
    return Field(entry.value, origin: origin, place: place.appending(key: key))
  }

  /// The keys and values of a mapping in the order of the document.
  public func entries() throws -> [(key: String, field: Field)] {
    try mapping().map {
      ($0.key, Field($0.value, origin: origin, place: place.appending(key: $0.key)))
    }
  }

  /// The values of a list.
  public func elements() throws -> [Field] {
    guard case .sequence(let nodes) = node.content else { throw mismatch("a list") }
    return nodes.enumerated().map {
      Field($0.element, origin: origin, place: place.appending(index: $0.offset))
    }
  }

  /// Refuses the first key of this mapping that is none of these, naming the one it resembles.
  public func allowKeys(_ keys: [String]) throws {
    for entry in try mapping() where !keys.contains(entry.key) {
      let prefix = path.isEmpty ? "" : "\(path) has the "
      throw here.failure(
        line: entry.line,
        "\(prefix)unknown key \(quotedText(entry.key))\(didYouMean(entry.key, among: keys))")
    }
  }

  private func mapping() throws -> [Node.Entry] {
    guard case .mapping(let entries) = node.content else { throw mismatch("a mapping") }
    return entries
  }
}

// MARK: - Scalars

extension Field {
  /// Text; a number is not text unless the format has no types.
  public func string() throws -> String { try text(of: .string, "text") }

  /// The text of any scalar, as it is written; nil of a mapping, a list and of null.
  public var scalarText: String? {
    guard case .scalar(let scalar) = node.content, scalar.kind != .null else { return nil }
    return scalar.text
  }

  /// A whole number within `range`.
  public func int(in range: ClosedRange<Int> = Int.min...Int.max) throws -> Int {
    guard let value = Int(try text(of: .number, "a whole number")) else {
      throw mismatch("a whole number")
    }
    guard range.contains(value) else {
      throw failure(
        range.upperBound == Int.max
          ? "\(value) is less than \(range.lowerBound)"
          : "\(value) is not between \(range.lowerBound) and \(range.upperBound)")
    }
    return value
  }

  /// A number of at most 12 places after the point, exactly as written.
  public func decimal() throws -> ExactDecimal {
    let text = try text(of: .number, "a number")
    guard let value = ExactDecimal(text) else {
      throw mismatch(
        Double(text) == nil ? "a number" : "a number in range with at most 12 decimal places")
    }
    return value
  }

  /// `true` or `false`.
  public func bool() throws -> Bool {
    let text = try text(of: .bool, "true or false")
    guard text == "true" || text == "false" else { throw mismatch("true or false") }
    return text == "true"
  }

  /// A date such as `2026-09-19`.
  public func date() throws -> CalendarDate {
    guard let date = CalendarDate(try text(of: .string, "a date")) else {
      throw mismatch("a date such as 2026-09-19")
    }
    return date
  }

  /// One of the type's names.
  public func choice<Choice>(_ type: Choice.Type = Choice.self) throws -> Choice
  where Choice: CaseIterable & RawRepresentable, Choice.RawValue == String {
    let names = Choice.allCases.map(\.rawValue)
    let list = names.joined(separator: ", ")
    let text = try text(of: .string, "one of \(list)")
    guard let value = Choice(rawValue: text) else {
      throw failure("\(quotedText(text)) is not one of \(list)\(didYouMean(text, among: names))")
    }
    return value
  }

  private func text(of kind: Node.Kind, _ expected: String) throws -> String {
    guard case .scalar(let scalar) = node.content, scalar.kind == kind || scalar.kind == .plain
    else { throw mismatch(expected) }
    return scalar.text
  }

  private func mismatch(_ expected: String) -> Failure {
    switch node.content {
    case .mapping: return failure("is a mapping, not \(expected)")
    case .sequence: return failure("is a list, not \(expected)")
    case .scalar(let scalar) where scalar.kind == .null:
      return failure("has no value where \(expected) is expected")
    case .scalar(let scalar) where scalar.kind == .number || scalar.kind == .bool:
      return failure("\(quotedText(scalar.text).dropFirst().dropLast()) is not \(expected)")
    case .scalar(let scalar):
      return failure("\(quotedText(scalar.text)) is not \(expected)")
    }
  }
}

import Documents
import Units

/// A text with places for the values of facts: `{volume.target} is written to`.
struct MessageTemplate: Sendable {
  enum Part: Sendable {
    case text(String)
    case value(kind: Int, field: Int)
    /// The limits that are exceeded.
    case limits
  }

  let parts: [Part]

  /// Throws where a variable names no field, or one that must not be shown.
  init(_ field: Field, _ vocabulary: FactVocabulary) throws {
    var parts: [Part] = []
    var rest = try field.string()[...]
    while let open = rest.firstIndex(of: "{") {
      if open > rest.startIndex { parts.append(.text(String(rest[..<open]))) }
      guard let close = rest[open...].firstIndex(of: "}") else {
        throw field.failure("has a { that is never closed")
      }
      parts.append(
        try Self.variable(String(rest[rest.index(after: open)..<close]), field, vocabulary))
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { parts.append(.text(String(rest))) }
    self.parts = parts
  }

  private static func variable(
    _ name: String, _ field: Field, _ vocabulary: FactVocabulary
  ) throws -> Part {
    if name == "limits" { return .limits }
    let sides = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard sides.count == 2, let kind = vocabulary.index(of: sides[0]) else {
      throw field.failure(
        "has the variable {\(visibleText(name))}, which is not {KIND.FIELD}"
          + didYouMean(sides[0], among: vocabulary.kinds.map(\.name)))
    }
    let fields = vocabulary.kinds[kind].fields
    guard let place = fields.firstIndex(where: { $0.name == sides[1] }) else {
      throw field.failure(
        "has the variable {\(visibleText(name))}, but a \(sides[0]) has no field "
          + quotedText(sides[1]) + didYouMean(sides[1], among: fields.map(\.name)))
    }
    guard fields[place].form != .secret else {
      throw field.failure("would show {\(name)}, which may be a secret")
    }
    return .value(kind: kind, field: place)
  }

  /// The kinds of facts that it shows values of.
  var kinds: [Int] {
    parts.compactMap { part in
      if case .value(let kind, _) = part { return kind }
      return nil
    }
  }

  /// The text with values in their places.
  ///
  /// - Parameters:
  ///   - values: the unique values of a field of a kind, as they are shown.
  func text(_ values: (_ kind: Int, _ field: Int) -> [String], limits: [String]) -> String {
    parts.map { part in
      switch part {
      case .text(let text): return text
      case .value(let kind, let field): return Self.list(values(kind, field))
      case .limits: return limits.joined(separator: ", ")
      }
    }.joined()
  }

  /// The first three, and how many more.
  private static func list(_ values: [String]) -> String {
    guard !values.isEmpty else { return "–" }
    let shown = values.prefix(3).joined(separator: ", ")
    return values.count > 3 ? "\(shown) … (\(values.count))" : shown
  }
}

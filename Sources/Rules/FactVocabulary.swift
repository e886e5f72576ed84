import Units

/// The kinds of facts that rules may ask about, with the fields of each.
public struct FactVocabulary: Sendable {
  public let kinds: [FactKind]
  private let indices: [String: Int]

  public init(_ kinds: [FactKind]) {
    self.kinds = kinds
    indices = Dictionary(
      uniqueKeysWithValues: kinds.enumerated().map { ($0.element.name, $0.offset) })
  }

  /// The place of a kind; nil where there is none of this name.
  public func index(of kind: String) -> Int? { indices[kind] }

  /// A fact of a kind of this vocabulary; fields without a value are left out.
  public func fact(
    _ kind: String, _ values: [String: FactValue?], at evidence: FactSource? = nil
  ) -> Fact {
    guard let index = indices[kind] else { preconditionFailure("no fact is of kind \(kind)") }
    let fields = kinds[index].fields
    precondition(
      values.keys.allSatisfy { name in fields.contains { $0.name == name } },
      "a field of a fact of kind \(kind) is not in the vocabulary")
    return Fact(
      kind: index, values: fields.map { (values[$0.name] ?? nil) }, evidence: evidence)
  }
}

/// A kind of fact.
public struct FactKind: Sendable {
  public let name: String
  public let fields: [FactField]
  /// Whether a field that a fact lacks is unknown, and not merely absent.
  public let isUnknownWhereAbsent: Bool
  /// Whether a subject has one fact of it at most, so that messages may name its fields anywhere.
  public let isSingle: Bool

  public init(
    _ name: String, _ fields: [FactField], isSingle: Bool = false,
    isUnknownWhereAbsent: Bool = false
  ) {
    self.name = name
    self.fields = fields
    self.isSingle = isSingle
    self.isUnknownWhereAbsent = isUnknownWhereAbsent
  }
}

/// A field of a fact.
public struct FactField: Sendable {
  /// What a value is and how it is shown.
  public enum Form: Sendable {
    case text
    /// Text that no message may show.
    case secret
    case flag
    case count
    /// A number that names something, such as a port.
    case identifier
    case number
    case milliseconds
    /// MB of 2²⁰ bytes.
    case megabytes
    case bytes
    /// From 0 to 1, shown in per cent.
    case share
    case dollars
  }

  public let name: String
  public let form: Form

  public init(_ name: String, _ form: Form) {
    self.name = name
    self.form = form
  }
}

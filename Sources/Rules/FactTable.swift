/// What is known of one subject: a service, or the project.
public struct FactTable: Sendable {
  /// By the place of the kind in the vocabulary.
  var facts: [[Fact]]
  /// Kinds of which nothing is known, with the reason; nil where all that there is, is known.
  var missing: [String?]

  /// Nothing is there, and that is known.
  public init(_ vocabulary: FactVocabulary) {
    facts = Array(repeating: [], count: vocabulary.kinds.count)
    missing = Array(repeating: nil, count: vocabulary.kinds.count)
  }

  public mutating func add(_ fact: Fact) { facts[fact.kind].append(fact) }

  /// Says that facts of a kind may be there but cannot be known, or that they are known again.
  ///
  /// - Parameter reason: what is missing, as a code such as `no-trace`; nil where nothing is.
  public mutating func mark(_ kind: Int, missing reason: String?) { missing[kind] = reason }

  /// All that is known of several subjects; a kind is missing where it is missing of each.
  static func union(_ tables: [FactTable], with own: FactTable) -> FactTable {
    var result = own
    for kind in result.facts.indices {
      for table in tables { result.facts[kind] += table.facts[kind] }
      if result.facts[kind].isEmpty, own.missing[kind] == nil, !tables.isEmpty {
        let reasons = tables.compactMap { $0.missing[kind] }
        if reasons.count == tables.count { result.missing[kind] = reasons[0] }
      }
    }
    return result
  }
}

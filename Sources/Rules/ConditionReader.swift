import Documents
import Units

/// Understands the conditions of a rule file.
struct ConditionReader {
  /// Levels of conditions within conditions that are read.
  static let maximumDepth = 20

  let vocabulary: FactVocabulary
  /// The place of a rule by its id; nil where there is none.
  let rule: (String) -> Int?
  let ruleNames: [String]

  func condition(_ field: Field, depth: Int = 0) throws -> Condition {
    guard depth < Self.maximumDepth else { throw field.failure("is nested too deep") }
    let entries = try field.entries()
    guard entries.count == 1, let (key, value) = entries.first else {
      throw field.failure(
        "has \(entries.count) keys, not one",
        hint: "several conditions stand in all: […] or any: […]")
    }
    switch key {
    case "all": return .all(try parts(value, depth))
    case "any": return .any(try parts(value, depth))
    case "not": return .not(try condition(value, depth: depth + 1))
    case "rule": return .rules(try rules(value))
    default: return try some(key, value, of: field)
    }
  }

  private func parts(_ field: Field, _ depth: Int) throws -> [Condition] {
    let elements = try field.elements()
    guard !elements.isEmpty else { throw field.failure("is empty") }
    return try elements.map { try condition($0, depth: depth + 1) }
  }

  private func rules(_ field: Field) throws -> [Int] {
    let fields = field.scalarText == nil ? try field.elements() : [field]
    return try fields.map { field in
      let id = try field.string()
      guard let index = rule(id) else {
        throw field.failure(
          "names the rule \(quotedText(id)), which there is not" + didYouMean(id, among: ruleNames))
      }
      return index
    }
  }

  private func some(_ kind: String, _ value: Field, of field: Field) throws -> Condition {
    guard let index = vocabulary.index(of: kind) else {
      let known = ["all", "any", "not", "rule"] + vocabulary.kinds.map(\.name)
      throw field.failure(
        "asks for \(quotedText(kind)), which is no kind of fact" + didYouMean(kind, among: known),
        hint: "the kinds are \(vocabulary.kinds.map(\.name).joined(separator: ", "))")
    }
    let fields = vocabulary.kinds[index].fields
    let tests = try value.entries().map { name, test in
      guard let place = fields.firstIndex(where: { $0.name == name }) else {
        throw value.failure(
          "has no field \(quotedText(name))" + didYouMean(name, among: fields.map(\.name)),
          hint: "a \(kind) has \(fields.map(\.name).joined(separator: ", "))")
      }
      return (place, try FactTest(test, form: fields[place].form))
    }
    return .some(kind: index, tests: tests)
  }
}

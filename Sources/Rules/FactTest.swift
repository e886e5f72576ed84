import Documents
import Units

/// What a field must be.
indirect enum FactTest: Sendable {
  case anyOf([FactValue])
  case matches(TextPattern)
  case above(ExactDecimal)
  case below(ExactDecimal)
  case atLeast(ExactDecimal)
  case atMost(ExactDecimal)
  case exists(Bool)
  case not(FactTest)
  case all([FactTest])

  /// Whether it holds of a value; nil is a field that the fact does not have.
  func holds(_ value: FactValue?) -> Bool {
    switch self {
    case .exists(let expected): return (value != nil) == expected
    case .not(let test): return !test.holds(value)
    case .all(let tests): return tests.allSatisfy { $0.holds(value) }
    case .anyOf(let expected):
      guard let value else { return false }
      return expected.contains { Self.areEqual($0, value) }
    case .matches(let pattern):
      guard case .text(let text)? = value else { return false }
      return pattern.matches(text)
    case .above(let bound): return Self.number(value).map { $0 > bound } ?? false
    case .below(let bound): return Self.number(value).map { $0 < bound } ?? false
    case .atLeast(let bound): return Self.number(value).map { $0 >= bound } ?? false
    case .atMost(let bound): return Self.number(value).map { $0 <= bound } ?? false
    }
  }

  /// Whether it is about a field being there, which a field of unknown value can answer.
  var isAboutPresence: Bool {
    switch self {
    case .exists: return true
    case .not(let test): return test.isAboutPresence
    case .all(let tests): return tests.allSatisfy(\.isAboutPresence)
    default: return false
    }
  }

  private static func number(_ value: FactValue?) -> ExactDecimal? {
    guard case .number(let number)? = value else { return nil }
    return number
  }

  private static func areEqual(_ one: FactValue, _ other: FactValue) -> Bool {
    if one == other { return true }
    guard case .text(let left) = one, case .text(let right) = other,
      left.utf8.count == right.utf8.count
    else { return false }
    return left.lowercased() == right.lowercased()
  }
}

extension FactTest {
  private static let keys = [
    "matches", "above", "below", "atLeast", "atMost", "exists", "not", "all",
  ]

  init(_ field: Field, form: FactField.Form) throws {
    switch field.node.content {
    case .scalar: self = .anyOf([try Self.value(field, form)])
    case .sequence: self = .anyOf(try field.elements().map { try Self.value($0, form) })
    case .mapping: self = try Self.comparison(field, form)
    }
  }

  private static func comparison(_ field: Field, _ form: FactField.Form) throws -> FactTest {
    try field.allowKeys(keys)
    let tests = try field.entries().map { key, value in
      try comparison(key, value, form)
    }
    guard let first = tests.first else { throw field.failure("asks nothing") }
    return tests.count == 1 ? first : .all(tests)
  }

  private static func comparison(
    _ key: String, _ value: Field, _ form: FactField.Form
  ) throws -> FactTest {
    switch key {
    case "exists": return .exists(try value.bool())
    case "not": return .not(try FactTest(value, form: form))
    case "all": return .all(try value.elements().map { try FactTest($0, form: form) })
    case "matches":
      guard form.isText else { throw value.failure("is about a field that is no text") }
      do {
        return .matches(try TextPattern(try value.string()))
      } catch let problem as TextPattern.Problem {
        throw value.failure(problem.text)
      }
    default: break
    }
    guard form.isNumber else { throw value.failure("is about a field that is no number") }
    let bound = try value.decimal()
    switch key {
    case "above": return .above(bound)
    case "below": return .below(bound)
    case "atLeast": return .atLeast(bound)
    default: return .atMost(bound)
    }
  }

  private static func value(_ field: Field, _ form: FactField.Form) throws -> FactValue {
    if form.isText { return .text(try field.string()) }
    return form.isNumber ? .number(try field.decimal()) : .flag(try field.bool())
  }
}

extension FactField.Form {
  var isText: Bool { self == .text || self == .secret }
  var isNumber: Bool { !isText && self != .flag }
}

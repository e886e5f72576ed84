/// When a rule fires.
indirect enum Condition: Sendable {
  case all([Condition])
  case any([Condition])
  case not(Condition)
  /// One of these rules has fired; by their places in the rule book.
  case rules([Int])
  /// Some fact of this kind passes the tests of its fields.
  case some(kind: Int, tests: [(field: Int, test: FactTest)])
}

/// What became of a condition.
enum Outcome {
  /// The facts that made it hold.
  case holds([Fact])
  case fails
  /// It cannot be told, for want of any of these.
  case unknown([String])
}

/// Tells whether conditions hold of one subject.
struct ConditionEvaluation {
  let table: FactTable
  let vocabulary: FactVocabulary
  /// The facts that made the rule of this place fire; nil where it has not.
  let factsOfRule: (Int) -> [Fact]?

  func outcome(_ condition: Condition) -> Outcome {
    switch condition {
    case .all(let parts): return all(parts)
    case .any(let parts): return any(parts)
    case .not(let part): return negated(outcome(part))
    case .rules(let rules):
      let fired = rules.compactMap(factsOfRule)
      return fired.isEmpty ? .fails : .holds(fired.flatMap { $0 })
    case .some(let kind, let tests): return some(kind, tests)
    }
  }

  private func all(_ parts: [Condition]) -> Outcome {
    var facts: [Fact] = []
    var missing: [String] = []
    for part in parts {
      switch outcome(part) {
      case .fails: return .fails
      case .holds(let found): facts += found
      case .unknown(let reasons): missing += reasons
      }
    }
    return missing.isEmpty ? .holds(facts) : .unknown(missing)
  }

  private func any(_ parts: [Condition]) -> Outcome {
    var facts: [Fact] = []
    var holds = false
    var missing: [String] = []
    for part in parts {
      switch outcome(part) {
      case .fails: break
      case .holds(let found):
        holds = true
        facts += found
      case .unknown(let reasons): missing += reasons
      }
    }
    if holds { return .holds(facts) }
    return missing.isEmpty ? .fails : .unknown(missing)
  }

  private func negated(_ outcome: Outcome) -> Outcome {
    switch outcome {
    case .fails: return .holds([])
    case .holds: return .fails
    case .unknown: return outcome
    }
  }

  private func some(_ kind: Int, _ tests: [(field: Int, test: FactTest)]) -> Outcome {
    let passing = table.facts[kind].filter { fact in
      tests.allSatisfy { $0.test.holds(fact.values[$0.field]) }
    }
    if let reason = table.missing[kind], passing.isEmpty { return .unknown([reason]) }
    if vocabulary.kinds[kind].isUnknownWhereAbsent,
      let unknown = unknownField(kind, tests, passing)
    {
      return .unknown([unknown])
    }
    return passing.isEmpty ? .fails : .holds(passing)
  }

  /// A field without a value that the outcome hangs on.
  private func unknownField(
    _ kind: Int, _ tests: [(field: Int, test: FactTest)], _ passing: [Fact]
  ) -> String? {
    let open = tests.first { field, test in
      !test.isAboutPresence && table.facts[kind].allSatisfy { $0.values[field] == nil }
    }
    return open.map {
      "\(vocabulary.kinds[kind].name).\(vocabulary.kinds[kind].fields[$0.field].name)"
    }
  }
}

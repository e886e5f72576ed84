import Units

/// Finds which rules apply to the services of a project.
public struct RuleEngine: Sendable {
  private let book: RuleBook
  private let targets: [Target]

  /// Where services may move to, with its limits.
  public struct Target: Sendable {
    public let id: String
    public let name: String
    public let limits: [Limit]

    public init(id: String, name: String, limits: [Limit]) {
      self.id = id
      self.name = name
      self.limits = limits
    }

    /// The most of something, in the unit of the facts that it is compared with.
    public struct Limit: Sendable {
      public let kind: String
      public let maximum: ExactDecimal
      /// `900 s (2026)`.
      public let text: String

      public init(kind: String, maximum: ExactDecimal, text: String) {
        self.kind = kind
        self.maximum = maximum
        self.text = text
      }
    }
  }

  public init(_ book: RuleBook, targets: [Target]) {
    self.book = book
    self.targets = targets
  }

  /// What the rules say of services and of the project.
  ///
  /// - Parameters:
  ///   - services: what is known of each.
  ///   - project: what is known of the project apart from its services.
  public func findings(services: [FactTable], project: FactTable) -> RuleFindings {
    var findings: [Finding] = []
    var skipped: [SkippedRule] = []
    var unmatched: [Int] = []
    // By rule, the facts that made it fire for each service and for the project.
    var fired: [Int: [Int?: [Fact]]] = [:]
    let tables = services.map { $0.with(project) }
    let union = FactTable.union(services, with: project)
    for place in book.evaluationOrder {
      let rule = book.rules[place]
      let subjects = rule.isAboutProject ? [nil] : services.indices.map { Optional($0) }
      var missing: [(reason: String, service: Int?)] = []
      for subject in subjects {
        let table = subject.map { tables[$0] } ?? union
        let factsOfRule: (Int) -> [Fact]? = { other in
          guard subject != nil, !book.rules[other].isAboutProject else {
            return fired[other].map { $0.sorted { $0.key ?? -1 < $1.key ?? -1 }.flatMap(\.value) }
          }
          return fired[other]?[subject]
        }
        switch evaluated(place, table, factsOfRule) {
        case .fires(let facts, let verdicts, let limits):
          fired[place, default: [:]][subject] = facts
          findings.append(
            Finding(
              rule: rule, place: place, service: subject, verdicts: verdicts, facts: facts,
              limits: limits, table: table, vocabulary: book.vocabulary))
        case .unknown(let reasons): missing += reasons.map { ($0, subject) }
        case .quiet: break
        }
      }
      if fired[place] == nil, missing.isEmpty { unmatched.append(place) }
      skipped += SkippedRule.grouped(rule, place, missing)
    }
    return RuleFindings(
      findings: findings.sorted { ($0.place, $0.service ?? -1) < ($1.place, $1.service ?? -1) },
      unmatched: unmatched.sorted().map { book.rules[$0] },
      skipped: skipped.sorted { $0.place < $1.place })
  }

  private enum Evaluated {
    case fires([Fact], [(target: String, verdict: Rule.Verdict)], limits: [String])
    case quiet
    case unknown([String])
  }

  private func evaluated(
    _ place: Int, _ table: FactTable, _ factsOfRule: @escaping (Int) -> [Fact]?
  ) -> Evaluated {
    let rule = book.rules[place]
    var facts: [Fact] = []
    if let condition = rule.condition {
      let evaluation = ConditionEvaluation(
        table: table, vocabulary: book.vocabulary, factsOfRule: factsOfRule)
      switch evaluation.outcome(condition) {
      case .fails: return .quiet
      case .unknown(let reasons): return .unknown(reasons)
      case .holds(let found): facts = found
      }
    }
    guard let limit = rule.limit else {
      return .fires(facts, verdicts(rule, targets), limits: [])
    }
    return exceeding(limit, rule, table, facts)
  }

  /// The rule for the targets whose limit a fact exceeds.
  private func exceeding(
    _ test: Rule.LimitTest, _ rule: Rule, _ table: FactTable, _ facts: [Fact]
  ) -> Evaluated {
    let measured = table.facts[test.kind].filter { $0.values[test.field] != nil }
    guard let most = measured.max(by: { $0.number(test.field) < $1.number(test.field) }) else {
      if let reason = table.missing[test.kind] { return .unknown([reason]) }
      let kind = book.vocabulary.kinds[test.kind]
      return kind.isUnknownWhereAbsent && !table.facts[test.kind].isEmpty
        ? .unknown(["\(kind.name).\(kind.fields[test.field].name)"]) : .quiet
    }
    let exceeded = targets.compactMap { target in
      target.limits.filter { $0.kind == test.limit }.max { $0.maximum < $1.maximum }
        .flatMap { $0.maximum < most.number(test.field) ? (target, $0) : nil }
    }
    let concerned = exceeded.filter { rule.verdict(for: $0.0.id) != nil }
    guard !concerned.isEmpty else { return .quiet }
    return .fires(
      facts + [most], verdicts(rule, concerned.map(\.0)),
      limits: concerned.map { "\($0.0.name) \($0.1.text)" })
  }

  private func verdicts(
    _ rule: Rule, _ targets: [Target]
  ) -> [(target: String, verdict: Rule.Verdict)] {
    targets.compactMap { target in rule.verdict(for: target.id).map { (target.id, $0) } }
  }
}

extension Fact {
  fileprivate func number(_ field: Int) -> ExactDecimal {
    guard case .number(let number)? = values[field] else { return .zero }
    return number
  }
}

extension FactTable {
  /// Also what is known of the project, where the subject itself has nothing of a kind.
  fileprivate func with(_ project: FactTable) -> FactTable {
    var result = self
    for kind in result.facts.indices where result.facts[kind].isEmpty && missing[kind] == nil {
      result.facts[kind] = project.facts[kind]
    }
    return result
  }
}

import Units

/// What a rule says of a service, or of the project.
public struct Finding: Sendable {
  public let rule: Rule
  /// The place of the rule in the book, by which findings are ordered.
  let place: Int
  /// The place of the service; nil where it is about the project.
  public let service: Int?
  /// In the order of the targets; those that the rule says nothing about are left out.
  public let verdicts: [(target: String, verdict: Rule.Verdict)]
  private let facts: [Fact]
  private let limits: [String]
  private let table: FactTable
  private let vocabulary: FactVocabulary

  init(
    rule: Rule, place: Int, service: Int?, verdicts: [(target: String, verdict: Rule.Verdict)],
    facts: [Fact], limits: [String], table: FactTable, vocabulary: FactVocabulary
  ) {
    self.rule = rule
    self.place = place
    self.service = service
    self.verdicts = verdicts
    self.facts = facts
    self.limits = limits
    self.table = table
    self.vocabulary = vocabulary
  }

  /// Where it was found, each place once, in the order of the condition. A service as a whole counts
  /// only where nothing else was looked for.
  public var evidence: [FactSource] {
    let found = facts.filter { $0.evidence != nil }
    let particular = found.filter { fact in
      guard case .line? = fact.evidence else { return true }
      return !vocabulary.kinds[fact.kind].isSingle
    }
    return (particular.isEmpty ? found : particular).compactMap(\.evidence).uniqued()
  }

  /// The worst that it means for any target; nil where it says nothing about those there are.
  public var worst: Rule.Verdict? { verdicts.map(\.verdict).min() }

  public func verdict(for target: String) -> Rule.Verdict? {
    verdicts.first { $0.target == target }?.verdict
  }

  /// What was found, with its values.
  public func message(in language: Rule.Language = .english) -> String {
    text(rule.texts(language).message)
  }

  /// What to do, with its values.
  public func step(in language: Rule.Language = .english) -> String {
    text(rule.texts(language).step)
  }

  /// What to do about several findings of one rule, with the values of all.
  public static func step(of findings: [Finding], in language: Rule.Language) -> String {
    text(findings) { $0.rule.texts(language).step }
  }

  /// What several findings of one rule found, with the values of all.
  public static func message(of findings: [Finding], in language: Rule.Language) -> String {
    text(findings) { $0.rule.texts(language).message }
  }

  private static func text(
    _ findings: [Finding], _ template: (Finding) -> MessageTemplate
  ) -> String {
    guard let first = findings.first else { return "" }
    return template(first).text(
      { kind, field in findings.flatMap { $0.values(kind, field) }.uniqued() },
      limits: findings.flatMap(\.limits).uniqued())
  }

  private func text(_ template: MessageTemplate) -> String {
    template.text(values, limits: limits)
  }

  private func values(_ kind: Int, _ field: Int) -> [String] {
    let matched = facts.filter { $0.kind == kind }
    let form = vocabulary.kinds[kind].fields[field].form
    return (matched.isEmpty ? table.facts[kind] : matched)
      .compactMap { $0.values[field]?.text(as: form) }.uniqued()
  }
}

/// What became of all rules.
public struct RuleFindings: Sendable {
  /// By phase, rule and service.
  public let findings: [Finding]
  /// Rules that were looked at and found nothing.
  public let unmatched: [Rule]
  public let skipped: [SkippedRule]
}

/// A rule that could not be told for want of facts.
public struct SkippedRule: Sendable {
  public let rule: Rule
  let place: Int
  /// What is missing.
  public let reason: String
  /// The places of the services it was skipped for; empty where it is about the project.
  public let services: [Int]

  /// One for each reason, in the order in which they came up.
  static func grouped(
    _ rule: Rule, _ place: Int, _ missing: [(reason: String, service: Int?)]
  ) -> [SkippedRule] {
    missing.map(\.reason).uniqued().map { reason in
      SkippedRule(
        rule: rule, place: place, reason: reason,
        services: missing.filter { $0.reason == reason }.compactMap(\.service).uniqued())
    }
  }
}

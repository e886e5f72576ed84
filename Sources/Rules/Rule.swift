import Units

/// A piece of migration knowledge: when it applies, what it means for each target, what to do.
public struct Rule: Sendable {
  public let id: String
  public let phase: Phase
  /// What it is about, in one word.
  public let category: String
  /// Story points.
  public let effort: Int
  /// Whether it is about the project as a whole, and not about one service.
  public let isAboutProject: Bool
  /// Which services its findings are shown for.
  public let audience: Audience
  /// By target; `*` is all others.
  let verdicts: [String: Verdict]
  /// What fires it; nil where the limit alone does.
  private(set) var condition: Condition?
  let limit: LimitTest?
  /// Ids of rules whose steps come before.
  public let after: [String]
  /// Names of files that help with the step.
  public let artifacts: [String]
  public let links: [Link]
  /// What its step changes a bill by; nil where nothing is known of that.
  public let cost: Cost?
  let english: Texts
  let chinese: Texts?
  /// The file and the line that it begins on.
  public let file: String
  public let line: Int

  /// The part of a migration in which a step is done, in order.
  public enum Phase: String, CaseIterable, Sendable {
    case assess
    case decouple
    case externaliseState = "externalise-state"
    case slim
    case package
    case network
    case tune
    case cutOver = "cut-over"
    case verify
    case rollBack = "roll-back"
  }

  /// What a finding means for a target, from the worst.
  public enum Verdict: String, CaseIterable, Comparable, Sendable {
    case blocker
    case change
    case advice

    public static func < (left: Verdict, right: Verdict) -> Bool { left.order < right.order }

    private var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  }

  public enum Audience: String, CaseIterable, Sendable { case moving, staying, all }

  /// A page that says more.
  public struct Link: Hashable, Sendable {
    public let url: String
    /// The day on which it was seen to say so.
    public let asOf: CalendarDate
  }

  /// A language that rules are written in.
  public enum Language: String, CaseIterable, Sendable {
    case english = "en"
    case chinese = "zh"
  }

  /// What the step of a rule is billed as.
  public enum Cost: Hashable, Sendable {
    /// The move of the service itself.
    case move
    /// The option of a SPEC, or how much more it is than a platform as it usually is.
    case option(String, against: String?)
  }

  struct Texts: Sendable {
    let title: String
    let message: MessageTemplate
    let step: MessageTemplate
  }

  /// A fact that must not exceed a target's limit.
  struct LimitTest: Sendable {
    let limit: String
    let kind: Int
    let field: Int
  }

  /// What it is called; in English where it has no text of the language.
  public func title(in language: Language = .english) -> String { texts(language).title }

  func texts(_ language: Language) -> Texts {
    language == .chinese ? chinese ?? english : english
  }

  /// What the rule means for a target; nil where it says nothing about it.
  public func verdict(for target: String) -> Verdict? { verdicts[target] ?? verdicts["*"] }

  func with(condition: Condition?) -> Rule {
    var rule = self
    rule.condition = condition
    return rule
  }
}

extension Rule {
  /// A text of a rule as its file has it, with variables in braces.
  public enum Template { case message, step }

  public func text(_ template: Template, _ vocabulary: FactVocabulary) -> String {
    let parts = (template == .message ? english.message : english.step).parts
    return parts.map { part in
      switch part {
      case .text(let text): return text
      case .limits: return "{limits}"
      case .value(let kind, let field):
        let kind = vocabulary.kinds[kind]
        return "{\(kind.name).\(kind.fields[field].name)}"
      }
    }.joined()
  }
}

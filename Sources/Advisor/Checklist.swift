import Comparison
import Inventory
import Pricing
import Rules
import Units

/// What to ask of a checklist, besides the project.
public struct ChecklistRequest: Sendable {
  public var profile = Profile.none
  /// Providers whose targets services may be placed on.
  public var providers: [String] = ["aws"]
  /// Rule files of the user.
  public var ruleFiles: [(name: String, bytes: [UInt8])] = []
  public var answers: (name: String, bytes: [UInt8])?
  /// The SPEC of the instances that run the containers now; nil for the provider's usual ones.
  public var docker: String?

  public init() {}
}

/// The migration checklist of a project: where its services belong, what is in the way, what to do.
public struct Checklist: Sendable {
  public let inventory: ProjectInventory
  public let targets: MigrationTargets
  /// In the order of the services.
  public let placements: [Placement]
  /// What the rules say, without what comments wave away.
  public let findings: [Finding]
  public let ignored: [IgnoredFinding]
  /// Also those of services that stay, which the plan has no steps for.
  let allFindings: [Finding]
  public let unmatched: [Rule]
  public let skipped: [SkippedRule]
  public let questions: [OpenQuestion]
  public let plan: MigrationPlan
  /// nil without a trace.
  public let costs: MigrationCosts?
  public let traffic: Traffic?
  public let profile: Profile
  let redaction: Redaction
  let servingWords: ServingWords
  private let answered: Answers
  private let allQuestions: [Question]

  public struct IgnoredFinding: Sendable {
    public let finding: Finding
    public let reason: String?
  }

  /// Throws `.configuration` where a rule file or the answers are malformed.
  public init(
    _ inventory: ProjectInventory, _ request: ChecklistRequest, traffic: Traffic?,
    priceBook: PriceBook
  ) throws {
    let book = try Self.ruleBook(request.ruleFiles, priceBook)
    let targets = try MigrationTargets(priceBook)
    let questions = try Question.all()
    let answers = try request.answers.map {
      try Answers(
        $0.bytes, file: $0.name, questions: questions, services: inventory.services.map(\.name))
    }
    let chosen = request.providers.flatMap { provider in
      targets.all.filter { $0.provider == provider }
    }
    let terms = request.providers.compactMap { provider in
      targets.providers.first { $0.id == provider }
    }
    var analysis = try Analysis(
      inventory, book, targets, answers: answers ?? .none, traffic: traffic,
      profile: request.profile)
    try analysis.addCosts(
      on: chosen.filter(\.isPriced),
      docker: request.docker ?? terms.compactMap(\.docker).first)
    let comments = IgnoreComments(inventory)
    try analysis.place(on: chosen, entry: terms.compactMap(\.entry?.id).first, without: comments)
    let all = analysis.rules.findings(services: analysis.tables, project: analysis.project)
    let placements = analysis.placements
    let relevant = all.findings.filter { Self.isRelevant($0, placements, chosen.map(\.id)) }
    ignored = relevant.compactMap { finding in
      comments.comment(on: finding).map { IgnoredFinding(finding: finding, reason: $0.reason) }
    }
    let findings = relevant.filter { comments.comment(on: $0) == nil }
    allFindings = all.findings.filter { comments.comment(on: $0) == nil }
    self.inventory = inventory
    self.targets = targets
    self.placements = placements
    self.findings = findings
    unmatched = all.unmatched
    skipped = all.skipped.filter { !$0.reason.hasPrefix("answer.") }
    self.questions =
      Self.deciding(questions, inventory, placements)
      + Self.open(all.skipped, questions, inventory, placements)
    costs = try analysis.migrationCosts(
      findings, on: chosen, dockerIsAssumed: request.docker == nil)
    plan = MigrationPlan(findings, placements, costs)
    self.traffic = traffic
    profile = request.profile
    redaction = try Redaction(inventory)
    servingWords = try ServingWords()
    answered = answers ?? .none
    allQuestions = questions
  }

  /// The rules that this program was built with and those of the user.
  public static func ruleBook(
    _ files: [(name: String, bytes: [UInt8])], _ priceBook: PriceBook
  ) throws -> RuleBook {
    try RuleBook(
      DataFiles.rules + files, vocabulary: .checklist(try Question.all()),
      targets: try MigrationTargets(priceBook).all.map(\.id))
  }

  /// The answers file with the questions that are open, to be filled in and given back.
  public func answersFile() -> [UInt8] {
    Answers.template(open: questions, answered: answered, questions: allQuestions)
  }

  /// Whether a finding concerns the plan: it says something about where the service goes, or why it
  /// does not go elsewhere. Of a service that stays, only what is about staying counts, and what
  /// keeps it.
  private static func isRelevant(
    _ finding: Finding, _ placements: [Placement], _ chosen: [String]
  ) -> Bool {
    guard let service = finding.service else { return true }
    let placement = placements[service]
    let isBlocking = chosen.contains { finding.verdict(for: $0) == .blocker }
    if placement.movesAsCode, let target = placement.target {
      let concernsTarget = finding.verdict(for: target) != nil
      return finding.rule.audience == .staying ? false : concernsTarget || isBlocking
    }
    if placement.moves { return finding.rule.audience == .all }
    let concernsTargets = chosen.contains { finding.verdict(for: $0) != nil }
    // What is not placed may still move.
    if placement.kind == .unknown { return concernsTargets }
    return concernsTargets && (finding.rule.audience != .moving || isBlocking)
  }

  /// Those that decide where services go that could not be placed.
  private static func deciding(
    _ questions: [Question], _ inventory: ProjectInventory, _ placements: [Placement]
  ) -> [OpenQuestion] {
    questions.filter { $0.id == "http" }.flatMap { question in
      placements.indices.filter { placements[$0].kind == .unknown }.map {
        OpenQuestion(service: inventory.services[$0].name, question: question, rules: [])
      }
    }
  }

  private static func open(
    _ skipped: [SkippedRule], _ questions: [Question], _ inventory: ProjectInventory,
    _ placements: [Placement]
  ) -> [OpenQuestion] {
    questions.flatMap { question in
      let waiting = skipped.filter { $0.reason == "answer.\(question.id)" }
      let services = Set(waiting.flatMap(\.services)).sorted().filter { service in
        inventory.services[service].role == .application || placements[service].movesAsCode
      }
      return services.map { service in
        OpenQuestion(
          service: inventory.services[service].name, question: question,
          rules: waiting.filter { $0.services.contains(service) }.map(\.rule.id))
      }
    }
  }
}

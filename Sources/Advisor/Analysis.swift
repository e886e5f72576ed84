import Inventory
import Rules
import Units

/// What is known of a project's services, growing from their files to their traffic, their costs and
/// their placements.
struct Analysis {
  let inventory: ProjectInventory
  let rules: RuleEngine
  private(set) var tables: [FactTable]
  private(set) var project: FactTable
  private(set) var placements: [Placement] = []
  private let vocabulary: FactVocabulary
  private let traffic: Traffic?
  private let profile: Profile
  private let answers: Answers
  private var costs: [[ServiceCost]]
  private var docker: String?
  private var dockerShares: [Int: Money] = [:]

  init(
    _ inventory: ProjectInventory, _ book: RuleBook, _ targets: MigrationTargets,
    answers: Answers, traffic: Traffic?, profile: Profile
  ) throws {
    self.inventory = inventory
    self.traffic = traffic
    self.profile = profile
    self.answers = answers
    vocabulary = book.vocabulary
    rules = RuleEngine(book, targets: targets.limits)
    costs = inventory.services.map { _ in [] }
    let facts = try ServiceFacts(
      inventory, sizes: try PackageSizes(), vocabulary: vocabulary)
    tables = inventory.services.map(facts.table)
    project = FactTable(vocabulary)
    for (place, service) in inventory.services.enumerated() {
      tables[place].add(vocabulary.fact("answer", answers.answers(of: service.name)))
      if let fact = traffic?.fact(of: place, vocabulary) {
        tables[place].add(fact)
      } else {
        let reason = traffic == nil ? "no-trace" : "not-in-trace"
        for name in ["trace", "cost", "simulation"] { markMissing(name, reason, of: place) }
      }
      for name in ["placement", "neighbour"] { markMissing(name, "no-placement", of: place) }
    }
  }

  private mutating func markMissing(_ kind: String, _ reason: String?, of place: Int) {
    guard let index = vocabulary.index(of: kind) else { return }
    tables[place].mark(index, missing: reason)
  }

  // MARK: Costs

  /// Replays each service of the trace on the targets, and all of them on instances with Docker.
  mutating func addCosts(on targets: [MigrationTargets.Target], docker: String?) throws {
    guard let traffic else { return }
    self.docker = docker
    for place in inventory.services.indices where traffic.places[place] != nil {
      costs[place] = try traffic.costs(
        of: place,
        on: targets.map { ($0.id, $0.warm) } + (docker.map { [($0, nil)] } ?? []))
      let usual = costs[place].filter { !$0.isWarm }
      for fact in ServiceCost.facts(usual, vocabulary) { tables[place].add(fact) }
    }
    if let docker {
      dockerShares = try traffic.dockerShares(docker, of: Array(inventory.services.indices))
    }
  }

  // MARK: Placement

  /// Findings that comments wave away keep no service where it is.
  mutating func place(
    on targets: [MigrationTargets.Target], entry: String?, without comments: IgnoreComments
  ) throws {
    addProjectFact()
    let found = rules.findings(services: tables, project: project).findings
    var byService: [[Finding]] = inventory.services.map { _ in [] }
    for finding in found {
      guard let service = finding.service, comments.comment(on: finding) == nil else { continue }
      byService[service].append(finding)
    }
    placements = PlacementPlanner(
      inventory: inventory, targets: targets, entry: entry, findings: byService, costs: costs,
      dockerShares: dockerShares, profile: profile, answers: answers
    ).placements()
    addPlacementFacts()
    project = FactTable(vocabulary)
    addProjectFact()
  }

  private mutating func addPlacementFacts() {
    for (place, placement) in placements.enumerated() {
      for name in ["placement", "neighbour"] { markMissing(name, nil, of: place) }
      tables[place].add(
        vocabulary.fact(
          "placement",
          [
            "kind": .text(placement.kind.rawValue), "target": placement.target.map { .text($0) },
            "moves": .flag(placement.movesAsCode),
          ]))
    }
    for call in Connections(inventory).pairs {
      add(call.callee, as: "calls", to: call.caller, call)
      add(call.caller, as: "called-by", to: call.callee, call)
    }
  }

  private mutating func add(
    _ other: Int, as direction: String, to place: Int, _ call: Connections.Call
  ) {
    tables[place].add(
      vocabulary.fact(
        "neighbour",
        [
          "service": .text(inventory.services[other].name), "direction": .text(direction),
          "role": .text(inventory.services[other].role.rawValue),
          "moves": .flag(placements[other].movesAsCode),
        ], at: .line(file: call.evidence.file, line: call.evidence.line)))
  }

  private mutating func addProjectFact() {
    let moving = placements.filter(\.moves).count
    let isPlaced = !placements.isEmpty
    project.add(
      vocabulary.fact(
        "project",
        [
          "services": .count(inventory.services.count),
          "applications": .count(inventory.services.count { $0.role == .application }),
          "moving": isPlaced ? .count(moving) : nil,
          "staying": isPlaced ? .count(placements.count { $0.kind == .stayInDocker }) : nil,
          "profile": .text(profile.rawValue),
          "unsetVariables": .count(inventory.project.unsetVariables.count),
          "unreadFiles": .count(inventory.problems.count),
          "hybrid": isPlaced ? .flag(moving > 0 && moving < placements.count) : nil,
        ]))
  }

  // MARK: Result

  func migrationCosts(
    _ findings: [Finding], on targets: [MigrationTargets.Target], dockerIsAssumed: Bool
  ) throws -> MigrationCosts? {
    guard let traffic, let docker else { return nil }
    return try MigrationCosts(
      inventory, traffic, docker: docker, isAssumed: dockerIsAssumed, placements: placements,
      targets: targets, costs: costs, dockerShares: dockerShares, findings: findings)
  }
}

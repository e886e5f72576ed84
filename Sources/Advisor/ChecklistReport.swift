import Artifacts
import Comparison
import Inventory
import Pricing
import Rendering
import Rules
import Units

/// A checklist for people: where services belong, what is in the way, what to do in which order.
public struct ChecklistReport {
  let checklist: Checklist
  let wording: Wording
  let placement: PlacementText
  let evidence: EvidenceText
  /// Story points by service.
  let points: [Int: Int]
  let money = MoneyText(currency: "USD")
  let artifacts: WrittenArtifacts?

  /// - Parameter artifacts: what was written; nil where nothing was to be.
  public init(
    _ checklist: Checklist, language: Rule.Language, artifacts: WrittenArtifacts? = nil
  ) throws {
    self.artifacts = artifacts
    self.checklist = checklist
    wording = try Wording(language)
    placement = PlacementText(wording, checklist.targets)
    evidence = EvidenceText(checklist)
    points = checklist.plan.steps.reduce(into: [:]) { points, step in
      if let place = step.finding.service {
        points[place, default: 0] += step.finding.rule.effort
      }
    }
  }

  /// What the project is called at the head of a page.
  public var title: String {
    wording("title", ["project": checklist.inventory.project.files.first ?? ""])
  }

  public var report: Report {
    var blocks: [Block] = [.paragraph(summary), .table(placements), .verdict(verdictSentence)]
    blocks += [.heading(wording("matrix.title")), .table(matrix)]
    let meetings = self.meetings
    if !meetings.isEmpty { blocks += [.heading(wording("meet.title")), .list(meetings)] }
    for (number, phase) in checklist.plan.phases.enumerated() {
      blocks += [
        .heading("\(number + 1). \(wording("phase.\(phase.phase.rawValue)"))"),
        .checklist(items(phase)),
      ]
    }
    if !checklist.questions.isEmpty {
      blocks += [
        .heading(wording("questions.title")), .list(questions),
        .paragraph(wording("questions.hint")),
      ]
    }
    return Report(blocks + [.notes(notes)])
  }

  // MARK: Head

  var services: [InventoriedService] { checklist.inventory.services }

  var summary: String {
    let moving = checklist.placements.filter(\.moves).count
    var sentences = [
      wording(
        "summary.services",
        [
          "services": wording.count(services.count, "services"),
          "files": wording.list(checklist.inventory.project.files.uniqued()),
          "moving": String(moving),
          "staying": String(checklist.placements.count { $0.kind == .stayInDocker }),
        ])
    ]
    let unknown = checklist.placements.count { $0.kind == .unknown }
    if unknown > 0 { sentences.append(wording("summary.unknown", ["n": String(unknown)])) }
    if let traffic = checklist.traffic {
      sentences.append(
        wording(
          "summary.traffic",
          [
            "matched": String(traffic.places.count { $0 != nil }),
            "requests": separatedByThousands(String(traffic.scenario.trace.count)),
          ]))
      if !traffic.unmatched.isEmpty {
        sentences.append(
          wording("summary.unmatched", ["names": wording.list(traffic.unmatched)]))
      }
    }
    return sentences.joined(separator: " ")
  }

  var placements: Table {
    var columns = [
      Column(wording("column.service")), Column(wording("column.role"), priority: 2),
      Column(wording("column.where")), Column(wording("column.points"), .right, priority: 1),
    ]
    if checklist.costs != nil {
      columns += [Column(wording("column.now"), .right), Column(wording("column.then"), .right)]
    }
    columns.append(Column(wording("column.why"), isFlexible: true))
    return Table(columns: columns, rows: services.indices.map(row))
  }

  func row(_ place: Int) -> [Cell] {
    let placement = checklist.placements[place]
    var cells: [Cell] = [
      .text(services[place].name), .text(wording("role.\(services[place].role.rawValue)")),
      .text(self.placement.place(placement), tone: placement.moves ? .good : .plain),
      points[place].map { .number(String($0)) } ?? .missing,
    ]
    if let costs = checklist.costs {
      let then = costs.planned(place, placement)
      cells += [
        costs.shares[place].map(amount) ?? .missing, then.map { amount($0.monthly) } ?? .missing,
      ]
    }
    return cells + [.text(self.placement.reason(placement.reason))]
  }

  func amount(_ money: Money) -> Cell {
    let text = money.text(places: 2, grouped: true)
    return .number(money > .zero && text == "0.00" ? "< 0.01" : text)
  }

  /// The answer in one sentence.
  var verdictSentence: String {
    let plan = checklist.plan
    let order = MigrationWaves(checklist.inventory, checklist.placements).order
    guard let first = order.first else {
      let reasons = checklist.placements.map(\.reason)
      let isByCost = reasons.contains { if case .cheaperInDocker = $0 { true } else { false } }
      let isBlocked = reasons.contains { if case .blockedEverywhere = $0 { true } else { false } }
      guard !checklist.placements.contains(where: { $0.kind == .unknown }) else {
        return wording("verdict.all-stay", ["why": wording("why.unknown")])
      }
      return wording(
        "verdict.all-stay",
        ["why": wording(isByCost ? "why.cost" : isBlocked ? "why.blocked" : "why.state")])
    }
    return wording(
      "verdict.moves",
      [
        "moving": String(checklist.placements.filter(\.moves).count),
        "services": String(services.count), "first": services[first].name,
        "steps": wording.count(plan.steps.count, "steps"),
        "points": wording.count(plan.effort, "points"), "money": billChange,
      ])
  }

  var billChange: String {
    guard let costs = checklist.costs, let before = costs.before, let after = costs.after,
      before != after
    else { return "" }
    return wording(
      after < before ? "verdict.saves" : "verdict.costs",
      [
        "amount": money.text(after < before ? before - after : after - before),
        "after": money.text(after), "before": money.text(before),
        "now": wording(costs.isAssumed ? "now.assumed" : "now.stated", ["spec": costs.docker]),
        "host": costs.stayingHost.map {
          wording("verdict.host", ["amount": money.text($0)])
        } ?? "",
      ])
  }

  // MARK: Targets

  var matrix: Table {
    let matrix = VerdictMatrix(checklist)
    return Table(
      columns: [Column(wording("column.service"))]
        + checklist.targets.all.enumerated().map {
          Column($0.element.name, priority: 20 - $0.offset)
        },
      rows: services.indices.map { place in
        [.text(services[place].name)] + matrix.cells[place].map(cell)
      })
  }

  func cell(_ cell: VerdictMatrix.Cell) -> Cell {
    if cell.stays { return .text(wording("verdict.stays")) }
    if cell.isBlocked { return .text(wording("verdict.blocker"), tone: .bad) }
    guard cell.changes > 0 else { return .text(wording("verdict.none"), tone: .good) }
    return .text(wording("verdict.change", ["n": String(cell.changes)]))
  }

  var meetings: [String] {
    Connections(checklist.inventory).calls.compactMap { call in
      let (caller, callee) = (checklist.placements[call.caller], checklist.placements[call.callee])
      guard caller.movesAsCode != callee.movesAsCode, callee.kind != .managedService,
        caller.kind != .managedService
      else { return nil }
      return wording(
        caller.movesAsCode ? "meet.outward" : "meet.inward",
        [
          "caller": services[call.caller].name, "callee": services[call.callee].name,
          "port": call.port.map { ":\($0)" } ?? "",
        ])
    }
  }

  // MARK: Steps

  /// One item for each rule, with its services.
  func items(_ phase: MigrationPlan.Phase) -> [ChecklistItem] {
    phase.steps.map(\.finding.rule.id).uniqued().map { id in
      let steps = phase.steps.filter { $0.finding.rule.id == id }
      let names = steps.compactMap(\.finding.service).map { services[$0].name }
      let rule = steps[0].finding.rule
      let title = rule.title(in: wording.language)
      return ChecklistItem(
        mark: id, title: names.isEmpty ? title : "\(title): \(shortened(names))",
        aside: aside(steps),
        details: [redacted(Finding.step(of: steps.map(\.finding), in: wording.language))],
        evidence: evidence(steps))
    }
  }

  func shortened(_ names: [String]) -> String {
    names.count <= 8
      ? wording.list(names) : wording.list(Array(names.prefix(7))) + " … (\(names.count))"
  }

  func aside(_ steps: [MigrationPlan.Step]) -> String {
    let points = wording.count(steps[0].finding.rule.effort, "points")
    let effort =
      steps.count == 1
      ? points : wording("points.each", ["n": String(steps.count), "points": points])
    let changes = steps.compactMap(\.monthlyChange)
    guard !changes.isEmpty else { return effort }
    let change = changes.reduce(.zero, +)
    let amount = change < .zero ? Money.zero - change : change
    return "\(effort), "
      + wording(change < .zero ? "change.less" : "change.more", ["amount": money.text(amount)])
  }

  /// What was found, with the places of it; findings that differ by nothing but the service are told
  /// together.
  private func evidence(_ steps: [MigrationPlan.Step]) -> [String] {
    var groups: [[Finding]] = []
    var places: [String: Int] = [:]
    for finding in steps.map(\.finding) {
      let message = finding.message(in: wording.language)
      let text = name(finding).map { message.replacing($0, with: "") } ?? message
      if let place = places[text] {
        groups[place].append(finding)
      } else {
        places[text] = groups.count
        groups.append([finding])
      }
    }
    return groups.flatMap(evidence)
  }

  private func evidence(of findings: [Finding]) -> [String] {
    let message = redacted(Finding.message(of: findings, in: wording.language))
    let names = findings.compactMap(name)
    let isNamed = names.isEmpty || message.contains(names[0])
    let places = findings.flatMap { $0.evidence.prefix(3) }.uniqued()
    let shown = places.prefix(Self.mostPlaces).map(evidence.text)
    let rest = places.count - shown.count
    return [isNamed ? message : "\(shortened(names)): \(message)"] + shown
      + (rest > 0 ? [wording("evidence.more", ["n": String(rest)])] : [])
  }

  /// Places that are shown for what is told together.
  private static let mostPlaces = 8

  private func name(_ finding: Finding) -> String? { finding.service.map { services[$0].name } }

  func redacted(_ text: String) -> String { checklist.redaction.redacted(text) }
}

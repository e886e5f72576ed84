import Comparison
import Inventory
import Pricing
import Rendering
import Rules
import Units

/// A checklist for people: where services belong, what is in the way, what to do in which order.
public struct ChecklistReport {
  private let checklist: Checklist
  private let wording: Wording
  private let placement: PlacementText
  private let evidence: EvidenceText
  /// Story points by service.
  private let points: [Int: Int]
  private let money = MoneyText(currency: "USD")

  public init(_ checklist: Checklist, language: Rule.Language) throws {
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

  private var services: [InventoriedService] { checklist.inventory.services }

  private var summary: String {
    let moving = checklist.placements.filter(\.moves).count
    var sentences = [
      wording(
        "summary.services",
        [
          "services": wording.count(services.count, "services"),
          "files": wording.list(checklist.inventory.project.files.uniqued()),
          "moving": String(moving),
          "staying": String(services.count - moving),
        ])
    ]
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

  private var placements: Table {
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

  private func row(_ place: Int) -> [Cell] {
    let placement = checklist.placements[place]
    var cells: [Cell] = [
      .text(services[place].name), .text(wording("role.\(services[place].role.rawValue)")),
      .text(self.placement.place(placement), tone: placement.moves ? .good : .plain),
      points[place].map { .number(String($0)) } ?? .missing,
    ]
    if let costs = checklist.costs {
      let then = costs.options.first {
        $0.service == place && $0.platform == placement.target
      }
      cells += [
        costs.shares[place].map(amount) ?? .missing, then.map { amount($0.monthly) } ?? .missing,
      ]
    }
    return cells + [.text(self.placement.reason(placement.reason))]
  }

  private func amount(_ money: Money) -> Cell {
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

  private var billChange: String {
    guard let before = checklist.costs?.before, let after = checklist.costs?.after,
      before != after
    else { return "" }
    return wording(
      after < before ? "verdict.saves" : "verdict.costs",
      [
        "amount": money.text(after < before ? before - after : after - before),
        "after": money.text(after),
      ])
  }

  // MARK: Targets

  private var matrix: Table {
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

  private func cell(_ cell: VerdictMatrix.Cell) -> Cell {
    if cell.isBlocked { return .text(wording("verdict.blocker"), tone: .bad) }
    guard cell.changes > 0 else { return .text(wording("verdict.none"), tone: .good) }
    return .text(wording("verdict.change", ["n": String(cell.changes)]))
  }

  private var meetings: [String] {
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
  private func items(_ phase: MigrationPlan.Phase) -> [ChecklistItem] {
    phase.steps.map(\.finding.rule.id).uniqued().map { id in
      let steps = phase.steps.filter { $0.finding.rule.id == id }
      let names = steps.compactMap(\.finding.service).map { services[$0].name }
      let rule = steps[0].finding.rule
      let title = rule.title(in: wording.language)
      return ChecklistItem(
        mark: id, title: names.isEmpty ? title : "\(title): \(shortened(names))",
        aside: aside(steps),
        details: [redacted(Finding.step(of: steps.map(\.finding), in: wording.language))],
        evidence: steps.flatMap(evidence))
    }
  }

  private func shortened(_ names: [String]) -> String {
    names.count <= 8
      ? wording.list(names) : wording.list(Array(names.prefix(7))) + " … (\(names.count))"
  }

  private func aside(_ steps: [MigrationPlan.Step]) -> String {
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

  /// What was found, with the places of it.
  private func evidence(_ step: MigrationPlan.Step) -> [String] {
    let finding = step.finding
    let message = redacted(finding.message(in: wording.language))
    let name = finding.service.map { services[$0].name } ?? ""
    let subject = name.isEmpty || message.contains(name) ? "" : "\(name): "
    return [subject + message] + finding.evidence.prefix(3).map(evidence.text)
  }

  private func redacted(_ text: String) -> String { checklist.redaction.redacted(text) }

  // MARK: Foot

  private var questions: [String] {
    checklist.questions.map(\.question.id).uniqued().map { id in
      let open = checklist.questions.filter { $0.question.id == id }
      return "\(open[0].question.text(in: wording.language)) (\(id): "
        + "\(shortened(open.map(\.service))))"
    }
  }

  private var notes: [Note] {
    let project = checklist.inventory.project
    var notes: [String] = checklist.inventory.problems.map {
      wording("note.unread", ["message": $0.message])
    }
    if !project.unsetVariables.isEmpty {
      notes.append(
        wording("note.unset", ["names": shortened(project.unsetVariables.map { "$" + $0 })]))
    }
    if !project.inactiveServices.isEmpty {
      notes.append(wording("note.inactive", ["names": shortened(project.inactiveServices)]))
    }
    if let costs = checklist.costs {
      notes += [
        wording("note.docker", ["spec": costs.docker]), wording("note.database"),
        wording("note.surroundings"),
      ]
    }
    notes += checklist.ignored.map { ignored in
      wording(
        "note.ignored",
        [
          "rule": ignored.finding.rule.id,
          "service": ignored.finding.service.map { services[$0].name } ?? "",
          "reason": ignored.reason ?? wording("note.noReason"),
        ])
    }
    notes += skippedNotes
    notes.append(wording("note.unmatched", ["n": String(checklist.unmatched.count)]))
    return notes.map { Note("·", $0) }
  }

  private var skippedNotes: [String] {
    let skipped = checklist.skipped
    return skipped.map(\.reason).uniqued().map { reason in
      let own = skipped.filter { $0.reason == reason }
      return wording(
        "note.skipped",
        [
          "rules": wording.list(own.map(\.rule.id).uniqued()),
          "reason": self.reason(reason, Set(own.flatMap(\.services)).sorted()),
        ])
    }
  }

  private func reason(_ reason: String, _ places: [Int]) -> String {
    guard !reason.contains(".") else { return wording("missing.field", ["field": reason]) }
    return wording(
      "missing.\(reason)", ["services": shortened(places.map { services[$0].name })])
  }
}

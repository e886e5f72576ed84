import Comparison
import Documents
import Inventory
import Rules
import Units

/// The JSON document of a checklist.
public struct ChecklistDocument {
  private let checklist: Checklist
  private let version: String
  private let generatedAt: String
  private let artifacts: [String]
  private let wording: Wording
  private let evidence: EvidenceText

  /// - Parameters:
  ///   - generatedAt: UTC, ISO 8601.
  ///   - artifacts: the files that were written.
  public init(
    _ checklist: Checklist, language: Rule.Language, version: String, generatedAt: String,
    artifacts: [String]
  ) throws {
    self.checklist = checklist
    self.version = version
    self.generatedAt = generatedAt
    self.artifacts = artifacts
    wording = try Wording(language)
    evidence = EvidenceText(checklist)
  }

  /// UTF-8 bytes of the document.
  public func json() throws -> [UInt8] {
    let verdict = try ChecklistReport(checklist, language: wording.language).verdictSentence
    var writer = JSONWriter()
    writer.object { writer in
      writer.value(.text("1.0"), key: "schemaVersion")
      writer.object("generator") { writer in
        writer.value(.text("costsim"), key: "name")
        writer.value(.text(version), key: "version")
      }
      writer.value(.text(generatedAt), key: "generatedAt")
      writer.value(.text("checklist"), key: "command")
      writer.value(.text("USD"), key: "currency")
      writer.value(.text(verdict), key: "verdict")
      texts(checklist.inventory.project.files.uniqued(), "files", &writer)
      writer.value(.text(checklist.profile.rawValue), key: "profile")
      writer.records(services, key: "services")
      writer.records(placements, key: "placements")
      writer.records(connections, key: "connections")
      writer.records(matrix, key: "targets")
      writer.array("findings") { writer in
        for finding in checklist.findings { write(finding, &writer) }
      }
      plan(&writer)
      writer.records(unmatched, key: "unmatched")
      skipped(&writer)
      writer.records(ignored, key: "ignored")
      writer.records(questions, key: "questions")
      writer.records(costs, key: "costs")
      totals(&writer)
      writer.records(problems, key: "problems")
      texts(artifacts, "artifacts", &writer)
    }
    return writer.bytes
  }

  // MARK: Tables

  private var inventoried: [InventoriedService] { checklist.inventory.services }

  private func name(_ place: Int?) -> FieldValue {
    place.map { .text(inventoried[$0].name) } ?? .missing
  }

  private func texts(_ texts: [String], _ key: String, _ writer: inout JSONWriter) {
    writer.array(key) { writer in
      for text in texts { writer.value(.text(text)) }
    }
  }

  private var services: RecordTable {
    var table = RecordTable(columns: [
      "name", "role", "workload", "language", "image", "isBuilt", "memoryMb", "cpus", "needsGpu",
      "ports", "ownsState", "dependants", "traceService", "file", "line",
    ])
    for (place, service) in inventoried.enumerated() {
      let compose = service.compose
      let resources = compose.resources
      table.append([
        .text(service.name), .text(service.role.rawValue), .text(service.workload.rawValue),
        service.language.map { .text($0) } ?? .missing,
        ((try? compose.definition.optional("image")?.scalarText) ?? nil).map { .text($0) }
          ?? .missing,
        .flag(service.isBuilt),
        (resources.memoryLimit ?? resources.memoryReservation)
          .flatMap { ExactDecimal(Int128($0), over: 1 << 20) }.map { .decimal($0) } ?? .missing,
        resources.cpuLimit.map { .decimal($0) } ?? .missing, .flag(resources.gpu != nil),
        .text(service.tcpPorts.map(String.init).joined(separator: " ")),
        .flag(service.ownsState), .integer(Int128(service.dependants)),
        checklist.traffic?.places[place].map {
          .text(checklist.traffic?.scenario.trace.serviceNames[$0] ?? "")
        } ?? .missing,
        .text(compose.evidence.file), .integer(Int128(compose.evidence.line)),
      ])
    }
    return table
  }

  private var placements: RecordTable {
    let text = PlacementText(wording, checklist.targets)
    let waves = MigrationWaves(checklist.inventory, checklist.placements).order
    var table = RecordTable(columns: ["service", "placement", "target", "reason", "wave"])
    for (place, placement) in checklist.placements.enumerated() {
      table.append([
        name(place), .text(placement.kind.rawValue),
        placement.target.map { .text($0) } ?? .missing, .text(text.reason(placement.reason)),
        waves.firstIndex(of: place).map { .integer(Int128($0 + 1)) } ?? .missing,
      ])
    }
    return table
  }

  private var connections: RecordTable {
    var table = RecordTable(columns: ["caller", "callee", "port", "file", "line"])
    for call in Connections(checklist.inventory).calls {
      table.append([
        name(call.caller), name(call.callee), call.port.map { .integer(Int128($0)) } ?? .missing,
        .text(call.evidence.file), .integer(Int128(call.evidence.line)),
      ])
    }
    return table
  }

  private var matrix: RecordTable {
    let cells = VerdictMatrix(checklist).cells
    var table = RecordTable(columns: ["service", "target", "blocked", "changes"])
    for place in inventoried.indices {
      for (target, cell) in zip(checklist.targets.all, cells[place]) {
        table.append([
          name(place), .text(target.id), .flag(cell.isBlocked), .integer(Int128(cell.changes)),
        ])
      }
    }
    return table
  }

  // MARK: Findings

  private func write(_ finding: Finding, _ writer: inout JSONWriter) {
    let rule = finding.rule
    writer.object { writer in
      writer.value(.text(rule.id), key: "ruleId")
      writer.value(.text(rule.title(in: wording.language)), key: "title")
      writer.value(.text(rule.phase.rawValue), key: "phase")
      writer.value(.text(rule.category), key: "category")
      writer.object("verdictByTarget") { writer in
        for (target, verdict) in finding.verdicts {
          writer.value(.text(verdict.rawValue), key: target)
        }
      }
      writer.value(.integer(Int128(rule.effort)), key: "effort")
      writer.value(name(finding.service), key: "service")
      writer.array("evidence") { writer in
        for source in finding.evidence { write(source, &writer) }
      }
      writer.value(.text(redacted(finding.message(in: wording.language))), key: "message")
      writer.value(.text(redacted(finding.step(in: wording.language))), key: "step")
      writer.array("links") { writer in
        for link in rule.links {
          writer.object { writer in
            writer.value(.text(link.url), key: "url")
            writer.value(.text(link.asOf.description), key: "asOf")
          }
        }
      }
    }
  }

  private func write(_ source: FactSource, _ writer: inout JSONWriter) {
    writer.object { writer in
      switch source {
      case .line(let file, let line):
        writer.value(.text(file), key: "file")
        writer.value(.integer(Int128(line)), key: "line")
        writer.value(evidence.line(file, line).map { .text($0) } ?? .missing, key: "text")
      case .trace(let text): writer.value(.text(text), key: "traceFact")
      case .cost(let text): writer.value(.text(text), key: "costFact")
      }
    }
  }

  private func redacted(_ text: String) -> String { checklist.redaction.redacted(text) }

  private func plan(_ writer: inout JSONWriter) {
    writer.object("plan") { writer in
      writer.value(.integer(Int128(checklist.plan.effort)), key: "effort")
      writer.array("phases") { writer in
        for phase in checklist.plan.phases {
          writer.object { writer in
            writer.value(.text(phase.phase.rawValue), key: "phase")
            writer.records(steps(phase), key: "steps")
          }
        }
      }
    }
  }

  private func steps(_ phase: MigrationPlan.Phase) -> RecordTable {
    var table = RecordTable(columns: [
      "ruleId", "service", "title", "text", "verdict", "effort", "monthlyCostChangeUsd",
    ])
    for step in phase.steps {
      let rule = step.finding.rule
      table.append([
        .text(rule.id), name(step.finding.service), .text(rule.title(in: wording.language)),
        .text(redacted(step.finding.step(in: wording.language))), .text(step.verdict.rawValue),
        .integer(Int128(rule.effort)), step.monthlyChange.map { .decimal($0) } ?? .missing,
      ])
    }
    return table
  }

  // MARK: What was not found

  private var unmatched: RecordTable {
    var table = RecordTable(columns: ["ruleId", "title"])
    for rule in checklist.unmatched {
      table.append([.text(rule.id), .text(rule.title(in: wording.language))])
    }
    return table
  }

  private func skipped(_ writer: inout JSONWriter) {
    writer.array("skipped") { writer in
      for skipped in checklist.skipped {
        writer.object { writer in
          writer.value(.text(skipped.rule.id), key: "ruleId")
          writer.value(.text(skipped.reason), key: "reason")
          texts(skipped.services.map { inventoried[$0].name }, "services", &writer)
        }
      }
    }
  }

  private var ignored: RecordTable {
    var table = RecordTable(columns: ["ruleId", "service", "reason"])
    for ignored in checklist.ignored {
      table.append([
        .text(ignored.finding.rule.id), name(ignored.finding.service),
        ignored.reason.map { .text($0) } ?? .missing,
      ])
    }
    return table
  }

  private var questions: RecordTable {
    var table = RecordTable(columns: ["service", "id", "question", "rules"])
    for open in checklist.questions {
      table.append([
        .text(open.service), .text(open.question.id),
        .text(open.question.text(in: wording.language)),
        .text(open.rules.joined(separator: " ")),
      ])
    }
    return table
  }

  private var problems: RecordTable {
    var table = RecordTable(columns: ["file", "message"])
    for problem in checklist.inventory.problems {
      table.append([.text(problem.file), .text(problem.message)])
    }
    return table
  }

  // MARK: Costs

  private var costs: RecordTable {
    var table = RecordTable(columns: [
      "service", "platform", "option", "costModel", "monthlyCostUsd", "coldStartRate",
      "latencyP99Ms", "meetsSlo", "isPlanned",
    ])
    for cost in checklist.costs?.options ?? [] {
      table.append([
        name(cost.service), .text(cost.platform), .text(cost.spec), .text(cost.model),
        .decimal(cost.monthly), .decimal(cost.coldStartShare),
        ExactDecimal(Int128(cost.latencyP99), over: 1_000).map { .decimal($0) } ?? .missing,
        .flag(cost.meetsObjective),
        .flag(checklist.placements[cost.service].target == cost.platform),
      ])
    }
    return table
  }

  private func totals(_ writer: inout JSONWriter) {
    func dollars(_ money: Money?) -> FieldValue { money.map { .decimal($0) } ?? .missing }
    let costs = checklist.costs
    writer.object("totals") { writer in
      writer.value(costs.map { .text($0.docker) } ?? .missing, key: "dockerOption")
      writer.value(dollars(costs?.before), key: "monthlyCostBeforeUsd")
      writer.value(dollars(costs?.after), key: "monthlyCostAfterUsd")
    }
  }
}

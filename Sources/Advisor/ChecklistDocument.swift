import Artifacts
import Comparison
import Documents
import Inventory
import Rules
import Units

/// The JSON document of a checklist.
public struct ChecklistDocument {
  let checklist: Checklist
  let version: String
  let generatedAt: String
  let artifacts: WrittenArtifacts
  let wording: Wording
  let evidence: EvidenceText

  /// - Parameters:
  ///   - generatedAt: UTC, ISO 8601.
  ///   - artifacts: what was written.
  public init(
    _ checklist: Checklist, language: Rule.Language, version: String, generatedAt: String,
    artifacts: WrittenArtifacts
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
      texts(artifacts.paths, "artifacts", &writer)
      writer.records(omitted, key: "artifactsOmitted")
    }
    return writer.bytes
  }

  // MARK: Findings

  func write(_ finding: Finding, _ writer: inout JSONWriter) {
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

  func write(_ source: FactSource, _ writer: inout JSONWriter) {
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

  func redacted(_ text: String) -> String { checklist.redaction.redacted(text) }

  func plan(_ writer: inout JSONWriter) {
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

  func steps(_ phase: MigrationPlan.Phase) -> RecordTable {
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

  var unmatched: RecordTable {
    var table = RecordTable(columns: ["ruleId", "title"])
    for rule in checklist.unmatched {
      table.append([.text(rule.id), .text(rule.title(in: wording.language))])
    }
    return table
  }

  func skipped(_ writer: inout JSONWriter) {
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

  var ignored: RecordTable {
    var table = RecordTable(columns: ["ruleId", "service", "reason"])
    for ignored in checklist.ignored {
      table.append([
        .text(ignored.finding.rule.id), name(ignored.finding.service),
        ignored.reason.map { .text(redacted($0)) } ?? .missing,
      ])
    }
    return table
  }

  var questions: RecordTable {
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

  var problems: RecordTable {
    var table = RecordTable(columns: ["file", "message"])
    for problem in checklist.inventory.problems {
      table.append([.text(problem.file), .text(redacted(problem.message))])
    }
    return table
  }

  var omitted: RecordTable {
    var table = RecordTable(columns: ["service", "reason"])
    for artifact in artifacts.omitted {
      table.append([.text(artifact.service), .text(artifact.reason)])
    }
    return table
  }

  // MARK: Costs

  var costs: RecordTable {
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
        .flag(
          checklist.placements[cost.service].target == cost.platform
            && checklist.placements[cost.service].isWarm == cost.isWarm),
      ])
    }
    return table
  }

  func totals(_ writer: inout JSONWriter) {
    func dollars(_ money: Money?) -> FieldValue { money.map { .decimal($0) } ?? .missing }
    let costs = checklist.costs
    let change = costs.flatMap { costs in
      costs.after.flatMap { after in costs.before.map { after - $0 } }
    }
    writer.object("totals") { writer in
      writer.value(costs.map { .text($0.docker) } ?? .missing, key: "dockerOption")
      writer.value(dollars(costs?.before), key: "monthlyCostBeforeUsd")
      writer.value(dollars(costs?.after), key: "monthlyCostAfterUsd")
      writer.value(costs.map { .flag($0.isAssumed) } ?? .missing, key: "dockerIsAssumed")
      writer.value(dollars(costs?.stayingHost), key: "monthlyCostOfStayingHostUsd")
      writer.value(dollars(change), key: "monthlyCostChangeUsd")
      writer.value(.integer(Int128(checklist.plan.effort)), key: "effort")
    }
  }
}

import Inventory
import Rules
import Units

/// The steps of a plan as flat records, one for each place that a finding rests on; effort and money
/// stand in the first of a step alone, so that their columns add up to the totals.
public struct ChecklistRecords {
  public let steps: RecordTable

  public init(_ checklist: Checklist, language: Rule.Language) {
    let evidence = EvidenceText(checklist)
    var table = RecordTable(columns: [
      "phase", "ruleId", "title", "category", "service", "placement", "target", "verdict", "effort",
      "monthlyCostChangeUsd", "file", "line", "evidence", "message", "step", "link",
    ])
    for step in checklist.plan.steps {
      let finding = step.finding
      let rule = finding.rule
      let placement = finding.service.map { checklist.placements[$0] }
      let redacted = checklist.redaction.redacted
      let sources = finding.evidence.isEmpty ? [nil] : finding.evidence.map { Optional($0) }
      for (number, source) in sources.enumerated() {
        table.append(
          [
            .text(rule.phase.rawValue), .text(rule.id), .text(rule.title(in: language)),
            .text(rule.category),
            finding.service.map { .text(checklist.inventory.services[$0].name) } ?? .missing,
            placement.map { .text($0.kind.rawValue) } ?? .missing,
            placement?.target.map { .text($0) } ?? .missing, .text(step.verdict.rawValue),
            number == 0 ? .integer(Int128(rule.effort)) : .missing,
            number == 0 ? step.monthlyChange.map { .decimal($0) } ?? .missing : .missing,
          ] + Self.place(source, evidence) + [
            .text(redacted(finding.message(in: language))),
            .text(redacted(finding.step(in: language))),
            rule.links.first.map { .text($0.url) } ?? .missing,
          ])
      }
    }
    steps = table
  }

  private static func place(_ source: FactSource?, _ evidence: EvidenceText) -> [FieldValue] {
    switch source {
    case .line(let file, let line)?:
      return [
        .text(file), .integer(Int128(line)),
        evidence.line(file, line).map { .text($0) } ?? .missing,
      ]
    case let figure?:
      return [.missing, .missing, evidence.figure(figure).map { .text($0) } ?? .missing]
    case nil: return [.missing, .missing, .missing]
    }
  }
}

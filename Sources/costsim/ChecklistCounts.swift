import Advisor
import Rules

/// What `--fail-if` can ask about.
struct ChecklistCounts {
  private let values: [(name: String, value: Int)]

  static let names = [
    "blockers", "changes", "advice", "steps", "effort", "moving", "staying", "questions", "skipped",
    "problems", "unknown",
  ]

  init(_ checklist: Checklist) {
    let steps = checklist.plan.steps
    let services = checklist.inventory.services
    /// What keeps an application or a job where it is.
    let blockers = checklist.findings.count { finding in
      guard let service = finding.service, finding.worst == .blocker else { return false }
      return [.application, .job].contains(services[service].role)
        && !checklist.placements[service].moves
    }
    let moving = checklist.placements.count { $0.moves }
    let counts = [
      blockers, steps.count { $0.verdict == .change }, steps.count { $0.verdict == .advice },
      steps.count, checklist.plan.effort, moving,
      checklist.placements.count { $0.kind == .stayInDocker },
      checklist.questions.count, checklist.skipped.count, checklist.inventory.problems.count,
      checklist.placements.count { $0.kind == .unknown },
    ]
    values = zip(Self.names, counts).map { ($0, $1) }
  }

  subscript(name: String) -> Int { values.first { $0.name == name }?.value ?? 0 }
}

import Rules

/// How much stands between each service and each target.
struct VerdictMatrix {
  struct Cell {
    let isBlocked: Bool
    /// Findings that need a change.
    let changes: Int
  }

  /// By service, then by target.
  let cells: [[Cell]]

  init(_ checklist: Checklist) {
    var findings = checklist.inventory.services.map { _ in [Finding]() }
    for finding in checklist.allFindings {
      if let place = finding.service { findings[place].append(finding) }
    }
    cells = findings.map { own in
      checklist.targets.all.map { target in
        let verdicts = own.compactMap { $0.verdict(for: target.id) }
        return Cell(
          isBlocked: verdicts.contains(.blocker), changes: verdicts.count { $0 == .change })
      }
    }
  }
}

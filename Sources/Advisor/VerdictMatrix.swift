import Rules

/// How much stands between each service and each target.
struct VerdictMatrix {
  struct Cell {
    /// Whether the service stays for what it is, so that no target is asked about.
    let stays: Bool
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
    cells = zip(findings, checklist.placements).map { own, placement in
      checklist.targets.all.map { target in
        if case .role = placement.reason {
          return Cell(stays: true, isBlocked: true, changes: 0)
        }
        let verdicts = own.compactMap { $0.verdict(for: target.id) }
        return Cell(
          stays: false, isBlocked: verdicts.contains(.blocker),
          changes: verdicts.count { $0 == .change })
      }
    }
  }
}

import Rules
import Units

/// The steps of a migration in their order.
public struct MigrationPlan: Sendable {
  public struct Phase: Sendable {
    public let phase: Rule.Phase
    public let steps: [Step]
  }

  public struct Step: Sendable {
    public let finding: Finding
    /// What it means for where the service goes, or for the project.
    public let verdict: Rule.Verdict
    /// Dollars a month that it adds to the bill; negative where it saves. nil where not known.
    public let monthlyChange: Money?
  }

  public let phases: [Phase]

  /// Steps stand in the order of the phases; within one behind those that they come after, and a
  /// rule's services together.
  init(_ findings: [Finding], _ placements: [Placement], _ costs: MigrationCosts?) {
    let steps = findings.compactMap { finding -> Step? in
      let target = finding.service.flatMap { placements[$0].target }
      guard let verdict = target.flatMap({ finding.verdict(for: $0) }) ?? finding.worst else {
        return nil
      }
      return Step(
        finding: finding, verdict: verdict, monthlyChange: costs?.change(for: finding))
    }
    phases = Rule.Phase.allCases.compactMap { phase in
      let own = steps.filter { $0.finding.rule.phase == phase }
      return own.isEmpty ? nil : Phase(phase: phase, steps: own)
    }
  }

  public var steps: [Step] { phases.flatMap(\.steps) }

  /// Story points of all steps.
  public var effort: Int { steps.reduce(0) { $0 + $1.finding.rule.effort } }
}

import Comparison
import Inventory
import Pricing
import Rules
import Units

/// What a plan costs and saves a month, by the engine of `compare`.
public struct MigrationCosts: Sendable {
  /// The SPEC of what is there now.
  public let docker: String
  /// Whether the user did not say what is there now, so that `docker` is an assumption.
  public let isAssumed: Bool
  /// What the host costs that stays for services without a trace, once all of the trace have moved;
  /// nil where none stays for them alone.
  public let stayingHost: Money?
  /// What all services of the trace cost there together; nil without a price.
  public let before: Money?
  /// What they cost when every step of the plan is done: `before` and the changes of all steps; nil
  /// without a price.
  public let after: Money?
  /// The options that each service was replayed on.
  public let options: [ServiceCost]
  /// What each service costs now, by the time that it keeps the instances busy.
  public let shares: [Int: Money]
  /// The order in which services move.
  public let waves: [Int]
  /// What the bill changes by when a service moves, after those before it have.
  public let changes: [Int: Money]
  /// What a finding's step costs a month on top, by rule and service.
  private let steps: [Step: Money]

  private struct Step: Hashable {
    let rule: String
    let service: Int?
  }

  init(
    _ inventory: ProjectInventory, _ traffic: Traffic, docker: String, isAssumed: Bool,
    placements: [Placement], targets: [MigrationTargets.Target], costs: [[ServiceCost]],
    dockerShares: [Int: Money], findings: [Finding]
  ) throws {
    self.docker = docker
    self.isAssumed = isAssumed
    options = costs.flatMap { $0 }
    shares = dockerShares
    let traced = inventory.services.indices.filter { traffic.places[$0] != nil }
    let waves = MigrationWaves(inventory, placements).order.filter { traced.contains($0) }
    self.waves = waves
    before = try traffic.dockerCost(docker, of: traced)
    var rest = traced
    var fleet = before
    var changes: [Int: Money] = [:]
    var host: Money?
    let stays = placements.contains { !$0.moves }
    for place in waves {
      let own = costs[place].filter { $0.platform == placements[place].target }
      guard let cost = own.first, let now = fleet else { continue }
      rest.removeAll { $0 == place }
      if rest.isEmpty, stays { host = try traffic.hostCost(docker) }
      let left = try host ?? traffic.dockerCost(docker, of: rest)
      fleet = left
      let warm = targets.first { $0.id == placements[place].target }?.warm
      let isStep = findings.contains { finding in
        guard case .option(let spec, _)? = finding.rule.cost else { return false }
        return finding.service == place && spec == warm
      }
      let planned = placements[place].isWarm && !isStep ? own.last ?? cost : cost
      if let left { changes[place] = planned.monthly + left - now }
    }
    stayingHost = host
    self.changes = changes
    let steps = try Self.steps(findings, traffic, placements, costs)
    self.steps = steps
    let all = findings.compactMap { finding in
      finding.rule.cost == .move
        ? finding.service.flatMap { changes[$0] }
        : steps[Step(rule: finding.rule.id, service: finding.service)]
    }
    after = fleet == nil ? nil : before.map { all.reduce($0, +) }
  }

  /// What a service costs where it goes; nil where that is not known.
  func planned(_ service: Int, _ placement: Placement) -> ServiceCost? {
    options.first {
      $0.service == service && $0.platform == placement.target && $0.isWarm == placement.isWarm
    }
  }

  /// What a finding's step changes the bill by; nil where that is not known.
  public func change(for finding: Finding) -> Money? {
    if finding.rule.cost == .move { return finding.service.flatMap { changes[$0] } }
    return steps[Step(rule: finding.rule.id, service: finding.service)]
  }

  private static func steps(
    _ findings: [Finding], _ traffic: Traffic, _ placements: [Placement], _ costs: [[ServiceCost]]
  ) throws -> [Step: Money] {
    var steps: [Step: Money] = [:]
    for finding in findings {
      guard case .option(let spec, let against)? = finding.rule.cost else { continue }
      let step = Step(rule: finding.rule.id, service: finding.service)
      if let against {
        guard let service = finding.service, placements[service].moves,
          let more = try traffic.result(spec, for: [service])?.bill?.totalInDollars,
          let less = costs[service].first(where: { $0.platform == against })?.monthly
        else { continue }
        steps[step] = more - less
      } else if !steps.keys.contains(where: { $0.rule == finding.rule.id }) {
        // All services share it, so it is paid for once.
        steps[step] = try traffic.monthly(spec)
      }
    }
    return steps
  }
}

extension Traffic {
  /// What a service beside compute costs for being there all month.
  fileprivate func monthly(_ spec: String) throws -> Money? {
    let option = try resolver.resolvePlatform(OptionSpec(spec))
    return try Estimate(option, totals: UsageTotals(), priceBook: priceBook, freeTier: false)
      .result(id: "step").bill?.totalInDollars
  }

  /// What one instance with Docker costs for being there, whatever runs on it; all of them where the
  /// SPEC says how many. nil without a price.
  fileprivate func hostCost(_ spec: String) throws -> Money? {
    let one = try OptionSpec(spec)
    let text = one["count"] == nil ? spec + (one.settings.isEmpty ? ":" : ",") + "count=1" : spec
    return try places.indices.compactMap { try dockerCost(text, of: [$0], orNone: nil) }.min()
  }
}

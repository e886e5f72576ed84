import Comparison
import Inventory
import Pricing
import Rules
import Units

/// What a plan costs and saves a month, by the engine of `compare`.
public struct MigrationCosts: Sendable {
  /// The SPEC of what is there now.
  public let docker: String
  /// What all services of the trace cost there together; nil without a price.
  public let before: Money?
  /// What they cost when those that move have moved, with environments kept warm where the objective
  /// needs it; nil without a price.
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
    _ inventory: ProjectInventory, _ traffic: Traffic, docker: String, placements: [Placement],
    costs: [[ServiceCost]], dockerShares: [Int: Money], findings: [Finding]
  ) throws {
    self.docker = docker
    options = costs.flatMap { $0 }
    shares = dockerShares
    let traced = inventory.services.indices.filter { traffic.places[$0] != nil }
    let waves = MigrationWaves(inventory, placements).order.filter { traced.contains($0) }
    self.waves = waves
    before = try traffic.dockerCost(docker, of: traced)
    var rest = traced
    var fleet = before
    var moved = Money.zero
    var changes: [Int: Money] = [:]
    for place in waves {
      let own = costs[place].filter { $0.platform == placements[place].target }
      guard let cost = own.first, let now = fleet else { continue }
      rest.removeAll { $0 == place }
      let left = try traffic.dockerCost(docker, of: rest)
      fleet = left
      moved += (placements[place].isWarm ? own.last ?? cost : cost).monthly
      if let left { changes[place] = cost.monthly + left - now }
    }
    self.changes = changes
    after = fleet.map { $0 + moved }
    steps = try Self.steps(findings, traffic, placements, costs)
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
      } else {
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
}

import Pricing
import Simulation
import Units

/// What became of one option: feasible or not, how it performed, what it costs.
public struct OptionResult: Sendable {
  /// Stable within a comparison: `option-1`.
  public let id: String
  public let option: DeploymentOption
  /// The SPEC that reproduces the result, with what was sized.
  public let spec: OptionSpec
  /// nil where the option is feasible.
  public let infeasibleReason: String?
  /// nil where it is not feasible, or where totals were billed without a trace.
  public let replay: Replay?
  /// The SPECs of per-service fleets, nil elsewhere.
  public let serviceSpecs: [OptionSpec]?
  /// nil where the option is not feasible.
  public let bill: Bill?
  /// The platforms that the bill is charged by.
  let platforms: [Platform]
  /// Requests of the billed period.
  public let billedRequests: Int128
  public let meetsObjective: Bool?
  /// nil where a factor is not known, or nothing was replayed.
  public private(set) var carbon: Carbon?
  /// What the cost is at least and at most, where totals leave that open.
  var bounds: CostBounds?
  /// What was assumed for this option, a sentence each.
  public let assumptions: [String]
  public let warnings: [Warning]
  /// What says which price is missing, where it is not feasible for want of one.
  private(set) var missingPrice: Failure?
  /// The place in the ranking, from 1; nil where the option is not feasible.
  public internal(set) var rank: Int?

  public var isFeasible: Bool { infeasibleReason == nil }

  /// Whether the bill lacks a price that is known nowhere, so that it is the least that is due.
  var isAtLeast: Bool { bill?.lacksPrices ?? false }

  var isOnOnePlatform: Bool {
    guard case .platform = option else { return false }
    return true
  }

  /// What each service costs: its own lines and its share of shared capacity, by busy slot time;
  /// empty where nothing was replayed.
  var serviceCosts: [Money] { serviceCosts(bill?.amounts) }

  /// The same in US dollars; empty without an exchange rate.
  public var serviceCostsInDollars: [Money] { serviceCosts(bill?.dollarAmounts) }

  private func serviceCosts(_ amounts: [Money]?) -> [Money] {
    guard let bill, let amounts, let services = replay?.services else { return [] }
    var own = services.map { _ in Money.zero }
    var shared = Money.zero
    for (line, amount) in zip(bill.lines, amounts) {
      if let service = line.service { own[service] += amount } else { shared += amount }
    }
    return zip(own, apportioned(shared, by: services.map(\.busySlotTime))).map { $0 + $1 }
  }

  /// The result of an evaluation with the scenario of `context`.
  init(
    _ id: String, _ option: DeploymentOption, _ evaluation: Evaluation,
    _ context: EvaluationContext
  ) throws {
    let bill = try context.bill(evaluation)
    let scenario = context.scenario
    self.init(
      id: id, option: option, spec: evaluation.spec, infeasibleReason: nil,
      replay: evaluation.replay, serviceSpecs: evaluation.serviceSpecs, bill: bill,
      platforms: try context.priceBook.platforms(chargedBy: bill),
      billedRequests: try scenario.period.requests(evaluation.replay.whole.requests),
      meetsObjective: scenario.objectives.areMet(by: evaluation.replay),
      assumptions: evaluation.assumptions, warnings: evaluation.warnings, rank: nil)
    carbon = try Carbon(evaluation.energy, context.priceBook)
  }

  init(
    id: String, option: DeploymentOption, spec: OptionSpec, infeasibleReason: String?,
    replay: Replay?, serviceSpecs: [OptionSpec]?, bill: Bill?, platforms: [Platform],
    billedRequests: Int128, meetsObjective: Bool?, assumptions: [String], warnings: [Warning],
    rank: Int?
  ) {
    self.id = id
    self.option = option
    self.spec = spec
    self.infeasibleReason = infeasibleReason
    self.replay = replay
    self.serviceSpecs = serviceSpecs
    self.bill = bill
    self.platforms = platforms
    self.billedRequests = billedRequests
    self.meetsObjective = meetsObjective
    self.assumptions = assumptions
    self.warnings = warnings
    self.rank = rank
  }

  static func infeasible(
    _ id: String, _ option: DeploymentOption, _ reason: String, missingPrice: Failure? = nil
  ) -> OptionResult {
    var result = OptionResult(
      id: id, option: option, spec: option.spec, infeasibleReason: reason, replay: nil,
      serviceSpecs: nil, bill: nil, platforms: [], billedRequests: 0, meetsObjective: nil,
      assumptions: [],
      warnings: [], rank: nil)
    result.missingPrice = missingPrice
    return result
  }
}

extension OptionResult {
  /// Those that meet the objective by cost, then the other feasible ones by cost, then those of
  /// which only the least cost is known, then the rest.
  ///
  /// Throws `.usage` where they are billed in different currencies that cannot be exchanged.
  static func ranked(_ results: [OptionResult]) throws -> [OptionResult] {
    let currency = try RankingCurrency(results)
    func key(_ result: OptionResult) -> (Int, Money) {
      guard let bill = result.bill else { return (3, .zero) }
      guard !bill.lacksPrices else { return (2, currency.total(bill)) }
      return (result.meetsObjective == false ? 1 : 0, currency.total(bill))
    }
    let order = results.indices.sorted {
      let (one, other) = (key(results[$0]), key(results[$1]))
      return one == other ? $0 < $1 : one < other
    }
    return order.enumerated().map { place, index in
      var result = results[index]
      result.rank = result.isFeasible ? place + 1 : nil
      return result
    }
  }
}

/// What a deployment costs at least and at most, initialisation apart.
public struct CostBounds: Sendable {
  let low: Bill
  /// nil where nothing says what it is at most.
  let high: Bill?

  /// Whether what is billed is above the least.
  func isRange(_ bill: Bill) -> Bool { low.total != bill.total }
}

import Pricing
import Units

/// Options evaluated with one scenario, ranked.
public struct OptionRanking: Sendable {
  public let scenario: Scenario
  /// In the order of the ranking; options that are not feasible come last, in their own order.
  public let results: [OptionResult]

  /// Evaluates the options on at most `jobs` threads, whose number changes no figure.
  ///
  /// Throws `.unavailable` where a stated option uses a meter without a price, and `.usage` where
  /// the options are billed in different currencies.
  ///
  /// - Parameters:
  ///   - areDefaults: whether the user stated none; an option without a price is then shown as
  ///     not feasible instead.
  public init(
    _ options: [DeploymentOption], priceBook: PriceBook, scenario: Scenario, areDefaults: Bool,
    jobs: Int
  ) throws {
    self.scenario = scenario
    let each = max(1, jobs / max(1, options.count))
    let results = try parallelMap(count: options.count, jobs: jobs) { index in
      let id = "option-\(index + 1)"
      do {
        return try evaluate(
          options[index], id: id, priceBook: priceBook, scenario: scenario, jobs: each)
      } catch let failure as Failure where areDefaults && failure.code == .unavailable {
        return OptionResult.infeasible(id, options[index], failure.message, lacksPrice: true)
      }
    }
    if !results.isEmpty, results.allSatisfy(\.lacksPrice) {
      throw Failure(
        .unavailable, results.compactMap(\.infeasibleReason).joined(separator: "\n"),
        hint: "another --region may have them")
    }
    self.results = try OptionResult.ranked(results)
  }

  /// The cheapest feasible result that meets the objective, else the cheapest feasible one.
  public var winner: OptionResult? { results.first { $0.rank == 1 } }
}

/// One option's result.
private func evaluate(
  _ option: DeploymentOption, id: String, priceBook: PriceBook, scenario: Scenario, jobs: Int
) throws -> OptionResult {
  try option.requireRequests()
  if let reason = Feasibility(option: option).parameterReason() {
    return .infeasible(id, option, reason)
  }
  let rates = try priceBook.rates(of: option.platform)
  switch option.deployment {
  case .perInvocation(let settings):
    return try InvocationEvaluation(
      option: option, settings: settings, scenario: scenario,
      billing: OptionBilling(option, rates: rates, freeTier: scenario.freeTier), jobs: jobs
    ).result(id: id)
  case .provisioned(let settings):
    return try FleetEvaluation(
      option: option, settings: settings, scenario: scenario, rates: rates, jobs: jobs
    ).result(id: id)
  case .surrounding:
    throw Failure(.software, "\(option.spec) runs no requests")
  }
}

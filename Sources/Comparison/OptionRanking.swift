import Pricing
import Units

/// Options evaluated with one scenario, ranked.
public struct OptionRanking: Sendable {
  public let scenario: Scenario
  /// In the order of the ranking; options that are not feasible come last, in their own order.
  public let results: [OptionResult]
  /// The user's discounts and exchange rates.
  let userTerms: UserTerms

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
    // What chooses from all others takes as long as they do together, and gets all threads.
    let mixed = options.indices.filter { options[$0].isMixed }
    let simple = options.indices.filter { !options[$0].isMixed }
    @Sendable func evaluated(_ index: Int, jobs: Int) throws -> OptionResult {
      let context = EvaluationContext(scenario: scenario, priceBook: priceBook, jobs: jobs)
      let id = "option-\(index + 1)"
      do {
        return try OptionResult(id, options[index], options[index].evaluation(context), context)
      } catch let infeasible as Infeasible {
        return .infeasible(id, options[index], infeasible.reason)
      } catch let failure as Failure where areDefaults && failure.code == .unavailable {
        return OptionResult.infeasible(id, options[index], failure.message, lacksPrice: true)
      }
    }
    var results = try parallelMap(count: simple.count, jobs: jobs) {
      (simple[$0], try evaluated(simple[$0], jobs: max(1, jobs / simple.count)))
    }
    results += try mixed.map { ($0, try evaluated($0, jobs: jobs)) }
    let inOrder = results.sorted { $0.0 < $1.0 }.map(\.1)
    if !inOrder.isEmpty, inOrder.allSatisfy(\.lacksPrice) {
      throw Failure(
        .unavailable, inOrder.compactMap(\.infeasibleReason).joined(separator: "\n"),
        hint: "another --region may have them")
    }
    self.results = try OptionResult.ranked(
      areDefaults ? OptionResult.inOneCurrency(inOrder) : inOrder)
    userTerms = UserTerms(self.results, priceBook)
  }

  /// The cheapest feasible result that meets the objective, else the cheapest feasible one.
  public var winner: OptionResult? { results.first { $0.rank == 1 } }
}

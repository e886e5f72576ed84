import Pricing
import Units

/// Options evaluated with one scenario, ranked.
public struct OptionRanking: Sendable {
  public let scenario: Scenario
  /// In the order of the ranking; options that are not feasible come last, in their own order.
  public let results: [OptionResult]
  /// How options were sized, where the trace is not in memory.
  let sizing: StreamSizing?
  /// The user's discounts and exchange rates.
  let userTerms: UserTerms

  /// Evaluates the options on at most `jobs` threads, whose number changes no figure.
  ///
  /// An option that uses a meter without a price is shown as not feasible. Throws `.unavailable`
  /// where all of them do, and `.usage` where the options are billed in different currencies.
  ///
  /// - Parameters:
  ///   - areDefaults: whether the user stated none; those in other currencies are then left out.
  ///   - resolve: the option that a SPEC names, with what the user states for all of them; asked for
  ///     where the trace is not in memory.
  public init(
    _ options: [DeploymentOption], priceBook: PriceBook, scenario: Scenario, areDefaults: Bool,
    jobs: Int, resolve: (@Sendable (OptionSpec) throws -> DeploymentOption)? = nil
  ) throws {
    self.scenario = scenario
    var results: [OptionResult]
    if let stream = scenario.trace.stream, let resolve {
      let sizing = try StreamSizing(stream, scenario, jobs: jobs)
      let pass = EvaluationPass(priceBook: priceBook, jobs: jobs)
      let sized = try pass.results(options, sizing.scenario, describes: false)
      results = try pass.results(options, scenario) { index, context in
        try sizing.evaluation(sized[index], options[index], context, resolve)
      }
      self.sizing = sizing
    } else {
      results = try EvaluationPass(priceBook: priceBook, jobs: jobs).results(options, scenario)
      sizing = nil
    }
    let unpriced = results.compactMap(\.missingPrice)
    if let first = unpriced.first, unpriced.count == results.count {
      guard unpriced.contains(where: { $0 != first }) else { throw first }
      throw Failure(
        .unavailable, unpriced.map(\.message).joined(separator: "\n"),
        hint: "another --region may have them")
    }
    if areDefaults { results = OptionResult.inOneCurrency(results) }
    self.results = try OptionResult.ranked(results)
    userTerms = UserTerms(self.results, priceBook)
  }

  /// The cheapest feasible result that meets the objective, else the cheapest feasible one; nil
  /// where of none the whole cost is known.
  public var winner: OptionResult? { results.first { $0.rank == 1 && !$0.isAtLeast } }
}

/// Evaluates options side by side.
private struct EvaluationPass: Sendable {
  let priceBook: PriceBook
  let jobs: Int

  /// The results of options in their order.
  ///
  /// - Parameter evaluation: how an option is evaluated; by its place.
  func results(
    _ options: [DeploymentOption], _ scenario: Scenario, describes: Bool = true,
    _ evaluation: (@Sendable (Int, EvaluationContext) throws -> Evaluation)? = nil
  ) throws -> [OptionResult] {
    // What chooses from all others takes as long as they do together, and gets all threads.
    let mixed = options.indices.filter { options[$0].isMixed }
    let simple = options.indices.filter { !options[$0].isMixed }
    @Sendable func evaluated(_ index: Int, jobs: Int) throws -> OptionResult {
      let context = EvaluationContext(
        scenario: scenario, priceBook: priceBook, jobs: jobs, describes: describes)
      let id = "option-\(index + 1)"
      do {
        let result =
          try evaluation?(index, context) ?? options[index].evaluation(context)
        return try OptionResult(id, options[index], result, context)
      } catch let infeasible as Infeasible {
        return .infeasible(id, options[index], infeasible.reason)
      } catch let failure as Failure where failure.code == .unavailable {
        return .infeasible(id, options[index], failure.message, missingPrice: failure)
      }
    }
    var results = try parallelMap(count: simple.count, jobs: jobs) {
      (simple[$0], try evaluated(simple[$0], jobs: max(1, jobs / simple.count)))
    }
    results += try mixed.map { ($0, try evaluated($0, jobs: jobs)) }
    return results.sorted { $0.0 < $1.0 }.map(\.1)
  }
}

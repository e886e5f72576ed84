import Comparison
import Pricing
import Rules
import Units

/// What a service costs a month on a platform, and how it does there, replayed alone.
public struct ServiceCost: Sendable {
  /// The place of the service in the project.
  public let service: Int
  public let platform: String
  /// Whether environments are kept warm, because the objective is missed without.
  public let isWarm: Bool
  /// The SPEC that reproduces it, with what was sized.
  public let spec: String
  public let model: String
  public let monthly: Money
  public let coldStartShare: ExactDecimal
  /// Microseconds.
  public let latencyP99: Int64
  public let meetsObjective: Bool
}

extension Traffic {
  /// What an option costs for some services of the project; nil where it is not feasible, has no price
  /// in dollars or lacks one that is known nowhere.
  func result(_ spec: String, for services: [Int]) throws -> OptionResult? {
    let places = services.compactMap { self.places[$0] }
    guard !places.isEmpty else { return nil }
    let option = try resolver.resolve([OptionSpec(spec)], defaults: [])
    let ranking: OptionRanking
    do {
      ranking = try OptionRanking(
        option, priceBook: priceBook, scenario: scenario.subset(services: places),
        areDefaults: true, jobs: jobs)
    } catch let failure as Failure where failure.code == .unavailable {
      return nil
    }
    let result = ranking.results[0]
    guard let bill = result.bill, bill.totalInDollars != nil, !bill.lacksPrices else { return nil }
    return result
  }

  /// The costs of a service on platforms; those that cannot take it are left out. Where one misses
  /// the objective, what it costs with environments kept warm comes behind it.
  func costs(
    of service: Int, on specs: [(spec: String, warm: String?)]
  ) throws -> [ServiceCost] {
    try specs.flatMap { spec, warm -> [ServiceCost] in
      guard let cost = try cost(of: service, on: spec, isWarm: false) else { return [] }
      guard !cost.meetsObjective, let warm,
        let kept = try self.cost(of: service, on: warm, isWarm: true)
      else { return [cost] }
      return [cost, kept]
    }
  }

  private func cost(of service: Int, on spec: String, isWarm: Bool) throws -> ServiceCost? {
    guard let result = try result(spec, for: [service]),
      let monthly = result.bill?.totalInDollars, let outcome = result.replay?.whole
    else { return nil }
    return ServiceCost(
      service: service, platform: result.option.platformID, isWarm: isWarm,
      spec: result.spec.description, model: result.option.costModel, monthly: monthly,
      coldStartShare: ExactDecimal(
        Int128(outcome.coldStarts), over: Int128(max(1, outcome.completed)))?
        .rounded(places: 6) ?? .zero,
      latencyP99: outcome.latency.p99, meetsObjective: result.meetsObjective ?? true)
  }

  /// What instances with Docker cost for several services together; `none` where the trace has none of
  /// them.
  ///
  /// nil where they have no price.
  func dockerCost(
    _ spec: String, of services: [Int], orNone none: Money? = .zero
  ) throws -> Money? {
    let traced = services.filter { places[$0] != nil }
    guard !traced.isEmpty else { return none }
    return try result(spec, for: traced)?.bill?.totalInDollars
  }

  /// What each of several services costs on instances that they share, by the time that they keep
  /// them busy.
  func dockerShares(_ spec: String, of services: [Int]) throws -> [Int: Money] {
    let traced = services.filter { places[$0] != nil }
    guard let shares = try result(spec, for: traced)?.serviceCostsInDollars,
      shares.count == traced.count
    else { return [:] }
    return Dictionary(uniqueKeysWithValues: zip(traced, shares))
  }
}

extension ServiceCost {
  /// As facts for rules, beside the others of its service.
  static func facts(_ costs: [ServiceCost], _ vocabulary: FactVocabulary) -> [Fact] {
    guard let least = costs.map(\.monthly).min() else { return [] }
    return costs.flatMap { cost in
      let ratio = least > .zero ? ExactDecimal(cost.monthly.scaled, over: least.scaled) : nil
      return [
        vocabulary.fact(
          "cost",
          [
            "platform": .text(cost.platform), "model": .text(cost.model),
            "monthlyUsd": .number(cost.monthly), "cheapest": .flag(cost.monthly == least),
            "ratio": ratio.map { .number($0.rounded(places: 6)) },
          ],
          at: .cost("\(cost.spec): \(MoneyText(currency: "USD").text(cost.monthly)) a month")),
        vocabulary.fact(
          "simulation",
          [
            "platform": .text(cost.platform), "coldStartShare": .number(cost.coldStartShare),
            "latencyP99Ms": ExactDecimal(Int128(cost.latencyP99), over: 1_000).map { .number($0) },
            "meetsObjective": .flag(cost.meetsObjective),
          ],
          at: .trace(
            "\(cost.spec): p99 \(DurationText.text(cost.latencyP99)), "
              + "\(percent(cost.coldStartShare)) cold starts")),
      ]
    }
  }

  private static func percent(_ share: ExactDecimal) -> String {
    (share.times(100, over: 1) ?? share).text(places: 2, padded: false) + " %"
  }
}

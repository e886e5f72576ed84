import Simulation
import Testing
import Units

/// The replay under every limit against the naive one: every figure, exactly.
struct LimitAgreementTests {
  struct Limits: Sendable {
    var provisioned: [Int]?
    var reserved: Int?
    var account: Int?
    var scaleRate: ScaleRate?
    var requestsPerConcurrency: Int?
  }

  static let provisioned: [[Int]?] = [nil, [2, 0, 1, 0], [0, 3, 3, 3]]
  static let reserved: [Int?] = [nil, 3, 5]
  static let accounts: [Int?] = [nil, 10, 14]
  static let scaleRates = [
    nil, ScaleRate(environments: 2, period: 900), ScaleRate(environments: 1, period: 7),
    ScaleRate(environments: 0, period: 1),
  ]
  static let requestRates: [Int?] = [nil, 1, 4]

  static let combinations = provisioned.flatMap { provisioned in
    reserved.flatMap { reserved in
      accounts.flatMap { account in
        scaleRates.flatMap { scaleRate in
          requestRates.map {
            Limits(
              provisioned: provisioned, reserved: reserved, account: account,
              scaleRate: scaleRate, requestsPerConcurrency: $0)
          }
        }
      }
    }
  }

  static let policies: [ThrottlePolicy] = [
    .fail,
    .retry(
      RetryPolicy(
        attempts: 3, firstDelay: 10, factor: 2, maximumDelay: 1_000, hasJitter: true)),
    .retry(
      RetryPolicy(
        attempts: 4, firstDelay: 25, factor: 3, maximumDelay: 60, hasJitter: false,
        maximumAge: 100)),
    // A queue: attempts without a limit for as long as the age allows.
    .retry(
      RetryPolicy(
        attempts: nil, firstDelay: 40, factor: 2, maximumDelay: 500, hasJitter: false,
        maximumAge: 3_000)),
  ]

  @Test(arguments: [Routing.mostRecentlyUsed, .leastRecentlyUsed, .random], policies)
  func agreesWithTheNaiveReplay(routing: Routing, policy: ThrottlePolicy) throws {
    var acted = (throttled: 0, retried: 0, spilled: 0)
    for (index, limits) in Self.combinations.enumerated() {
      let seed = UInt64(index)
      // Rates are a second's: the slow traces last for one and a half.
      let span = index % 2 == 0 ? 1_500 : 1_500_000
      let rows = randomRows(
        seed: seed, count: 130, span: span, services: 4, longest: span / 12)
      var model = model(
        keepAlive: index % 3 == 0 ? .ramp(10...90) : .fixed(Int64(span / 20)),
        initialization: index % 5 == 0 ? .fromTrace : .distribution(.exponential(mean: 20)),
        routing: routing, reserved: limits.reserved, account: limits.account,
        includesInit: index % 2 == 0, logged: index % 7 == 0)
      model.provisionedConcurrency = limits.provisioned
      model.scaleRate = limits.scaleRate
      model.requestsPerConcurrency = limits.requestsPerConcurrency
      model.throttling = policy
      let whole = try expectAgreement(model, rows, seed: seed)
      acted.throttled += whole.throttled
      acted.retried += whole.retries
      acted.spilled += limits.provisioned == nil ? 0 : whole.completed - whole.provisionedRequests
    }
    #expect(acted.throttled > 0 && acted.spilled > 0)
    #expect((acted.retried > 0) == (policy != .fail))
  }

  /// Tens of requests at each microsecond and requests without duration.
  @Test(arguments: policies)
  func agreesOnTies(policy: ThrottlePolicy) throws {
    for (index, limits) in Self.combinations.enumerated() where index % 5 == 0 {
      let seed = UInt64(index)
      let rows = randomRows(seed: seed, count: 120, span: 8, services: 3, longest: 5)
      var model = model(
        keepAlive: .fixed(3), initialization: .distribution(.constant(Int64(index % 3))),
        reserved: limits.reserved, account: limits.account)
      model.provisionedConcurrency = limits.provisioned.map { Array($0.prefix(3)) }
      model.scaleRate = limits.scaleRate
      model.requestsPerConcurrency = limits.requestsPerConcurrency
      model.throttling = policy
      try expectAgreement(model, rows, seed: seed)
    }
  }

  @discardableResult
  private func expectAgreement(
    _ model: PerInvocationModel, _ rows: [Row], seed: UInt64
  ) throws -> Outcome {
    let (trace, ordered) = makeTrace(rows)
    try #require(
      trace.serviceNames.count == model.provisionedConcurrency?.count ?? trace.rows.count)
    let fast = try model.replay(trace, seed: seed, jobs: 2)
    let naive = NaivePerInvocation(model, ordered: ordered, names: trace.serviceNames, seed: seed)
    #expect(figures(fast.whole) == naive.figures(nil), "\(model)")
    for (name, outcome) in zip(trace.serviceNames, fast.services) {
      #expect(figures(outcome) == naive.figures(name), "\(name) \(model)")
    }
    return fast.whole
  }
}

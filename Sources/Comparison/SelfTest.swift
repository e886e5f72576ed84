import Metering
import Pricing
import Simulation
import Traces
import Units

/// Checks that the shipped binary can run on itself: closed forms of queueing theory against exact
/// replays, and bills that vendors publish against the embedded prices.
public struct SelfTest: Sendable {
  /// One expected value and what this binary makes of it.
  public struct Check: Sendable {
    public let name: String
    public let expected: String
    public let actual: String
    public let source: String
    public let passed: Bool
  }

  public let checks: [Check]

  public var passed: Bool { checks.allSatisfy(\.passed) }

  /// Runs every check; throws where one cannot be run at all.
  public init(priceBook: PriceBook) throws {
    checks = try ClosedForms().checks() + PublishedBills(priceBook: priceBook).checks()
  }
}

/// Bills with the totals that vendors and published calculators state.
struct PublishedBills {
  let priceBook: PriceBook

  private struct Example {
    let name: String
    let option: String
    var requests: Int128?
    var durationMs: Int64?
    var hours: String?
    var meters: [(name: String, quantity: ExactDecimal)] = []
    var freeTier = false
    /// What the source states.
    let total: String
    /// AWS rounds each line of its examples to cents and adds those.
    var tolerance = ExactDecimal(scaled: ExactDecimal.one / 100)
    let source: String

    func accepts(_ total: Money) -> Bool {
      guard let stated = Money(self.total) else { return false }
      return total + tolerance >= stated && stated + tolerance >= total
    }
  }

  private static let lambdaPage = "AWS Lambda pricing page"
  private static let fargatePage = "AWS Fargate pricing page"
  private static let infracost = "infracost golden files, 2024-07-01"
  private static let article = "100,000 requests of 200 ms at 512 MB by AWS list prices"

  private static let examples: [Example] = [
    Example(
      name: "Lambda: mobile backend", option: "aws-lambda:memory=1536", requests: 3_000_000,
      durationMs: 120, freeTier: true, total: "2.73", source: lambdaPage),
    Example(
      name: "Lambda: /tmp of 2 GB", option: "aws-lambda:memory=4096,ephemeral=2048",
      requests: 6_000_000, durationMs: 280, freeTier: true, total: "106.41",
      source: lambdaPage),
    Example(
      name: "Lambda: 9.2 billion GB-s in tiers", option: "aws-lambda", requests: 9_000_000_000,
      meters: [("duration", ExactDecimal(scaled: 9_216_000_000 * ExactDecimal.one))],
      total: "150040.20", source: infracost),
    Example(
      name: "Lambda: 512 MB, 350 ms", option: "aws-lambda:memory=512", requests: 100_000,
      durationMs: 350, total: "0.31", source: infracost),
    Example(
      name: "Fargate: five tasks, 30 GB storage",
      option: "aws-fargate:vcpu=1,memory=2048,count=5,ephemeral=30", hours: "5",
      total: "1.26", source: fargatePage),
    Example(
      name: "Fargate: ten pods", option: "aws-fargate:vcpu=0.25,memory=1024,count=10",
      hours: "30", total: "4.37", source: fargatePage),
    Example(
      name: "Fargate: a task for a month", option: "aws-fargate:vcpu=1,memory=2048",
      total: "36.04", source: infracost),
    Example(
      name: "article: requests and duration on Lambda", option: "aws-lambda:memory=512",
      requests: 100_000, durationMs: 200, total: "0.186667", tolerance: .zero, source: article),
    Example(
      name: "article: two c5.large for a month", option: "aws-ec2:type=c5.large,count=2",
      total: "124.10", tolerance: .zero, source: "2 × 730 h × $0.085 (EC2 on-demand list price)"),
  ]

  func checks() throws -> [SelfTest.Check] {
    try Self.examples.map { example in
      let totals = UsageTotals(
        requests: example.requests, duration: example.durationMs.map { $0 * 1_000 },
        hours: example.hours.flatMap { ExactDecimal($0) }, meters: example.meters)
      let option = try OptionResolver(priceBook: priceBook).resolvePlatform(
        OptionSpec(example.option))
      let total = try Estimate(
        option, totals: totals, priceBook: priceBook, freeTier: example.freeTier
      ).result(id: "option-1").bill?.total
      return SelfTest.Check(
        name: example.name,
        expected: "$\(example.total)"
          + (example.tolerance > .zero ? " ± \(example.tolerance.text)" : ""),
        actual: "$\(total?.text ?? "–")", source: example.source,
        passed: total.map { example.accepts($0) } ?? false)
    }
  }
}

/// Queues whose figures are known in closed form, replayed.
struct ClosedForms {
  private static let requests = 300_000

  func checks() throws -> [SelfTest.Check] {
    [
      try erlangC(rate: 3, servers: 4), try erlangB(rate: 3, servers: 4),
      try deterministicService(),
      try keepAlive(),
    ]
  }

  /// Mean wait of M/M/c: Erlang C.
  private func erlangC(rate: Double, servers: Int) throws -> SelfTest.Check {
    let trace = poissonTrace(rate: rate, service: .exponential(mean: 1_000_000))
    let replay = try ProvisionedModel(instances: servers, slotsPerInstance: 1).replay(trace)
    return check(
      "M/M/\(servers) mean wait in ms",
      expected: QueueingTheory.meanWait(
        servers: servers, arrivalRate: rate, serviceRate: 1) * 1_000,
      actual: Double(replay.whole.waitSum) / Double(replay.whole.completed) / 1_000,
      within: 0.05, source: "Erlang C formula")
  }

  /// Loss of M/M/c/c: Erlang B.
  private func erlangB(rate: Double, servers: Int) throws -> SelfTest.Check {
    let trace = poissonTrace(rate: rate, service: .exponential(mean: 1_000_000))
    let replay = try ProvisionedModel(instances: servers, slotsPerInstance: 1, queueLimit: 0)
      .replay(trace)
    return check(
      "M/M/\(servers)/\(servers) share rejected",
      expected: QueueingTheory.erlangB(servers: servers, load: rate),
      actual: Double(replay.whole.rejected) / Double(replay.whole.requests), within: 0.02,
      source: "Erlang B formula")
  }

  /// Mean wait of M/D/1: ρ / (2 μ (1 − ρ)) (Pollaczek and Khinchine).
  private func deterministicService() throws -> SelfTest.Check {
    let trace = poissonTrace(rate: 0.8, service: .constant(1_000_000))
    let replay = try ProvisionedModel(instances: 1, slotsPerInstance: 1).replay(trace)
    return check(
      "M/D/1 mean wait in ms", expected: 2_000,
      actual: Double(replay.whole.waitSum) / Double(replay.whole.completed) / 1_000,
      within: 0.05, source: "Pollaczek and Khinchine formula")
  }

  /// Cold starts of requests without duration: e^(−λτ).
  private func keepAlive() throws -> SelfTest.Check {
    let trace = poissonTrace(rate: 0.001, service: .constant(0))
    let model = PerInvocationModel(
      keepAlive: .fixed(600_000_000), initialization: .distribution(.constant(0)),
      billedTime: BilledTimeRule(increment: 1_000, minimum: 0, includesInit: true),
      billedMemory: BilledMemoryRule(step: 1, minimum: 1))
    let whole = try model.replay(trace, seed: 1, jobs: 1).whole
    return check(
      "cold starts with a keep-alive of 600 s",
      expected: QueueingTheory.coldStartProbability(arrivalRate: 0.001, keepAlive: 600),
      actual: Double(whole.coldStarts) / Double(whole.completed), within: 0.02,
      source: "exp(-λτ), no arrival within the keep-alive")
  }

  private func check(
    _ name: String, expected: Double, actual: Double, within tolerance: Double, source: String
  ) -> SelfTest.Check {
    func text(_ value: Double) -> String {
      ExactDecimal(Int128((value * 10_000).rounded()), over: 10_000)?.text ?? "–"
    }
    let percent = ExactDecimal(Int128((tolerance * 100).rounded()), over: 1)?.text ?? ""
    return SelfTest.Check(
      name: name, expected: "\(text(expected)) ± \(percent) %", actual: text(actual),
      source: source, passed: abs(actual / expected - 1) <= tolerance)
  }

  /// One service with Poisson arrivals at `rate` a second.
  private func poissonTrace(rate: Double, service: DurationDistribution) -> Trace {
    var arrivals = SeededGenerator(seed: 1, "selftest", "arrivals")
    var durations = SeededGenerator(seed: 1, "selftest", "durations")
    var time = 0.0
    let stamps = (0..<Self.requests).map { _ in
      time += arrivals.exponential(mean: 1_000_000 / rate)
      return Int64(time)
    }
    return Trace(
      serviceNames: ["selftest"], rows: [0..<Self.requests],
      serviceOrder: [UInt32](repeating: 0, count: Self.requests), arrivals: stamps,
      durations: stamps.map { _ in service.sample(&durations) },
      memories: [Int32](repeating: 128, count: Self.requests))
  }
}

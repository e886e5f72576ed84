import Pricing
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
    var provisionedRequests: Int128?
    var provisionedHours: String?
    var provisionedDurationMs: Int64?
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
      name: "Lambda: provisioned concurrency at a launch",
      option: "aws-lambda:memory=1536,provisioned=100", requests: 2_500_000, durationMs: 120,
      provisionedRequests: 500_000, provisionedHours: "8", provisionedDurationMs: 100,
      freeTier: true, total: "19.96", source: lambdaPage),
    Example(
      name: "API Gateway: 21 billion requests in tiers", option: "aws-api-gateway-rest",
      requests: 21_000_000_000, total: "49763.10", source: infracost),
    Example(
      name: "NAT gateway: a month and 100 GB", option: "aws-nat-gateway", hours: "730",
      meters: [("data", ExactDecimal(scaled: 100 * ExactDecimal.one))], total: "37.35",
      source: infracost),
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
        hours: example.hours.flatMap { ExactDecimal($0) },
        provisionedHours: example.provisionedHours.flatMap { ExactDecimal($0) },
        provisionedRequests: example.provisionedRequests,
        provisionedDuration: example.provisionedDurationMs.map { $0 * 1_000 },
        meters: example.meters)
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

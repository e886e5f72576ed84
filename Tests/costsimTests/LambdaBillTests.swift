import Foundation
import Testing

/// Logs of real functions, billed as they stand; the files are found by `COSTSIM_CORPUS`. The
/// figures are sums of the logged billed durations × 1769 / 1024 GB.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["COSTSIM_CORPUS"] != nil))
struct LambdaBillTests {
  /// 18,817 ms: 32.507103 GB-s × 0.0000166667 + 120 × 0.0000002; 37,489 ms likewise.
  @Test(
    arguments: [
      ("aws_1_cloudwatch.json", 120, 18_817, "32.507103", "0.000565786"),
      ("aws_2_cloudwatch.json", 240, 37_489, "64.763712", "0.001127397"),
    ])
  func bill(
    file: String, requests: Int, billed: Int, gigabyteSeconds: String, total: String
  ) throws {
    let folder = try #require(ProcessInfo.processInfo.environment["COSTSIM_CORPUS"])
    let document = try CostsimBinary().run(
      "compare", folder + "/traces/cloudwatch/" + file, "--option",
      "aws-lambda:memory=1769,arch=x86_64,region=us-east-1", "--project", "none", "--format",
      "json"
    ).json()
    let row = document["rows"][0]
    #expect(row.number("requests") == Decimal(requests))
    let duration = try #require(
      document["components"].elements.first { $0["meter"].string == "duration" })
    let quantity = duration.number("quantity")
    #expect(abs(quantity - Decimal(billed) * 1_769 / 1_024_000) < decimal("0.000000000001"))
    #expect(abs(quantity - decimal(gigabyteSeconds)) <= decimal("0.0000005"))
    #expect(
      abs(row.number("monthlyCost") - decimal(total)) <= decimal("0.0000000005"))
  }
}

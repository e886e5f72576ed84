import Foundation
import Testing

/// Services beside compute, and ways of buying, in `estimate`.
struct SurroundingServiceTests {
  let costsim: CostsimBinary

  init() throws { costsim = try CostsimBinary() }

  private func run(_ option: String, _ words: String = "") throws -> CostsimBinary.Run {
    try costsim.run(
      ["estimate", "--option", option, "--format", "json"]
        + words.split(separator: " ").map(String.init))
  }

  /// Totals by hand from the list prices that the files name; the golden files of infracost
  /// @95ba4f49 where it is said.
  @Test(
    arguments: [
      // infracost nat_gateway_test: 32.85 + 4.50.
      ("aws-nat-gateway", "--hours 730 --meter data=100", "37.35"),
      // infracost api_gateway_rest_api_test, every tier.
      ("aws-api-gateway-rest", "--requests 21000000000", "49763.1"),
      // infracost: 300 M at $1.00 and 700 M at $0.90.
      ("aws-api-gateway-http", "--requests 1000000000", "930"),
      ("aws-function-url", "--requests 1000000000", "0"),
      // 730 × 0.0225 + 730 × 2 units × 0.008.
      ("aws-alb", "--hours 730 --meter capacity=1460", "28.105"),
      // infracost lb_test: 730 h at $0.0225, 730 units at $0.006.
      ("aws-nlb", "--hours 730 --meter capacity=730", "20.805"),
      // Each of two is billed for two hours: 4 × 0.0225.
      ("aws-alb:count=2", "--hours 1.000001", "0.09"),
      ("aws-nat-gateway", "--hours 0.1", "0.045"),
      // 730 × 3 × 0.005.
      ("aws-public-ipv4:count=3", "", "10.95"),
      // 12 × 0.50 + 100 × 0.03.
      ("aws-cloudwatch-logs", "--meter ingestion=12 --meter storage=100", "9"),
      // The account's 5 GB are free.
      ("aws-cloudwatch-logs", "--meter ingestion=12 --free-tier", "3.5"),
      // 10,240 × 0.09 + 40,960 × 0.085 + 800 × 0.07.
      ("aws-data-transfer", "--meter egress=52000", "4459.2"),
      // 100 GB are free first: 10,240 × 0.09 + 60 × 0.085.
      ("aws-data-transfer", "--meter egress=10400 --free-tier", "926.7"),
      ("aws-ebs", "--meter storage=30", "2.4"),
      ("aws-ecr:region=eu-west-1", "--meter storage=7.5", "0.75"),
    ])
  func bill(option: String, words: String, total: String) throws {
    let document = try run(option, words).json()
    #expect(document["rows"][0]["monthlyCostUsd"].decimal == decimal(total))
    #expect(document["rows"][0]["surroundingCostUsd"].decimal == decimal(total))
    #expect(document["rows"][0]["costModel"].string == "surrounding")
  }

  /// Standard reserved instances without upfront payment (AWS price JSON of 2025-04-04), Spot of
  /// 2026-09, Savings Plans of 2026-09-25; model.md of the article: $124.10, $78.84 and $52.56 for
  /// two c5.large.
  @Test(
    arguments: [
      ("aws-ec2:type=c5.large,count=2", "", "124.1"),
      ("aws-ec2:type=c5.large,count=2,purchase=reserved-1y", "", "78.84"),
      ("aws-ec2:type=c5.large,count=2,purchase=reserved-3y", "", "52.56"),
      ("aws-ec2:type=c5.large,count=2,purchase=spot", "", "49.6984"),
      // 100 × (0.01288871 + 2 × 0.00141527).
      ("aws-fargate:vcpu=1,memory=2048,purchase=spot", "--hours 100", "1.571925"),
      // 100 × (0.01749 + 2 × 0.00192).
      (
        "aws-fargate:vcpu=1,memory=2048,arch=arm64,purchase=savings-plan-3y", "--hours 100",
        "2.133"
      ),
      // Requests are not part of a Savings Plan: 0.2 + 500,000 × 0.0000147.
      (
        "aws-lambda:memory=512,purchase=savings-plan-1y", "--requests 1000000 --duration-ms 1000",
        "7.55"
      ),
    ])
  func purchase(option: String, words: String, total: String) throws {
    #expect(
      try run(option, words).json()["rows"][0]["monthlyCostUsd"].decimal == decimal(total))
  }

  @Test func pricesThatAreNotKnown() throws {
    let unknown = try run("aws-fargate:region=eu-west-2,vcpu=1,memory=2048,purchase=spot")
    #expect(unknown.code == 69)
    #expect(
      unknown.errors.hasSuffix(
        "the price of vcpu in eu-west-2 is not known from 0 vCPU-Hours on\n"
          + "hint: put it into a copy of the price files and name their folder with --pricing\n"))
    try run("aws-ec2:type=c7g.2xlarge,purchase=reserved-1y").expectRefusal(
      69,
      "aws-ec2: no price of instance is known for region us-east-1 purchase=reserved-1y "
        + "type=c7g.2xlarge",
      hint: "add it to a copy of the price files and name their folder with --pricing")
  }

  @Test func whatIsMissing() throws {
    try run("aws-data-transfer").expectRefusal(
      64, "aws-data-transfer needs --meter NAME=QUANTITY", hint: "its meters are egress")
    try run("aws-api-gateway-rest").expectRefusal(
      64, "aws-api-gateway-rest is billed by request: --requests is missing",
      hint: "how many requests a month has")
    try run("aws-ecr", "--hours 5 --meter storage=1").expectRefusal(
      64, "--hours says nothing about options that are not billed by the hour")
  }

  /// Nothing runs on a load balancer, so there is nothing to compare; said before a trace is read.
  @Test func cannotBeCompared() throws {
    let message =
      "aws-alb: Application Load Balancer runs no requests, so there is nothing to replay"
    for words in [
      ["compare", "none.csv", "--option", "aws-alb"], ["explain", "aws-alb", "none.csv"],
    ] {
      try costsim.run(words).expectRefusal(64, message, hint: "costsim estimate bills it")
    }
  }
}

import Foundation
import Testing

/// Bills from totals against arithmetic by hand, at the list prices that `pricing/` has for
/// us-east-1: $0.20 a million requests, $0.0000166667 a GB-second (arm64 $0.0000133334),
/// Fargate $0.04048 a vCPU-hour and $0.004445 a GB-hour, c5.large $0.085 an hour.
struct EstimateTests {
  let costsim: CostsimBinary

  init() throws { costsim = try CostsimBinary() }

  /// The bill as a document.
  func bill(
    _ option: String, _ words: String = "", sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> JSONValue {
    try costsim.run(
      ["estimate", "--option", option, "--format", "json"]
        + words.split(separator: " ").map(String.init)
    ).json(sourceLocation: sourceLocation)
  }

  func total(_ option: String, _ words: String = "") throws -> Decimal? {
    try bill(option, words)["rows"][0]["monthlyCostUsd"].decimal
  }

  /// The amount of each meter.
  func lines(_ document: JSONValue) -> [String: Decimal] {
    document["components"].elements.reduce(into: [:]) {
      $0[$1["meter"].string ?? "", default: 0] += $1["costUsd"].decimal ?? .nan
    }
  }

  // MARK: The article of model.md: 100,000 requests, 200 ms, 512 MB

  /// 100,000 × $0.20 / 10⁶ = $0.02; 100,000 × 0.2 s × 0.5 GB = 10,000 GB-s × $0.0000166667.
  @Test func article() throws {
    let document = try bill("aws-lambda:memory=512", "--requests 100000 --duration-ms 200")
    #expect(lines(document) == ["requests": decimal("0.02"), "duration": decimal("0.166667")])
    let row = document["rows"][0]
    #expect(row["monthlyCostUsd"].decimal == decimal("0.186667"))
    #expect(row["computeCostUsd"].decimal == decimal("0.166667"))
    #expect(row["requestCostUsd"].decimal == decimal("0.02"))
    #expect(row["surroundingCostUsd"].decimal == 0)
    // $0.186667 × 10.
    #expect(row["costPerMillionRequestsUsd"].decimal == decimal("1.86667"))
  }

  @Test func articleForPeople() throws {
    let run = try costsim.run(
      "estimate", "--option", "aws-lambda:memory=512", "--requests", "100000", "--duration-ms",
      "200")
    let text = run.succeeded().text
    #expect(text.hasPrefix("aws-lambda:memory=512 in us-east-1: $0.186667 a month\n"))
    #expect(text.contains("\nTotal = $0.02 + $0.166667 = $0.186667\n"))
    #expect(text.contains("https://aws.amazon.com/lambda/pricing/"))
    let explained = try costsim.run(
      "explain", "aws-lambda:memory=512", "--requests", "100000", "--duration-ms", "200")
    #expect(explained.succeeded().text == text)
  }

  /// 2 × 730 h × $0.085, not the $36 of the article.
  @Test func articleOnVirtualMachines() throws {
    #expect(try total("aws-ec2:type=c5.large,count=2") == decimal("124.1"))
    let run = try costsim.run("explain", "aws-ec2:type=c5.large,count=2").succeeded()
    #expect(run.text.hasPrefix("aws-ec2:type=c5.large,count=2 in us-east-1: $124.10 a month\n"))
    #expect(run.text.contains("1,460 Hours"))
  }

  // MARK: Rules

  @Test func arm() throws {
    // 10,000 GB-s × $0.0000133334 + $0.02.
    #expect(
      try total("aws-lambda:memory=512,arch=arm64", "--requests 100000 --duration-ms 200")
        == decimal("0.153334"))
  }

  @Test func memoryFromTheTotals() throws {
    let run = try costsim.run(
      "estimate", "--option", "aws-lambda", "--requests", "100000", "--duration-ms", "200",
      "--memory-mb", "512")
    #expect(run.code == 0)
    #expect(run.text.contains("$0.186667"))
  }

  @Test func memoryIsMissing() throws {
    try costsim.run(
      "estimate", "--option", "aws-lambda", "--requests", "100000", "--duration-ms", "200"
    ).expectRefusal(
      64, "aws-lambda is billed by request: --memory-mb is missing",
      hint: "or memory= in the option")
  }

  @Test func regions() throws {
    // af-south-1: 1 × $0.27 + 100,000 GB-s × $0.0000221 = 0.27 + 2.21.
    let words = "--requests 1000000 --duration-ms 100"
    #expect(try total("aws-lambda:memory=1024,region=af-south-1", words) == decimal("2.48"))
    let document = try bill("aws-lambda:memory=1024", words + " --region af-south-1")
    #expect(document["rows"][0]["monthlyCostUsd"].decimal == decimal("2.48"))
    #expect(document["rows"][0]["region"].string == "af-south-1")
    #expect(document["warnings"][0]["code"].string == "price-confidence")
    // The option's own region wins over the flag.
    #expect(
      try total("aws-lambda:memory=1024,region=us-east-1", words + " --region af-south-1")
        == decimal("1.86667"))
  }

  /// Below a millisecond the billed time is rounded up: 0.2 ms is billed as 1 ms.
  @Test func roundingUp() throws {
    // 10⁶ × 1 ms × 1 GB = 1,000 GB-s × $0.0000166667 + $0.20.
    for milliseconds in ["0.2", "1", "0.001"] {
      #expect(
        try total("aws-lambda:memory=1024", "--requests 1000000 --duration-ms \(milliseconds)")
          == decimal("0.2166667"))
    }
  }

  @Test func freeAllowance() throws {
    // 1,000,000 requests and 400,000 GB-s are free, and not more.
    let words = "--requests 2000000 --duration-ms 1000 --free-tier"
    let document = try bill("aws-lambda:memory=512", words)
    // 1,000,000 × $0.20 / 10⁶; (1,000,000 − 400,000) GB-s × $0.0000166667 = 10.00002.
    #expect(lines(document) == ["requests": decimal("0.2"), "duration": decimal("10.00002")])
    let duration = document["components"].elements.first { $0["meter"].string == "duration" }
    #expect(duration?["quantity"].decimal == 1_000_000)
    #expect(duration?["freeQuantity"].decimal == 400_000)
    #expect(duration?["listCostUsd"].decimal == decimal("16.6667"))
    #expect(
      try total("aws-lambda:memory=512", "--requests 1000 --duration-ms 100 --free-tier") == 0)
  }

  /// Tiers are graduated and start after the allowance: 400,000 GB-s are free, then 6·10⁹ at the
  /// first price, and 600,000 at the second.
  @Test func freeAllowanceBelowTiers() throws {
    let document = try bill("aws-lambda:memory=1024", "--meter duration=6001000000 --free-tier")
    let parts = document["components"].elements
    #expect(parts.map { $0["tier"].decimal } == [1, 2])
    #expect(parts.map { $0["quantity"].decimal } == [6_000_400_000, 600_000])
    // 6·10⁹ × 0.0000166667 and 600,000 × 0.000015.
    #expect(parts.map { $0["costUsd"].decimal } == [decimal("100000.2"), 9])
  }

  @Test func nothingUsed() throws {
    let document = try bill("aws-lambda:memory=512", "--requests 0 --duration-ms 100")
    #expect(document["rows"][0]["monthlyCostUsd"].decimal == 0)
    #expect(document["rows"][0]["costPerMillionRequestsUsd"] == .null)
    #expect(document["components"] == .array([]))
  }

  /// 60 s are billed at least, per instance: 2 × $0.085 / 60.
  @Test func minimumOfAnInstance() throws {
    #expect(
      try total("aws-ec2:type=c5.large,count=2", "--hours 0.001") == decimal("0.002833333333"))
  }

  @Test func metersAlone() throws {
    #expect(try total("aws-lambda", "--meter requests=5000000") == 1)
    #expect(
      try total("aws-lambda", "--meter requests=5000000 --meter duration=10000")
        == decimal("1.166667"))
  }

  @Test func severalOptionsAreRanked() throws {
    let rows = try costsim.run(
      "estimate", "--option", "aws-ec2:type=c5.large", "--option", "aws-lambda:memory=512",
      "--requests", "100000", "--duration-ms", "200", "--format", "rows"
    ).json().elements
    #expect(rows.map { $0["option"].string } == ["aws-lambda:memory=512", "aws-ec2:type=c5.large"])
    #expect(rows.map { $0["rank"].decimal } == [1, 2])
    #expect(rows.map { $0["optionId"].string } == ["option-2", "option-1"])
  }

  // MARK: Refusals

  @Test(
    arguments: [
      ("--requests=-1", "--requests \"-1\" is not a whole number from 0 to 9223372036854775807"),
      ("--requests=1e6", "--requests \"1e6\" is not a whole number from 0 to 9223372036854775807"),
      ("--duration-ms=x", "--duration-ms \"x\" is not a number of at least 0"),
      ("--duration-ms=-1", "--duration-ms \"-1\" is not a number of at least 0"),
      ("--duration-ms=31622400001", "--duration-ms 31622400001 is more than 366 days"),
      ("--hours=nan", "--hours \"nan\" is not a number of at least 0"),
    ])
  func badTotal(_ word: String, _ message: String) throws {
    try costsim.run("estimate", "--option", "aws-lambda:memory=512", word).expectRefusal(
      64, message)
  }

  @Test func badMeter() throws {
    let words = ["estimate", "--option", "aws-lambda:memory=512", "--meter"]
    for text in ["requests", "requests=", "requests=x", "requests=-1"] {
      try costsim.run(words + [text]).expectRefusal(
        64, "--meter \"\(text)\" is not of the form NAME=QUANTITY",
        hint: "such as --meter duration=9216000000")
    }
    try costsim.run(words + ["request=5"]).expectRefusal(
      64, "--meter \"request\" is no meter of aws-lambda; did you mean \"requests\"?",
      hint: "its meters are requests, duration, ephemeral-storage, provisioned-concurrency, "
        + "provisioned-duration")
  }

  @Test func impossibleOptions() throws {
    try costsim.run(
      "estimate", "--option", "aws-lambda:memory=10241", "--requests", "1", "--duration-ms", "1"
    ).expectRefusal(
      64,
      "aws-lambda:memory=10241: memory 10241 MB is above the maximum of 10240 MB (AWS Lambda "
        + "Developer Guide, Lambda quotas, 2026); aws-fargate or aws-ec2 may do")
    try costsim.run(
      "estimate", "--option", "aws-lambda:memory=512", "--requests", "1", "--duration-ms",
      "900001"
    ).expectRefusal(
      64,
      "aws-lambda:memory=512: a request runs 900001ms, above the limit of 900 s (AWS Lambda "
        + "Developer Guide, Lambda quotas, 2026); aws-fargate or "
        + "aws-lambda-managed-instances (90 minutes, asynchronous) or aws-lambda:durable=yes "
        + "(a year, asynchronous, in steps of 15 minutes) or alibaba-fc (24 hours) may do")
    try costsim.run("estimate", "--option", "aws-fargate:vcpu=0.25,memory=4096").expectRefusal(
      64,
      "aws-fargate:vcpu=0.25,memory=4096: Fargate does not sell 0.25 vCPU with 4096 MB; with "
        + "0.25 vCPU it sells 512, 1024, 2048 MB")
  }

  @Test func amountsBeyondExactArithmetic() throws {
    let run = try costsim.run(
      "estimate", "--option", "aws-lambda:memory=10240", "--requests", "9223372036854775807",
      "--duration-ms", "900000")
    #expect(!run.wasSignalled)
    #expect([0, 64, 65, 69].contains(run.code))
  }
}

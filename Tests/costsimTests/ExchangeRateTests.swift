import Foundation
import Testing

/// `--exchange-rate` and `--discount` at the prices of the files: Lambda in cn-north-1 costs CNY 1.36
/// a million requests and CNY 0.000113477 a GB-second, in us-east-1 $0.20 and $0.0000166667.
struct ExchangeRateTests {
  let costsim: CostsimBinary

  init() throws { costsim = try CostsimBinary() }

  private static let china = "aws-lambda:memory=512,region=cn-north-1"

  private func estimate(_ words: String...) throws -> CostsimBinary.Run {
    try costsim.run(
      ["estimate", "--requests", "1000000", "--duration-ms", "200", "--option", Self.china] + words)
  }

  /// 1.36 + 100,000 GB-s × 0.000113477 = CNY 12.7077; × 0.14 = $1.779078.
  @Test func rateFillsTheDollarFields() throws {
    let plain = try estimate("--format", "rows").json()[0]
    #expect(plain["monthlyCost"].decimal == decimal("12.7077"))
    #expect(plain["monthlyCostUsd"] == .null)
    let row = try estimate("--exchange-rate", "CNY=0.14@2026-11-01", "--format", "rows").json()[0]
    #expect(row["currency"].string == "CNY")
    #expect(row["monthlyCost"].decimal == decimal("12.7077"))
    #expect(row["monthlyCostUsd"].decimal == decimal("1.779078"))
    #expect(row["requestCostUsd"].decimal == decimal("0.1904"))
    #expect(row["costPerMillionRequestsUsd"].decimal == decimal("1.779078"))
  }

  /// A third of a dollar leaves digits to round in each line.
  @Test func componentsSumToTheRow() throws {
    let document = try estimate(
      "--exchange-rate", "CNY=0.333333333333@2026-11-01", "--format", "json"
    ).json()
    let costs = document["components"].elements.compactMap { $0["costUsd"].decimal }
    #expect(costs == [decimal("0.453333333333"), decimal("3.782566666663")])
    #expect(document["rows"][0]["monthlyCostUsd"].decimal == costs.reduce(0, +))
    let rate = document["assumptions"]["exchangeRates"][0]
    #expect(rate["currency"].string == "CNY")
    #expect(rate["usd"].decimal == decimal("0.333333333333"))
    #expect(rate["asOf"].string == "2026-11-01")
  }

  /// CNY 12.7077 is more than $1.86667 by its digits, and less at CNY 0.14.
  @Test func currenciesAreRankedByDollars() throws {
    let other = ["--option", "aws-lambda:memory=512"]
    try estimate(other[0], other[1]).expectRefusal(
      64, "the options are billed in CNY and USD, which cannot be ranked together",
      hint: "compare the options of one currency at a time, or state what one unit is worth: "
        + "--exchange-rate CNY=RATE@DATE")
    for (rate, first) in [("0.14", "cn-north-1"), ("0.15", "us-east-1")] {
      let rows = try estimate(
        other[0], other[1], "--exchange-rate", "CNY=\(rate)@2026-11-01", "--format", "rows"
      ).json()
      #expect(rows[0]["region"].string == first)
    }
  }

  @Test(arguments: [
    ("CNY", "has no ="), ("cny=1@2026-11-01", "does not start with an ISO 4217 code in capitals"),
    ("USD=1@2026-11-01", "is for USD, which needs none"),
    ("CNY=x@2026-11-01", "has no decimal number of at most 12 places after the ="),
    ("CNY=0@2026-11-01", "is not above 0"), ("CNY=-1@2026-11-01", "is not above 0"),
    ("CNY=1000001@2026-11-01", "is above 1,000,000"), ("CNY=0.14", "has no date"),
    ("CNY=0.14@2026-02-30", "does not end in a date of the form 2026-11-01"),
  ])
  func refusedRates(_ text: String, _ problem: String) throws {
    try estimate("--exchange-rate=\(text)").expectRefusal(
      64, "--exchange-rate \"\(text)\" \(problem)",
      hint: "what one unit is worth in USD, and when, such as CNY=0.14@2026-11-01")
  }

  @Test func rateThatIsGivenTwiceOrNotUsed() throws {
    let twice = try estimate(
      "--exchange-rate", "CNY=0.14@2026-11-01", "--exchange-rate", "CNY=0.15@2026-11-01")
    #expect(twice.errors == "--exchange-rate is given twice for CNY\n")
    let idle = try estimate("--exchange-rate", "EUR=1.1@2026-11-01", "--format", "json").json()
    let codes = idle["warnings"].elements.map { $0["code"].string }
    #expect(codes.contains("unused-exchange-rate"))
  }
}

struct DiscountTests {
  let costsim: CostsimBinary

  init() throws { costsim = try CostsimBinary() }

  private func estimate(_ words: String...) throws -> CostsimBinary.Run {
    try costsim.run(
      [
        "estimate", "--requests", "1000000", "--duration-ms", "200", "--option",
        "aws-lambda:memory=512",
      ] + words)
  }

  /// $0.20 + 100,000 GB-s × $0.0000166667 = $1.86667; less 17 % $1.5493361; less 12 % $1.6426696.
  @Test(arguments: [
    (["aws=12%"], "1.6426696"), (["aws-lambda=17%"], "1.5493361"),
    (["aws=12%", "aws-lambda=17%"], "1.5493361"), (["aws-ec2=50%"], "1.86667"),
  ])
  func mostSpecificDiscountApplies(_ discounts: [String], _ cost: String) throws {
    let words = discounts.flatMap { ["--discount", $0] }
    let document = try costsim.run(
      [
        "estimate", "--requests", "1000000", "--duration-ms", "200", "--option",
        "aws-lambda:memory=512", "--format", "json",
      ] + words
    ).json()
    #expect(document["rows"][0]["monthlyCostUsd"].decimal == decimal(cost))
    let list = document["components"].elements.compactMap { $0["listCostUsd"].decimal }
    #expect(list == [decimal("0.2"), decimal("1.66667")])
    #expect(document["assumptions"]["discounts"].elements.count == discounts.count)
  }

  @Test func unknownNameAndUnusedDiscount() throws {
    try estimate("--discount", "awz=10%").expectRefusal(
      64, "--discount: \"awz\" is neither a provider nor a platform; did you mean \"aws\"?",
      hint: "costsim prices list shows them")
    let idle = try estimate("--discount", "aws-ec2=10%", "--format", "json").json()
    #expect(idle["warnings"].elements.map { $0["code"].string } == ["unused-discount"])
  }

  @Test(arguments: [
    ("aws", "has no NAME="), ("aws=12", "does not end in a percentage of at most 10 places"),
    ("aws=0%", "is not between 0 % and 100 %"), ("aws=100%", "is not between 0 % and 100 %"),
    ("aws=-5%", "is not between 0 % and 100 %"),
  ])
  func refusedDiscounts(_ text: String, _ problem: String) throws {
    try estimate("--discount", text).expectRefusal(
      64, "--discount \"\(text)\" \(problem)",
      hint: "a provider or platform and its discount, such as aws=12% or aws-lambda=17%")
  }
}

import Foundation
import Testing

/// What users can do with price files of their own, without a change of code.
struct OwnPricesTests {
  let costsim: CostsimBinary
  let prices: PriceFolder

  init() throws {
    costsim = try CostsimBinary()
    prices = try PriceFolder(costsim)
  }

  private func run(_ words: String...) throws -> CostsimBinary.Run {
    try costsim.run(words + ["--pricing", PriceFolder.name])
  }

  @Test func changedPriceChangesTheBill() throws {
    func cost() throws -> Decimal? {
      try run(
        "estimate", "--option", "aws-lambda:memory=1024", "--requests", "2000000",
        "--duration-ms", "1000", "--format", "rows"
      ).json()[0]["monthlyCostUsd"].decimal
    }
    // 2 × $0.20 + 2,000,000 GB-s × $0.0000166667 = 0.4 + 33.3334.
    #expect(try cost() == decimal("33.7334"))
    try prices.replace("0,0.2,USD", "0,0.35,USD", in: "lambda.csv")
    #expect(try cost() == decimal("34.0334"))
  }

  private func addFunctions() throws { try prices.addMadeUpFunctions() }

  private func addBoxes() throws {
    try costsim.write(
      "prices/acme/boxes.json",
      """
      {
        "id": "acme-boxes", "name": "Acme Boxes", "provider": "acme",
        "serviceName": "Acme Boxes", "model": "provisioned", "scope": "shared",
        "defaultOptions": ["acme-boxes:type=big"],
        "parameters": [
          { "key": "region", "default": "moon" }, { "key": "type", "values": "types" }
        ],
        "types": { "file": "boxes-types.csv", "asOf": "2026-10", "source": "page" },
        "behaviour": {}, "limits": [],
        "metering": {
          "instanceTime": { "increment": "3600s", "minimum": "0s", "asOf": "2026",
            "source": "page" },
          "meters": [
            { "meter": "box", "title": "Box", "category": "compute", "basis": "instance-time" }
          ]
        },
        "allowances": [],
        "sources": { "page": { "title": "Acme price page", "url": "https://acme.example/p" } }
      }
      """)
    try costsim.write(
      "prices/acme/boxes-types.csv", "type,vcpu,memory,arch,burstable\nbig,4,8192,x86_64,false\n")
    try costsim.write(
      "prices/acme/boxes.csv",
      """
      region,variant,meter,unit,tier_from,price,currency,as_of,source,confidence
      moon,type=big,box,Hours,0,0.05,USD,2026-10-01,page,medium

      """)
  }

  @Test func newPlatformsAreListed() throws {
    try addFunctions()
    try addBoxes()
    let list = try run("prices", "list", "--format", "json").json().elements
    let ids = list.map { $0["platform"].string }
    #expect(ids.prefix(3) == ["acme-boxes", "acme-functions", "alibaba-eci"])
    #expect(ids.contains("aws-public-ipv4"))
    let shown = try run("prices", "show", "acme-functions").succeeded().text
    #expect(shown.contains("Acme Functions Cloud, moon"))
    #expect(shown.contains("USD 0.00004"))
    #expect(shown.contains("Acme price page https://acme.example/p"))
    try costsim.run("prices", "check", PriceFolder.name).succeeded()
  }

  @Test func newPlatformsAreEstimated() throws {
    try addFunctions()
    try addBoxes()
    // 3,000 calls, 1,000 of them included: 2 × $0.01. Time: 50 ms are billed as 200 ms with
    // 256 MB: 3,000 × 0.2 s × 0.25 GB = 150 GB-s × $0.00004 = $0.006.
    let calls = try run(
      "estimate", "--option", "acme-functions:memory=256", "--requests", "3000", "--duration-ms",
      "50", "--format", "rows"
    ).json()
    #expect(calls[0]["monthlyCostUsd"].decimal == decimal("0.026"))
    // 2 × 730 h × $0.05.
    let boxes = try run(
      "estimate", "--option", "acme-boxes:type=big,count=2", "--format", "rows"
    ).json()
    #expect(boxes[0]["monthlyCostUsd"].decimal == 73)
  }

  @Test func newPlatformsAreCompared() throws {
    try addFunctions()
    try addBoxes()
    try costsim.write("trace.csv", Sample.trace)
    let rows = try run(
      "compare", "trace.csv", "--providers", "acme", "--project", "none", "--format", "rows"
    ).json().elements
    // Both, and each service on the cheaper of them.
    #expect(rows.count == 3)
    // 4 calls are included. 100 → 200 ms, 100.5 → 200 ms, 200 → 200 ms, 100 → 200 ms at 256 MB:
    // 0.8 s × 0.25 GB = 0.2 GB-s × $0.00004.
    let functions = rows.first { $0["platform"].string == "acme-functions" }
    #expect(functions?["monthlyCostUsd"].decimal == decimal("0.000008"))
    #expect(functions?["latencyMaxMs"].decimal == 200)
    // From the first arrival at 0 to the last departure at 700.1 s: an hour has begun.
    let boxes = rows.first { $0["platform"].string == "acme-boxes" }
    #expect(boxes?["monthlyCostUsd"].decimal == decimal("0.05"))
    #expect(boxes?["costModel"].string == "provisioned")
  }

  @Test func limitsOfANewPlatform() throws {
    try addFunctions()
    try addBoxes()
    try costsim.write("trace.csv", Sample.header + "0,a,60001,128\n70,a,1,128\n")
    let rows = try run(
      "compare", "trace.csv", "--providers", "acme", "--project", "none", "--format", "rows"
    ).json().elements
    let functions = rows.first { $0["platform"].string == "acme-functions" }
    #expect(functions?["feasible"] == .flag(false))
    #expect(
      functions?["infeasibleReason"].string
        == "a request runs 60001ms, above the limit of 60 s (Acme price page, 2026-10); "
        + "acme-boxes may do")
  }
}

/// Prices that are missing where they are needed: exit code 69.
struct UnknownPriceTests {
  let costsim: CostsimBinary

  init() throws { costsim = try CostsimBinary() }

  @Test func meterWithoutAPriceInTheRegion() throws {
    try costsim.write("trace.csv", Sample.trace)
    let words = ["compare", "trace.csv", "--project", "none", "--output", "result.json"]
    let run = try costsim.run(words + ["--option", "aws-lambda:region=cn-northwest-1"])
    #expect(run.code == 69)
    #expect(
      run.errors.hasPrefix(
        "aws-lambda: no price of requests is known for region cn-northwest-1\n"
          + "hint: it is known for af-south-1, "))
    #expect(run.errors.contains(", us-east-1, us-east-2,"))
    #expect(try costsim.names() == ["trace.csv"])
  }

  /// /facts has Fargate's storage price in five regions.
  @Test func storageOfFargate() throws {
    let option = "aws-fargate:vcpu=1,memory=2048,ephemeral=30,region=us-west-2"
    let run = try costsim.run("estimate", "--option", option)
    run.expectRefusal(
      69, "aws-fargate: no price of ephemeral-storage is known for region us-west-2",
      hint: "it is known for ap-northeast-1, ap-northeast-2, eu-central-1, eu-west-1, us-east-1")
    // What is included needs no price.
    let included = option.replacingOccurrences(of: "ephemeral=30", with: "ephemeral=20")
    try costsim.run("estimate", "--option", included).succeeded()
  }

  /// 7,000,000,000 requests of 1 s at 1 GB pass 6 billion GB-seconds; the first 6 do not.
  @Test func tierWhosePriceIsUnknown() throws {
    let words = [
      "estimate", "--option", "aws-lambda:region=eu-west-1,memory=1024", "--duration-ms", "1000",
    ]
    let run = try costsim.run(words + ["--requests", "7000000000"])
    #expect(run.code == 69)
    #expect(
      run.errors.contains(
        "the price of duration in eu-west-1 is not known from 6,000,000,000 GB-Seconds on\n"
          + "hint: put it into a copy of the price files and name their folder with --pricing\n"))
    // 6,000 × $0.20 + 6,000,000,000 × $0.0000166667 = 1,200 + 100,000.2.
    let rows = try costsim.run(words + ["--requests", "6000000000", "--format", "rows"]).json()
    #expect(rows[0]["monthlyCostUsd"].decimal == decimal("101200.2"))
  }

  /// Beside others a stated option without a price is a row with its reason, not a failure.
  @Test func statedBesideOthers() throws {
    try costsim.write("trace.csv", Sample.day)
    let flex = "azure-functions:plan=flex,memory=2048,always-ready=1,region=eastus2"
    let words = ["compare", "trace.csv", "--format", "rows", "--option", flex]
    let rows = try costsim.run(words + ["--option", "aws-lambda"]).json()
    #expect(rows[0]["platform"].string == "aws-lambda" && rows[0]["rank"].decimal == 1)
    #expect(rows[1]["feasible"] == .flag(false))
    #expect(
      rows[1]["infeasibleReason"].string?.contains("the price of flex-always-ready") == true)
    #expect(try costsim.run(words).code == 69)
  }

  /// In the default set a region without a price is a row with its reason, not a failure.
  @Test func defaultOptions() throws {
    try costsim.write("trace.csv", Sample.day)
    let run = try costsim.run(
      "compare", "trace.csv", "--region", "eu-central-2", "--format", "rows")
    #expect(run.code == 0)
  }
}

import Foundation
import Testing

/// Services beside compute whose price is not known where the option runs.
struct AssumedPriceTests {
  /// 1,000,000 requests of 2,048 bytes are 10⁶ × 2,048 / 2^30 GB; projected 730 h of an hour.
  private static let row = "0,a,100,512\n"

  /// The price files with what is replaced in them.
  private func compared(
    _ options: [String], _ words: String, prices edit: (PriceFolder) throws -> Void = { _ in }
  ) throws -> (run: CostsimBinary.Run, table: CostsimBinary.Run) {
    let costsim = try CostsimBinary()
    try costsim.write("trace.csv", Sample.header + Self.row)
    try edit(try PriceFolder(costsim))
    let all = ComparedTrace.words(options, words) + ["--pricing", PriceFolder.name]
    return (
      try costsim.run(all), try costsim.run(all.filter { $0 != "--format" && $0 != "json" })
    )
  }

  // MARK: Egress

  /// 1 GiB a request, one an hour: 730 GB x $0.12 in us-central1 (Google's list of 2024-07-01).
  @Test(arguments: ["gcp-cloud-run", "gcp-cloud-run:billing=instance", "gcp-functions-1st-gen"])
  func everyVendorBillsWhatIsSent(option: String) throws {
    let compared = try ComparedTrace(
      Self.row, [option], "--span 1h --with egress=1073741824")
    #expect(compared.costs()["egress"] == decimal("87.6"))
    #expect(compared.row["costIsAtLeast"] == .flag(false))
  }

  /// 730 GB x $0.07, the price of traffic from Frankfurt.
  @Test func functionComputeBillsWhatItSends() throws {
    let compared = try ComparedTrace(
      Self.row, ["alibaba-fc:region=eu-central-1"], "--span 1h --with egress=1073741824")
    #expect(compared.costs()["egress"] == decimal("51.1"))
  }

  /// Cloudflare's pricing page: no charges for data transfer of Workers; of containers 500 GB are
  /// included and the rest is $0.05 at most: (730 - 500) x 0.05.
  @Test func whatCloudflareSends() throws {
    let workers = try ComparedTrace(
      "0,a,100,128\n", ["cloudflare-workers"], "--span 1h --with egress=1073741824")
    #expect(workers.costs()["egress"] == 0)
    let containers = try ComparedTrace(
      Self.row, ["cloudflare-containers"], "--span 1h --with egress=1073741824")
    #expect(containers.costs()["egress"] == decimal("11.5"))
  }

  // MARK: The dearest known price

  private static let lambda = "aws-lambda:memory=512,init=0ms,region=eu-central-1"

  /// API Gateway has prices in us-east-1 ($1.00 a million) and ap-northeast-2 ($1.23): 730,000
  /// requests of an hour with 1,000 are dearer there, 0.73 x 1.23.
  @Test func aMissingPriceIsTheDearestKnownOne() throws {
    let rows = (0..<1_000).map { "\($0),a,10,512\n" }.joined()
    let compared = try ComparedTrace(rows, [Self.lambda], "--span 1h --with front")
    let line = try #require(compared.components().first { $0["category"].string == "surrounding" })
    #expect(line.number("cost") == decimal("0.8979"))
    #expect(line["priceIsAssumed"] == .flag(true))
    #expect(line["priceConfidence"].string == "low")
    #expect(line["priceSource"].string?.contains("that of ap-northeast-2") == true)
    #expect(compared.row["costIsAssumed"] == .flag(true))
    #expect(compared.row["feasible"] == .flag(true))
    #expect(compared.warnings.contains("price-assumed"))
    #expect(
      compared.document["verdict"].string?.contains(
        "the dearest known price assumed for API Gateway, HTTP API in eu-central-1") == true)
  }

  @Test func theTableSaysWhatIsAssumed() throws {
    let runs = try compared([Self.lambda], "--span 1h --with front")
    let text = runs.table.succeeded().lines.joined(separator: " ")
    #expect(text.contains("Requests of up to 512 KB in eu-central-1 is not known: $1.23"))
  }

  /// A later tier without a price costs the dearest known one: of 43,800 × 6,873 = 301 M requests
  /// all are $1.23 a million, but those above 300 M are assumed to be.
  @Test func aMissingTierIsTheDearestKnownPrice() throws {
    let rows = String(repeating: "0,a,1,512\n", count: 6_873)
    let compared = try ComparedTrace(
      rows, ["aws-lambda:memory=512,init=0ms,region=ap-northeast-2"],
      "--span 60s --with front")
    let lines = compared.components().filter { $0["category"].string == "surrounding" }
    #expect(lines.map { $0["priceIsAssumed"] } == [.flag(false), .flag(true)])
    #expect(lines.allSatisfy { $0.number("listUnitPriceUsd") == decimal("1.23") })
  }

  // MARK: No price at all

  /// Without any price of API Gateway, Lambda costs at least its compute, and is none that wins.
  @Test func anOptionWithoutAPriceCostsAtLeastTheRestAndDoesNotWin() throws {
    let runs = try compared(
      ["aws-lambda:memory=512,init=0ms", "aws-ec2:type=c5.large,count=1,slots=4"],
      "--span 1h --with front"
    ) { prices in
      try prices.write(
        "api-gateway-http.csv",
        "region,variant,meter,unit,tier_from,price,currency,as_of,source,confidence\n"
          + "us-east-1,,requests,1000000 Requests,0,,USD,,,unknown\n")
    }
    let document = try runs.run.json()
    let rows = document["rows"].elements
    #expect(rows.map { $0["platform"].string } == ["aws-ec2", "aws-lambda"])
    #expect(rows.map { $0["costIsAtLeast"] } == [.flag(false), .flag(true)])
    #expect(rows[1].number("monthlyCostUsd") < rows[0].number("monthlyCostUsd"))
    let line = document["components"].elements.first {
      $0["optionId"].string == "option-1" && $0["category"].string == "surrounding"
    }
    #expect(line?["cost"] == .null && line?["listUnitPriceUsd"] == .null)
    let verdict = document["verdict"].string ?? ""
    #expect(verdict.hasPrefix("EC2 with Docker (c5.large, 1 instance) is cheapest"))
    #expect(verdict.contains("costs at least"))
    #expect(runs.table.succeeded().text.contains("at least 0."))
  }

  @Test func aloneItIsNotTheCheapestEither() throws {
    let compared = try ComparedTrace(
      Self.row, ["aws-lambda-edge:memory=512,init=0ms"], "--span 1h --with egress=2048")
    #expect(compared.row["costIsAtLeast"] == .flag(true))
    #expect(
      compared.document["verdict"].string?.hasPrefix("Of no option the whole cost is known") == true
    )
    #expect(compared.warnings.contains("price-absent"))
  }

  /// What the price files say nothing of is said.
  @Test func whatIsNotBilledIsSaid() throws {
    let compared = try ComparedTrace(
      Self.row, ["gcp-cloud-run", Sample.lambda], "--span 1h --with logs")
    let warning = compared.document["warnings"].elements.first {
      $0["code"].string == "surrounding-unbilled"
    }
    #expect(warning?["message"].string?.hasPrefix("logs is not billed beside Cloud Run:") == true)
  }
}

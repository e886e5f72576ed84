import Foundation
import Metering
import Testing
import Units

@testable import Pricing

/// The folder `pricing/` of this repository.
private let pricingFolder = URL(filePath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .appending(path: "pricing").path

@Suite struct PriceFileTests {
  static let book = Result { try PriceBook(.embedded) }
  static var platforms: [String] { (try? book.get().platforms.map(\.id)) ?? [] }

  @Test func theBinaryHoldsTheFilesOfTheRepository() throws {
    let folder = try PriceFiles(folder: pricingFolder)
    #expect(folder.platformPaths == PriceFiles.embedded.platformPaths)
    for path in folder.platformPaths {
      #expect(try folder.read(path) == (try PriceFiles.embedded.read(path)))
    }
    #expect(PriceCheck(folder).problems.isEmpty)
  }

  /// One test over every file: rates dated and sourced, tiers contiguous, no meter without a rate,
  /// and a bill of one unit of each meter that equals the sum of its first prices.
  @Test(arguments: platforms)
  func everyPlatformIsSound(id: String) throws {
    let book = try Self.book.get()
    let platform = try book.platform(id)
    let table = try book.rates(of: platform)
    #expect(platform.nodes != nil || !platform.metering.meters.isEmpty)
    for rate in table.rates {
      #expect(rate.tiers.first?.from == .zero)
      #expect(zip(rate.tiers, rate.tiers.dropFirst()).allSatisfy { $0.from < $1.from })
      for tier in rate.tiers where tier.price != nil {
        #expect(tier.asOf != nil)
        #expect(tier.source.map { platform.sources.contains($0) } == true)
      }
    }
    for form in platform.forms {
      try billsOneUnitOfEachMeter(form, table)
    }
  }

  private func billsOneUnitOfEachMeter(_ platform: Platform, _ table: RateTable) throws {
    for meter in platform.metering.meters where meter.formula == nil {
      let region = try #require(platform.parameter("region")?.defaultValue)
      let rate = try #require(
        table.rates.first { $0.meter == meter.id && $0.region == region }, "no \(meter.id)")
      guard rate.tiers[0].price != nil else { continue }
      let bill = try Bill(
        lines: try Biller(allowances: []).lines([
          PricedReading(meter: meter, service: nil, quantity: rate.baseUnits, rate: rate)
        ]))
      #expect(bill.total == rate.tiers[0].price)
    }
  }

  /// Rates as AWS publishes them, from the sources that the files name.
  @Test(
    arguments: [
      ("aws-lambda", "requests", "us-east-1", ["arch": "arm64"], "0.2"),
      ("aws-lambda", "duration", "us-east-1", ["arch": "x86_64"], "0.0000166667"),
      ("aws-lambda", "duration", "eu-central-1", ["arch": "arm64"], "0.0000133334"),
      ("aws-lambda", "duration", "cn-north-1", ["arch": "x86_64"], "0.000113477"),
      ("aws-lambda", "ephemeral-storage", "sa-east-1", ["arch": "x86_64"], "0.0000000586"),
      ("aws-fargate", "vcpu", "us-east-1", ["arch": "x86_64"], "0.04048"),
      ("aws-fargate", "memory", "ap-south-1", ["arch": "arm64"], "0.00261"),
      ("aws-fargate", "ephemeral-storage", "eu-west-1", ["arch": "arm64"], "0.000122"),
      ("aws-ec2", "instance", "us-east-1", ["type": "c5.large"], "0.085"),
      ("aws-ec2", "instance", "eu-west-1", ["type": "m6g.large"], "0.086"),
      ("aws-ec2", "instance", "ap-south-1", ["type": "g4dn.xlarge"], "0.579"),
      (
        "aws-ec2", "instance", "eu-west-1", ["type": "m6g.large", "purchase": "reserved-3y"],
        "0.0367"
      ),
      (
        "aws-fargate", "memory", "eu-west-1", ["arch": "arm64", "purchase": "spot"], "0.00107649"
      ),
      ("aws-lambda", "provisioned-concurrency", "us-east-1", ["arch": "arm64"], "0.0000033334"),
      ("aws-lambda", "provisioned-duration", "sa-east-1", ["arch": "x86_64"], "0.0000154867"),
      ("aws-nat-gateway", "data", "eu-central-1", [:], "0.052"),
      ("aws-ebs", "storage", "sa-east-1", [:], "0.152"),
    ] as [(String, String, String, [String: String], String)])
  func ratesAreThosePublished(
    platform: String, meter: String, region: String, parameters: [String: String], price: String
  ) throws {
    let book = try Self.book.get()
    let rate = try book.rates(of: book.platform(platform)).rate(of: meter, region: region) {
      parameters[$0] ?? ($0 == "purchase" ? "on-demand" : nil)
    }
    #expect(rate.tiers[0].price?.text == price)
  }

  /// AWS SDKs and Tools Reference Guide, standard mode; Lambda Developer Guide, asynchronous
  /// invocation and function scaling.
  @Test func repetitionsOfThrottledRequests() throws {
    let behaviour = try Self.book.get().platform("aws-lambda").behaviour
    #expect(
      behaviour.retry?.value
        == RetryRule(
          attempts: 3, firstDelay: 1_000_000, factor: 2, maximumDelay: 20_000_000, hasJitter: true,
          maximumAge: nil))
    #expect(
      behaviour.queue?.value
        == RetryRule(
          attempts: nil, firstDelay: 1_000_000, factor: 2, maximumDelay: 300_000_000,
          hasJitter: false, maximumAge: 21_600_000_000))
    #expect(behaviour.scaleRate?.value == "1000/10s")
    #expect(behaviour.requestsPerConcurrency?.value == 10)
  }

  /// Elastic Load Balancing pricing, dimensions of the capacity unit.
  @Test func capacityUnits() throws {
    let unit = try #require(try Self.book.get().platform("aws-alb").capacityUnit)
    #expect(unit.newConnectionsPerSecond == 25 && unit.activeConnections == 3_000)
    #expect(unit.bytesPerHour == 1 << 30 && unit.functionBytesPerHour == (4 << 30) / 10)
    #expect(unit.ruleEvaluationsPerSecond == 1_000 && unit.includedRules == 10)
    let network = try #require(try Self.book.get().platform("aws-nlb").capacityUnit)
    #expect(network.newConnectionsPerSecond == 800 && network.activeConnections == 100_000)
    #expect(network.ruleEvaluationsPerSecond == nil)
  }

  @Test func waysOfBuying() throws {
    let book = try Self.book.get()
    let spot = try #require(try book.platform("aws-fargate").commitment("spot"))
    #expect(spot.isInterruptible && spot.termMonths == nil)
    let reserved = try #require(try book.platform("aws-ec2").commitment("reserved-3y"))
    #expect(!reserved.isInterruptible && reserved.termMonths == 36)
    #expect(try book.platform("aws-ec2").commitment("on-demand") == nil)
  }

  @Test func companionsOfAnHTTPService() throws {
    let book = try Self.book.get()
    let usual = try ["aws-lambda", "aws-fargate", "aws-ec2"].map { id in
      try [Companion.Key.front, .nat, .egress].map {
        try book.platform(id).companion($0)?.usual
      }
    }
    #expect(usual == [["api-gateway-http", "0", nil], ["alb", "1", nil], ["alb", "1", nil]])
    let logs = try #require(try book.platform("aws-lambda").companion(.logs))
    #expect(logs.services.map(\.name) == ["logs"])
    #expect(logs.services.map(\.platform) == ["aws-cloudwatch-logs"])
  }

  @Test func aMissingRateNamesTheRegionsThatHaveIt() throws {
    let book = try Self.book.get()
    let rates = try book.rates(of: book.platform("aws-lambda"))
    let failure = try #require(throws: Failure.self) {
      try rates.rate(of: "duration", region: "cn-north-1") {
        ["arch": "arm64", "purchase": "on-demand"][$0]
      }
    }
    #expect(failure.code == .unavailable)
    #expect(
      failure.message
        == "aws-lambda: no price of duration is known for region cn-north-1 arch=arm64 "
        + "purchase=on-demand")
    #expect(failure.hint?.contains("us-east-1") == true)
  }
}

/// Broken copies of the price files, one thing at a time.
@Suite struct BrokenPriceFileTests {
  /// Copies `pricing/`, replaces a text once in one file, and lists what the check finds.
  private func problems(
    in file: String, replacing text: String, with other: String
  ) throws -> [String] {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.copyItem(at: URL(filePath: pricingFolder), to: folder)
    let url = folder.appending(path: file)
    let before = try String(contentsOf: url, encoding: .utf8)
    let range = try #require(before.range(of: text), "\(file) has no \(text)")
    try before.replacingCharacters(in: range, with: other)
      .write(to: url, atomically: true, encoding: .utf8)
    return PriceCheck(try PriceFiles(folder: folder.path)).problems
      .map { $0.replacingOccurrences(of: folder.path + "/", with: "") }
  }

  @Test(
    arguments: [
      (
        "aws/lambda.csv", "0,0.0000166667", "0,",
        "aws/lambda.csv:3: confidence is high, but the row has no price: a missing price is marked unknown"
      ),
      ("aws/lambda.csv", "0.0000166667", "abc", "aws/lambda.csv:3: price \"abc\" is not a number"),
      (
        "aws/lambda.csv", "0.0000166667", "-1",
        "aws/lambda.csv:3: price -1 is not between 0 and 1,000,000,000"
      ),
      (
        "aws/lambda.csv", "6000000000", "0",
        "aws/lambda.csv:4: tier_from 0 overlaps the tier from 0 at aws/lambda.csv:3"
      ),
      (
        "aws/lambda.csv", "GB-Seconds,0,", "GB-Seconds,5,",
        "aws/lambda.csv:3: tier_from is 5, but the first tier starts at 0"
      ),
      ("aws/lambda.csv", "price-list-2026,high", ",high", "aws/lambda.csv:2: source has no value"),
      (
        "aws/lambda.csv", "price-list-2026,high", "price-list,high",
        "aws/lambda.csv:2: source \"price-list\" is not in the sources of aws-lambda; did you mean \"price-list-2026\"?"
      ),
      ("aws/lambda.csv", "2026-09-19", "", "aws/lambda.csv:2: as_of has no value"),
      (
        "aws/lambda.csv", "2026-09-19", "19.9.2026",
        "aws/lambda.csv:2: as_of \"19.9.2026\" is not a date such as 2026-09-19, 2026-09 or 2026"
      ),
      (
        "aws/lambda.csv", "USD", "dollars",
        "aws/lambda.csv:2: currency \"dollars\" is not an ISO 4217 code such as USD"
      ),
      (
        "aws/lambda.csv", "arch=x86_64", "arch=x86",
        "aws/lambda.csv:3: variant \"x86\" is no value of arch, which is x86_64 or arm64"
      ),
      (
        "aws/lambda.csv", "1000000 Requests", "1000000 Request",
        "aws/lambda.csv:2: unit \"1000000 Request\" is not one of Requests, GB-Seconds, GB-Hours, GB-Months, vCPU-Seconds, vCPU-Hours, Hours, Months, GHz-Seconds, Compute-Units, Bytes, GB, LCU-Hours"
      ),
      (
        "aws/lambda.json", "\"duration\", \"title\"", "\"durations\", \"title\"",
        "aws/lambda.json:111: allowances[1].meter \"duration\" is no meter of this platform; did you mean \"durations\"?"
      ),
      (
        "aws/fargate.json", "\"id\": \"aws-fargate\"", "\"id\": \"aws-lambda\"",
        "aws/lambda.json: the platform aws-lambda is already described by aws/fargate.json"
      ),
      (
        "aws/lambda.csv", "duration,GB-Seconds", "duration,vCPU-Seconds",
        "aws/lambda.csv:3: unit vCPU-Seconds does not measure memory × time, which duration counts"
      ),
      (
        "aws/lambda.csv", "0.0000166667,USD", "0.0000166667,CNY",
        "aws/lambda.csv:3: currency is CNY, but us-east-1 is priced in USD"
      ),
      (
        "aws/lambda.csv", "arch=x86_64", "arch=x86_64 arch=arm64",
        "aws/lambda.csv:3: variant names arch twice"
      ),
      (
        "aws/ec2.json", "\"instance-time\"", "\"billed-time\"",
        "aws/ec2.json:35: metering.meters[0].basis billed-time is never counted for a platform whose "
          + "model is provisioned"
      ),
      (
        "aws/lambda.json", "\"step\": 1,", "\"step\": 0,",
        "aws/lambda.json:13: parameters[2].step 0 is not above zero"
      ),
      (
        "aws/lambda.json", "\"increment\": \"1ms\"", "\"increment\": \"400d\"",
        "aws/lambda.json:77: metering.billedTime.increment is above 366 days"
      ),
      (
        "aws/lambda.json", "\"default\": \"zip\"", "\"default\": \"tar\"",
        "aws/lambda.json:18: parameters[5].default \"tar\" is none of the values"
      ),
      (
        "aws/ec2.json", "\"limits\"", "\"limit\"",
        "aws/ec2.json:29: unknown key \"limit\"; did you mean \"limits\"?"
      ),
      (
        "aws/lambda.json", "\"when\": { \"snapstart\": [\"yes\"]",
        "\"when\": { \"snapstart\": [\"true\"]",
        "aws/lambda.json:100: metering.meters[8].when.snapstart[0] \"true\" is no value of snapstart"
      ),
      (
        "aws/lambda.json", "\"when\": { \"snapstart\"", "\"when\": { \"snapstrat\"",
        "aws/lambda.json:100: metering.meters[8].when.snapstrat is about no parameter with values; "
          + "did you mean \"snapstart\"?"
      ),
      (
        "aws/lambda.json", "\"basis\": \"requests\" }",
        "\"basis\": \"requests\", \"times\": \"memory\" }",
        "aws/lambda.json:84: metering.meters[0].times a number of MB does not go with requests"
      ),
      (
        "aws/lambda.json", "\"provisionedTime\"", "\"instanceTime\"",
        "aws/lambda.json:76: metering.provisionedTime is missing"
      ),
      (
        "aws/lambda.json", "\"savings-plan-1y\": {", "\"savings-plan-5y\": {",
        "aws/lambda.json:116: commitments.savings-plan-5y is no value of purchase; "
          + "did you mean \"savings-plan-1y\"?"
      ),
      (
        "aws/lambda.json", "\"attempts\": 3, ", "",
        "aws/lambda.json:40: behaviour.retry never ends: it has neither attempts nor a maximumAge"
      ),
      (
        "aws/lambda.json", "\"requires\": { \"yes\"", "\"requires\": { \"ye\"",
        "aws/lambda.json:20: parameters[6].requires.ye is none of the values; did you mean \"yes\"?"
      ),
      (
        "aws/lambda.json", "\"usual\": \"api-gateway-http\"", "\"usual\": \"api-gateway\"",
        "aws/lambda.json:126: companions[0].usual \"api-gateway\" is none of the services; "
          + "did you mean \"api-gateway-http\"?"
      ),
      (
        "aws/lambda.json", "\"aws-nat-gateway\"", "\"aws-nat-gatewya\"",
        "aws/lambda.json: companions: no file describes \"aws-nat-gatewya\", which is named for "
          + "nat; did you mean \"aws-nat-gateway\"?"
      ),
      (
        "aws/alb.json", "\"activeConnections\": 3000", "\"activeConnections\": 0",
        "aws/alb.json:28: capacityUnit.activeConnections 0 is not between 1 and 1000000000000"
      ),
      (
        "aws/alb.json", "\"deployed-time\"", "\"instance-time\"",
        "aws/alb.json:21: metering.meters[0].basis instance-time is never counted for a platform "
          + "whose model is surrounding"
      ),
    ] as [(String, String, String, String)])
  func isFound(file: String, text: String, other: String, message: String) throws {
    let found = try problems(in: file, replacing: text, with: other)
    #expect(found.first == message, "found \(found)")
  }

  @Test func everyProblemIsListed() throws {
    let found = try problems(
      in: "aws/ec2.csv", replacing: "instance,Hours,0,0.085,USD",
      with:
        "instance,Hours,0,x,USD,2026-07-20,karpenter-2026,high\nus-east-1,type=c5.larg,instance,Hours,0,1,USD"
    )
    #expect(found.count == 2)
    #expect(found.last?.hasPrefix("aws/ec2.csv:3: variant \"c5.larg\" is no value of type") == true)
  }
}

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
    #expect(!platform.metering.meters.isEmpty)
    for rate in table.rates {
      #expect(rate.tiers.first?.from == 0)
      #expect(zip(rate.tiers, rate.tiers.dropFirst()).allSatisfy { $0.from < $1.from })
      for tier in rate.tiers where tier.price != nil {
        #expect(tier.asOf != nil)
        #expect(tier.source.map { platform.sources.contains($0) } == true)
      }
    }
    let region = try #require(platform.parameter("region")?.defaultValue)
    for meter in platform.metering.meters {
      let rate = try #require(
        table.rates.first { $0.meter == meter.id && $0.region == region }, "no \(meter.id)")
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
    ] as [(String, String, String, [String: String], String)])
  func ratesAreThosePublished(
    platform: String, meter: String, region: String, parameters: [String: String], price: String
  ) throws {
    let book = try Self.book.get()
    let rate = try book.rates(of: book.platform(platform)).rate(of: meter, region: region) {
      parameters[$0]
    }
    #expect(rate.tiers[0].price?.text == price)
  }

  @Test func aMissingRateNamesTheRegionsThatHaveIt() throws {
    let book = try Self.book.get()
    let rates = try book.rates(of: book.platform("aws-lambda"))
    let failure = try #require(throws: Failure.self) {
      try rates.rate(of: "duration", region: "cn-north-1") { $0 == "arch" ? "arm64" : nil }
    }
    #expect(failure.code == .unavailable)
    #expect(
      failure.message
        == "aws-lambda: no price of duration is known for region cn-north-1 arch=arm64")
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
        "aws/lambda.csv:2: unit \"1000000 Request\" is not one of Requests, GB-Seconds, GB-Hours, vCPU-Seconds, vCPU-Hours, Hours"
      ),
      (
        "aws/lambda.json", "\"duration\", \"title\"", "\"durations\", \"title\"",
        "aws/lambda.json:52: allowances[1].meter \"duration\" is no meter of this platform; did you mean \"durations\"?"
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
        "aws/ec2.json:30: metering.meters[0].basis billed-time is never counted for a platform whose "
          + "model is provisioned"
      ),
      (
        "aws/lambda.json", "\"step\": 1,", "\"step\": 0,",
        "aws/lambda.json:13: parameters[2].step 0 is not above zero"
      ),
      (
        "aws/lambda.json", "\"increment\": \"1ms\"", "\"increment\": \"400d\"",
        "aws/lambda.json:37: metering.billedTime.increment is above 366 days"
      ),
      (
        "aws/lambda.json", "\"default\": \"zip\"", "\"default\": \"tar\"",
        "aws/lambda.json:18: parameters[5].default \"tar\" is none of the values"
      ),
      (
        "aws/ec2.json", "\"limits\"", "\"limit\"",
        "aws/ec2.json:24: unknown key \"limit\"; did you mean \"limits\"?"
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

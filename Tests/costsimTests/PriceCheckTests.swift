import Foundation
import Testing

/// One thing broken at a time in a copy of the price files: `prices check` names file, line and
/// field, and every command that uses the prices refuses them.
struct PriceCheckTests {
  let costsim: CostsimBinary
  let prices: PriceFolder

  init() throws {
    costsim = try CostsimBinary()
    prices = try PriceFolder(costsim)
  }

  private static let estimate = [
    "estimate", "--option", "aws-lambda:memory=512", "--requests", "1000000", "--duration-ms",
    "100", "--pricing", PriceFolder.name,
  ]

  /// Expects exactly these problems from `prices check`, and the same from `estimate` and
  /// `compare`.
  private func expect(
    _ problems: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let text = problems.map { "\(PriceFolder.name)/aws/" + $0 }.joined(separator: "\n")
    try costsim.run("prices", "check", PriceFolder.name).expectRefusal(
      78, text, hint: "\(problems.count) problem\(problems.count == 1 ? "" : "s")",
      sourceLocation: sourceLocation)
    try costsim.run(Self.estimate + ["--output", "bill.json"]).expectRefusal(
      78, text, sourceLocation: sourceLocation)
    try costsim.write("trace.csv", Sample.day)
    try costsim.run(
      "compare", "trace.csv", "--pricing", PriceFolder.name, "--option", "aws-lambda"
    ).expectRefusal(78, text, sourceLocation: sourceLocation)
    #expect(
      try costsim.names() == [PriceFolder.name, "trace.csv"], sourceLocation: sourceLocation)
  }

  @Test func soundFiles() throws {
    let run = try costsim.run("prices", "check", PriceFolder.name).succeeded()
    #expect(
      run.text.hasSuffix(
        "All price files are sound: every rate has its meter, tiers, date and source.\n"))
    // 1,000,000 × $0.20 a million; 1,000,000 × 0.1 s × 0.5 GB × $0.0000166667 = $0.833335.
    let rows = try costsim.run(Self.estimate + ["--format", "rows"]).json()
    #expect(rows[0]["monthlyCostUsd"].decimal == decimal("1.033335"))
  }

  @Test func embeddedFilesAndTheRepositoryAreSound() throws {
    try costsim.run("prices", "check").succeeded()
    let pricing = CostsimBinary.repository.appendingPathComponent("pricing").path
    try costsim.run("prices", "check", pricing).succeeded()
  }

  private static let requests =
    "us-east-1,,requests,1000000 Requests,0,0.2,USD,2026-09-19,price-list-2026,high"
  private static let secondTier =
    "us-east-1,arch=x86_64 purchase=on-demand,duration,GB-Seconds,6000000000,0.000015,USD,"
    + "2026-09-19,price-list-2026,high"

  /// Replaces one field of the first price, `requests` in us-east-1 on line 2.
  private func breakRequests(_ field: String, _ value: String) throws {
    let broken = Self.requests.replacingOccurrences(of: ",\(field),", with: ",\(value),")
    try prices.replace(Self.requests, broken, in: "lambda.csv")
  }

  @Test func missingPrice() throws {
    try breakRequests("0.2", "")
    try expect(
      "lambda.csv:2: confidence is high, but the row has no price: "
        + "a missing price is marked unknown")
  }

  @Test func unknownPriceWithAFigure() throws {
    let row = Self.requests.replacingOccurrences(of: "high", with: "unknown")
    try prices.replace(Self.requests, row, in: "lambda.csv")
    try expect("lambda.csv:2: confidence is unknown, but the row has a price")
  }

  @Test(
    arguments: [
      ("0.2x", "price \"0.2x\" is not a number"),
      ("nan", "price \"nan\" is not a number in range with at most 12 decimal places"),
      ("-0.2", "price -0.2 is not between 0 and 1,000,000,000"),
      ("1e12", "price 1000000000000 is not between 0 and 1,000,000,000"),
      (
        "0.0000000000001",
        "price \"0.0000000000001\" is not a number in range with at most 12 decimal places"
      ),
    ])
  func badPrice(_ price: String, _ message: String) throws {
    try breakRequests("0.2", price)
    try expect("lambda.csv:2: " + message)
  }

  @Test func missingSource() throws {
    try breakRequests("price-list-2026", "")
    try expect("lambda.csv:2: source has no value")
  }

  @Test func unknownSource() throws {
    try breakRequests("price-list-2026", "price-list-2025")
    try expect(
      "lambda.csv:2: source \"price-list-2025\" is not in the sources of aws-lambda; "
        + "did you mean \"price-list-2026\"?")
  }

  @Test func missingDate() throws {
    try breakRequests("2026-09-19", "")
    try expect("lambda.csv:2: as_of has no value")
  }

  @Test func badDate() throws {
    try breakRequests("2026-09-19", "2026-09-31")
    try expect(
      "lambda.csv:2: as_of \"2026-09-31\" is not a date such as 2026-09-19, 2026-09 or 2026")
  }

  @Test func unknownMeter() throws {
    try breakRequests("requests", "request")
    try prices.write("lambda.csv", try prices.text("lambda.csv") + Self.requests + "\n")
    try expect(
      "lambda.csv:2: meter \"request\" is no meter of aws-lambda; did you mean \"requests\"?")
  }

  @Test func unknownUnit() throws {
    try breakRequests("1000000 Requests", "Request")
    try expect(
      "lambda.csv:2: unit \"Request\" is not one of Requests, GB-Seconds, GB-Hours, "
        + "GB-Months, vCPU-Seconds, vCPU-Hours, Hours, Months, GHz-Seconds, "
        + "Compute-Units, Bytes, GB, LCU-Hours; did you mean \"Requests\"?")
  }

  @Test func badCurrency() throws {
    try breakRequests("USD", "usd")
    try expect("lambda.csv:2: currency \"usd\" is not an ISO 4217 code such as USD")
  }

  @Test func badConfidence() throws {
    let row = Self.requests.replacingOccurrences(of: "high", with: "hihg")
    try prices.replace(Self.requests, row, in: "lambda.csv")
    try expect(
      "lambda.csv:2: confidence \"hihg\" is not one of high, medium, low, unknown; "
        + "did you mean \"high\"?")
  }

  @Test func unknownVariant() throws {
    try prices.replace("us-east-1,,requests", "us-east-1,arch=arm65,requests", in: "lambda.csv")
    try expect("lambda.csv:2: variant \"arm65\" is no value of arch, which is x86_64 or arm64")
  }

  @Test func variantOfAnUnknownParameter() throws {
    try prices.replace("us-east-1,,requests", "us-east-1,acrh=arm64,requests", in: "lambda.csv")
    try expect(
      "lambda.csv:2: variant \"acrh\" is no parameter of aws-lambda; did you mean \"arch\"?")
  }

  @Test func overlappingTiers() throws {
    try prices.replace(
      Self.secondTier, Self.secondTier.replacingOccurrences(of: "6000000000", with: "0"),
      in: "lambda.csv")
    try expect("lambda.csv:4: tier_from 0 overlaps the tier from 0 at prices/aws/lambda.csv:3")
  }

  @Test func samePriceTwice() throws {
    try prices.write("lambda.csv", try prices.text("lambda.csv") + Self.requests + "\n")
    let line = try prices.text("lambda.csv").split(separator: "\n").count
    try expect(
      "lambda.csv:\(line): tier_from 0 overlaps the tier from 0 at prices/aws/lambda.csv:2")
  }

  @Test func firstTierIsNotAtZero() throws {
    try breakRequests("0", "5")
    try expect("lambda.csv:2: tier_from is 5, but the first tier starts at 0")
  }

  /// Two prices hold for arch=arm64, and which one is used would depend on their order.
  @Test func ambiguousVariants() throws {
    let row = Self.requests.replacingOccurrences(
      of: "us-east-1,,requests", with: "us-east-1,arch=arm64,requests")
    try prices.write("lambda.csv", try prices.text("lambda.csv") + row + "\n")
    let run = try costsim.run("prices", "check", PriceFolder.name)
    #expect(run.code == 78)
  }

  @Test func missingColumn() throws {
    try prices.replace("tier_from,price,", "tier_from,prise,", in: "lambda.csv")
    try expect("lambda.csv:1: column \"price\" is missing; did you mean \"prise\"?")
  }

  /// A new platform without its rates; a file of a built-in one that is missing is the built-in one.
  @Test func missingTable() throws {
    try prices.write(
      "new.json", try prices.text("lambda.json").replacing("aws-lambda", with: "new"))
    try costsim.run("prices", "check", PriceFolder.name).expectRefusal(
      78, "prices/aws/new.csv: there is no such price file", hint: "1 problem")
    try prices.remove("new.json")
    try prices.remove("lambda.csv")
    try costsim.run("prices", "check", PriceFolder.name).succeeded()
  }

  @Test func truncatedTable() throws {
    try prices.write("lambda.csv", String(try prices.text("lambda.csv").prefix(568)))
    try expect("lambda.csv:6: expected 10 fields, found 6")
  }

  @Test func meterWithoutAnyPrice() throws {
    let rows = try prices.text("lambda.csv").split(separator: "\n")
      .filter { !$0.contains(",ephemeral-storage,") }
    try prices.write("lambda.csv", rows.joined(separator: "\n") + "\n")
    try expect("lambda.csv: no row has a price of the meter ephemeral-storage")
  }

  @Test func severalProblems() throws {
    try breakRequests("0.2", "0.2x")
    try prices.replace("0.000015,USD", "0.000015,usd", in: "lambda.csv")
    try prices.replace("vCPU-Hours", "vCPU-Days", in: "fargate.csv")
    let run = try costsim.run("prices", "check", PriceFolder.name)
    #expect(run.code == 78)
    #expect(run.errors.contains("prices/aws/lambda.csv:2: price \"0.2x\" is not a number\n"))
    #expect(run.errors.contains("prices/aws/lambda.csv:4: currency \"usd\" is not"))
    #expect(run.errors.contains("prices/aws/fargate.csv:2: unit \"vCPU-Days\" is not one of"))
    #expect(run.errors.hasSuffix("hint: 3 problems\n"))
  }

  /// Only the first tier is wrong; those above it are as good as before.
  @Test func badFirstTierAlone() throws {
    try prices.replace("0,0.0000166667,USD", "0,x,USD", in: "lambda.csv")
    let run = try costsim.run("prices", "check", PriceFolder.name)
    #expect(run.errors.hasPrefix("prices/aws/lambda.csv:3: price \"x\" is not a number\n"))
    #expect(run.errors.hasSuffix("hint: 1 problem\n"))
  }

  @Test func moreThanTwentyProblems() throws {
    let text = try prices.text("lambda.csv")
    try prices.write(
      "lambda.csv", text.replacingOccurrences(of: "arch=arm64", with: "arch=arm65"))
    let count = text.components(separatedBy: "arch=arm64").count - 1
    let run = try costsim.run("prices", "check", PriceFolder.name)
    let estimate = try costsim.run(
      "estimate", "--pricing", PriceFolder.name, "--option", "aws-lambda:memory=512",
      "--requests", "1", "--duration-ms", "1")
    #expect(estimate.errors.hasSuffix("\n… and \(count - 20) more\n"))
    #expect(run.errors.hasSuffix("hint: \(count) problems\n"))
  }
}

/// Platform files that cannot be decoded.
struct PlatformFileTests {
  let costsim: CostsimBinary
  let prices: PriceFolder

  init() throws {
    costsim = try CostsimBinary()
    prices = try PriceFolder(costsim)
  }

  private func expect(
    _ problem: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try costsim.run("prices", "check", PriceFolder.name).expectRefusal(
      78, "prices/aws/" + problem, hint: "1 problem", sourceLocation: sourceLocation)
    let run = try costsim.run(
      "estimate", "--option", "aws-lambda:memory=512", "--pricing", PriceFolder.name)
    #expect(run.code == 78, sourceLocation: sourceLocation)
  }

  private func line(of text: String, in file: String) throws -> Int {
    let lines = try prices.text(file).components(separatedBy: "\n")
    return (lines.firstIndex { $0.contains(text) } ?? -1) + 1
  }

  @Test func unknownKey() throws {
    try prices.replace("\"limits\"", "\"limts\"", in: "lambda.json")
    let line = try line(of: "\"limts\"", in: "lambda.json")
    try expect("lambda.json:\(line): unknown key \"limts\"; did you mean \"limits\"?")
  }

  @Test func missingKey() throws {
    try prices.replace("\"provider\": \"aws\",", "", in: "lambda.json")
    let run = try costsim.run("prices", "check", PriceFolder.name)
    #expect(run.code == 78)
    #expect(run.errors.hasPrefix("prices/aws/lambda.json:1: provider"))
  }

  @Test func syntaxError() throws {
    try prices.replace("\"id\": \"aws-lambda\",", "\"id\": \"aws-lambda\"", in: "lambda.json")
    let run = try costsim.run("prices", "check", PriceFolder.name)
    #expect(run.code == 78)
    #expect(run.errors.hasPrefix("prices/aws/lambda.json:3: "))
  }

  @Test func truncatedFile() throws {
    try prices.write("lambda.json", String(try prices.text("lambda.json").prefix(700)))
    let line = try prices.text("lambda.json").components(separatedBy: "\n").count
    let run = try costsim.run("prices", "check", PriceFolder.name)
    #expect(run.code == 78)
    #expect(run.errors.hasPrefix("prices/aws/lambda.json:\(line): "))
  }

  @Test func samePlatformTwice() throws {
    try prices.write("zz.json", try prices.text("lambda.json"))
    try prices.write("zz.csv", try prices.text("lambda.csv"))
    try expect(
      "zz.json: the platform aws-lambda is already described by prices/aws/lambda.json")
  }

  @Test func allowanceOfAnUnknownMeter() throws {
    try prices.replace(
      "{ \"meter\": \"requests\", \"quantity\"", "{ \"meter\": \"request\", \"quantity\"",
      in: "lambda.json")
    let line = try line(of: "\"request\", \"quantity\"", in: "lambda.json")
    try expect(
      "lambda.json:\(line): allowances[0].meter \"request\" is no meter of this platform; "
        + "did you mean \"requests\"?")
  }

  @Test func folderWithoutPlatforms() throws {
    try costsim.makeFolder("empty")
    for words in [["prices", "check", "empty"], ["prices", "list", "--pricing", "empty"]] {
      try costsim.run(words).expectRefusal(
        66, "empty holds no price files",
        hint: "it is laid out like pricing/: a folder for each provider with PLATFORM.json and "
          + "PLATFORM.csv")
    }
    try costsim.run("prices", "check", "missing").expectRefusal(
      66, "cannot read the folder missing: No such file or directory")
  }
}

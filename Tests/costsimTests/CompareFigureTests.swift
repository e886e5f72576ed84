import Foundation
import Testing

/// Small traces whose replay and bill are worked out by hand.
struct CompareFigureTests {
  let costsim: CostsimBinary

  init() throws { costsim = try CostsimBinary() }

  func compare(
    _ trace: String, _ words: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> JSONValue {
    try costsim.write("trace.csv", trace)
    return try costsim.run(["compare", "trace.csv", "--format", "json"] + words).json(
      sourceLocation: sourceLocation)
  }

  private func number(_ row: JSONValue, _ key: String) -> Decimal? { row[key].decimal }

  /// `Sample.trace` with 300 ms of initialisation and a keep-alive of exactly 600 s:
  /// api at 0 is cold and ends at 0.4; api at 0.05 finds it busy, is cold too and ends at 0.4505;
  /// mail at 100 is cold; api at 700 comes 699.5495 s after the last departure: cold again.
  @Test func coldStartsAndBilledTime() throws {
    let document = try compare(Sample.trace, ["--project", "none", "--option", Sample.lambda])
    let row = document["rows"][0]
    #expect(number(row, "requests") == 4)
    #expect(number(row, "completedRequests") == 4)
    #expect(number(row, "coldStarts") == 4)
    #expect(number(row, "coldStartRate") == 1)
    // 400, 400.5, 500, 400 ms.
    #expect(number(row, "latencyMeanMs") == decimal("425.125"))
    #expect(number(row, "latencyP50Ms") == 400)
    #expect(number(row, "latencyP90Ms") == 500)
    #expect(number(row, "latencyMaxMs") == 500)
    #expect(number(row, "waitMeanMs") == 300)
    #expect(number(row, "peakConcurrency") == 2)
    // The option's memory holds for all: api (400 + 401 + 400) ms × 0.5 GB = 0.6005 GB-s
    // × $0.0000166667 = 0.00001000835335, mail 0.25 GB-s → 0.000004166675; each line is rounded
    // to 12 places. And 4 × $0.0000002.
    #expect(number(row, "computeCostUsd") == decimal("0.000014175028"))
    #expect(number(row, "requestCostUsd") == decimal("0.0000008"))
    #expect(number(row, "currency") == nil)
    #expect(row["currency"].string == "USD")
  }

  /// Capacity that is there anyway stands for the stated span: 30 × 24 h × $0.085 of c5.large,
  /// $0.0225 of its load balancer; requests are those of the trace.
  @Test func fixedCapacityOfTheStatedSpan() throws {
    let options = [
      "--option", "aws-ec2:type=c5.large,count=1,front=alb", "--option",
      "aws-lambda:provisioned=1,memory=1024", "--option",
      "azure-container-instances:vcpu=1,memory=1024,count=1",
    ]
    let document = try compare(Sample.trace, ["--project", "none", "--span", "30d"] + options)
    func quantity(_ meter: String) -> Decimal? {
      document["components"].elements.first { $0["meter"].string == meter }?["quantity"].decimal
    }
    #expect(quantity("instance") == 720)
    #expect(quantity("hours") == 720)
    // Two services with one environment of 1 GB each.
    let provisioned = document["components"].elements
      .filter { $0["meter"].string == "provisioned-concurrency" }
    #expect(provisioned.map { $0["quantity"].decimal } == [2_592_000, 2_592_000])
    #expect(document["rows"].elements.allSatisfy { $0["requests"].decimal == 4 })
  }

  /// The same with an hour of keep-alive: the api at 700 takes the environment that was used last.
  @Test func warmStarts() throws {
    let document = try compare(
      Sample.trace,
      ["--project", "none", "--option", "aws-lambda:init=300ms,keep-alive=1h"])
    let row = document["rows"][0]
    #expect(number(row, "coldStarts") == 3)
    #expect(number(row, "coldStartRate") == decimal("0.75"))
    // Each with its own memory: api (400 + 401 + 100) ms × 0.5 GB + mail 500 ms × 1 GB
    // = 0.9505 GB-s × $0.0000166667 = 0.00001584169835.
    let api = try #require(number(row, "monthlyCostUsd"))
    // Lines are rounded one by one: api 0.4505 GB-s → 0.000007508348, mail → 0.000008333350.
    #expect(api == decimal("0.000007508348") + decimal("0.00000833335") + decimal("0.0000008"))
    let services = document["services"].elements
    #expect(services.map { $0["service"].string } == ["api", "mail"])
    #expect(services.map { $0["coldStarts"].decimal } == [2, 1])
    #expect(services[0]["monthlyCostUsd"].decimal == decimal("0.000008108348"))
    #expect(services[1]["monthlyCostUsd"].decimal == decimal("0.00000853335"))
  }

  /// An environment idle for exactly the keep-alive is still warm, and one that ends at the
  /// instant of an arrival can serve it.
  @Test func ties() throws {
    func coldStarts(_ second: String) throws -> Decimal? {
      let trace = Sample.header + "0,a,500,512\n\(second),a,100,512\n"
      let document = try compare(
        trace, ["--project", "none", "--option", "aws-lambda:init=0ms,keep-alive=10s"])
      return document["rows"][0]["coldStarts"].decimal
    }
    #expect(try coldStarts("0.5") == 1)
    #expect(try coldStarts("0.499999") == 2)
    #expect(try coldStarts("10.5") == 1)
    #expect(try coldStarts("10.500001") == 2)
  }

  // MARK: Projection

  /// 25 hourly requests a service span 24 h exactly: × 730 / 24.
  @Test func aDayBecomesAMonth() throws {
    let document = try compare(Sample.day, ["--option", "aws-lambda:init=0ms,keep-alive=2h"])
    let row = document["rows"][0]
    #expect(number(row, "spanHours") == 24)
    #expect(number(row, "periodHours") == 730)
    #expect(number(row, "requests") == 50)
    // Only that all arrivals are whole seconds; nothing about the span.
    #expect(document["warnings"].elements.map { $0["code"].string } == ["coarse-stamps"])
    let parts = document["components"].elements
    // 25 × 730 / 24 = 760.4166…, rounded to a whole request: 760 a service.
    #expect(
      parts.filter { $0["meter"].string == "requests" }.map { $0["quantity"].decimal }
        == [760, 760])
    // api: 25 × 100 ms × 512 MB × 730 / 24 = 38,933.33… GB-ms·1024 …: 1.25 GB-s × 30.416666…
    let api = parts.first { $0["meter"].string == "duration" && $0["service"].string == "api" }
    let quantity = try #require(api?["quantity"].decimal)
    #expect(abs(quantity - decimal("38.020833333333")) < decimal("0.00000001"))
  }

  @Test func statedSpan() throws {
    let document = try compare(
      Sample.trace, ["--option", Sample.lambda, "--span", "730h"])
    let row = document["rows"][0]
    // A span of a month is billed as it stands.
    #expect(number(row, "computeCostUsd") == decimal("0.000014175028"))
    #expect(number(row, "spanHours") == 730)
    #expect(document["assumptions"]["spanIsStated"] == .flag(true))
    // Half of it doubles every quantity: 8 requests, 1.701 GB-s.
    let half = try compare(Sample.trace, ["--option", Sample.lambda, "--span", "365h"])
    #expect(number(half["rows"][0], "requestCostUsd") == decimal("0.0000016"))
    #expect(number(half["rows"][0], "requests") == 4)
  }

  @Test func shortSpansAreWarnedOf() throws {
    let document = try compare(Sample.trace, ["--option", Sample.lambda])
    #expect(document["warnings"].elements.contains { $0["code"].string == "short-span" })
    let days = Sample.header + "0,a,1,512\n129600,a,1,512\n"
    let partial = try compare(days, ["--option", Sample.lambda])
    #expect(partial["warnings"].elements.contains { $0["code"].string == "partial-days" })
    // Within 1 % of a whole day: 86,000 s count as a day.
    let near = try compare(
      Sample.header + "0,a,1,512\n86000,a,1,512\n", ["--option", Sample.lambda])
    #expect(near["rows"][0]["spanHours"].decimal == 24)
  }

  @Test func freeTier() throws {
    let document = try compare(
      Sample.trace, ["--option", Sample.lambda, "--project", "none", "--free-tier"])
    #expect(document["rows"][0]["monthlyCostUsd"].decimal == 0)
    // With the month's 1,000,000 free requests as the span: 4 requests become 4 × 730.
    let month = try compare(
      Sample.trace, ["--option", Sample.lambda, "--span", "1h", "--free-tier"])
    #expect(month["rows"][0]["requestCostUsd"].decimal == 0)
    #expect(month["assumptions"]["freeTier"] == .flag(true))
  }

  // MARK: Limits

  /// Ten requests at once, three may run: seven are throttled.
  @Test func throttling() throws {
    let trace = Sample.header + String(repeating: "0,a,100,512\n", count: 10) + "60,a,1,512\n"
    for limit in ["reserved=3", "account-concurrency=3"] {
      let document = try compare(
        trace, ["--project", "none", "--option", "aws-lambda:init=0ms,\(limit)"])
      let row = document["rows"][0]
      #expect(number(row, "requests") == 11)
      #expect(number(row, "completedRequests") == 4)
      #expect(number(row, "throttledRequests") == 7)
      #expect(number(row, "peakConcurrency") == 3)
      #expect(row["meetsSlo"] == .flag(false))
      // Throttled requests are not billed: 4 × $0.0000002.
      #expect(number(row, "requestCostUsd") == decimal("0.0000008"))
    }
  }

  /// Four requests of 100 ms at once on one slot wait 0, 100, 200 and 300 ms.
  @Test func queue() throws {
    let trace = Sample.header + String(repeating: "0,a,100,512\n", count: 4)
    let option = "aws-ec2:type=c5.large,count=1,slots=1"
    func row(_ more: String) throws -> JSONValue {
      try compare(trace, ["--project", "none", "--option", option + more])["rows"][0]
    }
    let all = try row("")
    #expect(number(all, "completedRequests") == 4)
    #expect(number(all, "waitMeanMs") == 150)
    #expect(number(all, "latencyMaxMs") == 400)
    #expect(number(all, "latencyP50Ms") == 200)
    #expect(number(all, "utilization") == 1)
    // One place in the queue: one runs, one waits, two are rejected.
    let short = try row(",queue=1")
    #expect(number(short, "completedRequests") == 2)
    #expect(number(short, "rejectedRequests") == 2)
    #expect(number(short, "latencyMaxMs") == 200)
    // Nobody waits longer than 150 ms: the third and the fourth give up.
    let patience = try row(",queue-timeout=150ms")
    #expect(number(patience, "completedRequests") == 2)
    #expect(number(patience, "rejectedRequests") == 2)
    // 0.4 s of one instance are billed as 60 s: $0.085 / 60.
    #expect(number(all, "monthlyCostUsd") == decimal("0.001416666667"))
  }

  /// Two slots serve four requests at once in two rounds; a fleet runs all month.
  @Test func fleet() throws {
    let trace = Sample.header + String(repeating: "0,a,100,512\n", count: 4) + "60,a,1,512\n"
    let document = try compare(
      trace, ["--option", "aws-ec2:type=c5.large,count=2,slots=1", "--span", "1d"])
    let row = document["rows"][0]
    #expect(number(row, "latencyMaxMs") == 200)
    #expect(number(row, "monthlyCostUsd") == decimal("124.1"))
    #expect(number(row, "meanInstances") == 2)
    #expect(row["option"].string == "aws-ec2:type=c5.large,count=2,slots=1")
    #expect(document["components"][0]["quantity"].decimal == 1_460)
  }

  /// What an option's row says reproduces the row.
  @Test func optionReproducesTheRow() throws {
    for option in ["aws-ec2:type=c5.large", "aws-fargate", "aws-lambda:arch=arm64"] {
      let trace = Sample.header + (0..<60).map { "\($0 * 7),a,900,512\n" }.joined()
      let words = ["--project", "none", "--option"]
      let first = try compare(trace, words + [option])["rows"][0]
      let spec = try #require(first["option"].string)
      #expect(try compare(trace, words + [spec])["rows"][0] == first)
    }
  }
}

/// What a platform cannot do: the reason in the row, and no rank.
struct InfeasibleOptionTests {
  private func reason(
    _ option: String, _ rows: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String? {
    let costsim = try CostsimBinary()
    try costsim.write("trace.csv", Sample.header + rows)
    let document = try costsim.run(
      "compare", "trace.csv", "--project", "none", "--format", "json", "--option", option,
      "--option", "aws-fargate:vcpu=32,memory=249856,count=1"
    ).json(sourceLocation: sourceLocation)
    // Fargate can, so it comes first and the other one has no rank.
    let row = document["rows"][1]
    #expect(document["rows"][0]["rank"] == .number("1"), sourceLocation: sourceLocation)
    #expect(row["option"].string == option, sourceLocation: sourceLocation)
    #expect(row["feasible"] == .flag(false), sourceLocation: sourceLocation)
    for key in ["rank", "monthlyCostUsd", "monthlyCost", "coldStarts", "latencyP99Ms", "meetsSlo"] {
      #expect(row[key] == .null, "\(key)", sourceLocation: sourceLocation)
    }
    return row["infeasibleReason"].string
  }

  private static let quotas = "(AWS Lambda Developer Guide, Lambda quotas, 2026)"

  @Test func longerThanFifteenMinutes() throws {
    #expect(
      try reason("aws-lambda:memory=512,init=0ms", "0,a,900000.5,512\n5,a,1,512\n")
        == "a request runs 900001ms, above the limit of 900 s \(Self.quotas); "
        + "aws-fargate or "
        + "aws-lambda-managed-instances (90 minutes, asynchronous) or aws-lambda:durable=yes "
        + "(a year, asynchronous, in steps of 15 minutes) or alibaba-fc (24 hours) may do")
  }

  @Test func moreMemoryInTheTrace() throws {
    #expect(
      try reason("aws-lambda", "0,a,5,10241\n5,a,1,512\n")
        == "a request needs 10241 MB, above the limit of 10240 MB \(Self.quotas); "
        + "aws-fargate or aws-ec2 may do")
  }

  @Test func moreMemoryInTheOption() throws {
    #expect(
      try reason("aws-lambda:memory=20480", "0,a,5,512\n")
        == "memory 20480 MB is above the maximum of 10240 MB \(Self.quotas); "
        + "aws-fargate or aws-ec2 may do")
  }

  @Test func lessMemoryThanIsSold() throws {
    #expect(
      try reason("aws-lambda:memory=64", "0,a,5,512\n")
        == "memory 64 MB is below the minimum of 128 MB \(Self.quotas)")
  }

  @Test func pairThatIsNotSold() throws {
    #expect(
      try reason("aws-fargate:vcpu=0.5,memory=8192", "0,a,5,512\n")
        == "Fargate does not sell 0.5 vCPU with 8192 MB; with 0.5 vCPU it sells "
        + "1024, 2048, 3072, 4096 MB")
    #expect(
      try reason("aws-fargate:vcpu=3,memory=8192", "0,a,5,512\n")
        == "Fargate does not sell 3 vCPU; it sells 0.25, 0.5, 1, 2, 4, 8, 16, 32")
  }

  @Test func requestThatNoInstanceHolds() throws {
    let text = try reason("aws-ec2:type=c5.large,count=1", "0,a,5,8192\n")
    #expect(
      text
        == "a request of a takes up to 8192 MB and 1 vCPU, more than c5.large (4096 MB) of EC2 with "
        + "Docker has for requests")
  }

  @Test func exactlyAtTheLimits() throws {
    let costsim = try CostsimBinary()
    try costsim.write("trace.csv", Sample.header + "0,a,900000,10240\n")
    let rows = try costsim.run(
      "compare", "trace.csv", "--project", "none", "--format", "rows", "--option",
      "aws-lambda:init=0ms"
    ).json()
    #expect(rows[0]["feasible"] == .flag(true))
    // 900 s × 10 GB × $0.0000166667 + $0.0000002.
    #expect(rows[0]["monthlyCostUsd"].decimal == decimal("0.1500005"))
  }

  @Test func nothingIsFeasible() throws {
    let costsim = try CostsimBinary()
    try costsim.write("trace.csv", Sample.header + "0,a,900001,512\n")
    let document = try costsim.run(
      "compare", "trace.csv", "--project", "none", "--format", "json", "--option", "aws-lambda"
    ).json()
    #expect(
      document["verdict"].string
        == "No option can serve this trace; the reason of each is above.")
    #expect(document["components"] == .array([]))
  }
}

/// Prices in yuan.
struct CurrencyTests {
  let costsim: CostsimBinary

  init() throws {
    costsim = try CostsimBinary()
    try costsim.write("trace.csv", Sample.trace)
  }

  private static let china = "aws-lambda:region=cn-north-1,memory=512,init=300ms,keep-alive=600s"

  /// 4 × 1.36 / 10⁶ and 0.8505 GB-s × 0.000113477 (0.0000965121885), in CNY.
  @Test func anotherCurrency() throws {
    let document = try costsim.run(
      "compare", "trace.csv", "--project", "none", "--format", "json", "--option", Self.china
    ).json()
    let row = document["rows"][0]
    #expect(document["currency"].string == "CNY")
    #expect(row["currency"].string == "CNY")
    for key in [
      "monthlyCostUsd", "computeCostUsd", "requestCostUsd", "surroundingCostUsd",
      "costPerMillionRequestsUsd",
    ] {
      #expect(row[key] == .null, "\(key)")
    }
    let cost = try #require(row["monthlyCost"].decimal)
    #expect(abs(cost - decimal("0.0001019521885")) < decimal("0.000000000003"))
    for part in document["components"].elements {
      #expect(part["currency"].string == "CNY")
      #expect(part["cost"].decimal != nil)
      for key in ["costUsd", "listCostUsd", "listUnitPriceUsd"] { #expect(part[key] == .null) }
    }
    let table = try costsim.run(
      "compare", "trace.csv", "--project", "none", "--option", Self.china
    ).succeeded()
    #expect(table.text.contains("CNY/trace"))
    #expect(!table.text.contains("$"))
  }

  /// 730 h × CNY 0.739.
  @Test func virtualMachine() throws {
    let rows = try costsim.run(
      "estimate", "--option", "aws-ec2:type=c5.large", "--region", "cn-north-1", "--format",
      "rows"
    ).json()
    #expect(rows[0]["monthlyCost"].decimal == decimal("539.47"))
    #expect(rows[0]["monthlyCostUsd"] == .null)
  }

  @Test func currenciesAreNotMixed() throws {
    try costsim.run(
      "compare", "trace.csv", "--project", "none", "--option", Self.china, "--option",
      "aws-lambda", "--output", "result.json"
    ).expectRefusal(
      64, "the options are billed in CNY and USD, which cannot be ranked together",
      hint: "compare the options of one currency at a time, or state what one unit is worth: "
        + "--exchange-rate CNY=RATE@DATE")
    let run = try costsim.run(
      "estimate", "--option", "aws-ec2:type=c5.large", "--option",
      "aws-ec2:type=c5.large,region=cn-north-1")
    #expect(run.code == 64)
    #expect(try costsim.names() == ["trace.csv"])
  }
}

import Foundation
import Testing

/// A base of instances with functions for what finds no slot, through the program. c5.large costs
/// $0.085 an hour, functions $0.0000166667 a GB-second and $0.0000002 a request.
struct HybridOptionTests {
  private static let rows = """
    0,a,1000,1024
    0.4,a,500,1024
    0.9,a,200,1024
    1,a,100,1024
    2,a,300,1024
    2.1,a,300,1024

    """

  private static let parts =
    "base=(aws-ec2:type=c5.large,count=1,slots=1),"
    + "burst=(aws-lambda:memory=1024,init=200ms,keep-alive=600s)"

  /// The slot serves 0, 1 (it is free again at that instant) and 2. 0.4 starts cold and holds its
  /// environment until 1.1, so that 0.9 starts cold as well; 2.1 is warm.
  @Test func whatFindsNoSlotGoesToFunctions() throws {
    let compared = try ComparedTrace(Self.rows, ["hybrid:" + Self.parts])
    let row = compared.row
    #expect(row["costModel"].string == "hybrid")
    #expect(row["option"].string == "hybrid:" + Self.parts)
    #expect(row.number("requests") == 6)
    #expect(row.number("completedRequests") == 6)
    #expect(row.number("coldStarts") == 2)
    // 100, 300, 300, 400, 700, 1000 ms.
    #expect(row.number("latencyP50Ms") == 300)
    #expect(row.number("latencyMeanMs") == decimal("466.666667"))
    #expect(row.number("latencyMaxMs") == 1_000)
    #expect(
      compared.assumptions().contains("3 requests (50.00 %) find no slot and go to functions"))
    // Billed 700 + 400 + 300 ms × 1 GB; 2.4 s of the instance are a minute.
    #expect(
      compared.quantities() == [
        "requests": 3, "duration": decimal("1.4"), "instance": decimal("0.016666666667"),
      ])
    // 0.085 / 60 + 1.4 × 0.0000166667 + 3 × 0.0000002.
    #expect(row.number("monthlyCostUsd") == decimal("0.001440600047"))
  }

  /// Within 100 ms the slot is free for 0.9 (at 1), and then not for 1 (at 1.2).
  @Test func aBoundOnWaiting() throws {
    let compared = try ComparedTrace(Self.rows, ["hybrid:\(Self.parts),max-wait=100ms"])
    #expect(
      compared.assumptions().contains(
        "3 requests (50.00 %) find no slot within 100ms and go to functions"))
    // 0.4 waits 200 ms for its environment, 0.9 100 ms for the slot, 1 200 ms: 500 / 6.
    #expect(compared.row.number("waitMeanMs") == decimal("83.333333"))
    // Billed 700 + 300 + 300 ms.
    #expect(compared.quantities()["duration"] == decimal("1.3"))
    #expect(compared.row.number("coldStarts") == 2)
  }

  /// Four requests of 10 s at any time, each back to back, and four more of 1 s once an hour.
  ///
  /// A month of one of the four costs 2,628,000 × 0.0000166667 = $43.80 on functions, a c5.large with
  /// two slots $62.05: one instance and two of them on functions cost $149.65, two instances $124.10,
  /// three $186.15. With two the four extra are alone on functions, cold.
  @Test func theCheapestBaseIsFound() throws {
    let steady = (0..<360).map { second in
      String(repeating: "\(second * 10),a,10000,1024\n", count: 4)
    }
    let extra = String(repeating: "1000.5,a,1000,1024\n", count: 4)
    let rows = steady[...100].joined() + extra + steady[101...].joined()
    let burst = "burst=(aws-lambda:memory=1024,init=200ms,keep-alive=600s)"
    let compared = try ComparedTrace(
      rows, ["hybrid:base=(aws-ec2:type=c5.large,slots=2),\(burst)"], "--span 1h")
    #expect(
      compared.row["option"].string
        == "hybrid:base=(aws-ec2:type=c5.large,slots=2,count=2),\(burst)")
    #expect(
      compared.assumptions().contains(
        "the base is the cheapest that meets the objective, by exact replays"))
    // 124.1 + 730 × 4 × (1.2 × 0.0000166667 + 0.0000002).
    #expect(compared.row.number("monthlyCostUsd") == decimal("124.1589841168"))
  }

  /// Tasks of their own for `a` and `b`, so that the second of `a` alone finds no slot.
  @Test func baseForEachService() throws {
    let compared = try ComparedTrace(
      "0,a,1000,512\n0.1,b,1000,512\n0.5,a,100,512\n",
      [
        "hybrid:base=(aws-fargate:vcpu=0.25,memory=512,count=1,slots=1),"
          + "burst=(aws-lambda:init=0ms,keep-alive=600s)"
      ])
    #expect(compared.quantities(service: "a")["requests"] == 1)
    #expect(compared.quantities(service: "b")["requests"] == nil)
    // A minute of a task: 0.25 × 0.04048 / 60 + 0.5 × 0.004445 / 60, and 0.05 GB-s and a request.
    let task = decimal("0.000168666667") + decimal("0.000037041667")
    #expect(compared.service("b").number("monthlyCost") == task)
    #expect(
      compared.service("a").number("monthlyCost")
        == task + decimal("0.000000833335") + decimal("0.0000002"))
  }

  /// A loss system: 100 requests a second of 0.1 s in the mean on five slots. Erlang B for ten
  /// erlangs and five servers is 0.563952 (B(n) = a·B(n−1) / (n + a·B(n−1)), B(0) = 1).
  @Test func overflowIsThatOfErlang() throws {
    let costsim = try CostsimBinary()
    try costsim.run(
      "trace", "generate", "--rate", "100", "--span", "20m", "--duration", "exponential(100ms)",
      "--output", "trace.csv"
    ).succeeded()
    let document = try costsim.run(
      ComparedTrace.words(
        [
          "hybrid:base=(aws-ec2:type=c5.large,count=5,slots=1),"
            + "burst=(aws-lambda:init=0ms,keep-alive=600s)"
        ], "--project none")
    ).json()
    let overflow = try #require(
      document["components"].elements.first { $0["meter"].string == "requests" })
    let share = overflow.number("quantity") / document["rows"][0].number("requests")
    #expect(abs(share / decimal("0.563952") - 1) < decimal("0.02"), "\(share)")
  }

  /// Two requests of 0.1 s an hour pay for no task, so that both go to functions; the row stays that
  /// of a hybrid.
  @Test func aBaseThatDoesNotPay() throws {
    let spec = "hybrid:base=(aws-fargate),burst=(aws-lambda:init=0ms,keep-alive=600s)"
    let compared = try ComparedTrace("0,a,100,512\n1800,a,100,512\n", [spec], "--span 1h")
    #expect(compared.row["option"].string == spec)
    #expect(compared.row["platform"].string == "hybrid")
    #expect(
      compared.service("a")["option"].string == "aws-lambda:init=0ms,keep-alive=600s")
    // 730 × (0.1 GB-s × 0.0000166667 + 2 × 0.0000002).
    #expect(compared.row.number("monthlyCost") == decimal("0.0015086691"))
  }

  // MARK: Parts that do not fit

  @Test(
    arguments: [
      (
        "base=(aws-lambda),burst=(aws-lambda)",
        "base is aws-lambda, whose model is per-invocation, not provisioned"
      ),
      (
        "base=(aws-fargate),burst=(aws-ec2:type=c5.large)",
        "burst is aws-ec2, whose model is provisioned, not per-invocation"
      ),
    ])
  func partsOfTheWrongModel(parts: String, problem: String) throws {
    try ComparedTrace.expectRefusal(
      Self.rows, ["hybrid:" + parts], "hybrid:\(parts): \(problem)", hint: Self.example)
  }

  private static let example =
    "such as hybrid:base=(aws-ec2:type=c5.large,count=2),burst=(aws-lambda:memory=512),"
    + "max-wait=50ms"

  @Test(arguments: ["mixed", "hybrid:base=(aws-fargate),burst=(aws-lambda)"])
  func partsOfSeveralPlatforms(part: String) throws {
    let spec = "hybrid:base=(\(part)),burst=(aws-lambda)"
    let name = part.prefix { $0 != ":" }
    try ComparedTrace.expectRefusal(
      Self.rows, [spec], "\(spec): base is \(name), which is no single platform",
      hint: Self.example)
  }

  @Test func missingParts() throws {
    try ComparedTrace.expectRefusal(
      Self.rows, ["hybrid:base=(aws-fargate)"], "hybrid:base=(aws-fargate) has no burst=",
      hint: Self.example)
    try ComparedTrace.expectRefusal(
      Self.rows, ["hybrid"], "hybrid has no base=", hint: Self.example)
  }

  @Test func unknownKeys() throws {
    try ComparedTrace.expectRefusal(
      Self.rows, ["hybrid:base=(aws-fargate),burst=(aws-lambda),max-wate=5ms"],
      "hybrid:base=(aws-fargate),burst=(aws-lambda),max-wate=5ms: hybrid has no key \"max-wate\"",
      hint: "did you mean max-wait?")
    try ComparedTrace.expectRefusal(
      Self.rows, ["hybrid:base=(aws-fargate),burst=(aws-lambda),max-wait=5"],
      "hybrid:base=(aws-fargate),burst=(aws-lambda),max-wait=5: max-wait \"5\" is not a duration "
        + "such as 50ms or 1s")
    try ComparedTrace.expectRefusal(
      Self.rows, ["hybrid:base=(aws-fargate:cuont=2),burst=(aws-lambda)"],
      "aws-fargate:cuont=2: aws-fargate has no key \"cuont\"", hint: "did you mean count?")
  }

  @Test(arguments: ["queue=5", "queue-timeout=1s", "balance=round-robin"])
  func queuesOfTheBase(setting: String) throws {
    let spec = "hybrid:base=(aws-fargate:\(setting)),burst=(aws-lambda)"
    let key = setting.prefix { $0 != "=" }
    try ComparedTrace.expectRefusal(
      Self.rows, [spec], "\(spec): \(key)= does not go with a base, which has one queue",
      hint: "max-wait= says how long a request waits there before it goes to the functions")
  }

  /// One function ready serves 0.4, 0.9 (it is free again at that instant) and 2.1: 1 s inside, none
  /// cold; 2.4 s configured are five minutes.
  @Test func provisionedBurst() throws {
    let compared = try ComparedTrace(
      Self.rows, ["hybrid:" + Self.parts.dropLast() + ",provisioned=1)"])
    #expect(compared.row.number("coldStarts") == 0)
    #expect(
      compared.quantities() == [
        "requests": 3, "provisioned-duration": 1, "provisioned-concurrency": 300,
        "instance": decimal("0.016666666667"),
      ])
  }

  /// A front stands before base and functions alike.
  @Test func frontOfTheBurst() throws {
    let spec = "hybrid:base=(aws-fargate),burst=(aws-lambda:front=alb)"
    try ComparedTrace.expectRefusal(
      Self.rows, [spec],
      "\(spec): front= is of the burst, but the base is what it stands before",
      hint: "write it into base=(…)")
  }
}

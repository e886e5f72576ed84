import Foundation
import Testing

/// Limits of functions and what becomes of the requests that they refuse, by hand.
struct ThrottlingTests {
  private static func functions(_ limits: String) -> String {
    "aws-lambda:memory=512,init=0ms,keep-alive=600s,\(limits)"
  }

  private func compare(
    _ rows: String, _ limits: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> ComparedTrace {
    try ComparedTrace(
      rows, [Self.functions(limits)], streamed: limits.contains("on-throttle") ? .refused : .same,
      sourceLocation: sourceLocation)
  }

  /// One start every ten seconds, the first at once. The two others at 0 are refused; 5 is warm;
  /// 5.1 would be the second start within the ten seconds; 10 is warm; 10.5 starts.
  @Test func scalingRate() throws {
    let rows =
      String(repeating: "0,a,1000,512\n", count: 3)
      + ["5", "5.1", "10", "10.5"].map { "\($0),a,1000,512\n" }.joined()
    let compared = try compare(rows, "scale-rate=1/10s")
    #expect(compared.row.number("throttledRequests") == 3)
    #expect(compared.row.number("completedRequests") == 4)
    #expect(compared.row.number("coldStarts") == 2)
    // Those that failed cost nothing.
    #expect(compared.quantities() == ["requests": 4, "duration": 2])
    #expect(compared.row["meetsSlo"] == .flag(false))
  }

  /// Each function has its own.
  @Test func scalingRateOfEachService() throws {
    let rows = "0,a,1000,512\n0,a,1000,512\n0,b,1000,512\n0,b,1000,512\n"
    let compared = try compare(rows, "scale-rate=1/10s")
    #expect(compared.service("a").number("throttledRequests") == 1)
    #expect(compared.service("b").number("throttledRequests") == 1)
    #expect(try compare(rows, "scale-rate=2/10s").row.number("throttledRequests") == 0)
  }

  @Test func concurrency() throws {
    let rows = "0,a,1000,512\n0.1,a,1000,512\n0.2,b,1000,512\n1,a,1000,512\n"
    // 0.1 is refused; 1 comes when the first has ended.
    let reserved = try compare(rows, "reserved=1")
    #expect(reserved.service("a").number("throttledRequests") == 1)
    #expect(reserved.service("b").number("throttledRequests") == 0)
    // In all one: 0.1 and 0.2 are refused.
    let account = try compare(rows, "account-concurrency=1")
    #expect(account.service("a").number("throttledRequests") == 1)
    #expect(account.service("b").number("throttledRequests") == 1)
    #expect(account.row.number("completedRequests") == 2)
  }

  /// Ten requests a second for each unit of concurrency (AWS Lambda Developer Guide): of twelve
  /// short ones within 11 ms ten pass, and the allowance grows by a hundredth each millisecond.
  @Test func requestsASecond() throws {
    let rows = (0..<12).map { "\(Decimal($0) / 1000),a,0.5,512\n" }.joined()
    for limit in ["reserved=1", "account-concurrency=1"] {
      #expect(try compare(rows, limit).row.number("throttledRequests") == 2, "\(limit)")
    }
    #expect(try compare(rows, "reserved=2").row.number("throttledRequests") == 0)
  }

  /// Four at once for one environment, 4 s each. What is refused comes back 1, 2, 4, 8, 16 s later,
  /// at 1, 3, 7, 15 and 31: the environment is free at 4, 11 and 19, so that they start at 7, 15
  /// and 31.
  @Test func queue() throws {
    let compared = try compare(
      String(repeating: "0,a,4000,512\n", count: 4), "reserved=1,on-throttle=queue")
    #expect(compared.row.number("throttledRequests") == 0)
    #expect(compared.row.number("completedRequests") == 4)
    #expect(compared.row.number("coldStarts") == 1)
    // 4, 11, 19 and 35 s.
    #expect(compared.row.number("latencyP50Ms") == 11_000)
    #expect(compared.row.number("latencyMeanMs") == 17_250)
    #expect(compared.row.number("latencyMaxMs") == 35_000)
    #expect(compared.row.number("waitMeanMs") == 13_250)
    #expect(compared.row.number("peakConcurrency") == 1)
    #expect(compared.quantities() == ["requests": 4, "duration": 8])
  }

  /// 20,000 at once of 200 ms each on 1,000 environments are 20 rounds: 4 s. Known: retries come in
  /// step and not as environments become free.
  @Test func aQueueIsServedAsEnvironmentsBecomeFree() throws {
    let compared = try compare(
      String(repeating: "0,a,200,512\n", count: 20_000), "on-throttle=queue")
    #expect(compared.warnings.contains("queue-retries"))
    withKnownIssue {
      #expect(compared.row.number("latencyMaxMs") == 4_000)
    }
  }

  /// Three attempts with delays of up to 1 s and up to 2 s, drawn: the first runs for longer than
  /// both together, so that the second gives up whatever is drawn.
  @Test func retriesThatGiveUp() throws {
    let compared = try compare(
      "0,a,10000,512\n0,a,10000,512\n", "reserved=1,on-throttle=retry")
    #expect(compared.row.number("throttledRequests") == 1)
    #expect(compared.row.number("completedRequests") == 1)
  }

  /// The first runs for 1 µs, which every delay outlasts.
  @Test func retriesThatSucceed() throws {
    let rows = "0,a,0.001,512\n0,a,0.001,512\n"
    let compared = try compare(rows, "reserved=1,on-throttle=retry")
    #expect(compared.row.number("throttledRequests") == 0)
    #expect(compared.row.number("completedRequests") == 2)
    let longest = compared.row.number("latencyMaxMs")
    #expect(longest > decimal("0.001") && longest <= decimal("1000.001"))
    #expect(try compare(rows, "reserved=1").row.number("throttledRequests") == 1)
    // The same seed draws the same delays, another one others.
    let again = try compare(rows, "reserved=1,on-throttle=retry")
    #expect(again.document == compared.document)
    let other = try ComparedTrace(
      rows, [Self.functions("reserved=1,on-throttle=retry")], "--project none --seed 2",
      streamed: .refused)
    #expect(other.row.number("latencyMaxMs") != longest)
  }

  @Test(
    arguments: ["fast", "0/10s", "10", "1000/10", "1000/0s", "-5/10s", "10/10s/10s"])
  func malformedScalingRates(text: String) throws {
    let spec = "aws-lambda:scale-rate=\(text)"
    try ComparedTrace.expectRefusal(
      "0,a,5,512\n", [spec],
      "\(spec): scale-rate \"\(text)\" is not a number of environments and a time such as 1000/10s")
  }

  @Test func malformedLimits() throws {
    try ComparedTrace.expectRefusal(
      "0,a,5,512\n", ["aws-lambda:on-throttle=retyr"],
      "aws-lambda:on-throttle=retyr: on-throttle \"retyr\" is not known",
      hint: "did you mean retry?")
    try ComparedTrace.expectRefusal(
      "0,a,5,512\n", ["aws-lambda:account-concurrency=-1"],
      "aws-lambda:account-concurrency=-1: account-concurrency \"-1\" is not a whole number from 1 "
        + "to 1000000000")
    try ComparedTrace.expectRefusal(
      "0,a,5,512\n", ["aws-lambda:reserved=1001"],
      "aws-lambda:reserved=1001: reserved=1001 is above the account's concurrency of 1000",
      hint: "an account with more says so, such as account-concurrency=1001")
  }
}

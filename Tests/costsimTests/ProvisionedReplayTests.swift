import Foundation
import Testing

/// Provisioned concurrency and SnapStart in `compare`, by hand at the list prices of us-east-1 (AWS
/// Lambda pricing, 2026-09-19): configured $0.0000041667, duration inside $0.0000097222, on demand
/// $0.0000166667 a GB-second, requests $0.0000002.
struct ProvisionedReplayTests {
  /// With one environment ready: the request at 0.5 finds it busy and starts another, cold.
  private static let rows = """
    0,a,1000,1024
    0.5,a,1000,1024
    10,a,500,1024
    400,a,500,1024

    """

  private static let functions = "aws-lambda:memory=1024,init=300ms,keep-alive=600s"

  /// 2 s inside; 1.3 s outside, with the initialisation; 400.5 s configured are 600 s.
  @Test func threeMeters() throws {
    let compared = try ComparedTrace(Self.rows, [Self.functions + ",provisioned=1"])
    let meters = [
      "requests": 4, "provisioned-concurrency": 600, "provisioned-duration": 2,
      "duration": decimal("1.3"),
    ]
    #expect(compared.quantities() == meters)
    #expect(compared.row.number("coldStarts") == 1)
    #expect(compared.row.number("latencyMaxMs") == 1_300)
    // 600 × 0.0000041667 + 2 × 0.0000097222 + 1.3 × 0.0000166667.
    #expect(compared.row.number("computeCostUsd") == decimal("0.00254113111"))
    #expect(compared.row.number("requestCostUsd") == decimal("0.0000008"))
    #expect(compared.row.number("monthlyCostUsd") == decimal("0.00254193111"))
  }

  /// Without it two start cold: 1.3 + 1.3 + 0.5 + 0.5 GB-s and four requests are $0.00006080012, so
  /// that it adds $0.00248113099, 40.8 times as much.
  @Test func whatItAdds() throws {
    let compared = try ComparedTrace(
      Self.rows, [Self.functions + ",provisioned=1", Self.functions])
    #expect(compared.row(2).number("monthlyCostUsd") == decimal("0.00006080012"))
    #expect(compared.row(2).number("coldStarts") == 2)
    #expect(
      compared.assumptions().contains(
        "provisioned concurrency adds $0.002481 (4,081 %) and takes cold starts from 2 to 1"))
    #expect(!compared.assumptions(option: 2).contains { $0.contains("provisioned") })
  }

  /// A month is 730 h: 2 × 2,628,000 GB-s × $0.0000041667; the rest is the trace's.
  @Test func aMonth() throws {
    let compared = try ComparedTrace(
      Self.rows, [Self.functions + ",provisioned=2"], "--span 730h")
    #expect(compared.quantities()["provisioned-concurrency"] == 5_256_000)
    #expect(compared.costs()["provisioned-concurrency"] == decimal("21.9001752"))
    #expect(compared.quantities()["provisioned-duration"] == 3)
    #expect(compared.quantities()["duration"] == nil)
    #expect(compared.row.number("coldStarts") == 0)
  }

  /// Free requests are free inside and outside, free GB-seconds outside alone: 600 × 0.0000041667 +
  /// 2 × 0.0000097222 are left.
  @Test func freeTier() throws {
    let compared = try ComparedTrace(
      Self.rows, [Self.functions + ",provisioned=1"], "--project none --free-tier")
    #expect(compared.row.number("monthlyCostUsd") == decimal("0.0025194644"))
  }

  /// `pair` has two requests at once that must not start cold, `single` one at a time: with a bound
  /// below init they need two environments and one.
  @Test func sizedForEachService() throws {
    let compared = try ComparedTrace(
      "0,pair,500,512\n0,pair,500,512\n10,single,500,512\n2000,pair,500,512\n2000,pair,500,512\n",
      ["aws-lambda:memory=512,init=2s,keep-alive=600s,provisioned=auto"],
      "--span 730h --slo p99<=600ms,errors<=0.1%")
    #expect(compared.row["meetsSlo"] == .flag(true))
    #expect(compared.row.number("coldStarts") == 0)
    let spec = "aws-lambda:memory=512,init=2s,keep-alive=600s,provisioned="
    #expect(compared.row["option"].string == spec + "auto")
    #expect(compared.service("pair")["option"].string == spec + "2")
    #expect(compared.service("single")["option"].string == spec + "1")
    // 0.5 GB × 2,628,000 s for each environment.
    #expect(
      compared.quantities(service: "pair")["provisioned-concurrency"] == 2_628_000)
    #expect(
      compared.quantities(service: "single")["provisioned-concurrency"] == 1_314_000)
    #expect(compared.assumptions().contains { $0.hasPrefix("provisioned concurrency adds $") })
  }

  /// At least one, even where on demand would meet the objective.
  @Test func sizedToOneAtLeast() throws {
    let compared = try ComparedTrace(
      "0,a,500,512\n100,a,500,512\n",
      ["aws-lambda:memory=512,init=0ms,keep-alive=600s,provisioned=auto"], "--span 730h")
    #expect(
      compared.row["option"].string
        == "aws-lambda:memory=512,init=0ms,keep-alive=600s,provisioned=1")
  }

  @Test func aboveTheConcurrencyOfTheAccount() throws {
    let rows = "0,a,5,512\n1,b,5,512\n"
    let compared = try ComparedTrace(
      rows,
      [
        "aws-lambda:init=0ms,provisioned=501", "aws-lambda:init=0ms,provisioned=500",
        "aws-lambda:init=0ms,provisioned=501,account-concurrency=1002",
        "aws-lambda:init=0ms,provisioned=5,reserved=4",
      ])
    let refused = compared.row(1)
    #expect(refused["feasible"] == .flag(false))
    #expect(refused["rank"] == .null)
    #expect(
      refused["infeasibleReason"].string
        == "provisioned concurrency of 1,002 over all services is above the account's 1,000 (AWS "
        + "Lambda Developer Guide, Lambda quotas); an account with more says so with "
        + "account-concurrency=")
    #expect(compared.row(2)["feasible"] == .flag(true))
    #expect(compared.row(3)["feasible"] == .flag(true))
    #expect(
      compared.row(4)["infeasibleReason"].string
        == "provisioned concurrency of 5 is above the reserved 4")
  }
}

/// SnapStart of Python: cache $0.0000015046 a GB-second, restores $0.0001397998 a GB.
struct SnapStartReplayTests {
  private static let rows = "0,a,1000,2048\n0.1,a,1000,2048\n5,a,1000,2048\n"

  private static let functions =
    "aws-lambda:memory=2048,runtime=python3.13,snapstart=yes,keep-alive=600s"

  /// Two restores of 2 GB; 2,628,000 s × 2 GB of cache; 3 s × 2 GB of duration: the restore is not
  /// part of it, though requests wait for it.
  @Test func aMonth() throws {
    let compared = try ComparedTrace(
      Self.rows, [Self.functions + ",init=300ms"], "--span 730h")
    #expect(
      compared.quantities() == [
        "requests": 3, "duration": 6, "snapstart-cache": 5_256_000, "snapstart-restore": 4,
      ])
    #expect(
      compared.costs() == [
        "requests": decimal("0.0000006"), "duration": decimal("0.0001000002"),
        "snapstart-cache": decimal("7.9081776"), "snapstart-restore": decimal("0.0005591992"),
      ])
    #expect(compared.row.number("coldStarts") == 2)
    #expect(compared.row.number("latencyMaxMs") == 1_300)
    #expect(
      compared.assumptions().contains("restoring a snapshot is not billed as duration"))
  }

  /// The cache is billed for three hours at least: 10,800 s × 2 GB.
  @Test func threeHoursAtLeast() throws {
    let compared = try ComparedTrace(Self.rows, [Self.functions + ",init=300ms"])
    #expect(compared.quantities()["snapstart-cache"] == 21_600)
  }

  /// Without SnapStart the same is an initialisation, which is billed: 2 × 1.3 + 1 s × 2 GB.
  @Test func withoutIt() throws {
    let compared = try ComparedTrace(
      Self.rows, ["aws-lambda:memory=2048,runtime=python3.13,init=300ms,keep-alive=600s"])
    #expect(compared.quantities() == ["requests": 3, "duration": decimal("7.2")])
  }

  @Test func timesOfRestoringMustBeStated() throws {
    try ComparedTrace.expectRefusal(
      Self.rows, [Self.functions],
      "\(Self.functions): no times of restoring a snapshot are known",
      hint: "give them with init=, such as init=lognormal(300ms,0.3)")
  }
}

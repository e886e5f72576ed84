import Foundation
import Testing

/// Bills of replayed environments against arithmetic by hand, at the list prices of `pricing/`: Cloud
/// Run in us-central1 $0.40 a million requests, $0.000024 a vCPU-second and $0.0000025 a GB-second;
/// Container Apps in eastus2 $0.40, active $0.000024 and $0.000003, idle $0.000003 each.
struct EnvironmentBillTests {
  /// Two minutes of 50 requests a second of 10 ms, evenly spaced.
  private static let steady = (0..<6_000).map {
    "\(Decimal($0) * Decimal(string: "0.02")!),a,10,512\n"
  }.joined()

  /// One instance is always active: 131,400,000 requests = $52.56; 2,628,000 s × ($0.000024 + 0.5 ×
  /// $0.0000025) = $66.357. Each request rounded up by itself would be five times that time.
  @Test func anInstanceIsNotBilledForMoreThanItExists() throws {
    let compared = try ComparedTrace(
      Self.steady, ["gcp-cloud-run:init=0ms,concurrency=80"], "--span 120s")
    #expect(compared.row.number("monthlyCost") == decimal("118.917"))
    #expect(compared.quantities()["vcpu"] == 2_628_000)
    #expect(compared.assumptions().contains { $0.contains("the union of its start and of the") })
  }

  /// A kept instance that serves half of the time: 0.5 vCPU and 1 GB are active for 1,314,000 s and
  /// idle for the rest of 730 h; nothing is counted twice.
  @Test func aKeptReplicaIsActiveOrIdle() throws {
    let compared = try ComparedTrace(
      Self.steady, ["azure-container-apps:memory=1024,min-instances=1,concurrency=10"],
      "--span 120s")
    let quantities = compared.quantities()
    #expect(quantities["vcpu-active"] == 657_000)
    #expect(quantities["vcpu-idle"] == 657_000)
    #expect(quantities["memory-active"] == 1_314_000)
    // 52.56 + 657,000 × 0.000024 + 1,314,000 × 0.000003 + (657,000 + 1,314,000) × 0.000003.
    #expect(compared.row.number("monthlyCost") == decimal("78.183"))
  }

  /// The second request of 0 starts a replica that exists until 1 + 300 s. All that time both are
  /// active, and the kept one for another second of the 1,001 s.
  @Test func allReplicasAreActiveAboveTheMinimum() throws {
    let compared = try ComparedTrace(
      "0,a,1000,1024\n0,a,1000,1024\n1000,a,1000,1024\n",
      ["azure-container-apps:memory=1024,min-instances=1,concurrency=1,init=0ms"])
    #expect(compared.quantities()["memory-active"] == 603)
    #expect(compared.quantities()["memory-idle"] == 699)
  }

  /// 11 s and 1 s until the end of the trace, each billed as a minute.
  @Test func anInstanceIsBilledForAMinuteAtLeast() throws {
    let option = "gcp-cloud-run:billing=instance,keep-alive=10s,init=0ms"
    let compared = try ComparedTrace("0,a,1000,512\n100,a,1000,512\n", [option])
    #expect(compared.quantities()["instance-vcpu"] == 120)
    let longer = try ComparedTrace("0,a,61010,512\n", [option])
    #expect(longer.quantities()["instance-vcpu"] == decimal("61.1"))
  }

  /// 1 s of start, 0.1 s of work and a keep-alive of 900 s, all within the stated day.
  @Test func aStatedSpanGoesOnAfterTheLastDeparture() throws {
    let option = "gcp-cloud-run:billing=instance,init=1s,keep-alive=900s"
    let compared = try ComparedTrace("0,a,100,512\n", [option], "--span 1d --project none")
    #expect(compared.quantities()["instance-vcpu"] == decimal("901.1"))
    let cut = try ComparedTrace("0,a,100,512\n", [option], "--span 10m --project none")
    #expect(cut.quantities()["instance-vcpu"] == 600)
  }

  /// Two at once: the second starts a replica that exists until 1 + 300 s, and the kept one is active
  /// as long; 1,000 s end after that.
  @Test func othersKeepReplicasActiveAfterTheLastDeparture() throws {
    let compared = try ComparedTrace(
      "0,a,1000,1024\n0,a,1000,1024\n",
      ["azure-container-apps:memory=1024,min-instances=1,concurrency=1,init=0ms"],
      "--span 1000s --project none")
    #expect(compared.quantities()["memory-active"] == 602)
    #expect(compared.quantities()["memory-idle"] == 699)
  }

  /// What the vendor leaves open is quoted, and the higher reading is billed: two periods of 10 ms
  /// within a second are two seconds.
  @Test func flexIsAnUpperBound() throws {
    let compared = try ComparedTrace(
      "0,a,10,2048\n0.5,a,10,2048\n", ["azure-functions:plan=flex,memory=2048,init=0ms"])
    #expect(compared.quantities()["flex-execution-time"] == 4)
    #expect(
      compared.assumptions().contains {
        $0.hasPrefix("an upper bound: “The minimum billable execution period")
      })
  }
}

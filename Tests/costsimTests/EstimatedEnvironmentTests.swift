import Foundation
import Testing

/// Totals of options that are billed by the time of environments, against arithmetic by hand at the
/// list prices of `pricing/`.
struct EstimatedEnvironmentTests {
  private let words = "--requests 10000000 --duration-ms 100"

  private func document(_ option: String, _ words: String) throws -> JSONValue {
    try CostsimBinary().run(
      ["estimate", "--option", option, "--format", "json"]
        + words.split(separator: " ").map(String.init)
    ).json()
  }

  private func row(_ option: String, _ words: String) throws -> JSONValue {
    try document(option, words)["rows"][0]
  }

  private func text(_ option: String, _ words: String) throws -> String {
    try CostsimBinary().run(
      ["explain", option] + words.split(separator: " ").map(String.init)
    ).succeeded().text
  }

  /// 10,000,000 busy s are 3.8 environments all month.
  @Test func limitsLeaveRoomForTheRequests() throws {
    let words = ["--requests", "100000000", "--duration-ms", "100"]
    for (spec, room) in [
      ("gcp-cloud-run:memory=512,concurrency=1,max-instances=", 1),
      ("azure-container-apps:memory=1024,concurrency=2,max-instances=", 2),
      ("aws-lambda:memory=512,reserved=", 1),
    ] {
      let enough = try CostsimBinary().run(
        ["estimate", "--option", "\(spec)4"] + words)
      #expect(enough.code == 0)
      let less = try CostsimBinary().run(["estimate", "--option", "\(spec)1"] + words)
      #expect(less.code == 64)
      #expect(less.errors.contains("the requests take 4 at once on average"))
      #expect(less.errors.contains("leaves room for \(room)"))
    }
  }

  /// 1,000,000 busy s × ($0.000018 + 0.5 × $0.000002) on Cloud Run; 10 × $0.40 + 1,000,000 s × (0.5 ×
  /// $0.000024 + $0.000003) on Container Apps.
  @Test(
    arguments: [
      "gcp-cloud-run:billing=instance,vcpu=1,memory=512,concurrency=1",
      "azure-container-apps:memory=1024,concurrency=1",
    ]) func busyTimeIsTheLeast(option: String) throws
  {
    let row = try row(option, words)
    #expect(row["monthlyCostUsd"].decimal == 19)
    #expect(row["costLowUsd"].decimal == 19)
    #expect(row["costHighUsd"] == .null)
    let text = try text(option, words)
    #expect(text.contains(": at least $19.00 a"))
    #expect(text.contains("initialisation is billed too but not included"))
  }

  /// With 20 at once 50,000 s; with the usual 80 12,500 s, with one 1,000,000 s, of $0.000019 each.
  @Test func concurrencyThatIsNotStatedMakesARange() throws {
    let option = "gcp-cloud-run:billing=instance,vcpu=1,memory=512"
    #expect(try row(option + ",concurrency=20", words)["monthlyCostUsd"].decimal == decimal("0.95"))
    let open = try row(option, words)
    #expect(open["costLowUsd"].decimal == decimal("0.2375"))
    #expect(open["monthlyCostUsd"].decimal == 19)
    #expect(try text(option, words).contains(": from $0.2375 to $19.00 a month"))
  }

  /// Two kept replicas of 0.5 vCPU and 1 GB serve for 1,000,000 s and idle for the rest of 5,256,000:
  /// $4 + $15 + 4,256,000 × (0.5 × $0.000003 + $0.000003).
  @Test func keptEnvironmentsServeFirst() throws {
    let row = try row("azure-container-apps:memory=1024,min-instances=2,concurrency=1", words)
    #expect(row["monthlyCostUsd"].decimal == decimal("38.152"))
    // 1,000,000 × 0.00002525 + $4 + 4,256,000 × (1 + 0.5) × $0.0000025.
    let run = try self.row("gcp-cloud-run:vcpu=1,memory=512,min-instances=2,concurrency=1", words)
    #expect(run["monthlyCostUsd"].decimal == decimal("45.21"))
  }

  /// The fewest environments that are busy for 1,000,000 s of 2,628,000 are one, which starts once.
  @Test func aStatedInitialisationIsBilledOnce() throws {
    let option = "gcp-cloud-run:billing=instance,vcpu=1,memory=512,concurrency=1,init=100s"
    #expect(try row(option, words)["monthlyCostUsd"].decimal == decimal("19.0019"))
    #expect(try text(option, words).contains("initialisation (init=) of the fewest environments"))
    // 10,000,000 × $0.20/M + (1,000,000 + 1) s × 0.5 GB × $0.0000166667.
    #expect(
      try row("aws-lambda:memory=512,init=1s", words)["monthlyCostUsd"].decimal
        == decimal("10.33335833335"))
  }

  @Test func hoursThatAreStatedAreNoLeast() throws {
    let row = try row(
      "gcp-cloud-run:billing=instance,vcpu=1,memory=512", words + " --hours 730")
    #expect(row["monthlyCostUsd"].decimal == decimal("49.932"))
    #expect(row["costLowUsd"] == .null)
  }

  @Test func durationIsAskedFor() throws {
    try CostsimBinary().run(
      "estimate", "--option", "azure-container-apps:memory=1024", "--requests", "1000"
    ).expectRefusal(
      64, "azure-container-apps:memory=1024 is billed by request: --duration-ms is missing",
      hint: "how long a request runs")
  }

  /// Sustained use is counted for each instance: four cost four times what one costs.
  @Test func tiersAreThoseOfEachInstance() throws {
    let option = "gcp-compute-engine:type=n2-standard-2"
    let one = try #require(try row(option, "--hours 730")["monthlyCostUsd"].decimal)
    let four = try #require(try row(option + ",count=4", "--hours 730")["monthlyCostUsd"].decimal)
    #expect(abs(one - decimal("56.73")) < decimal("0.01"))
    #expect(abs(four - 4 * one) < decimal("0.000001"))
  }

  // MARK: Google's examples of the Cloud Run pricing page, europe-west1, read in 2026

  private func google(_ option: String, _ duration: Int, _ more: String = "") throws -> JSONValue {
    try row(
      "gcp-cloud-run:region=europe-west1,\(option)",
      "--requests 10000000 --duration-ms \(duration)\(more)")
  }

  /// 334,000 vCPU-s and 500,000 GiB-s: the page says $7.25 with all free allowances and $12.47
  /// without those of vCPU and memory. The list price without any is $13.27: the page keeps the
  /// 2,000,000 free requests ($0.80).
  @Test func googlesFunction() throws {
    let option = "vcpu=0.167,memory=256,concurrency=1"
    let list = try #require(try google(option, 200)["monthlyCostUsd"].decimal)
    #expect(list == decimal("13.266"))
    #expect(abs(list - decimal("0.8") - decimal("12.47")) < decimal("0.005"))
    let free = try #require(
      try google(option, 200, " --free-tier")["monthlyCostUsd"].decimal)
    #expect(abs(free - decimal("7.25")) < decimal("0.005"))
  }

  /// 4,000,000 s of 1 vCPU and 0.5 GiB are $105.00 at list prices; $86.49 follows with the free
  /// requests and 17 % off, as a one-year commitment gives: ($105 − $0.80) × 0.83.
  @Test func googlesSingleConcurrency() throws {
    let list = try #require(
      try google("vcpu=1,memory=512,concurrency=1", 400)["monthlyCostUsd"].decimal)
    #expect(list == 105)
    #expect(abs((list - decimal("0.8")) * decimal("0.83") - decimal("86.49")) < decimal("0.005"))
  }

  /// $18.91 rests on a daily bell curve that the page does not give in numbers: it lies within what
  /// totals can say, 200,000 s to 4,000,000 s.
  @Test func googlesWebsite() throws {
    let row = try google("vcpu=1,memory=512,concurrency=20", 400)
    let low = try #require(row["costLowUsd"].decimal)
    let high = try #require(row["costHighUsd"].decimal)
    #expect((low, high) == (decimal("9.05"), 105))
    #expect(low < decimal("18.91") && decimal("18.91") < high)
  }
}

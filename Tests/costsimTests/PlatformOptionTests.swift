import Foundation
import Testing

/// Options of platforms with variants, nodes and prices of their own; expected amounts by hand.
struct PlatformOptionTests {
  private func cost(_ option: String, _ words: String) throws -> Decimal {
    let document = try CostsimBinary().run(
      ["estimate", "--option", option, "--format", "json"]
        + words.split(separator: " ").map(String.init)
    ).json()
    return try #require(document["rows"][0]["monthlyCost"].decimal)
  }

  /// Cloud Run serves at most 1,000 requests an instance.
  @Test(arguments: [
    "gcp-cloud-run", "hybrid:base=(aws-ec2:type=c7g.large,count=1),burst=(gcp-cloud-run",
  ])
  func moreRequestsAnEnvironmentThanThePlatformAllows(_ start: String) throws {
    let costsim = try CostsimBinary()
    try costsim.write("trace.csv", "timestamp_s,duration_ms,memory_mb\n0,10,128\n3600,10,128\n")
    let end = start.contains("(") ? ")" : ""
    for (count, isFeasible) in [(1_000, true), (1_001, false)] {
      let row = try costsim.run(
        "compare", "trace.csv", "--option", "\(start):concurrency=\(count)\(end)", "--format",
        "json"
      ).json()["rows"][0]
      let reason = row["infeasibleReason"].string
      #expect((reason == nil) == isFeasible)
      #expect(
        reason?.hasPrefix("concurrency 1,001 is above the maximum of 1,000 (Cloud Run") != false)
    }
  }

  /// Container Apps has 0.25 vCPU for each 512 MB. A request of 512 MB takes 512 ÷ 1,769 = 0.289
  /// vCPU, so 4 vCPU carry 13, 1 carries 3 and 0.25 one; the memory that counts is the option's.
  @Test(arguments: [(8_192, "13"), (2_048, "3"), (512, "1")])
  func concurrencyFollowsTheStatedMemory(memory: Int, requests: String) throws {
    let compared = try ComparedTrace(
      "0,a,1000,512\n3600,a,1000,512\n", ["azure-container-apps:memory=\(memory)"],
      "--span 730h")
    let start =
      requests == "1"
      ? "one request at a time is in an environment"
      : "up to \(requests) requests share an environment"
    #expect(compared.assumptions().contains { $0.hasPrefix(start) })
    let rule = "its scale rule must allow that: by default it adds an environment beyond 10"
    #expect(compared.assumptions().contains { $0.hasPrefix(rule) } == (memory == 8_192))
  }

  /// 1,000,000 × $0.20/M + 20 s × 1 GB × 1,000,000 × $0.0000166667 + 5,000,000 × $8/M + 2 GB (of 10⁹
  /// bytes) × $0.25 + 10 GB-months × $0.15 = $375.534; 20 hours are within its limit.
  @Test func durableFunctions() throws {
    let option = "aws-lambda:memory=1024,durable=yes,operations=5,written=2000,retained=10"
    #expect(try cost(option, "--requests 1000000 --duration-ms 20000") == decimal("375.534"))
    let costsim = try CostsimBinary()
    try costsim.run(
      "estimate", "--option", option, "--requests", "1", "--duration-ms", "72000000"
    ).succeeded()
    #expect(
      try costsim.run(
        "estimate", "--option", "aws-lambda:memory=1024,durable=yes", "--requests", "1",
        "--duration-ms", "1"
      ).errors.contains("meter durable-operations needs the key operations="))
  }

  /// 4000 / (4 × 8,760 h) × 730 h + 180 W × 1.4 × 730 h × 0.25 a kWh.
  @Test func ownHardware() throws {
    let amount = try cost(
      "own-hardware:vcpu=16,memory=65536,price=4000,years=4,watts=180,electricity=0.25,pue=1.4",
      "--hours 730")
    #expect(abs(amount - (decimal("83.333333") + decimal("45.99"))) < decimal("0.00001"))
  }

  @Test func aPriceThatIsNotStated() throws {
    try CostsimBinary().run("estimate", "--option", "docker-host:vcpu=4,memory=8192")
      .expectRefusal(
        64, "the key price= is missing",
        hint: "the price is made of price=")
  }

  /// Two c5.large at $0.085 and a cluster at $0.10, 730 h each.
  @Test func kubernetesOnInstances() throws {
    let compared = try ComparedTrace(
      "0,a,100,512\n",
      [
        "kubernetes:on=(aws-ec2:type=c5.large),count=2",
        "aws-eks:on=(aws-ec2:type=c5.large),count=2",
      ], "--span 730h")
    #expect(compared.row(1).number("monthlyCost") == decimal("124.1"))
    #expect(compared.row(2).number("monthlyCost") == decimal("197.1"))
    #expect(
      compared.row(1)["option"].string
        == "kubernetes:on=(aws-ec2:type=c5.large),count=2,slots=6")
  }

  /// Three requests at once of 900 MB: 80 % of 4,096 MB hold three of them, their vCPU ask for 2.
  @Test func knativeSizesItsNodes() throws {
    let compared = try ComparedTrace(
      "0,a,1000,900\n0,a,1000,900\n0,a,1000,900\n",
      ["knative:on=(aws-ec2:type=c5.large),concurrency=1,init=0ms"], "--span 730h")
    #expect(compared.row["option"].string?.hasSuffix(",nodes=2") == true)
    #expect(compared.row.number("monthlyCost") == decimal("124.1"))
  }

  @Test func tooFewNodes() throws {
    let compared = try ComparedTrace(
      "0,a,1000,900\n0,a,1000,900\n0,a,1000,900\n",
      ["knative:on=(aws-ec2:type=c5.large),concurrency=1,nodes=1"], "--span 730h")
    #expect(
      compared.row["infeasibleReason"].string
        == "1 node has no room for 3 environments at once, which need 2")
  }

  @Test(
    arguments: [
      ("kubernetes", "kubernetes does not say whose instances it runs on"),
      (
        "aws-eks:on=(azure-vm:type=D2s_v4)",
        "aws-eks:on=(azure-vm:type=D2s_v4): aws-eks does not run on instances of azure-vm"
      ),
      (
        "knative:on=(aws-lambda)",
        "knative:on=(aws-lambda): knative does not run on instances of aws-lambda"
      ),
      (
        "docker-host:price=1", "docker-host:price=1 needs vcpu= and memory= of an instance"
      ),
    ]) func nodesThatDoNotGo(_ option: String, _ message: String) throws
  {
    let run = try CostsimBinary().run("compare", "missing.csv", "--option", option)
    #expect(run.code == 64)
    #expect(run.errors.hasPrefix("\(message)\nhint: "))
  }

  /// Two clock hours with a call each cost at least 0.01 CNY each; the trace is billed as it stands.
  @Test func leastChargeForAnHour() throws {
    let compared = try ComparedTrace(
      "0,a,1,128\n60,a,1,128\n7200,a,1,128\n",
      ["alibaba-fc:region=cn-hangzhou,vcpu=0.05,memory=128,init=0ms"], "--project none")
    #expect(abs(compared.row.number("monthlyCost") - decimal("0.02")) < decimal("0.000001"))
    #expect(compared.row["currency"].string == "CNY")
  }

  /// One second of vCPU is 1 CU, a GB-second 0.15, a call 0.0075; in whole CU: 2 at $0.00002.
  @Test func computeUnitsAreWhole() throws {
    let compared = try ComparedTrace(
      "0,a,1000,1024\n", ["alibaba-fc:vcpu=1,memory=1024,init=0ms"], "--project none")
    #expect(compared.row.number("monthlyCost") == decimal("0.00004"))
  }

  /// Two instances of 0.5 vCPU and 1 GB that are always kept, idle all month but for a second:
  /// 730 h × 2 × (0.5 × 0.000003 + 0.000003) a second.
  @Test func idleContainerApps() throws {
    let compared = try ComparedTrace(
      "0,a,1000,1024\n", ["azure-container-apps:min-instances=2"], "--span 730h")
    let idle = decimal("2628000") * 2 * decimal("0.0000045")
    #expect(abs(compared.row.number("monthlyCost") - idle) < decimal("0.001"))
    #expect(compared.row.number("coldStarts") == 0)
  }

  /// 180,000 vCPU-seconds at $0.000024 buy 128,571.43 at $0.0000336.
  @Test func theFreeTierIsWorthTheSameEverywhere() throws {
    let free = "--free-tier --meter vcpu=200000"
    let here = try cost("gcp-cloud-run:region=us-central1", free)
    let there = try cost("gcp-cloud-run:region=europe-west3", free)
    #expect(here == decimal("0.48"))
    #expect(abs(there - (decimal("6.72") - decimal("4.32"))) < decimal("0.000001"))
  }

  /// N1 runs a quarter of the month each at 1, 0.8, 0.6 and 0.4 times its price.
  @Test func sustainedUseIsCountedForEachInstance() throws {
    let one = try cost("gcp-compute-engine:type=n1-standard-16", "--hours 730")
    let compared = try ComparedTrace(
      "0,a,100,512\n", ["gcp-compute-engine:type=n1-standard-16,count=3"], "--span 730h")
    #expect(compared.row.number("monthlyCost") == one * 3)
  }

  /// Estimates and explanations take the nearest region too, also of what stands beside compute: a
  /// load balancer in Frankfurt is 730 × $0.027. Another continent is said.
  @Test func nearestRegionsOfEstimates() throws {
    let costsim = try CostsimBinary()
    for words in [["estimate", "--option", "aws-alb"], ["explain", "aws-alb"]] {
      let text = try costsim.run(words + ["--near", "frankfurt"]).succeeded().text
      #expect(text.contains("aws-alb:region=eu-central-1 in eu-central-1: $19.71 a month"))
      #expect(text.contains("· near frankfurt: aws eu-central-1 (Frankfurt, 0 km)"))
    }
    let words = ["--near", "0,-150", "--requests", "1000", "--duration-ms", "10"]
    for command in [["estimate", "--option"], ["explain"]] {
      let text = try costsim.run(
        command + ["aws-lambda:memory=512"] + words
      ).succeeded().text
      #expect(text.contains("! far from 0,-150, for want of prices nearer"))
    }
  }

  /// Great-circle distances of published city coordinates: Frankfurt–Dublin is 1,088 km.
  @Test func nearestRegions() throws {
    let costsim = try CostsimBinary()
    try costsim.write("t.csv", Sample.header + "0,a,100,512\n")
    let rows = try costsim.run(
      "compare", "t.csv", "--span", "730h", "--near", "Frankfurt", "--format", "rows", "--option",
      "aws-lambda", "--option", "gcp-cloud-run", "--option", "aws-lambda:region=us-west-2"
    ).json().elements
    let regions = Set(rows.compactMap { $0["region"].string })
    #expect(regions == ["eu-central-1", "europe-west3", "us-west-2"])
    let text = try costsim.run(
      "compare", "t.csv", "--span", "730h", "--near", "50.1,8.7", "--option", "gcp-gke-autopilot"
    ).text
    #expect(text.contains("gcp us-central1 (Council Bluffs, 7,49"))
    #expect(text.contains("far from 50.1,8.7"))
    // Another continent is not near, but how far the nearest prices are is said.
    #expect(text.contains("not near 50.1,8.7, the nearest with prices: gcp us-central1"))
    #expect(!text.contains("· near 50.1,8.7"))
  }

  @Test(
    arguments: [
      (
        "--near frankfrt",
        #"--near "frankfrt" is no city of a region; did you mean "Frankfurt"?"#
      ),
      ("--near 91,0", #"--near "91,0" is no point on the earth"#),
      ("--near london --region eu-west-2", "--near and --region both say where"),
    ]) func placesThatDoNotGo(_ words: String, _ message: String) throws
  {
    let costsim = try CostsimBinary()
    try costsim.write("t.csv", Sample.header + "0,a,100,512\n")
    let run = try costsim.run(
      ["compare", "t.csv"] + words.split(separator: " ").map(String.init))
    #expect(run.code == 64)
    #expect(run.errors.hasPrefix(message))
  }

  /// Every platform in one comparison, quicker than anybody waits.
  @Test func everyProvider() throws {
    let costsim = try CostsimBinary()
    try costsim.write("t.csv", Sample.header + "0,a,100,128\n600,a,100,128\n")
    let rows = try costsim.run(
      "compare", "t.csv", "--span", "730h", "--providers", "all", "--near", "frankfurt",
      "--exchange-rate", "CNY=0.14@2026-11-01", "--exchange-rate", "EUR=1.1@2026-11-01",
      "--format", "rows"
    ).json().elements
    let providers = Set(rows.compactMap { $0["provider"].string })
    #expect(providers.isSuperset(of: ["aws", "azure", "gcp", "alibaba", "cloudflare"]))
    #expect(rows.filter { $0["feasible"] == .flag(true) }.count >= 20)
  }
}

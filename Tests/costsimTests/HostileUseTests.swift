import Foundation
import Testing

/// What a hostile user once got wrong answers or broken files with.
struct HostileUseTests {
  let costsim: CostsimBinary

  init() throws {
    costsim = try CostsimBinary()
    try costsim.write("t.csv", Sample.trace)
  }

  private func rows(_ words: String...) throws -> [[String: Any]] {
    let run = try costsim.run(
      ["compare", "t.csv", "--project", "none", "--format", "rows"] + words
    ).succeeded()
    return try #require(JSONSerialization.jsonObject(with: run.output) as? [[String: Any]])
  }

  /// 1,000 small requests do not make room for five of 16,000 MB on a machine of 4,096 MB.
  @Test func aFleetHoldsTheLargestRequest() throws {
    let small = (0..<1_000).map { "\($0),small,100,128\n" }.joined()
    let large = (0..<5).map { "\($0 * 200),report,100,16000\n" }.joined()
    try costsim.write("t.csv", "timestamp_s,service,duration_ms,memory_mb\n" + small + large)
    let found = try rows("--option", "aws-ec2:type=c5.large", "--option", "aws-fargate")
    let machine = try #require(found.first { $0["platform"] as? String == "aws-ec2" })
    #expect(machine["feasible"] as? Bool == false)
    #expect((machine["infeasibleReason"] as? String)?.contains("up to 16000 MB") == true)
    #expect(
      found.contains {
        $0["platform"] as? String == "aws-fargate" && $0["feasible"] as? Bool == true
      })
  }

  /// (100 + 1,100 + 1,100) ms × 0.5 GB: only the first row has a logged billed time.
  @Test func rowsWithoutALoggedBilledTimeAreBilledByTheRule() throws {
    try costsim.write(
      "t.csv",
      "timestamp_s,duration_ms,memory_mb,billed_ms\n0,100,512,100\n1000,100,512,\n2000,100,512,\n")
    let run = try costsim.run(
      "compare", "t.csv", "--project", "none", "--option", "aws-lambda:init=1s", "--format",
      "components"
    ).succeeded()
    let lines = try #require(
      JSONSerialization.jsonObject(with: run.output) as? [[String: Any]])
    let duration = try #require(lines.first { $0["meter"] as? String == "duration" })
    #expect(duration["quantity"] as? Double == 1.15)
  }

  /// CPU beyond what 512 MB could have delivered counts as that much: 513 MB is no slower.
  @Test func moreMemoryIsNeverSlower() throws {
    try costsim.write(
      "t.csv", "timestamp_s,duration_ms,memory_mb,cpu_ms\n0,100,512,100\n100,100,512,100\n")
    var last = 100.0
    for memory in [512, 513, 1_024, 1_769, 3_008] {
      let row = try #require(
        rows("--option", "aws-lambda:memory=\(memory),init=0ms").first)
      let latency = try #require(row["latencyP50Ms"] as? Double)
      #expect(latency <= last)
      last = latency
    }
  }

  @Test func theOptionOfARowNamesItsRegion() throws {
    let row = try #require(rows("--option", "aws-lambda", "--region", "af-south-1").first)
    #expect(row["option"] as? String == "aws-lambda:region=af-south-1")
  }

  @Test(
    arguments: [
      ("--option aws-lambda:init=trace", 64, "has no column init_ms"),
      ("--option aws-lambda:reserved=2000", 64, "above the account's concurrency of 1000"),
      ("--region cn-northwest-1", 69, "no price of requests is known"),
      ("--providers ,", 64, "unknown provider"),
      ("--option aws-lambda --export json=-", 64, "standard output"),
    ] as [(String, Int32, String)])
  func isRefused(words: String, code: Int32, message: String) throws {
    let run = try costsim.run(
      ["compare", "t.csv", "--project", "none"] + words.split(separator: " ").map(String.init))
    #expect(run.code == code && run.errors.contains(message), "\(run.code) \(run.errors)")
    #expect(try costsim.names() == ["t.csv"])
  }

  @Test func aDashIsStandardOutput() throws {
    let words = ["compare", "t.csv", "--project", "none", "--option", "aws-lambda"]
    #expect(try costsim.run(words + ["-o", "-"]).text == costsim.run(words).text)
    #expect(try costsim.names() == ["t.csv"])
  }

  /// A closed standard output must not lend its place to a file.
  @Test func aClosedStandardOutputDoesNotReachAFile() throws {
    let run = try costsim.shell(
      "costsim compare t.csv --project none --option aws-lambda --export json=x.json >&-")
    #expect(run.code == 74)
    #expect(try costsim.names() == ["t.csv"])
  }

  @Test func aTableThatNoPlatformNamesIsFound() throws {
    let prices = try PriceFolder(costsim)
    try prices.write("lamda.csv", try prices.text("lambda.csv"))
    let run = try costsim.run("prices", "check", PriceFolder.name)
    #expect(run.code == 78)
    #expect(run.errors.contains("aws/lamda.csv: no platform file names this table"))
  }
}

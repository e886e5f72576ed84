import Foundation
import Testing

/// Where a trace that is not held in memory leads to other figures, and that it is said. All other
/// comparisons are held to the same figures by `ComparedTrace`.
struct StreamedTraceTests {
  private static let header = "timestamp,service,duration_ms,memory_mb"

  /// The document of a comparison whose trace is replayed as a stream.
  private func streamed(
    _ rows: String, _ option: String, _ words: String = "--project none", header: String
  ) throws -> JSONValue {
    let costsim = try CostsimBinary()
    try costsim.write("trace.csv", header + "\n" + rows)
    return try costsim.run(
      ComparedTrace.words([option], words), environment: ["COSTSIM_ROWS_IN_MEMORY": "100"]
    ).json()
  }

  private func codes(_ document: JSONValue) -> [String] {
    document["warnings"].elements.compactMap { $0["code"].string }
  }

  /// Known: durations at another memory size are not scaled in streams. 1,000 ms at 512 MB, all of
  /// them CPU, are 500 ms at 1,024 MB.
  @Test func durationsScaledByCPUTime() throws {
    let document = try streamed(
      (0..<200).map { "\($0),a,1000,512,1000\n" }.joined(),
      "aws-lambda:memory=1024,init=0ms,keep-alive=600s", header: Self.header + ",cpu_ms")
    #expect(codes(document).contains("streamed-durations"))
    withKnownIssue { #expect(document["rows"][0].number("latencyP50Ms") == 500) }
  }

  /// Known: one request in two finds the base busy; the first of them says that it started in
  /// 300 ms, which is the mean of what functions serve. The base's say 100 ms.
  @Test func initialisationOfTheRequestsThatGoToFunctions() throws {
    let document = try streamed(
      (0..<200).map {
        "\($0 / 2 * 1000),a,1000,512,\($0 % 2 == 0 ? "100" : $0 == 1 ? "300" : "")\n"
      }.joined(),
      "hybrid:base=(aws-ec2:type=c5.large,count=1,slots=1),"
        + "burst=(aws-lambda:init=trace,keep-alive=1s)", header: Self.header + ",init_ms")
    #expect(codes(document).contains("streamed-init"))
    withKnownIssue { #expect(document["rows"][0].number("latencyP90Ms") == 1_300) }
  }

  @Test func responseBytes() throws {
    let document = try streamed(
      (0..<200).map { "\($0),a,1000,512,1000000\n" }.joined(), "aws-lambda:egress-bytes=trace",
      header: Self.header + ",response_bytes")
    #expect(codes(document).contains("streamed-bytes"))
  }

  /// In 22 of 2,800 seconds 200 requests come at once, which is little load for a second. One of
  /// each two stretches of the trace is taken to size the fleets of services, so that the bursts are
  /// outside it in one of two neighbours.
  @Test func aBurstOutsideTheSample() throws {
    let documents = try [0, 1].map { neighbour in
      let bursts = (50 + neighbour) * 22..<(51 + neighbour) * 22
      let rows = (0..<2_800 as Range<Int>).map { second in
        (0..<100).map { "\(second).\($0 + 100),\($0 == 0 ? "b" : "a"),10,512\n" }.joined()
          + (bursts.contains(second)
            ? String(repeating: "\(second).95,a,10,512\n", count: 200) : "")
      }.joined()
      return try streamed(
        rows, "aws-ec2:type=c5.large,slots=1,scope=per-service",
        "--span 1h --slo p99<=15ms", header: Self.header)
    }
    let misses = documents.filter { $0["rows"][0]["meetsSlo"] == .flag(false) }
    #expect(misses.count == 1)
    #expect(misses.allSatisfy { codes($0).contains("sampled-size") })
  }

  @Test func theBoundMustBeANumber() throws {
    let costsim = try CostsimBinary()
    try costsim.write("trace.csv", Sample.trace)
    try costsim.run(
      ["compare", "trace.csv", "--option", "aws-lambda"],
      environment: ["COSTSIM_ROWS_IN_MEMORY": "many"]
    ).expectRefusal(
      64, "COSTSIM_ROWS_IN_MEMORY \"many\" is not a whole number from 1 to 4294967296")
  }
}

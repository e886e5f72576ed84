import Foundation
import Testing

/// Inputs and surroundings that are beyond what a run can do: each is told why.
@Suite struct BoundTests {
  private let binary: CostsimBinary

  init() throws { binary = try CostsimBinary() }

  @Test func countsThatNobodyCanReplayAreRefused() throws {
    try binary.write(
      "counts.csv",
      "period,count\n2026-09-19 08:30:00,1000000000000\n2026-09-19 08:31:00,1000000000000\n")
    try binary.run("trace", "inspect", "counts.csv", "--duration-ms", "5").expectRefusal(
      65, "the periods count more than 10,000,000,000 requests, too many to replay",
      hint: "give fewer periods, or costsim estimate, which bills totals without a replay")
  }

  @Test func moreServicesThanCanBeReplayedAreRefused() throws {
    var text = "timestamp_ms,service,duration_ms\n"
    for number in 0...100_000 { text += "\(number),s\(number),5\n" }
    try binary.write("trace.csv", text)
    let run = try binary.run("compare", "trace.csv", "--span", "1d")
    #expect(run.code == 65)
    #expect(run.errors.hasPrefix("the trace has more than 100,000 services\n"))
  }

  @Test func aLongChainOfServicesThatExtendEachOtherIsRefused() throws {
    try binary.write("short/compose.yaml", Self.chain(of: 101))
    #expect(try binary.run("checklist", "short").code == 0)
    for isDescending in [false, true] {
      try binary.write("long/compose.yaml", Self.chain(of: 1_000, isDescending: isDescending))
      let run = try binary.run("checklist", "long")
      #expect(run.code == 65)
      #expect(run.errors.contains("is one of more than 100 services that extend each other"))
    }
  }

  private static func chain(of count: Int, isDescending: Bool = false) -> String {
    let services = (0..<count).map { place in
      "  s\(place):\n"
        + (place == 0 ? "    image: node\n" : "    extends: {service: s\(place - 1)}\n")
    }
    return "services:\n" + (isDescending ? services.reversed() : services).joined()
  }

  @Test(arguments: [4, 5, 8, 12])
  func tooFewOpenFilesAreSaid(_ limit: Int) throws {
    try binary.write("trace.csv", "timestamp_ms,duration_ms\n0,1\n1000,1\n")
    let run = try binary.shell(
      "ulimit -n \(limit); exec \"$program\" compare trace.csv --span 1d --output result.txt")
    #expect(!run.wasSignalled && [74, 127].contains(run.code), "\(run.code)")
    #expect(run.errors.contains("Too many open files") || run.code == 127)
  }
}

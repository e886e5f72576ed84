import Foundation
import Testing

/// Services of a trace of counts that never have a request.
@Suite struct EmptyServiceTests {
  private let binary: CostsimBinary
  private static let counts =
    "period,service,count\n2026-09-19 08:30:00,a,3\n2026-09-19 08:31:00,a,0\n"
    + "2026-09-19 08:30:00,b,0\n2026-09-19 08:31:00,b,0\n"

  init() throws {
    binary = try CostsimBinary()
    try binary.write("counts.csv", Self.counts)
  }

  @Test func anInspectionHasAServiceWithoutRequests() throws {
    let table = try binary.run("trace", "inspect", "counts.csv", "--duration-ms", "5")
    #expect(table.code == 0 && !table.wasSignalled)
    let csv = try binary.run(
      "trace", "inspect", "counts.csv", "--duration-ms", "5", "--format", "csv")
    #expect(csv.lines.count == 4)
    #expect(csv.lines.last?.hasPrefix("b,0,,,,,,,,,,,,,") == true)
  }

  /// Nothing can miss an objective where there are no requests, so nothing is sized to it.
  @Test func aServiceWithoutRequestsMissesNoObjective() throws {
    let rows = try binary.run(
      "compare", "counts.csv", "--duration-ms", "5", "--span", "7d", "--format", "rows",
      "--option", "aws-ec2:type=c5.large"
    ).json()
    #expect(rows[0]["meetsSlo"] == .flag(true))
    #expect(rows[0]["peakInstances"].decimal == 1)
  }

  @Test func aDayOfZerosIsAServiceWithoutRequests() throws {
    let header = "HashOwner,HashApp,HashFunction,Trigger,"
    func row(_ name: String, _ count: String) -> String {
      "o,a,\(name),http," + Array(repeating: count, count: 1_440).joined(separator: ",") + "\n"
    }
    try binary.write(
      "day.csv",
      header + (1...1_440).map(String.init).joined(separator: ",") + "\n" + row("f", "1")
        + row("g", "0"))
    let csv = try binary.run(
      "trace", "inspect", "day.csv", "--duration-ms", "5", "--format", "csv")
    #expect(csv.code == 0 && csv.lines.count == 4)
    #expect(csv.lines.last?.hasPrefix("a/g,0,") == true)
  }

  @Test(arguments: ["table", "json", "csv"])
  func aChecklistKnowsNothingOfAServiceWithoutRequests(_ format: String) throws {
    try binary.write(
      "project/compose.yaml",
      "services:\n  a: {image: node, command: node a.js}\n  b: {image: node, command: node b.js}\n")
    let run = try binary.run(
      "checklist", "project", "--trace", "counts.csv", "--duration-ms", "5", "--span", "7d",
      "--format", format)
    #expect(run.code == 0 && !run.wasSignalled, "\(run.errors)")
  }
}

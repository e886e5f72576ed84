import Foundation
import Testing

/// What is said of a trace is the same whether it is held in memory or streamed.
@Suite struct StreamedWarningTests {
  private static let entry = #"10.0.0.1 - - [02/Nov/2026:09:00:00 +0000] "GET / HTTP/1.1" 200 5 "#

  /// Logs of several blocks of text, by what is doubtful about them.
  private static let logs: [(name: String, text: String)] = [
    ("coarse-stamps", csv { "\(1_793_610_000 + $0 / 20),5,1" } + "1793619000.5,5,1\n"),
    ("coarse-stamps", csv { "\(1_793_610_000 + $0 / 20 * 60),5,1" }),
    ("coarse-stamps", csv(header: "timestamp_s,duration_ms,x\n5.5,5,1") { "\(9 + $0 / 20),5,1" }),
    ("empty-span", csv { "\(1_793_610_000 + $0).5,5,1" } + "1.5,5,1\n7.5,5,1\n"),
    (
      "empty-span",
      "period,count\n1995-01-01T00:00:00Z,7\n"
        + (1...9).map { "2026-11-0\($0)T00:00:00Z,900\n" }.joined()
    ),
    ("sampled-rows", csv(header: "timestamp_s,duration_ms,itemCount") { "\($0).5,5,3" }),
    ("implausible-durations", csv { "\($0).5,0.01,1" }),
    ("duration-unit-assumed", String(repeating: entry + "\"-\" \"-\" 187\n", count: 40_000)),
  ]

  private static func csv(
    header: String = "timestamp_s,duration_ms,x", _ row: (Int) -> String
  ) -> String {
    header + "\n" + (0..<80_000).map { row($0) + "\n" }.joined()
  }

  private func warnings(
    _ costsim: CostsimBinary, _ flags: [String], most: Int
  ) throws -> [String] {
    let words = [
      "compare", "t.log", "--option", "aws-lambda:memory=512,init=0ms", "--project", "none",
    ]
    let run = try costsim.run(
      words + flags + ["--format", "json"], environment: ["COSTSIM_ROWS_IN_MEMORY": "\(most)"])
    return try run.json()["warnings"].elements.compactMap { warning in
      let code = warning["code"].string ?? ""
      return Self.codes.contains(code) ? "\(code): \(warning["message"].string ?? "")" : nil
    }
  }

  private static let codes = Set(logs.map(\.name))

  @Test(arguments: logs.indices)
  func aStreamIsWarnedOfAsATraceInMemory(_ place: Int) throws {
    let log = Self.logs[place]
    let costsim = try CostsimBinary()
    try costsim.write("t.log", log.text)
    let flags = log.text.hasPrefix("period") ? ["--duration-ms", "100"] : []
    let memory = try warnings(costsim, flags, most: 1_000_000)
    #expect(memory == (try warnings(costsim, flags, most: 1_000)))
    #expect(memory.contains { $0.hasPrefix(log.name) }, "\(memory)")
  }
}

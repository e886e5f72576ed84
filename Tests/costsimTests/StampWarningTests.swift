import Foundation
import Testing

/// What the program says of stamps in whole seconds.
@Suite struct StampWarningTests {
  private func run(_ words: [String]) throws -> CostsimBinary.Run {
    let binary = try CostsimBinary()
    let rows = (0..<100).map { "2026-11-02T09:00:0\($0 / 20)Z,200\n" }.joined()
    try binary.write("ends.csv", "t,d\n" + rows)
    return try binary.run(words + ["ends.csv", "--fields", "end=t,duration=d"])
  }

  @Test func compareWarnsOfEndsInWholeSeconds() throws {
    let run = try run(["compare", "--project", "none", "--format", "json"])
    let document = try JSONValue(run.text)
    #expect(document["warnings"].elements.map { $0["code"].string }.contains("coarse-stamps"))
    let spread = try self.run([
      "compare", "--project", "none", "--format", "json", "--spread", "seconds",
    ])
    #expect(!spread.text.contains("coarse-stamps"))
    #expect(spread.text.contains("spread over their second"))
  }

  @Test func aStatedUnitThatNothingTakesIsRefused() throws {
    let binary = try CostsimBinary()
    try binary.write("rows.csv", "timestamp_s,duration_ms\n1,2\n")
    let run = try binary.run("trace", "inspect", "rows.csv", "--duration-unit", "s")
    #expect(run.code == 64 && run.errors.contains("--duration-unit"))
  }

  @Test func aFineStampDoesNotSilenceTheWarning() throws {
    let binary = try CostsimBinary()
    let rows = (0..<100).map { "\(1_793_610_000 + $0 / 2),200\n" }.joined()
    try binary.write("fine.csv", "timestamp_s,duration_ms\n" + rows + "1793610000.5,200\n")
    let page = try binary.run("trace", "inspect", "fine.csv").text
    #expect(page.contains("100 of 101 stamps are whole seconds"))
    let minutes = (0..<100).map { "\(1_793_610_000 + $0 * 60),200\n" }.joined()
    try binary.write("minutes.csv", "timestamp_s,duration_ms\n" + minutes)
    let told = try binary.run("trace", "inspect", "minutes.csv", "--format", "json").errors
    #expect(told.contains("every stamp is a whole minute") && told.contains("--spread minutes"))
    let spread = try binary.run("trace", "inspect", "minutes.csv", "--spread", "minutes").text
    #expect(spread.contains("are spread over those") && !spread.contains("whole minute ("))
  }

  @Test func aGuessedUnitIsToldOnce() throws {
    let binary = try CostsimBinary()
    let entry = #"10.0.0.1 - - [02/Nov/2026:09:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "-" 187"#
    try binary.write("d.log", entry + "\n" + entry + "\n")
    let words = ["d.log", "--option", "aws-lambda", "--project", "none"]
    for text in [
      try binary.run("trace", "inspect", "d.log").text, try binary.run(["compare"] + words).text,
    ] {
      let text = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(text.components(separatedBy: "taken for microseconds").count == 2, "\(text)")
    }
  }

  @Test func compareWarnsOfAGuessedUnit() throws {
    let binary = try CostsimBinary()
    let entry = #"10.0.0.1 - - [02/Nov/2026:09:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "-" "#
    try binary.write("tomcat.log", entry + "187\n" + entry + "42\n")
    let run = try binary.run("compare", "tomcat.log", "--project", "none", "--format", "json")
    let codes = try JSONValue(run.text)["warnings"].elements.map { $0["code"].string }
    #expect(codes.contains("duration-unit-assumed"))
  }

  @Test func inspectWarnsOnThePageAndBesideData() throws {
    #expect(try run(["trace", "inspect"]).text.contains("whole second"))
    let data = try run(["trace", "inspect", "--format", "json"])
    #expect(data.errors.contains("every stamp is a whole second"))
    #expect(try run(["trace", "import"]).errors.contains("every stamp is a whole second"))
  }
}

import Foundation
import Testing

/// What makes a trace doubtful is said by inspect and by compare, to people and to programs.
struct DoubtfulTraceTests {
  let costsim: CostsimBinary

  init() throws { costsim = try CostsimBinary() }

  private func warnings(_ words: [String]) throws -> String {
    try costsim.run(
      ["compare"] + words
        + ["--option", "aws-lambda", "--format", "json", "--project", "none"]
    ).succeeded().text
  }

  private func check(_ words: [String], _ parts: [String]) throws {
    let page = try costsim.run(["trace", "inspect"] + words).succeeded().text
    let json = try costsim.run(["trace", "inspect", "--format", "json"] + words)
    #expect(json.code == 0)
    let record = json.text
    let compared = try warnings(words)
    for text in [page, record, compared] {
      let text = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      for part in parts { #expect(text.contains(part), "\(part) is not in \(text)") }
    }
  }

  @Test func aSampleThatIsCountedOnce() throws {
    try costsim.write("t.csv", "timestamp_s,duration_ms,itemCount\n1,5,3\n2,5,4\n")
    try check(["t.csv"], ["itemCount says that the rows are a sample"])
    try check(
      ["t.csv", "--fields", "weight=itemCount"],
      ["stand for 7 requests: a row's own arrives at its stamp", "to the next row of its service"])
    try costsim.write("one.csv", "timestamp_s,duration_ms,itemCount\n1.5,5,3\n")
    try check(
      ["one.csv", "--fields", "weight=itemCount"],
      ["evenly from the whole span of the trace, of a second or more, as their services have one"])
  }

  @Test func aStampYearsFromTheOthers() throws {
    try costsim.write("t.csv", "timestamp_s,duration_ms\n1,5\n1793610000,5\n1793610001,5\n")
    try check(["t.csv"], ["100.00 % of the trace's span is empty", "t.csv:2 with 1970-01-01"])
  }

  @Test func entriesThatAreNoRequests() throws {
    let entry = { (logger: String, second: Int) in
      #"{"ts":179361000\#(second).281,"logger":"\#(logger)","msg":"handled request","#
        + #""request":{"host":"a.example","uri":"/"},"duration":1.25,"status":502}"# + "\n"
    }
    try costsim.write(
      "caddy.log",
      entry("http.log.access", 3) + entry("http.log.error", 3) + entry("http.log.access", 5))
    try check(["caddy.log"], ["1 entry of an error or another logger"])
  }
}

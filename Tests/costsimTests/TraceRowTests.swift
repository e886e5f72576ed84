import Foundation
import Testing

/// Rows that are refused, and what becomes of them with `--on-error skip`.
struct TraceRowTests {
  let costsim: CostsimBinary

  init() throws { costsim = try CostsimBinary() }

  private static let hint = "--on-error skip reads the rest"

  @Test(
    arguments: [
      ("1,a,abc,512", "duration_ms \"abc\" is not a number"),
      ("1,a,0x10,512", "duration_ms \"0x10\" is not a number"),
      ("1,a,,512", "duration_ms is empty"),
      ("1,a,-1,512", "duration_ms \"-1\" is negative"),
      ("1,a,NaN,512", "duration_ms \"NaN\" is not finite"),
      ("1,a,inf,512", "duration_ms \"inf\" is not finite"),
      ("1,a,1e300,512", "duration_ms \"1e300\" is too large"),
      // 366 days are 31,622,400,000 ms.
      ("1,a,31622400001,512", "duration_ms \"31622400001\" is too large"),
      ("1,a,5,0", "memory_mb \"0\" is less than 1 MB"),
      ("1,a,5,-512", "memory_mb \"-512\" is negative"),
      ("1,a,5,many", "memory_mb \"many\" is not a number"),
      ("1,a,5,16777217", "memory_mb \"16777217\" is too large"),
      ("yesterday,a,5,512", "timestamp \"yesterday\" is neither a number nor an ISO 8601 time"),
      ("2026-02-30T00:00:00Z,a,5,512", "timestamp \"2026-02-30T00:00:00Z\" does not exist"),
      ("2026-02-28T25:00:00Z,a,5,512", "timestamp \"2026-02-28T25:00:00Z\" does not exist"),
      ("2026-13-01T00:00:00Z,a,5,512", "timestamp \"2026-13-01T00:00:00Z\" does not exist"),
      ("nan,a,5,512", "timestamp \"nan\" is not finite"),
      ("1,a,5", "has 3 fields, the header has 4"),
      ("1,a,5,512,9", "has 5 fields, the header has 4"),
      (
        "1,\"a,5,512",
        "unterminated quote: \"\"a,5,512\" (a quoted field ends on its own line)"
      ),
      ("1,\"a\"b,5,512", "text after a closing quote: \"b,5,512\""),
      ("1,,5,512", "service is empty"),
      ("1,a,\u{1B}[31m,512", "duration_ms \"\\x1b[31m\" is not a number"),
    ])
  func badRow(_ row: String, _ message: String) throws {
    try costsim.write("trace.csv", Sample.header + "0,a,1,512\n" + row + "\n2,a,1,512\n")
    try costsim.run(
      "compare", "trace.csv", "--output", "result.txt", "--option", "aws-lambda"
    ).expectRefusal(
      65, "trace.csv:3: " + message, hint: Self.hint)
    #expect(try costsim.names() == ["trace.csv"])
  }

  @Test func timeStampWithoutZone() throws {
    func refuse(_ stamp: String) throws {
      try costsim.write(
        "trace.csv", Sample.header + "2026-02-28T00:00:00Z,a,1,512\n\(stamp),a,1,512\n")
      try costsim.run("compare", "trace.csv", "--option", "aws-lambda").expectRefusal(
        65, "trace.csv:3: timestamp \"\(stamp)\" has no time zone (append Z for UTC)",
        hint: Self.hint)
    }
    try refuse("2026-02-28T00:00:00.5")
    try refuse("2026-02-28T00:00:00")
  }

  @Test func invalidUTF8() throws {
    var bytes = Data(Sample.header.utf8)
    bytes.append(contentsOf: Array("0,a,1,512\n1,caf".utf8) + [0xe9] + Array(",1,512\n".utf8))
    try costsim.write("trace.csv", bytes)
    try costsim.run("compare", "trace.csv", "--option", "aws-lambda").expectRefusal(
      65, "trace.csv:3: service \"caf\\xe9\" is not UTF-8", hint: Self.hint)
  }

  @Test func placeOnStandardInputAndInASecondFile() throws {
    let bad = Sample.header + "0,a,x,512\n1,a,1,512\n"
    try costsim.run(["compare", "-", "--option", "aws-lambda"], input: Data(bad.utf8))
      .expectRefusal(
        65, "standard input:2: duration_ms \"x\" is not a number", hint: Self.hint)
    try costsim.write("first.csv", Sample.trace)
    try costsim.write("second.csv", bad)
    try costsim.run("compare", "first.csv", "second.csv").expectRefusal(
      65, "second.csv:2: duration_ms \"x\" is not a number", hint: Self.hint)
  }

  private static let fiveRows =
    "timestamp,duration_ms\n1,x\n2,5\n3,-1\n4,6\n5,nan\n"

  @Test func everyBadRowIsQuoted() throws {
    try costsim.write("trace.csv", Self.fiveRows)
    try costsim.run("compare", "trace.csv", "--option", "aws-lambda").expectRefusal(
      65,
      "trace.csv:2: duration_ms \"x\" is not a number\n"
        + "trace.csv:4: duration_ms \"-1\" is negative\n"
        + "trace.csv:6: duration_ms \"nan\" is not finite", hint: Self.hint)
  }

  @Test func badRowsUpToALimit() throws {
    try costsim.write("trace.csv", Self.fiveRows)
    try costsim.run("compare", "trace.csv", "--option", "aws-lambda", "--max-errors", "2")
      .expectRefusal(
        65,
        "trace.csv:2: duration_ms \"x\" is not a number\n"
          + "trace.csv:4: duration_ms \"-1\" is negative\n… and 1 more bad row", hint: Self.hint)
    try costsim.run("compare", "trace.csv", "--option", "aws-lambda", "--max-errors", "0")
      .expectRefusal(
        65, "3 bad rows", hint: Self.hint)
    // 25 bad rows: the default shows 20 of them.
    let rows = (1...25).map { "\($0),x\n" }.joined()
    try costsim.write("many.csv", "timestamp,duration_ms\n0,1\n" + rows)
    let lines = try costsim.run("compare", "many.csv").errors.split(separator: "\n")
    #expect(lines.count == 22)
    #expect(lines[19] == "many.csv:22: duration_ms \"x\" is not a number")
    #expect(lines[20] == "… and 5 more bad rows")
  }

  /// Errors read `trace.csv:1042: …` (interface.md), so that editors and grep find the place.
  @Test func everyQuotedRowStartsWithItsPlace() throws {
    try costsim.write("trace.csv", Self.fiveRows)
    let lines = try costsim.run("compare", "trace.csv", "--option", "aws-lambda").errors.split(
      separator: "\n")
    #expect(lines.prefix(3).allSatisfy { $0.hasPrefix("trace.csv:") })
  }

  @Test func skippedRowsAreCounted() throws {
    try costsim.write("trace.csv", Self.fiveRows)
    let document = try costsim.run(
      "compare", "trace.csv", "--on-error", "skip", "--project", "none", "--option",
      Sample.lambda, "--format", "json"
    ).json()
    #expect(document["trace"]["rowsRead"] == .number("5"))
    #expect(document["trace"]["rowsSkipped"] == .number("3"))
    #expect(document["trace"]["requests"] == .number("2"))
    let warning = document["warnings"].elements.first { $0["code"].string == "rows-skipped" }
    #expect(
      warning?["message"].string
        == "3 of 5 rows are left out (1 not a number, 1 NaN or infinite, 1 negative)")
  }

  @Test func skippingLeavesNothing() throws {
    try costsim.write("trace.csv", "timestamp,duration_ms\n1,x\n")
    try costsim.run("compare", "trace.csv", "--on-error", "skip").expectRefusal(
      65, "trace.csv:2: duration_ms \"x\" is not a number\ntrace.csv has no good row")
  }
}

/// Every dialect of native CSV gives the same rows.
struct TraceDialectTests {
  @Test(
    arguments: [
      "\u{FEFF}" + Sample.trace,
      Sample.trace.replacingOccurrences(of: "\n", with: "\r\n"),
      "\u{FEFF}" + Sample.trace.replacingOccurrences(of: "\n", with: "\r\n"),
      Sample.trace.replacingOccurrences(of: ",", with: ";"),
      Sample.trace.replacingOccurrences(of: ",", with: "\t"),
      Sample.trace.replacingOccurrences(of: "api", with: "\"api\""),
      String(Sample.trace.dropLast()),
      Sample.trace.replacingOccurrences(of: "\n", with: "\n\n"),
      Sample.trace.replacingOccurrences(of: ",", with: " , "),
      Sample.trace.replacingOccurrences(of: "timestamp,service", with: "TIMESTAMP,Function"),
      // The same instants in milliseconds, and columns in another order with one that is ignored.
      """
      memory_mb,colour,duration_ms,service,timestamp_ms
      512,red,100,api,0
      512,,100.5,api,50
      1024,"a,b",200,mail,100000
      512,blue,100,api,700000

      """,
      """
      timestamp,service,duration_ms,memory_mb
      1970-01-01T00:00:00Z,api,100,512
      1970-01-01T00:00:00.050Z,api,100.5,512
      1970-01-01T01:01:40+01:00,mail,200,1024
      1970-01-01T00:11:40Z,api,100,512

      """,
    ])
  func sameRows(_ text: String) throws {
    let costsim = try CostsimBinary()
    let words = [
      "compare", "trace.csv", "--project", "none", "--option", Sample.lambda, "--format", "json",
    ]
    try costsim.write("trace.csv", Sample.trace)
    let expected = try costsim.run(words).json()
    try costsim.write("trace.csv", text)
    let document = try costsim.run(words).json()
    #expect(document["rows"] == expected["rows"])
    #expect(document["services"] == expected["services"])
    #expect(document["trace"] == expected["trace"])
  }
}

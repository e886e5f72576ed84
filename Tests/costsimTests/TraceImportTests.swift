import Foundation
import Testing

/// `trace import` and `trace sample` as commands.
@Suite struct TraceImportTests {
  private let costsim: CostsimBinary
  private static let log =
    #"1.2.3.4 - - [19/Sep/2026:10:30:00 +0200] "GET /api/cart/7 HTTP/1.1" 200 9 "-" "x" 0.250"#
    + "\n"
    + #"1.2.3.4 - - [19/Sep/2026:10:30:01 +0200] "GET /a.css HTTP/1.1" 200 9 "-" "x" 0.010"# + "\n"

  init() throws {
    costsim = try CostsimBinary()
    try costsim.write("access.log", Self.log)
  }

  @Test func anAccessLogBecomesACSV() throws {
    let run = try costsim.run(
      "trace", "import", "access.log", "--service", "path:/api/{1}", "--spread", "none")
    #expect(
      run.text == """
        timestamp_ms,service,duration_ms,response_bytes
        1789806599750,/api/cart,250,9
        1789806600990,other,10,9

        """)
    #expect(run.errors == "2 requests of 2 services, read as nginx\n" && run.code == 0)
  }

  @Test func aFileIsWrittenWholeOrNotAtAll() throws {
    let run = try costsim.run("trace", "import", "access.log", "-o", "no/such/t.csv")
    #expect(run.code == 73)
    try costsim.write("bad.log", Self.log + "1.2.3.4 - - [19/Sep/2026:10:30:00 +0200] \"GET\n")
    try costsim.run("trace", "import", "bad.log", "-o", "t.csv").expectRefusal(
      65,
      "bad.log:3: unterminated quote: \"\"GET\" (a quoted field ends on its own line)",
      hint: "--on-error skip reads the rest")
    #expect(!FileManager.default.fileExists(atPath: costsim.path("t.csv")))
  }

  @Test func aSampleSaysWhatItKept() throws {
    let rows = (0..<36_000).map { "\($0),5\n" }
    try costsim.write("t.csv", "timestamp_s,duration_ms\n" + rows.joined())
    let run = try costsim.run("trace", "sample", "t.csv", "--keep", "20%", "-o", "s.csv")
    #expect(
      run.errors.hasPrefix("kept 7200 of 36000 requests: 2 of 10 blocks of 1h, set one after"))
    let again = try costsim.run("trace", "sample", "t.csv", "--keep", "20%", "-o", "again.csv")
    #expect(again.code == 0)
    let files = try ["s.csv", "again.csv"].map {
      try Data(contentsOf: URL(filePath: costsim.path($0)))
    }
    #expect(files[0] == files[1] && !files[0].isEmpty)
  }

  @Test(arguments: [
    (["--keep", "200%"], "--keep \"200%\" is no share"),
    (["--keep", "x"], "--keep \"x\" is no share"),
    ([], "--keep says how much"), (["--keep", "0"], "--keep \"0\" is no share"),
  ])
  func sharesThatAreNone(_ words: [String], _ message: String) throws {
    try costsim.run(["trace", "sample", "access.log"] + words).expectRefusal(
      64, message, hint: "such as --keep 10% or --keep 0.1")
  }
}

import Foundation
import Testing

/// Traces that cannot be read at all.
struct TraceFileTests {
  let costsim: CostsimBinary

  init() throws { costsim = try CostsimBinary() }

  /// Runs `compare --output` on a trace and expects that no output came to be.
  private func refuse(
    _ words: [String], _ code: Int32, _ message: String, hint: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = try costsim.names()
    try costsim.run(["compare", "--output", "result.json", "--option", "aws-lambda"] + words)
      .expectRefusal(code, message, hint: hint, sourceLocation: sourceLocation)
    #expect(try costsim.names() == before, sourceLocation: sourceLocation)
  }

  @Test func missingFile() throws {
    try refuse(["trace.csv"], 66, "cannot open trace.csv: No such file or directory")
  }

  @Test func missingFileWithASimilarName() throws {
    try costsim.write("trace.csv", Sample.trace)
    try refuse(
      ["trace.cvs"], 66, "cannot open trace.cvs: No such file or directory",
      hint: "did you mean trace.csv?")
    try costsim.write("logs/monday.csv", Sample.trace)
    try refuse(
      ["logs/munday.csv"], 66, "cannot open logs/munday.csv: No such file or directory",
      hint: "did you mean logs/monday.csv?")
  }

  @Test func oneOfSeveralFilesIsMissing() throws {
    try costsim.write("first.csv", Sample.trace)
    try refuse(["first.csv", "2.csv"], 66, "cannot open 2.csv: No such file or directory")
  }

  @Test(arguments: ["", "\n\n\r\n", "\u{FEFF}"]) func emptyFile(_ text: String) throws {
    try costsim.write("trace.csv", text)
    try refuse(["trace.csv"], 65, "trace.csv is empty")
  }

  @Test func emptyStandardInput() throws {
    try refuse(["-"], 65, "standard input is empty")
  }

  @Test func headerOnly() throws {
    try costsim.write("trace.csv", Sample.header)
    try refuse(["trace.csv"], 65, "trace.csv has a header but no requests")
  }

  @Test func directory() throws {
    try costsim.makeFolder("traces")
    try refuse(["traces"], 66, "cannot read traces: it is a directory")
  }

  @Test func pathBelowAFile() throws {
    try costsim.write("trace.csv", Sample.trace)
    try refuse(["trace.csv/part"], 66, "cannot open trace.csv/part: Not a directory")
  }

  @Test(.enabled(if: geteuid() != 0, "everything is readable for root"))
  func noPermission() throws {
    try costsim.write("trace.csv", Sample.trace)
    chmod(costsim.path("trace.csv"), 0)
    try refuse(["trace.csv"], 66, "cannot open trace.csv: Permission denied")
  }

  @Test func gzip() throws {
    try costsim.write("trace.csv", Sample.trace)
    let plain = try costsim.run("trace", "inspect", "trace.csv", "--format", "csv")
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", costsim.path("trace.csv")]
    try process.run()
    process.waitUntilExit()
    let packed = try costsim.run("trace", "inspect", "trace.csv.gz", "--format", "csv")
    #expect(packed.code == 0 && packed.text == plain.text && !plain.text.isEmpty)
    try costsim.write("cut.csv.gz", Data([0x1f, 0x8b, 0x08, 0x00, 0x41]))
    try refuse(
      ["cut.csv.gz"], 65, "cut.csv.gz: the compressed data ends in the middle (was the file cut?)",
      hint: "gzip -t tells as well")
  }

  @Test func binary() throws {
    try costsim.write("trace.csv", Data([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 1, 2, 3]))
    try refuse(["trace.csv"], 65, "trace.csv is binary, not CSV text")
  }

  @Test func nulByteFarIntoTheFile() throws {
    let rows = String(repeating: "0,a,1,512\n", count: 1_000)
    try costsim.write("trace.csv", Sample.header + rows + "0,b\0c,1,512\n")
    try refuse(
      ["trace.csv"], 65, "trace.csv:1002: the row has a NUL byte",
      hint: "--on-error skip reads the rest")
  }

  @Test func overlongLine() throws {
    try costsim.write(
      "trace.csv",
      Sample.header + "0,a,1,512\n0," + String(repeating: "a", count: 1 << 20) + ",1,512\n")
    try refuse(["trace.csv"], 65, "trace.csv:3: the line is longer than 1 MiB")
  }

  /// The file loses its end while it is read. The reader may win the race; then it succeeds.
  @Test func fileThatIsCutWhileItIsRead() throws {
    try costsim.write(
      "trace.csv", Sample.header + String(repeating: "0,a,1,512\n", count: 400_000))
    let run = try costsim.shell(
      "costsim compare trace.csv --option aws-lambda --project none --format rows & "
        + "sleep 0.05; truncate -s 1000 trace.csv; wait $!")
    if run.code != 0 {
      #expect(run.code == 74)
      #expect(run.errors == "trace.csv was cut while it was read\n")
      #expect(run.output.isEmpty)
    }
  }
}

/// Headers that name no trace.
struct TraceHeaderTests {
  let costsim: CostsimBinary

  init() throws { costsim = try CostsimBinary() }

  private static let form =
    "the first line names the columns, such as timestamp,service,duration_ms,memory_mb"

  private func refuse(
    _ header: String, _ message: String, hint: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try costsim.write("trace.csv", header + "\n1,2,3\n")
    try costsim.run("compare", "trace.csv", "--option", "aws-lambda").expectRefusal(
      65, "trace.csv:1: " + message, hint: hint, sourceLocation: sourceLocation)
  }

  @Test func missingColumns() throws {
    try refuse(
      "timestamp,service,size",
      "no column duration_ms; the columns are "
        + "\"timestamp\", \"service\", \"size\"", hint: Self.form)
    try refuse(
      "service,duration_ms,size",
      "no column timestamp; the columns are "
        + "\"service\", \"duration_ms\", \"size\"", hint: Self.form)
    try refuse(
      "1,2,3",
      "no column timestamp and no column duration_ms; the columns are "
        + "\"1\", \"2\", \"3\"", hint: Self.form)
  }

  @Test func misspeltColumn() throws {
    try refuse(
      "timestamp,service,duraton_ms",
      "no column duration_ms; the columns are "
        + "\"timestamp\", \"service\", \"duraton_ms\"",
      hint: "did you mean duration_ms by \"duraton_ms\"?")
  }

  @Test func duplicateColumns() throws {
    let hint = "rename or remove one of them"
    try refuse(
      "timestamp,duration_ms,duration_ms", "the column \"duration_ms\" occurs twice", hint: hint)
    try refuse(
      "timestamp,duration_ms,duration", "\"duration_ms\" and \"duration\" are both the duration",
      hint: hint)
    try refuse(
      "timestamp,duration_ms,timestamp_ms",
      "\"timestamp\" and \"timestamp_ms\" are both the time stamp", hint: hint)
    try refuse(
      "timestamp,Function,service", "\"function\" and \"service\" are both the service",
      hint: hint)
  }
}

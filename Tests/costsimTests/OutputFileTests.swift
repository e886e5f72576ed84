import Foundation
import Testing

/// Where results go, and what is left when they cannot go there.
struct OutputFileTests {
  let costsim: CostsimBinary
  private let words: [String]

  init() throws {
    costsim = try CostsimBinary()
    try costsim.write("trace.csv", Sample.trace)
    words = ["compare", "trace.csv", "--project", "none", "--option", Sample.lambda]
  }

  private func compare(_ more: String...) throws -> CostsimBinary.Run {
    try costsim.run(words + more)
  }

  @Test func wholeFile() throws {
    let printed = try compare("--format", "json").succeeded()
    let run = try compare("--format", "json", "--output", "result.json").succeeded()
    #expect(run.output.isEmpty)
    #expect(try costsim.names() == ["result.json", "trace.csv"])
    #expect(try costsim.contents("result.json") == printed.text)
  }

  @Test func shortNameOfTheOption() throws {
    try costsim.run(words + ["--format=csv", "-o", "result.csv"]).succeeded()
    #expect(try costsim.contents("result.csv").hasPrefix("optionId,option,platform,"))
  }

  @Test func anOlderFileIsReplacedWhole() throws {
    try costsim.write("result.csv", String(repeating: "old\n", count: 10_000))
    try compare("--format", "csv", "--output", "result.csv").succeeded()
    #expect(try costsim.contents("result.csv") == (try compare("--format", "csv").text))
  }

  /// A refused run leaves the file of an earlier one as it was.
  @Test func anOlderFileSurvivesAFailure() throws {
    try costsim.write("result.csv", "old\n")
    try costsim.write("bad.csv", Sample.header + "0,a,x,1\n")
    let run = try costsim.run(
      "compare", "bad.csv", "--output", "result.csv", "--option", Sample.lambda)
    #expect(run.code == 65)
    #expect(try costsim.contents("result.csv") == "old\n")
  }

  @Test func exportsBesideTheMainOutput() throws {
    let run = try compare(
      "--format", "rows", "--export", "csv=rows.csv", "--export", "markdown=report.md",
      "--export=json=all.json"
    ).succeeded()
    #expect(try run.json().elements.count == 1)
    #expect(try costsim.names() == ["all.json", "report.md", "rows.csv", "trace.csv"])
    #expect(try costsim.contents("rows.csv") == (try compare("--format", "csv").text))
    #expect(try costsim.contents("report.md") == (try compare("--format", "markdown").text))
    #expect(try costsim.contents("all.json") == (try compare("--format", "json").text))
  }

  @Test func folderThatDoesNotExist() throws {
    try compare("--output", "missing/result.json").expectRefusal(
      73, "cannot create missing/result.json: No such file or directory")
    try compare("--output", "trace.csv/result.json").expectRefusal(
      73, "cannot create trace.csv/result.json: Not a directory")
    #expect(try costsim.names() == ["trace.csv"])
  }

  @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
  func folderWithoutPermission() throws {
    try costsim.makeFolder("locked")
    chmod(costsim.path("locked"), 0o555)
    try compare("--output", "locked/result.json").expectRefusal(
      73, "cannot create locked/result.json: Permission denied")
  }

  @Test func fileSystemThatTakesNoFiles() throws {
    try compare("--output", "/proc/costsim.json").expectRefusal(
      73, "cannot create /proc/costsim.json: No such file or directory")
  }

  @Test func outputIsAFolder() throws {
    try costsim.makeFolder("results")
    try compare("--output", "results").expectRefusal(73, "cannot write results: it is a folder")
    #expect(try costsim.names() == ["results", "trace.csv"])
  }

  @Test func outputWithoutAName() throws {
    let run = try compare("--output", "")
    #expect(run.output.isEmpty)
    #expect(try costsim.names() == ["trace.csv"])
    #expect(run.code == 64 || run.code == 73)
  }

  @Test func exportToAMissingFolderLeavesNoOtherOutput() throws {
    try compare("--output", "result.txt", "--export", "csv=missing/rows.csv").expectRefusal(
      73, "cannot create missing/rows.csv: No such file or directory")
    try compare("--export", "csv=missing/rows.csv").expectRefusal(
      73, "cannot create missing/rows.csv: No such file or directory")
    #expect(try costsim.names() == ["trace.csv"])
  }

  @Test func fullDisk() throws {
    try compare("--output", "/dev/full").expectRefusal(
      74, "cannot write to /dev/full: No space left on device")
    #expect(try costsim.names() == ["trace.csv"])
  }

  @Test(arguments: [
    "compare trace.csv --project none --option aws-lambda", "prices list", "--help", "--version",
    "estimate --option aws-lambda:memory=512 --requests 1 --duration-ms 1 --format json",
  ])
  func fullDiskOnStandardOutput(_ words: String) throws {
    let run = try costsim.shell("costsim \(words) > /dev/full")
    #expect(run.code == 74)
    #expect(run.errors == "cannot write to standard output: No space left on device\n")
  }

  /// More than a pipe holds, so that the program still writes when its reader has gone.
  private static let longOutput = "costsim prices show aws-ec2 --format json | head -c 1"

  @Test func closedPipe() throws {
    let run = try costsim.shell(Self.longOutput + "; exit ${PIPESTATUS[0]}")
    // 128 + SIGPIPE (13), as the shell reports it.
    #expect(run.code == 141)
    #expect(run.errors == "")
  }

  /// Services, Python's subprocess and some shells start programs with the signal ignored.
  @Test func closedPipeWithTheSignalIgnored() throws {
    let run = try costsim.shell("trap '' PIPE; " + Self.longOutput)
    #expect(run.errors == "")
  }

  @Test func standardErrorIsClosed() throws {
    let run = try costsim.shell("costsim compare missing.csv --option aws-lambda 2>&-")
    #expect(run.code == 66)
  }

  /// An output that was private stays private, and a link stays a link.
  @Test func whatTheNameStoodFor() throws {
    try costsim.write("private.csv", "old\n")
    chmod(costsim.path("private.csv"), 0o600)
    try costsim.write("real.csv", "old\n")
    symlink("real.csv", costsim.path("link.csv"))
    try compare("--format", "csv", "--output", "private.csv").succeeded()
    try compare("--format", "csv", "--output", "link.csv").succeeded()
    var status = stat()
    stat(costsim.path("private.csv"), &status)
    let mode = status.st_mode & 0o777
    let real = try costsim.contents("real.csv")
    #expect(mode == 0o600)
    #expect(real.hasPrefix("optionId,"))
  }

  /// The writer never comes, so the program waits until it is killed. (Signals that can be blocked
  /// are blocked in the processes that a test starts.)
  @Test func killed() throws {
    let run = try costsim.shell(
      "mkfifo pipe; $program compare pipe --option aws-lambda --output result.json & "
        + "sleep 0.3; kill -KILL $!; wait $!")
    #expect(run.code == 137)
    #expect(run.output.isEmpty)
    #expect(try costsim.names() == ["pipe", "trace.csv"])
  }

  @Test func traceFromANamedPipe() throws {
    let run = try costsim.shell(
      "mkfifo pipe; cat trace.csv > pipe & costsim compare pipe --project none --option "
        + "'\(Sample.lambda)' --format rows")
    #expect(run.succeeded().output == (try compare("--format", "rows").output))
  }
}

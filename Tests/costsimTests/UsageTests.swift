import Foundation
import Testing

/// Command lines that are wrong before any file is read: exit code 64, and what was meant.
struct UsageTests {
  let costsim: CostsimBinary

  init() throws { costsim = try CostsimBinary() }

  private struct Case: CustomTestStringConvertible {
    let words: String
    let message: String
    var hint: String?

    init(_ words: String, _ message: String, hint: String? = nil) {
      self.words = words
      self.message = message
      self.hint = hint
    }

    var testDescription: String { words }
  }

  /// The trace does not exist, so each of these is found before it is opened.
  private static let commandLines = [
    Case(
      "comprae t.csv", #"unknown command "comprae"; did you mean "compare"?"#,
      hint: "costsim --help"),
    Case("frobnicate", #"unknown command "frobnicate""#, hint: "costsim --help"),
    Case("-q", "expected a command before -q", hint: "costsim --help"),
    Case(
      "prices", "prices needs one of list, show, check, import or diff",
      hint: "costsim prices --help"),
    Case(
      "prices lst", #"unknown command "prices lst"; did you mean "prices list"?"#,
      hint: "costsim prices --help"),
    Case(
      "compare t.csv --optoin x", #"unknown option "--optoin"; did you mean --option?"#,
      hint: "costsim compare --help"),
    Case("compare t.csv --xyzzy", #"unknown option "--xyzzy""#, hint: "costsim compare --help"),
    Case("compare t.csv -x", #"unknown option "-x""#, hint: "costsim compare --help"),
    Case(
      "compare t.csv --hours 5", "--hours belongs to estimate and explain, not compare",
      hint: "costsim compare --help"),
    Case(
      "prices list --option aws-ec2",
      "--option belongs to compare, estimate and trace inspect, not prices list",
      hint: "costsim prices list --help"),
    Case(
      "compare t.csv --slo", "--slo needs a value: --slo BOUNDS",
      hint: "costsim compare --help"),
    Case(
      "compare t.csv --output --format csv", "--output needs a value: --output FILE",
      hint: "costsim compare --help"),
    Case(
      "compare t.csv --free-tier=yes", "--free-tier takes no value",
      hint: "costsim compare --help"),
    Case(
      "compare t.csv --seed 1 --seed 2", "--seed is given twice",
      hint: "costsim compare --help"),
    Case("compare", "compare needs TRACE", hint: "costsim compare --help"),
    Case("prices show", "prices show needs PLATFORM", hint: "costsim prices show --help"),
    Case("explain", "explain needs TOPIC", hint: "costsim explain --help"),
    Case(
      "estimate t.csv", #"unexpected "t.csv": estimate takes no operands"#,
      hint: "costsim estimate --help"),
    Case(
      "prices show aws-lambda aws-ec2",
      #"unexpected "aws-ec2" after prices show's operands"#, hint: "costsim prices show --help"),
    Case(
      "compare t.csv --format jsn",
      #"--format "jsn" is not one of table, json, rows, components, ndjson, csv or markdown; "#
        + #"did you mean "json"?"#, hint: "costsim compare --help"),
    Case(
      "prices list --format rows",
      #"--format "rows" is not one of table, markdown, csv or json"#,
      hint: "costsim prices list --help"),
    Case(
      "compare t.csv --project mnth",
      #"--project "mnth" is not one of month or none; did you mean "month"?"#,
      hint: "costsim compare --help"),
    Case(
      "compare t.csv --color sometimes",
      #"--color "sometimes" is not one of auto, always or never"#,
      hint: "costsim compare --help"),
    Case(
      "compare t.csv --on-error ignore", #"--on-error "ignore" is not one of fail or skip"#,
      hint: "costsim compare --help"),
  ]

  @Test(arguments: commandLines) private func commandLine(_ line: Case) throws {
    try costsim.run(line.words.split(separator: " ").map(String.init)).expectRefusal(
      64, line.message, hint: line.hint)
  }

  /// Values that the commands judge themselves.
  private static let values = [
    Case("--seed -1", #"--seed "-1" is not a whole number from 0 to 9223372036854775807"#),
    Case("--seed x", #"--seed "x" is not a whole number from 0 to 9223372036854775807"#),
    Case(
      "--seed 99999999999999999999",
      #"--seed "99999999999999999999" is not a whole number from 0 to 9223372036854775807"#),
    Case("--jobs 0", #"--jobs "0" is not a whole number from 1 to 1024"#),
    Case("--jobs many", #"--jobs "many" is not a whole number from 1 to 1024"#),
    Case("--max-errors -1", #"--max-errors "-1" is not a whole number from 0 to 1000000"#),
    Case("--memory-mb 0", #"--memory-mb "0" is not a whole number from 1 to 16777216"#),
    Case("--span 7", #"--span "7" is not a duration such as 7d, 12h or 90s"#),
    Case("--span 0s", #"--span "0s" is not a duration such as 7d, 12h or 90s"#),
    Case("--span -7d", #"--span "-7d" is not a duration such as 7d, 12h or 90s"#),
    Case(
      "--providers asw", #"--providers: unknown provider "asw"; did you mean "aws"?"#,
      hint: "the providers are alibaba, aws, azure, cloudflare, gcp, own, or all"),
  ]

  @Test(arguments: values) private func value(_ line: Case) throws {
    try costsim.write("t.csv", Sample.day)
    try costsim.run(
      ["compare", "t.csv", "--output", "result.txt"]
        + line.words.split(separator: " ").map(String.init)
        + (line.words.hasPrefix("--providers") ? [] : ["--option", "aws-lambda"])
    ).expectRefusal(64, line.message, hint: line.hint)
    #expect(try costsim.names() == ["t.csv"])
  }

  @Test(
    arguments: [
      ("p99<250ms", "p99<250ms"), ("p98<=250ms", "p98<=250ms"), ("p99<=250", "p99<=250"),
      ("p99<=-1ms", "p99<=-1ms"), ("", ""), ("p99<=1s,", ""), ("p99<=1s,p99<=2s", "p99<=2s"),
      ("errors<=0.1", "errors<=0.1"), ("errors<=-1%", "errors<=-1%"),
      ("errors<=nan%", "errors<=nan%"), ("errors<=1%,errors<=2%", "errors<=2%"),
      ("latency<=5ms", "latency<=5ms"),
    ])
  func objective(_ text: String, _ term: String) throws {
    try costsim.write("t.csv", Sample.day)
    try costsim.run("compare", "t.csv", "--option", "aws-lambda", "--slo", text).expectRefusal(
      64, #"--slo "\#(text)": "\#(term)" is not understood"#, hint: Self.sloHint)
  }

  private static let sloHint =
    "write terms such as p99<=250ms and errors<=0.1%, separated by commas; percentiles are "
    + "p50, p90, p95, p99, max"

  @Test func moreThanAllRequestsMayFail() throws {
    try costsim.write("t.csv", Sample.day)
    let run = try costsim.run(
      "compare", "t.csv", "--option", "aws-lambda", "--slo", "errors<=200%")
    #expect(run.code == 64)
  }

  @Test func help() throws {
    for words in [["compare", "--optoin", "--help"], ["help", "compare"], ["compare", "-h"]] {
      #expect(try costsim.run(words).succeeded().text.hasPrefix("usage: costsim compare"))
    }
    #expect(try costsim.run("help", "comprae").code == 64)
  }
}

/// Requests that contradict each other or the trace.
struct ContradictionTests {
  let costsim: CostsimBinary

  init() throws {
    costsim = try CostsimBinary()
    try costsim.write("t.csv", Sample.trace)
  }

  @Test func providersWithOptions() throws {
    try costsim.run("compare", "t.csv", "--providers", "aws", "--option", "aws-lambda")
      .expectRefusal(
        64, "--providers chooses the default options, but options are given",
        hint: "leave out --providers, or --option and --options-file")
  }

  @Test func sameOptionTwice() throws {
    try costsim.run("compare", "t.csv", "--option", "aws-lambda", "--option", "aws-lambda")
      .expectRefusal(64, "the option aws-lambda is given twice")
  }

  @Test(arguments: [["--requests", "5"], ["--meter", "duration=5"]])
  func totalsWithATrace(_ words: [String]) throws {
    try costsim.run(["explain", "aws-lambda:memory=512", "t.csv"] + words).expectRefusal(
      64, "\(words[0]) states a total, but the trace has it",
      hint: "leave out \(words[0]) or the trace")
  }

  @Test(arguments: ["compare", "explain"])
  func durationsOfATraceThatHasThem(_ command: String) throws {
    let words =
      command == "compare"
      ? ["compare", "t.csv", "--option", "aws-lambda"] : ["explain", "aws-lambda", "t.csv"]
    try costsim.run(words + ["--duration-ms", "5"]).expectRefusal(
      64, "--duration-ms states a duration, but the trace has that of each request",
      hint: "leave out --duration-ms")
  }

  @Test func estimateWithoutAnOption() throws {
    try costsim.run("estimate", "--requests", "5").expectRefusal(
      64, "estimate needs an option",
      hint: "such as --option aws-lambda:memory=512 --requests 100000 --duration-ms 200")
  }

  @Test(
    arguments: [
      (["--requests", "5"], "--duration-ms is missing", "how long a request runs"),
      (["--duration-ms", "5"], "--requests is missing", "how many requests a month has"),
    ])
  func estimateWithoutATotal(_ words: [String], _ what: String, _ hint: String) throws {
    try costsim.run(["estimate", "--option", "aws-lambda:memory=512"] + words).expectRefusal(
      64, "aws-lambda:memory=512 is billed by request: \(what)", hint: hint)
  }

  @Test func sameFileTwice() throws {
    let words = ["compare", "t.csv", "--project", "none", "--option", "aws-lambda"]
    try costsim.run(words + ["--output", "x", "--export", "csv=x"]).expectRefusal(
      64, "two outputs have the same file name: \"x\"")
    try costsim.run(words + ["--export", "json=x", "--export", "csv=x"]).expectRefusal(
      64, "two outputs have the same file name: \"x\"")
    #expect(try costsim.names() == ["t.csv"])
    let run = try costsim.run(words + ["--output", "x", "--export", "csv=./x"])
    #expect(run.code == 64)
  }

  @Test func standardInputTwice() throws {
    let run = try costsim.run(
      ["compare", "-", "-", "--option", "aws-lambda"], input: Data(Sample.day.utf8))
    #expect(run.code != 0)
    #expect(run.code == 64)
  }

  @Test func outputOverTheTrace() throws {
    let run = try costsim.run(
      "compare", "t.csv", "--project", "none", "--option", "aws-lambda", "--output", "t.csv")
    let left = try costsim.contents("t.csv")
    #expect(run.code == 64)
    #expect(left == Sample.trace)
  }

  @Test func export() throws {
    let words = ["compare", "t.csv", "--project", "none", "--option", "aws-lambda", "--export"]
    try costsim.run(words + ["csvx=f"]).expectRefusal(
      64, #"--export: unknown format "csvx"; did you mean "csv"?"#,
      hint: "the formats are table, json, rows, components, ndjson, csv, markdown")
    for text in ["csv", "csv=", "=f"] {
      let run = try costsim.run(words + [text])
      #expect(run.code == 64)
      #expect(
        run.errors.hasPrefix(#"--export "\#(text)" is not of the form FORMAT=FILE"#))
    }
    #expect(try costsim.names() == ["t.csv"])
  }

  /// Arrivals from 0 to 700 s are 11.67 min.
  @Test func spanShorterThanTheTrace() throws {
    try costsim.run("compare", "t.csv", "--option", "aws-lambda", "--span", "5m").expectRefusal(
      64, "--span 5m is shorter than the trace, whose arrivals span 11.67 min")
  }

  @Test func spanTooShortToProject() throws {
    try costsim.write("s.csv", Sample.header + "0,a,1,512\n59.9,a,1,512\n")
    try costsim.run("compare", "s.csv", "--option", "aws-lambda").expectRefusal(
      64, "the trace spans 59.9 s, too short to be projected to a month",
      hint: "say what time it stands for with --span 7d, or bill it as it stands with "
        + "--project none")
    try costsim.run("compare", "s.csv", "--option", "aws-lambda", "--span", "1m").succeeded()
    try costsim.run("compare", "s.csv", "--option", "aws-lambda", "--project", "none").succeeded()
  }
}

import Foundation
import Testing

/// What people see: tables, colours, help, and names that are written by others.
struct TerminalOutputTests {
  let costsim: CostsimBinary

  init() throws {
    costsim = try CostsimBinary()
    try costsim.write("trace.csv", Sample.trace)
  }

  /// Cells that a line takes in a terminal; every text here is of single-cell characters.
  private func width(_ line: some StringProtocol) -> Int { line.unicodeScalars.count }

  @Test(arguments: [60, 80, 100, 120])
  func tablesFit(_ columns: Int) throws {
    let commands = [
      ["compare", "trace.csv"], ["compare", "trace.csv", "--region", "eu-west-1"],
      ["estimate", "--option", "aws-lambda:memory=512", "--requests", "1", "--duration-ms", "1"],
      ["explain", "aws-fargate:vcpu=1,memory=2048,ephemeral=30"], ["prices", "list"],
      ["prices", "show", "aws-lambda"], ["explain", "utilization"],
    ]
    for words in commands {
      let run = try costsim.run(words, environment: ["COLUMNS": String(columns)]).succeeded()
      // A URL is one word that can only be copied whole.
      let long = run.lines.filter { width($0) > columns && !$0.contains("https://") }
      #expect(long.isEmpty, "\(words)")
    }
  }

  @Test func verdictEndsTheTable() throws {
    let text = try costsim.run("compare", "trace.csv").succeeded().text
    #expect(text.contains(" is cheapest at $"))
  }

  @Test func colours() throws {
    func isColoured(_ words: [String], _ environment: [String: String] = [:]) throws -> Bool {
      let all = ["compare", "trace.csv", "--option", "aws-lambda", "--project", "none"] + words
      return try costsim.run(all, environment: environment).succeeded().text.contains("\u{1B}[")
    }
    #expect(try !isColoured([]))
    #expect(try isColoured(["--color", "always"]))
    #expect(try isColoured(["--color", "always"], ["NO_COLOR": "1"]))
    #expect(try !isColoured(["--color", "never"]))
    #expect(try !isColoured(["--color", "auto"], ["TERM": "xterm-256color"]))
    #expect(try !isColoured(["--color", "always", "--format", "markdown"]))
    #expect(try !isColoured(["--color", "always", "--format", "csv"]))
  }

  @Test func filesAreNotColoured() throws {
    try costsim.run(
      "compare", "trace.csv", "--option", "aws-lambda", "--project", "none", "--output", "t.txt",
      "--color", "always"
    ).succeeded()
    let text = try costsim.contents("t.txt")
    #expect(!text.contains("\u{1B}"))
  }

  @Test func version() throws {
    for word in ["--version", "-V"] {
      let text = try costsim.run(word).succeeded().text
      #expect(text.wholeMatch(of: /costsim \d+\.\d+\.\d+\n/) != nil)
    }
  }

  // MARK: Help

  private static let topics = [
    "", "compare", "estimate", "explain", "prices", "prices list", "prices show", "prices check",
    "selftest",
  ]

  @Test(arguments: topics) func help(_ topic: String) throws {
    let words = topic.split(separator: " ").map(String.init) + ["--help"]
    for columns in [60, 80, 120] {
      let run = try costsim.run(words, environment: ["COLUMNS": String(columns)]).succeeded()
      let lines = run.text.components(separatedBy: "\n")
      let examples = lines.filter {
        $0.hasPrefix("  costsim ") && !$0.hasPrefix("  costsim COMMAND")
      }
      #expect(lines[0].hasPrefix("usage: costsim"))
      let heading = lines.firstIndex(of: "examples:")
      #expect(heading.map { $0 <= 4 } == true, "examples lead")
      #expect(examples.count >= 2)
      let long = lines.filter { width($0) > columns && !examples.contains($0) }
      #expect(long.isEmpty, "\(columns)")
    }
  }

  @Test func helpWithoutWords() throws {
    #expect(try costsim.run().succeeded().text == (try costsim.run("--help").text))
  }

  /// Examples that need no file of the repository run as they stand.
  @Test(arguments: ["estimate", "explain", "prices list", "prices show", "prices check"])
  func examplesRun(_ topic: String) throws {
    try FileManager.default.createSymbolicLink(
      at: costsim.folder.appendingPathComponent("pricing"),
      withDestinationURL: CostsimBinary.repository.appendingPathComponent("pricing"))
    let help = try costsim.run(topic.split(separator: " ").map(String.init) + ["--help"])
    let examples = help.text.components(separatedBy: "\n").filter { $0.hasPrefix("  costsim ") }
    for line in examples { try costsim.shell(line).succeeded() }
  }
}

/// Names that are formulas, steer a terminal or break a line.
struct HostileNameTests {
  let costsim: CostsimBinary

  init() throws { costsim = try CostsimBinary() }

  private func compare(_ names: [String], _ words: String...) throws -> CostsimBinary.Run {
    let rows = names.enumerated().map { index, name in
      "\(index),\"\(name.replacingOccurrences(of: "\"", with: "\"\""))\",100,512\n"
    }
    try costsim.write("trace.csv", Sample.header + rows.joined())
    return try costsim.run(
      ["compare", "trace.csv", "--project", "none", "--option", Sample.lambda] + words
    ).succeeded()
  }

  private static let hostile = [
    "\u{1B}[2J\u{1B}[31mred", "\u{1B}]0;title\u{07}", "right\u{202E}left", "a\u{200B}b",
    "c1\u{9B}31m", "back\u{08}space", "line\u{2028}break",
  ]

  @Test func terminal() throws {
    for words in [["--format", "table"], ["--format", "markdown"]] {
      let text = try compare(Self.hostile, words[0], words[1]).text
      let unsafe = text.unicodeScalars.filter {
        ($0.value < 0x20 && $0 != "\n") || (0x7F...0x9F).contains($0.value)
          || [0x202E, 0x200B, 0x2028].contains($0.value)
      }
      #expect(unsafe.isEmpty)
      // Markdown escapes backslashes and brackets once more.
      let plain = text.replacingOccurrences(of: "\\\\", with: "\\")
      #expect(plain.contains("\\u{1B}"))
      #expect(plain.contains("right\\u{202E}left"))
    }
  }

  /// Names of any length and of double-width characters leave the table within its width.
  @Test func longNames() throws {
    let names = [String(repeating: "x", count: 300), String(repeating: "価格", count: 40), "a b"]
    let rows = names.enumerated().map { "\($0.offset),\($0.element),100,512\n" }.joined()
    try costsim.write("trace.csv", Sample.header + rows)
    for columns in [60, 80] {
      let run = try costsim.run(
        ["compare", "trace.csv", "--project", "none", "--option", Sample.lambda],
        environment: ["COLUMNS": String(columns)]
      ).succeeded()
      let widths = run.lines.map { line in
        line.unicodeScalars.reduce(0) { $0 + ((0x3000...0x9FFF).contains($1.value) ? 2 : 1) }
      }
      #expect((widths.max() ?? 0) <= columns)
    }
  }

  @Test func markdownCells() throws {
    let lines = try compare(
      ["a|b", "<script>", "[x](http://evil.example)"], "--format", "markdown"
    )
    .lines.filter { $0.hasPrefix("| ") && ($0.contains("script") || $0.contains("b ")) }
    #expect(lines.contains { $0.contains("a\\|b") })
    #expect(!lines.contains { $0.contains("<script>") })
  }

  @Test func jsonKeepsNames() throws {
    let document = try compare(Self.hostile, "--format", "json").json()
    #expect(document["services"].elements.map { $0["service"].string } == Self.hostile)
  }

  /// `rows` have no service; what users write themselves can be a formula as well.
  @Test func formulas() throws {
    let names = ["=cmd()", "+1", "-2", "@x", "plain"]
    let components = try compare(names, "--format", "components").json().elements
    let found = components.filter { $0["meter"].string == "requests" }
      .map { $0["service"].string ?? "" }
    #expect(found == names)
    let explained = try costsim.run(
      "explain", "aws-lambda", "trace.csv", "--project", "none", "--format", "csv")
    let records = try ParsedCSV(explained.succeeded().text).records
    let column = try #require(records[0].firstIndex(of: "service"))
    let services = Set(records.dropFirst().map { $0[column] })
    #expect(services == ["'=cmd()", "'+1", "'-2", "'@x", "plain"])
  }

  @Test func hostilePaths() throws {
    let run = try costsim.run("compare", "\u{1B}[31m.csv", "--option", "aws-lambda")
    #expect(run.code == 66)
    #expect(!run.errors.contains("\u{1B}"))
    let output = try costsim.run(
      "estimate", "--option", "aws-ec2:type=c5.large", "--output", "\u{1B}[31m/x")
    #expect(output.code == 73)
    #expect(!output.errors.contains("\u{1B}"))
    let option = try costsim.run("compare", "t.csv", "--option", "aws-lambda:\u{1B}[31m=1")
    #expect(option.code == 64)
    #expect(!option.errors.contains("\u{1B}"))
  }
}

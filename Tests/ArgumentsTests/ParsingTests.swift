import Testing
import Units

@testable import Arguments

private func run(_ line: String) throws -> ParsedArguments {
  let words = line.split(separator: " ").map(String.init)
  guard case .run(let parsed) = try madeUp.parse(words) else {
    throw Failure(.software, "not a run: \(line)")
  }
  return parsed
}

@Suite struct ParsingTests {
  @Test func optionsAndOperandsComeInAnyOrder() throws {
    let parsed = try run("compare -q a --option x=1 b --format=json -o - --option=y -v -v")
    #expect(parsed.command == "compare")
    #expect(parsed.operands == ["a", "b"])
    #expect(parsed.values("option") == ["x=1", "y"])
    #expect(parsed.value("format") == "json")
    #expect(parsed.value("output") == "-")
    #expect(parsed.has("quiet"))
    #expect(!parsed.has("slo"))
    #expect(parsed.value("slo") == nil)
    #expect(
      parsed.options.map(\.name) == [
        "quiet", "option", "format", "output", "option", "verbose", "verbose",
      ])
  }

  @Test func twoWordCommands() throws {
    #expect(try run("prices list").operands == [])
    #expect(try run("prices diff a b").operands == ["a", "b"])
  }

  @Test(arguments: ["-", "-5", "-.5", "-1e3"])
  func dashAndNegativeNumbersAreValues(_ word: String) throws {
    #expect(try run("compare \(word) --slo \(word)").operands == [word])
    #expect(try run("compare \(word) --slo \(word)").value("slo") == word)
  }

  @Test func twoDashesEndTheOptions() throws {
    #expect(try run("compare -- -q --help --").operands == ["-q", "--help", "--"])
  }

  @Test func valuesAfterTheEqualsSignMayBeAnything() throws {
    #expect(try run("compare a --slo=--x=y").value("slo") == "--x=y")
    #expect(try run("compare a --slo=").value("slo") == "")
    #expect(try run("compare a -o=f").value("output") == "f")
  }

  @Test(
    arguments: [
      ("--help", nil), ("-h", nil), ("help", nil), ("help compare", "compare"),
      ("help prices", "prices"), ("help prices list", "prices list"), ("prices --help", "prices"),
      ("compare -h", "compare"), ("compare --bogus --help", "compare"),
      ("prices diff a -h", "prices diff"), ("help --help", nil),
    ] as [(String, String?)])
  func help(_ line: String, _ topic: String?) throws {
    #expect(try madeUp.parse(line.split(separator: " ").map(String.init)) == .help(topic))
  }

  @Test(arguments: ["--version", "-V"])
  func version(_ word: String) throws {
    #expect(try madeUp.parse([word]) == .version)
  }

  @Test func randomWordsNeverCrash() {
    let pieces = [
      "", "-", "--", "---", "=", "--=", "-=", "--option", "--option=", "compare", "prices", "list",
      "diff", "help", "-q", "-h", "-o", "--slo", "\u{1B}[2J", "é", "--é", "-1", "\u{301}",
      "-\u{301}",
    ]
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<20_000 {
      let words = (0..<generator.below(6)).map { _ in
        pieces[generator.below(pieces.count)]
          + (generator.below(4) == 0 ? pieces[generator.below(pieces.count)] : "")
      }
      do { _ = try madeUp.parse(words) } catch { #expect((error as? Failure)?.code == .usage) }
    }
  }
}

@Suite struct ParsingErrorTests {
  @Test(arguments: [
    ("", "no command given", ""),
    ("comapre a", #"unknown command "comapre"; did you mean "compare"?"#, ""),
    ("zzz", #"unknown command "zzz""#, ""),
    ("pirces list", #"unknown command "pirces"; did you mean "prices"?"#, ""),
    ("prices lits", #"unknown command "prices lits"; did you mean "prices list"?"#, "prices "),
    ("prices", "prices needs one of list or diff", "prices "),
    ("--quiet compare", "expected a command before --quiet", ""),
    ("compare a --fromat json", #"unknown option "--fromat"; did you mean --format?"#, "compare "),
    ("compare a -x", #"unknown option "-x""#, "compare "),
    ("estimate --slo x", "--slo belongs to compare and prices diff, not estimate", "estimate "),
    ("prices diff -o x", "-o belongs to compare, not prices diff", "prices diff "),
    ("compare a --slo", "--slo needs a value: --slo LIMITS", "compare "),
    ("compare a --slo --quiet", "--slo needs a value: --slo LIMITS", "compare "),
    ("compare a --slo -- b", "--slo needs a value: --slo LIMITS", "compare "),
    (
      "compare a --format jsno",
      #"--format "jsno" is not one of table, json or csv; did you mean "json"?"#, "compare "
    ),
    ("compare a -q --quiet", "--quiet is given twice", "compare "),
    ("compare a --quiet=yes", "--quiet takes no value", "compare "),
    ("compare", "compare needs TRACE", "compare "),
    ("prices diff a", "prices diff needs NEW", "prices diff "),
    ("prices list a b c", #"unexpected "b" after prices list's operands"#, "prices list "),
    ("estimate a", #"unexpected "a": estimate takes no operands"#, "estimate "),
    ("help nothing", #"unknown command "nothing""#, ""),
    ("compare a --\u{1B}[2J", #"unknown option "--\u{1B}[2J""#, "compare "),
  ])
  func exactText(_ line: String, _ message: String, _ page: String) {
    let expected = Failure(.usage, message, hint: "kiosk \(page)--help")
    #expect(throws: expected) { try madeUp.parse(line.split(separator: " ").map(String.init)) }
  }
}

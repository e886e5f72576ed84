import Testing
import Units

@testable import Rules

/// A vocabulary, rules of a text and what they find.
struct Sample {
  static let vocabulary = FactVocabulary([
    FactKind("service", [FactField("name", .text), FactField("role", .text)], isSingle: true),
    FactKind(
      "port", [FactField("target", .number), FactField("transport", .text)]),
    FactKind("environment", [FactField("name", .text), FactField("value", .secret)]),
    FactKind(
      "trace", [FactField("longestMs", .milliseconds), FactField("bytes", .bytes)],
      isSingle: true, isUnknownWhereAbsent: true),
  ])
  static let targets = [
    RuleEngine.Target(
      id: "function", name: "Function",
      limits: [.init(kind: "duration", maximum: ExactDecimal("900000")!, text: "900 s (2026)")]),
    RuleEngine.Target(id: "container", name: "Container", limits: []),
  ]

  static func rule(
    _ id: String, when: String? = nil, _ more: String = "", message: String = "It is."
  ) -> String {
    """
    { "id": "\(id)", "title": "T", "phase": "assess", "category": "c", "effort": 1,
      \(when.map { "\"when\": \($0)," } ?? "") \(more)
      "verdicts": { "*": "change" }, "message": "\(message)", "step": "Do it." }
    """
  }

  static func book(_ rules: String...) throws -> RuleBook {
    let text = "{ \"rules\": [\(rules.joined(separator: ",\n"))] }"
    return try RuleBook(
      [("own.json", Array(text.utf8))], vocabulary: vocabulary, targets: targets.map(\.id))
  }

  static func table(_ facts: Fact..., missing: [String: String] = [:]) -> FactTable {
    var table = FactTable(vocabulary)
    for fact in facts { table.add(fact) }
    for (kind, reason) in missing { table.mark(vocabulary.index(of: kind)!, missing: reason) }
    return table
  }

  static func port(_ target: Int, _ transport: String = "tcp") -> Fact {
    vocabulary.fact(
      "port", ["target": .count(target), "transport": .text(transport)],
      at: .line(file: "compose.yaml", line: target))
  }

  static func service(_ role: String) -> Fact {
    vocabulary.fact("service", ["name": .text("api"), "role": .text(role)])
  }

  static func findings(
    _ book: RuleBook, _ tables: FactTable..., project: FactTable = FactTable(vocabulary)
  ) -> RuleFindings {
    RuleEngine(book, targets: targets).findings(services: tables, project: project)
  }

  static func message(_ when: String, _ table: FactTable, _ message: String = "It is.") throws
    -> String?
  {
    let found = findings(try book(rule("R1", when: when, message: message)), table)
    return found.findings.first?.message()
  }
}

struct ConditionTests {
  @Test(arguments: [
    (#"{"service": {"role": "application"}}"#, true),
    (#"{"service": {"role": "APPLICATION"}}"#, true),
    (#"{"service": {"role": ["cache", "application"]}}"#, true),
    (#"{"service": {"role": "cache"}}"#, false),
    (#"{"service": {"role": {"not": "cache"}}}"#, true),
    (#"{"service": {"role": {"matches": "^app.*tion$"}}}"#, true),
    (#"{"port": {}}"#, true),
    (#"{"environment": {}}"#, false),
    (#"{"not": {"environment": {}}}"#, true),
    (#"{"port": {"target": 53}}"#, true),
    (#"{"port": {"target": 53, "transport": "tcp"}}"#, false),
    (#"{"port": {"target": {"above": 8000, "below": 9000}}}"#, true),
    (#"{"port": {"target": {"atLeast": 8081}}}"#, false),
    (#"{"port": {"target": {"atMost": 53}}}"#, true),
    (#"{"all": [{"port": {"target": 53}}, {"port": {"target": 8080}}]}"#, true),
    (#"{"all": [{"port": {"target": 53}}, {"port": {"target": 1}}]}"#, false),
    (#"{"any": [{"port": {"target": 1}}, {"port": {"target": 8080}}]}"#, true),
    (#"{"port": {"transport": {"exists": false}}}"#, false),
  ])
  func conditionsHoldAsTheyRead(_ when: String, _ expected: Bool) throws {
    let table = Sample.table(
      Sample.service("application"), Sample.port(8080), Sample.port(53, "udp"))
    #expect(try (Sample.message(when, table) != nil) == expected)
  }

  @Test func whatIsMissingIsNeitherTrueNorFalse() throws {
    let table = Sample.table(Sample.service("application"), missing: ["trace": "no-trace"])
    let slow = #"{"trace": {"longestMs": {"above": 5}}}"#
    for when in [slow, #"{"not": \#(slow)}"#, #"{"all": [{"service": {}}, \#(slow)]}"#] {
      let found = Sample.findings(try Sample.book(Sample.rule("R1", when: when)), table)
      #expect(found.findings.isEmpty && found.unmatched.isEmpty)
      #expect(found.skipped.map(\.reason) == ["no-trace"] && found.skipped[0].services == [0])
    }
    // What holds or fails anyway does not wait for it.
    #expect(try Sample.message(#"{"any": [{"service": {}}, \#(slow)]}"#, table) != nil)
    let failing = #"{"all": [{"port": {}}, \#(slow)]}"#
    #expect(
      Sample.findings(try Sample.book(Sample.rule("R1", when: failing)), table).unmatched.count
        == 1)
  }

  @Test func aFieldWithoutAValueIsUnknownWhereTheKindSaysSo() throws {
    let table = Sample.table(Sample.vocabulary.fact("trace", ["longestMs": .count(7)]))
    let found = Sample.findings(
      try Sample.book(Sample.rule("R1", when: #"{"trace": {"bytes": {"above": 1}}}"#)), table)
    #expect(found.skipped.map(\.reason) == ["trace.bytes"])
  }

  @Test func rulesAskAboutOtherRulesInAnyOrder() throws {
    let book = try Sample.book(
      Sample.rule("R1", when: #"{"rule": "R2"}"#), Sample.rule("R2", when: #"{"port": {}}"#),
      Sample.rule("R3", when: #"{"not": {"rule": ["R1"]}}"#))
    let found = Sample.findings(
      book, Sample.table(Sample.port(80)), Sample.table(Sample.service("cache")))
    #expect(found.findings.map { "\($0.rule.id) \($0.service!)" } == ["R1 0", "R2 0", "R3 1"])
  }

  @Test func aRuleAboutTheProjectLooksAtAllServices() throws {
    let book = try Sample.book(
      Sample.rule("R1", when: #"{"port": {}}"#, #""scope": "project","#, message: "{port.target}"))
    let found = Sample.findings(
      book, Sample.table(Sample.port(80)), Sample.table(Sample.port(81)))
    #expect(found.findings.count == 1 && found.findings[0].service == nil)
    #expect(found.findings[0].message() == "80, 81")
  }
}

struct FindingTests {
  @Test func messagesShowTheValuesThatMatched() throws {
    let table = Sample.table(
      Sample.port(1), Sample.port(2), Sample.port(3), Sample.port(4), Sample.port(5, "udp"))
    let when = #"{"port": {"transport": "tcp"}}"#
    #expect(try Sample.message(when, table, "ports {port.target}") == "ports 1, 2, 3 … (4)")
  }

  @Test func evidenceNamesEachPlaceOnce() throws {
    let when = #"{"any": [{"port": {}}, {"port": {"target": 80}}]}"#
    let found = Sample.findings(
      try Sample.book(Sample.rule("R1", when: when)), Sample.table(Sample.port(80)))
    #expect(found.findings[0].evidence == [.line(file: "compose.yaml", line: 80)])
  }

  @Test func aLimitConcernsTheTargetsThatHaveIt() throws {
    let book = try Sample.book(
      Sample.rule(
        "R1", #""limit": {"kind": "duration", "exceededBy": "trace.longestMs"},"#,
        message: "{trace.longestMs} of {limits}"))
    func found(_ milliseconds: Int) -> RuleFindings {
      Sample.findings(
        book, Sample.table(Sample.vocabulary.fact("trace", ["longestMs": .count(milliseconds)])))
    }
    #expect(found(900_000).findings.isEmpty)
    let over = found(900_001).findings[0]
    #expect(over.verdicts.map(\.target) == ["function"])
    #expect(over.message().hasSuffix("of Function 900 s (2026)"))
  }
}

struct RuleBookTests {
  @Test(arguments: [
    (#"{"prot": {}}"#, "is no kind of fact"),
    (#"{"port": {"targt": 1}}"#, "did you mean \"target\""),
    (#"{"port": {"target": "x"}}"#, "is not a number"),
    (#"{"port": {"target": {"matches": "x"}}}"#, "no text"),
    (#"{"port": {"transport": {"above": 1}}}"#, "no number"),
    (#"{"port": {"transport": {"matches": "("}}}"#, "no regular expression"),
    (#"{"port": {"transport": {"matches": "(?!x)"}}}"#, "(?"),
    (#"{"port": {"transport": {"matches": "(a)\\1"}}}"#, "back-reference"),
    (#"{"port": {"transport": {"matches": "a{1000}"}}}"#, "interval"),
    (#"{"port": {}, "service": {}}"#, "2 keys"),
    (#"{"all": []}"#, "is empty"),
    (#"{"rule": "R9"}"#, "which there is not"),
    (#"{"rule": "R1"}"#, "ask for each other"),
  ])
  func conditionsThatMeanNothingAreRefused(_ when: String, _ problem: String) {
    let failure = #expect(throws: Failure.self) {
      try Sample.book(Sample.rule("R1", when: when))
    }
    #expect(failure?.message.contains(problem) == true)
    #expect(failure?.message.hasPrefix("own.json:") == true && failure?.code == .configuration)
  }

  @Test(arguments: [
    ("{nothing.at.all}", "which is not {KIND.FIELD}"), ("{port.target", "never closed"),
    ("{port.target}", "does not look for"), ("{environment.value}", "may be a secret"),
  ])
  func messagesThatCannotBeToldAreRefused(_ message: String, _ problem: String) {
    let failure = #expect(throws: Failure.self) {
      try Sample.book(Sample.rule("R1", when: #"{"service": {}}"#, message: message))
    }
    #expect(failure?.message.contains(problem) == true)
  }

  @Test func stepsStandBehindThoseTheyComeAfter() throws {
    let book = try Sample.book(
      Sample.rule("R1", when: #"{"port": {}}"#, #""after": ["R3"],"#),
      Sample.rule("R2", when: #"{"port": {}}"#), Sample.rule("R3", when: #"{"port": {}}"#))
    #expect(book.rules.map(\.id) == ["R2", "R3", "R1"])
    let found = Sample.findings(book, Sample.table(Sample.port(80)))
    #expect(found.findings.map(\.rule.id) == ["R2", "R3", "R1"])
  }

  @Test func rulesThatWaitForEachOtherAreRefused() {
    let failure = #expect(throws: Failure.self) {
      try Sample.book(
        Sample.rule("R1", when: #"{"port": {}}"#, #""after": ["R2"],"#),
        Sample.rule("R2", when: #"{"port": {}}"#, #""after": ["R1"],"#))
    }
    #expect(failure?.message.contains("come after each other: R1, R2") == true)
  }

  @Test func aLaterFileReplacesARule() throws {
    let files = ["TCP", "UDP"].map { text in
      (
        "\(text).json",
        Array("{\"rules\": [\(Sample.rule("R1", when: #"{"port": {}}"#, message: text))]}".utf8)
      )
    }
    let book = try RuleBook(files, vocabulary: Sample.vocabulary, targets: ["function"])
    #expect(book.rules.count == 1 && book.rules[0].file == "UDP.json")
  }

  @Test(arguments: ["cs301", "", "A_B", "ABCDEFGHIJKLMNOPQRSTU"])
  func idsAreCapitalsAndDigits(_ id: String) {
    #expect(throws: Failure.self) {
      try Sample.book(Sample.rule(id, when: #"{"port": {}}"#))
    }
  }

  @Test func conditionsHaveADepth() {
    var when = #"{"port": {}}"#
    for _ in 0..<30 { when = #"{"not": \#(when)}"# }
    let failure = #expect(throws: Failure.self) {
      try Sample.book(Sample.rule("R1", when: when))
    }
    #expect(failure?.message.contains("too deep") == true)
  }
}

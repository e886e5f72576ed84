import Foundation
import Testing

/// `costsim checklist` on a project of the tests' own.
struct ChecklistTests {
  private let costsim: CostsimBinary

  private static let compose = """
    services:
      api:
        build: ./api
        ports: ["8000:8000"]
        environment:
          DB_HOST: db
          DB_PASSWORD: hunter2-is-secret
        volumes: ["uploads:/app/uploads"]
      report:
        build: ./api
        ports: ["8001"]
      db:
        image: postgres:17
        volumes: ["data:/var/lib/postgresql/data"]
    volumes: { uploads: , data: }
    """

  private static let dockerfile = """
    FROM python:3.13-slim
    # RUN apt-get install supervisor
    RUN pip install --no-cache-dir flask
    CMD ["gunicorn", "-b", "0.0.0.0:8000", "app:app"]
    """

  init() throws {
    costsim = try CostsimBinary()
    try costsim.write("compose.yaml", Self.compose)
    try costsim.write("api/Dockerfile", Self.dockerfile)
    // An hour of a request every ten seconds to one, and one a quarter of an hour to the other.
    let requests =
      (0..<360).map { "\($0 * 10_000),api,80,256" }
      + (0..<4).map { "\($0 * 900_000),report,900,512" }
      + ["3599999,stranger,10,128"]
    try costsim.write(
      "trace.csv", "timestamp_ms,service,duration_ms,memory_mb\n" + requests.joined(separator: "\n")
    )
  }

  private func json(_ words: String...) throws -> [String: Any] {
    let run = try costsim.run(["checklist", "--format", "json"] + words)
    #expect(run.code == 0, "\(run.errors)")
    return try #require(
      try JSONSerialization.jsonObject(with: run.output) as? [String: Any])
  }

  private func rows(_ document: [String: Any], _ key: String) throws -> [[String: Any]] {
    try #require(document[key] as? [[String: Any]])
  }

  private func steps(_ document: [String: Any]) throws -> [[String: Any]] {
    let plan = try #require(document["plan"] as? [String: Any])
    return try rows(plan, "phases").flatMap { try rows($0, "steps") }
  }

  private func number(_ value: Any?) throws -> Decimal {
    try #require((value as? NSNumber)?.decimalValue)
  }

  // MARK: What it says

  @Test func servicesArePlacedWithTheirReasons() throws {
    let document = try json()
    let placements = try rows(document, "placements")
    #expect(
      placements.map { "\($0["service"]!) \($0["placement"]!) \($0["target"] as? String ?? "-")" }
        == [
          "api function aws-lambda", "db stay-in-docker -", "report function aws-lambda",
        ])
    #expect(placements[1]["reason"] as? String == "image postgres is PostgreSQL")
    // What fewest depend on goes first.
    #expect(placements.map { $0["wave"] as? Int } == [2, nil, 1])
  }

  @Test func findingsNameTheirLines() throws {
    let findings = try rows(try json(), "findings")
    func evidence(_ rule: String) throws -> [String] {
      try findings.filter { $0["ruleId"] as? String == rule }.flatMap { finding in
        try rows(finding, "evidence").map { "\($0["file"]!):\($0["line"]!)" }
      }
    }
    #expect(try evidence("CS302") == ["compose.yaml:8"])
    #expect(try evidence("CS307") == ["compose.yaml:7"])
    #expect(try evidence("CS208") == ["compose.yaml:6"])
    // A comment in a Dockerfile is no instruction.
    #expect(try evidence("CS209").isEmpty)
  }

  @Test func stepsStandInTheOrderOfThePhases() throws {
    let plan = try #require(try json()["plan"] as? [String: Any])
    let order = [
      "assess", "decouple", "externalise-state", "slim", "package", "network", "tune", "cut-over",
      "verify", "roll-back",
    ]
    let phases = try rows(plan, "phases").compactMap { $0["phase"] as? String }
    #expect(phases == order.filter(phases.contains))
    let ids = try steps(try json()).compactMap { $0["ruleId"] as? String }
    // CS803 comes after CS801, though both are of one phase.
    let first = try #require(ids.firstIndex(of: "CS801"))
    #expect(try #require(ids.firstIndex(of: "CS803")) > first)
  }

  @Test func rulesThatCouldNotBeToldSayWhy() throws {
    let document = try json()
    let skipped = try rows(document, "skipped")
    let reason = skipped.first { $0["ruleId"] as? String == "CS114" }?["reason"] as? String
    #expect(reason == "no-trace")
    #expect(try rows(document, "unmatched").contains { $0["ruleId"] as? String == "CS107" })
  }

  @Test func secretsAreShownInNoForm() throws {
    for format in ["table", "markdown", "json", "csv", "sarif", "html"] {
      let run = try costsim.run("checklist", "--format", format)
      #expect(run.code == 0 && run.text.contains("CS307"))
      #expect(!run.text.contains("hunter2"), "\(format)")
    }
    #expect(try costsim.run("checklist", "--artifacts", "out").code == 0)
    for file in try FileManager.default.contentsOfDirectory(atPath: costsim.path("out")) {
      let text = try String(contentsOfFile: costsim.path("out/" + file), encoding: .utf8)
      #expect(!text.contains("hunter2"), "\(file)")
    }
  }

  @Test func theSameInputGivesTheSameBytes() throws {
    let words = ["checklist", "--trace", "trace.csv", "--span", "1h", "--format", "html"]
    #expect(try costsim.run(words).output == costsim.run(words).output)
  }

  // MARK: Money

  @Test func costsAreThoseOfCompare() throws {
    let trace = ["--trace", "trace.csv", "--span", "1h"]
    let document = try json(trace[0], trace[1], trace[2], trace[3], "--map", "stranger=db")
    let costs = try rows(document, "costs")
    let own = costsim.path("trace.csv")
    let rows = try String(contentsOfFile: own, encoding: .utf8).split(separator: "\n")
    for service in ["api", "report"] {
      try costsim.write(
        "\(service).csv",
        ([rows[0]] + rows.filter { $0.contains(",\(service),") }).joined(separator: "\n"))
      for platform in ["aws-lambda", "aws-fargate"] {
        let compared = try costsim.run(
          "compare", "\(service).csv", "--span", "1h", "--option", platform, "--format", "rows")
        let row = try #require(
          try JSONSerialization.jsonObject(with: compared.output) as? [[String: Any]])[0]
        let cost = costs.first {
          $0["service"] as? String == service && $0["platform"] as? String == platform
        }
        #expect(try number(cost?["monthlyCostUsd"]) == number(row["monthlyCostUsd"]))
      }
    }
  }

  @Test func theChangesOfTheStepsAddUpToThatOfTheBill() throws {
    let run = try costsim.run(
      "checklist", "--trace", "trace.csv", "--span", "1h", "--format", "json")
    let document = try JSONValue(run.text)
    let steps = document["plan"]["phases"].elements.flatMap { $0["steps"].elements }
    let changes = steps.compactMap { $0["monthlyCostChangeUsd"].decimal }
    let before = try #require(document["totals"]["monthlyCostBeforeUsd"].decimal)
    #expect(changes.count >= 2)
    #expect(before + changes.reduce(0, +) == document["totals"]["monthlyCostAfterUsd"].decimal)
    #expect(document["totals"]["dockerOption"].string == "aws-ec2:type=c5.large")
  }

  @Test func aServiceOfTheTraceIsMappedOrNamed() throws {
    let unmapped = try costsim.run("checklist", "--trace", "trace.csv", "--span", "1h")
    #expect(unmapped.text.contains("stranger;") && unmapped.text.contains("--map TRACE=SERVICE"))
    let wrong = try costsim.run(
      "checklist", "--trace", "trace.csv", "--span", "1h", "--map", "strangr=api")
    #expect(wrong.code == 64 && wrong.errors.contains("did you mean \"stranger\"?"))
  }

  // MARK: Answers, comments, rules

  @Test func questionsAreAskedInAFileAndReadBack() throws {
    #expect(try costsim.run("checklist", "--answers", "answers.json").code == 0)
    let text = try String(contentsOfFile: costsim.path("answers.json"), encoding: .utf8)
    #expect(text.contains("\"websocket\": null"))
    let filled = text.replacingOccurrences(of: "\"websocket\": null", with: "\"websocket\": true")
      .replacingOccurrences(of: "null", with: "false")
    try costsim.write("answers.json", filled)
    let document = try json("--answers", "answers.json")
    #expect(try rows(document, "questions").isEmpty)
    let placements = try rows(document, "placements")
    #expect(placements[0]["target"] as? String == "aws-fargate")
    #expect((placements[0]["reason"] as? String)?.contains("CS121") == true)
    #expect(try String(contentsOfFile: costsim.path("answers.json"), encoding: .utf8) == filled)
  }

  @Test(arguments: [
    ("{\"services\": {\"apl\": {}}}", "did you mean \"api\"?"),
    ("{\"services\": {\"api\": {\"websocket\": \"yes\"}}}", "is not true or false"),
    ("{\"services\": {\"api\": {\"websockets\": true}}}", "did you mean \"websocket\"?"),
    ("{", "answers.json:1"),
  ])
  func answersThatMeanNothingAreRefused(_ text: String, _ problem: String) throws {
    try costsim.write("answers.json", text)
    let run = try costsim.run("checklist", "--answers", "answers.json")
    #expect(run.code == 78 && run.errors.contains(problem))
  }

  @Test func aCommentWavesAFindingAway() throws {
    try costsim.write(
      "compose.yaml",
      Self.compose.replacingOccurrences(
        of: "hunter2-is-secret", with: "hunter2-is-secret # costsim ignore=CS307 # for tests only"
      ).replacingOccurrences(
        of: "  report:", with: "  # costsim ignore=CS502,CS202\n  report:"))
    let document = try json()
    let ignored = try rows(document, "ignored").map {
      "\($0["ruleId"]!) \($0["service"]!) \($0["reason"] as? String ?? "-")"
    }
    #expect(ignored == ["CS202 report -", "CS307 api for tests only"])
    #expect(try !rows(document, "findings").contains { $0["ruleId"] as? String == "CS307" })
  }

  @Test func whatIsWavedAwayBlocksNothing() throws {
    let privileged = "  report:\n    privileged: true"
    try costsim.write(
      "compose.yaml", Self.compose.replacingOccurrences(of: "  report:", with: privileged))
    #expect(try rows(try json(), "placements")[2]["placement"] as? String == "stay-in-docker")
    try costsim.write(
      "compose.yaml",
      Self.compose.replacingOccurrences(
        of: "  report:", with: privileged + " # costsim ignore=CS107 # a leftover"))
    #expect(try rows(try json(), "placements")[2]["placement"] as? String == "function")
  }

  @Test func rulesOfTheUserCount() throws {
    try costsim.write(
      "own.json",
      """
      {"rules": [{"id": "ACME1", "title": "No owner", "phase": "assess", "category": "organisation",
        "effort": 1, "when": {"not": {"key": {"name": "labels.owner"}}},
        "verdicts": {"*": "change"}, "message": "{service.name} has no owner.",
        "step": "Name one."}]}
      """)
    let findings = try rows(try json("--rules", "own.json"), "findings")
    #expect(findings.count { $0["ruleId"] as? String == "ACME1" } == 3)
    let page = try costsim.run("explain", "ACME1", "--rules", "own.json")
    #expect(page.code == 0 && page.text.contains("{service.name} has no owner."))
    try costsim.write("own.json", "{\"rules\": [{\"id\": \"ACME1\"}]}")
    let run = try costsim.run("checklist", "--rules", "own.json")
    #expect(run.code == 78 && run.errors.contains("own.json:1: rules[0].phase is missing"))
  }

  @Test func explainTellsARule() throws {
    let run = try costsim.run("explain", "CS301")
    #expect(run.code == 0 && run.text.contains("Data that outlives the container"))
    #expect(try costsim.run("explain", "CS9999").code == 64)
  }

  // MARK: Forms

  @Test func conditionsEndTheRun() throws {
    let holds = try costsim.run("checklist", "--fail-if", "staying>0")
    #expect(holds.code == 3 && holds.errors.contains("staying is 1") && !holds.text.isEmpty)
    #expect(try costsim.run("checklist", "--fail-if", "blockers>0").code == 0)
    let wrong = try costsim.run("checklist", "--fail-if", "blocker>0")
    #expect(wrong.code == 64 && wrong.errors.contains("did you mean \"blockers\"?"))
    #expect(try costsim.run("checklist", "--fail-if", "blockers").code == 64)
  }

  @Test func sarifHasItsRulesAndPlaces() throws {
    let run = try costsim.run("checklist", "--format", "sarif")
    let document = try #require(
      try JSONSerialization.jsonObject(with: run.output) as? [String: Any])
    #expect(document["version"] as? String == "2.1.0")
    let sarif = try rows(document, "runs")[0]
    let driver = try #require((sarif["tool"] as? [String: Any])?["driver"] as? [String: Any])
    let rules = try rows(driver, "rules").compactMap { $0["id"] as? String }
    for result in try rows(sarif, "results") {
      let index = try #require(result["ruleIndex"] as? Int)
      #expect(rules[index] == result["ruleId"] as? String)
      #expect(["error", "warning", "note"].contains(result["level"] as? String))
      let place = try #require(try rows(result, "locations").first)
      #expect(place["physicalLocation"] != nil)
    }
  }

  @Test func markdownIsAChecklistInTwoLanguages() throws {
    let english = try costsim.run("checklist", "--format", "markdown").text
    #expect(english.hasPrefix("# From Docker to serverless: compose.yaml\n"))
    #expect(english.contains("- [ ] **CS302** Uploads on disk: api (5 points)\n"))
    let chinese = try costsim.run("checklist", "--format", "markdown", "--lang", "zh").text
    #expect(chinese.contains("- [ ] **CS302** 上传文件保存在磁盘: api (5 点)\n"))
    func items(_ text: String) -> [Substring] {
      text.split(separator: "\n").filter { $0.hasPrefix("- [ ] ") }.map { $0.prefix(15) }
    }
    #expect(items(english) == items(chinese))
  }

  @Test func pagesActOnNothing() throws {
    try costsim.write(
      "compose.yaml",
      "services:\n  \"<script>alert(1)</script>\": { image: 'x', volumes: ['a:<img src=x>'] }\n"
        + "volumes: { a: }\n")
    let run = try costsim.run("checklist", "--format", "html")
    #expect(run.code == 0 && run.text.hasPrefix("<!DOCTYPE html>"))
    #expect(!run.text.contains("<script") && !run.text.contains("<img"))
  }

  // MARK: Artefacts

  @Test func filesAreReplacedOnlyByForce() throws {
    #expect(try costsim.run("checklist", "--artifacts", "out").code == 0)
    let again = try costsim.run("checklist", "--artifacts", "out")
    #expect(again.code == 73 && again.errors.contains("--force replaces it"))
    #expect(again.output.isEmpty)
    #expect(try costsim.run("checklist", "--artifacts", "out", "--force").code == 0)
  }

  @Test func linksInTheFolderLeadNowhere() throws {
    try FileManager.default.createDirectory(
      atPath: costsim.path("out"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: costsim.path("out/template.yaml"),
      withDestinationPath: costsim.path("victim.txt"))
    let run = try costsim.run("checklist", "--artifacts", "out", "--force")
    #expect(run.code == 73 && run.errors.contains("is no plain file"))
    #expect(!FileManager.default.fileExists(atPath: costsim.path("victim.txt")))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: costsim.path("out")) == ["template.yaml"])
  }

  // MARK: Hostile input

  @Test(arguments: [
    "services: &a [*a]", "services:\n  a: &a {image: x, labels: [*a]}",
    "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\n"
      + "d: &d [*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e]\n"
      + "g: &g [*f,*f,*f,*f,*f,*f,*f]\nservices: {a: {image: x, labels: [*g,*g,*g,*g,*g]}}",
    String(repeating: "[", count: 5_000), "services:\n  a: {extends: {service: a}}",
    "include: [compose.yaml]", "services: {a: {extends: {file: ../../etc/passwd, service: b}}}",
    "services: [1, 2]", "\u{0}\u{1}\u{2}", "just text",
  ])
  func hostileFilesAreRefused(_ text: String) throws {
    try costsim.write("compose.yaml", text)
    let run = try costsim.run("checklist")
    #expect([65, 66].contains(run.code) && !run.wasSignalled && run.output.isEmpty)
    #expect(!run.errors.isEmpty)
  }

  @Test func aThousandServicesAreRead() throws {
    let services = (0..<1_000).map {
      "  s\($0):\n    image: x/y\n    environment: {NEXT_HOST: s\(($0 + 1) % 1_000)}\n"
    }
    try costsim.write("compose.yaml", "services:\n" + services.joined())
    let document = try json()
    #expect(try rows(document, "services").count == 1_000)
    #expect(try rows(document, "connections").count == 1_000)
  }

  @Test func aFolderWithoutAComposeFileSaysSo() throws {
    try costsim.write("empty/x", "")
    let run = try costsim.run("checklist", "empty")
    #expect(run.code == 66 && run.errors.contains("has no compose file"))
    #expect(try costsim.run("checklist", "--map", "a=b").code == 64)
  }
}

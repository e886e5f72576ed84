import Advisor
import Arguments
import Artifacts
import Comparison
import Inventory
import Pricing
import Rendering
import Rules
import Secrets
import Units

/// `costsim checklist`.
struct ChecklistCommand {
  let values: OptionValues

  /// Runs it; what an error quotes of the project's files is shown without secrets.
  func run() throws {
    do {
      try check()
    } catch var failure as Failure {
      let recogniser = try SecretRecogniser.shared
      failure.message = recogniser.redacted(failure.message)
      failure.hint = failure.hint.map(recogniser.redacted)
      throw failure
    }
  }

  private func check() throws {
    let files = try ComposeFiles.named(values.operands)
    let answers = try answersFile()
    let conditions = try values.texts("fail-if").map(FailCondition.init)
    let inputs = files + values.texts("trace") + values.texts("rules") + values.texts("answers")
    try OutputNames.check(
      values.texts("answers"), inputs: files + values.texts("trace") + values.texts("rules"))
    let output = try ResultOutput(values: values, usual: ChecklistFormat.table, inputs: inputs)
    let choice = DeploymentChoice(values: values)
    let priceBook = try choice.priceBook()
    let request = try request(choice, priceBook, answers)
    let inventory = try ProjectInventory.read(
      files, projectFolder: values.text("project-directory"),
      environmentFiles: values.texts("env-file"), profiles: values.texts("compose-profile"))
    let traffic = try traffic(inventory, choice, priceBook)
    let checklist = try Checklist(inventory, request, traffic: traffic, priceBook: priceBook)
    let artifacts = try ArtifactWriter(values: values, files: files)?.write(checklist)
    try writeQuestions(checklist, isAnswered: answers != nil)
    try output.write { try bytes($0, checklist, artifacts, isFile: $1) }
    let counts = ChecklistCounts(checklist)
    for condition in conditions where condition.holds(counts) {
      throw Failure(.conditionHolds, "--fail-if: \(condition.text(counts))")
    }
  }

  // MARK: Input

  private func request(
    _ choice: DeploymentChoice, _ priceBook: PriceBook,
    _ answers: (name: String, bytes: [UInt8])?
  ) throws -> ChecklistRequest {
    var request = ChecklistRequest()
    request.profile = values.text("profile").flatMap { Profile(rawValue: $0) } ?? .none
    request.providers = try choice.providers(priceBook)
    request.ruleFiles = try values.texts("rules").map {
      ($0, try FileBytes.read($0, code: .configuration))
    }
    request.answers = answers
    request.docker = values.text("docker")
    if let docker = request.docker {
      let options = try choice.resolver(priceBook).resolve([OptionSpec(docker)], defaults: [])
      guard options[0].costModel == "provisioned" else {
        throw Failure(
          .usage, "--docker \(docker) names no instances, on which containers run all the time",
          hint: "such as aws-ec2:type=c5.large or docker-host:vcpu=4,memory=8192,price=0.05")
      }
    }
    return request
  }

  private func answersFile() throws -> (name: String, bytes: [UInt8])? {
    guard let path = values.text("answers"), OutputFile.exists(path) else { return nil }
    return (path, try FileBytes.read(path, code: .configuration))
  }

  private func traffic(
    _ inventory: ProjectInventory, _ choice: DeploymentChoice, _ priceBook: PriceBook
  ) throws -> Traffic? {
    let paths = values.texts("trace")
    guard !paths.isEmpty else {
      for flag in ["map", "docker", "slo", "span", "project", "free-tier"] where values.has(flag) {
        throw Failure(.usage, "--\(flag) is about a trace, but there is no --trace")
      }
      return nil
    }
    let map = try values.texts("map").map { text in
      let sides = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard sides.count == 2 else {
        throw Failure(
          .usage, "--map \(quotedText(text)) is not of the form TRACE=SERVICE",
          hint: "such as --map checkout-prod=checkout")
      }
      return (trace: sides[0], service: sides[1])
    }
    let setting = try ScenarioSetting(values: values)
    let (trace, _) = try TraceLoading(values: values).read(paths)
    return try Traffic(
      try setting.scenario(of: trace), services: inventory.services.map(\.name), map: map,
      priceBook: priceBook, resolver: try choice.resolver(priceBook), jobs: try values.jobs())
  }

  // MARK: Output

  private var language: Rule.Language {
    values.text("lang").flatMap { Rule.Language(rawValue: $0) } ?? .english
  }

  private func bytes(
    _ format: ChecklistFormat, _ checklist: Checklist, _ artifacts: WrittenArtifacts?, isFile: Bool
  ) throws -> [UInt8] {
    let page = try ChecklistReport(checklist, language: language, artifacts: artifacts)
    switch format {
    case .table: return ReportOutput.text(page.report, values: values, isFile: isFile)
    case .markdown:
      return Array("# \(page.title)\n\n".utf8) + Array(MarkdownRenderer().render(page.report).utf8)
    case .html:
      return Array(
        HTMLRenderer(title: page.title, language: language.rawValue).render(page.report).utf8)
    case .csv: return CSVWriter.bytes(ChecklistRecords(checklist, language: language).steps)
    case .sarif:
      return SARIFDocument(checklist, language: language, version: Version.number).json()
    case .json:
      return try ChecklistDocument(
        checklist, language: language, version: Version.number,
        generatedAt: try Version.generatedAt(), artifacts: artifacts ?? WrittenArtifacts()
      ).json()
    }
  }

  /// Writes the questions where the answers file is not there yet, or `--force` lets it be replaced.
  private func writeQuestions(_ checklist: Checklist, isAnswered: Bool) throws {
    guard let path = values.text("answers"), !isAnswered || values.has("force") else { return }
    let file = try OutputFile(path)
    try file.write(checklist.answersFile())
    try file.commit()
  }
}

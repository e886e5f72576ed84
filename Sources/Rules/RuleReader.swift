import Documents
import Units

/// Understands one record of a rule file.
struct RuleReader {
  let vocabulary: FactVocabulary
  let targets: [String]
  let conditions: ConditionReader

  private static let keys = [
    "id", "title", "phase", "category", "effort", "scope", "of", "when", "limit", "verdicts",
    "message", "step", "after", "artifacts", "links", "cost", "zh",
  ]

  private enum Scope: String, CaseIterable { case service, project }

  func rule(_ field: Field) throws -> Rule {
    try field.allowKeys(Self.keys)
    let phase = try field["phase"].choice(Rule.Phase.self)
    let limit = try field.optional("limit").map(limitTest)
    let condition = try field.optional("when").map { try conditions.condition($0) }
    guard condition != nil || limit != nil else {
      throw field.failure("has neither when nor limit")
    }
    let english = try texts(field)
    let chinese = try field.optional("zh").map { field in
      try field.allowKeys(["title", "message", "step"])
      return try texts(field)
    }
    return Rule(
      id: try field["id"].string(), phase: phase, category: try field["category"].string(),
      effort: try field["effort"].int(in: 1...100),
      isAboutProject: try field.optional("scope")?.choice(Scope.self) == .project,
      audience: try field.optional("of")?.choice() ?? (phase == .assess ? .all : .moving),
      verdicts: try verdicts(try field["verdicts"]), condition: condition, limit: limit,
      after: try strings(field, "after"), artifacts: try strings(field, "artifacts"),
      links: try field.optional("links")?.elements().map(link) ?? [],
      cost: try field.optional("cost").map(cost), english: english,
      chinese: chinese, file: field.file, line: field.line)
  }

  private func texts(_ field: Field) throws -> Rule.Texts {
    Rule.Texts(
      title: try field["title"].string(),
      message: try MessageTemplate(field["message"], vocabulary),
      step: try MessageTemplate(field["step"], vocabulary))
  }

  private func strings(_ field: Field, _ key: String) throws -> [String] {
    try field.optional(key)?.elements().map { try $0.string() } ?? []
  }

  private func verdicts(_ field: Field) throws -> [String: Rule.Verdict] {
    var verdicts: [String: Rule.Verdict] = [:]
    for (target, value) in try field.entries() {
      guard target == "*" || targets.contains(target) else {
        throw field.failure(
          "names the target \(quotedText(target)), which there is not"
            + didYouMean(target, among: targets),
          hint: "the targets are "
            + targets.joined(separator: ", "))
      }
      verdicts[target] = try value.choice(Rule.Verdict.self)
    }
    guard !verdicts.isEmpty else { throw field.failure("is empty") }
    return verdicts
  }

  private func link(_ field: Field) throws -> Rule.Link {
    try field.allowKeys(["url", "asOf"])
    let url = try field["url"].string()
    guard url.hasPrefix("https://") || url.hasPrefix("http://") else {
      throw field.failure("has a url that is no web address")
    }
    return Rule.Link(url: url, asOf: try field["asOf"].date())
  }

  /// `"move"`, or `{"option": "aws-lambda:provisioned=auto", "against": "aws-lambda"}`.
  private func cost(_ field: Field) throws -> Rule.Cost {
    if let text = field.scalarText {
      guard text == "move" else { throw field.failure("is neither \"move\" nor a mapping") }
      return .move
    }
    try field.allowKeys(["option", "against"])
    return .option(
      try field["option"].string(), against: try field.optional("against")?.string())
  }

  private func limitTest(_ field: Field) throws -> Rule.LimitTest {
    try field.allowKeys(["kind", "exceededBy"])
    let name = try field["exceededBy"]
    let sides = try name.string().split(separator: ".").map(String.init)
    guard sides.count == 2, let kind = vocabulary.index(of: sides[0]),
      let place = vocabulary.kinds[kind].fields.firstIndex(where: {
        $0.name == sides[1] && $0.form.isNumber
      })
    else { throw name.failure("is no KIND.FIELD of a number") }
    return Rule.LimitTest(limit: try field["kind"].string(), kind: kind, field: place)
  }
}

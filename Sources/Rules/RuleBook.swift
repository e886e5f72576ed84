import Documents
import Units

/// All rules that a checklist is made by.
public struct RuleBook: Sendable {
  /// In the order of their phases, and within a phase so that each comes behind those that it names
  /// in `after`; else as the files have them.
  public let rules: [Rule]
  /// The places of the rules in the order in which conditions can be told: behind those that they
  /// ask about.
  let evaluationOrder: [Int]
  public let vocabulary: FactVocabulary

  /// Reads rule files; those of later files take the place of earlier ones with the same id.
  ///
  /// Throws `.configuration` with file and line where a rule is malformed, comes twice in a file, or
  /// where rules wait for each other.
  public init(
    _ files: [(name: String, bytes: [UInt8])], vocabulary: FactVocabulary, targets: [String]
  ) throws {
    let records = try Self.records(files)
    let ids = records.map(\.id)
    let places = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($0.element, $0.offset) })
    let reader = RuleReader(
      vocabulary: vocabulary, targets: targets,
      conditions: ConditionReader(vocabulary: vocabulary, rule: { places[$0] }, ruleNames: ids))
    let read = try records.map { record in
      let rule = try reader.rule(record.field)
      try Self.check(rule, record.field, vocabulary)
      return rule
    }
    for (rule, record) in zip(read, records) {
      try Self.checkPredecessors(rule, record.field, read, places)
    }
    let asked = read.map { $0.condition.map(Self.rules(in:)) ?? [] }
    let order = try Self.sorted(read, waitingFor: asked, what: "ask for each other")
    let plan = try Self.sorted(
      read, waitingFor: read.map { $0.after.compactMap { places[$0] } },
      what: "come after each other")
    let byPhase = Rule.Phase.allCases.flatMap { phase in plan.filter { read[$0].phase == phase } }
    // Conditions name rules by their places, which the new order changes.
    var moved = Array(repeating: 0, count: read.count)
    for (place, old) in byPhase.enumerated() { moved[old] = place }
    rules = byPhase.map { Self.renumbered(read[$0], moved) }
    evaluationOrder = order.map { moved[$0] }
    self.vocabulary = vocabulary
  }

  /// The rule of an id; nil where there is none.
  public func rule(_ id: String) -> Rule? { rules.first { $0.id == id } }

  private static func records(
    _ files: [(name: String, bytes: [UInt8])]
  ) throws -> [(id: String, field: Field)] {
    var records: [(id: String, field: Field)] = []
    for file in files {
      let root = Field(
        try JSONReader.read(file.bytes, file: file.name, code: .configuration), file: file.name,
        code: .configuration)
      try root.allowKeys(["rules"])
      var own: Set<String> = []
      for field in try root["rules"].elements() {
        let id = try field["id"].string()
        guard isIdentifier(id) else {
          throw try field["id"].failure(
            "\(quotedText(id)) is no rule's id", hint: "such as CS301 or ACME7: capitals and digits"
          )
        }
        guard own.insert(id).inserted else {
          throw try field["id"].failure("\(quotedText(id)) comes twice")
        }
        if let place = records.firstIndex(where: { $0.id == id }) {
          records[place] = (id, field)
        } else {
          records.append((id, field))
        }
      }
    }
    return records
  }

  private static func isIdentifier(_ id: String) -> Bool {
    let isPlain = id.utf8.allSatisfy {
      (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
    }
    return isPlain && (1...20).contains(id.utf8.count)
  }

  /// Throws where a text shows facts that the rule does not look at.
  private static func check(_ rule: Rule, _ field: Field, _ vocabulary: FactVocabulary) throws {
    var known = rule.condition.map { matchedKinds(in: $0) } ?? []
    if let limit = rule.limit { known.insert(limit.kind) }
    for texts in [rule.english, rule.chinese].compactMap({ $0 }) {
      for kind in texts.message.kinds + texts.step.kinds
      where !known.contains(kind) && !vocabulary.kinds[kind].isSingle {
        throw field.failure(
          "shows values of \(quotedText(vocabulary.kinds[kind].name)), which its condition does not "
            + "look for")
      }
    }
  }

  private static func checkPredecessors(
    _ rule: Rule, _ field: Field, _ rules: [Rule], _ places: [String: Int]
  ) throws {
    for id in rule.after {
      guard let place = places[id] else {
        throw try field["after"].failure(
          "names the rule \(quotedText(id)), which there is not"
            + didYouMean(id, among: places.keys.sorted()))
      }
      guard rules[place].phase.order <= rule.phase.order else {
        throw try field["after"].failure("names \(id), which is of a later phase")
      }
    }
  }

  /// The kinds of facts that can be among those that made a condition hold.
  private static func matchedKinds(in condition: Condition) -> Set<Int> {
    switch condition {
    case .all(let parts), .any(let parts):
      return parts.reduce(into: []) { $0.formUnion(matchedKinds(in: $1)) }
    case .not, .rules: return []
    case .some(let kind, _): return [kind]
    }
  }

  private static func rules(in condition: Condition) -> [Int] {
    switch condition {
    case .all(let parts), .any(let parts): return parts.flatMap(rules(in:))
    case .not(let part): return rules(in: part)
    case .rules(let rules): return rules
    case .some: return []
    }
  }

  private static func renumbered(_ rule: Rule, _ places: [Int]) -> Rule {
    func renumbered(_ condition: Condition) -> Condition {
      switch condition {
      case .all(let parts): return .all(parts.map(renumbered))
      case .any(let parts): return .any(parts.map(renumbered))
      case .not(let part): return .not(renumbered(part))
      case .rules(let rules): return .rules(rules.map { places[$0] })
      case .some: return condition
      }
    }
    return rule.with(condition: rule.condition.map(renumbered))
  }

  /// Places in an order in which none comes before those that it waits for, else as they are (Kahn,
  /// "Topological sorting of large networks", 1962).
  private static func sorted(
    _ rules: [Rule], waitingFor predecessors: [[Int]], what: String
  ) throws -> [Int] {
    var order: [Int] = []
    var isDone = Array(repeating: false, count: rules.count)
    while order.count < rules.count {
      let ready = rules.indices.filter { place in
        !isDone[place] && predecessors[place].allSatisfy { isDone[$0] }
      }
      guard !ready.isEmpty else {
        let circle = rules.indices.filter { !isDone[$0] }
        throw Failure(
          .configuration,
          "\(visibleText(rules[circle[0]].file)):\(rules[circle[0]].line): rules \(what): "
            + circle.map { rules[$0].id }.joined(separator: ", "))
      }
      for place in ready { isDone[place] = true }
      order += ready
    }
    return order
  }
}

extension Rule.Phase {
  var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

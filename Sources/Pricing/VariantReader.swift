import Documents
import Metering
import Units

/// Decodes the variants of a platform: files that say only what differs from the base.
extension PlatformReader {
  /// Sections whose keys are laid over those of the base one by one; others replace it whole.
  private static let mergedSections = ["behaviour", "metering"]

  static let variantKeys = [
    "name", "model", "scope", "parameters", "sizes", "types", "behaviour", "limits", "metering",
    "allowances", "commitments", "companions", "derived",
  ]

  func variants(of base: Platform) throws -> [PlatformVariant] {
    try (root.optional("variants")?.elements() ?? []).map { field in
      try field.allowKeys(["when"] + Self.variantKeys)
      let conditions = try self.conditions(field["when"], base.parameters)
      guard case .mapping(let changes) = field.node.content,
        case .mapping(let entries) = root.node.content
      else { throw field.failure("is no mapping") }
      let merged = Self.merged(
        entries.filter { $0.key != "variants" }, with: changes.filter { $0.key != "when" })
      let reader = PlatformReader(
        files: files, path: path, root: root.replacing(merged))
      return PlatformVariant(conditions: conditions, platform: try reader.platform())
    }
  }

  private static func merged(_ base: [Node.Entry], with changes: [Node.Entry]) -> [Node.Entry] {
    let names = base.map(\.key)
    return base.map { entry in
      guard let change = changes.first(where: { $0.key == entry.key }) else { return entry }
      return Node.Entry(
        key: entry.key, line: change.line, value: value(of: entry, with: change.value))
    } + changes.filter { !names.contains($0.key) }
  }

  private static func value(of entry: Node.Entry, with change: Node) -> Node {
    switch (entry.value.content, change.content) {
    case (.mapping(let before), .mapping(let after)) where mergedSections.contains(entry.key):
      let names = before.map(\.key)
      let merged = before.map { old in after.first { $0.key == old.key } ?? old }
      return Node(
        .mapping(merged + after.filter { !names.contains($0.key) }), line: change.line)
    case (.sequence(let before), .sequence(let after)) where entry.key == "parameters":
      let merged = before.map { old in after.first { key(of: $0) == key(of: old) } ?? old }
      let names = before.map(key)
      return Node(
        .sequence(merged + after.filter { !names.contains(key(of: $0)) }), line: change.line)
    default: return change
    }
  }

  /// The text under `key` of a parameter.
  private static func key(of parameter: Node) -> String? {
    guard case .mapping(let entries) = parameter.content,
      let entry = entries.first(where: { $0.key == "key" }),
      case .scalar(let scalar) = entry.value.content
    else { return nil }
    return scalar.text
  }

  // MARK: Derived resources

  func derivedResources(
    _ parameters: [Parameter], _ sources: [Source]
  ) throws -> [DerivedResource] {
    guard let field = try root.optional("derived") else { return [] }
    return try unique(field.elements(), key: "key").map { resource in
      try resource.allowKeys(["key", "unit", "by", "steps", "asOf", "source"])
      let name = try resource["by"].string()
      guard let by = parameters.first(where: { $0.key == name }), let byUnit = by.unit else {
        throw try resource["by"].failure("\(quotedText(name)) is no parameter with a unit")
      }
      let unit = try resource["unit"].choice(ResourceUnit.self)
      return DerivedResource(
        key: try resource["key"].string(), unit: unit, parameter: name,
        steps: try steps(resource["steps"], by: byUnit, in: unit),
        asOf: try asOf(resource["asOf"]), source: try sourceKey(resource["source"], sources))
    }
  }

  private func steps(
    _ field: Field, by: ResourceUnit, in unit: ResourceUnit
  ) throws -> [(parameter: Int128, amount: Int128)] {
    var steps: [(parameter: Int128, amount: Int128)] = []
    for element in try field.elements() {
      let pair = try element.elements()
      guard pair.count == 2 else { throw element.failure("is no pair [parameter, amount]") }
      let step = (
        parameter: try baseAmount(pair[0], by), amount: try baseAmount(pair[1], unit)
      )
      if let last = steps.last, last.parameter >= step.parameter {
        throw element.failure("is not above the step before it")
      }
      steps.append(step)
    }
    guard !steps.isEmpty else { throw field.failure("has no steps") }
    return steps
  }

  private func baseAmount(_ field: Field, _ unit: ResourceUnit) throws -> Int128 {
    let number = try field.decimal()
    guard number > .zero, number.scaled <= 1_000_000_000 * ExactDecimal.one,
      (number.scaled * unit.baseAmount) % ExactDecimal.one == 0
    else { throw field.failure("is not \(unit.form)") }
    return number.scaled * unit.baseAmount / ExactDecimal.one
  }
}

import Documents
import Inventory
import Secrets

/// Takes the secrets of a project out of texts that are shown.
///
/// What the recogniser finds in the values of the files is masked wherever it appears; what it finds
/// in a text itself is masked there.
struct Redaction {
  let recogniser: SecretRecogniser
  /// The longest first.
  private let secrets: [String]

  init(_ inventory: ProjectInventory) throws {
    recogniser = try SecretRecogniser.shared
    var collection = SecretCollection(recogniser)
    collection.add(inventory)
    secrets = collection.secrets.filter(Self.isTelling)
      .sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }
  }

  /// Whether a value is long or odd enough to be told from words.
  private static func isTelling(_ value: String) -> Bool {
    let hasOther = value.contains { !$0.isLetter }
    return value.utf8.count >= 16 || (value.utf8.count >= 8 && hasOther)
  }

  /// Whether the value of a variable is not to be seen, by its name or by a part of it.
  func isSecret(_ variable: InventoriedVariable) -> Bool {
    guard let value = variable.value, !value.isEmpty else {
      return recogniser.isSecretName(variable.name)
    }
    return isSecret(value, named: variable.name)
  }

  /// Whether a named value is or holds a secret, or one that stands elsewhere in the project.
  func isSecret(_ value: String, named name: String) -> Bool {
    recogniser.isSecret(value, named: name) || isKnown(in: value)
  }

  /// Whether a text, or the words of a command, hold a secret, or one that stands elsewhere.
  func hasSecret(_ text: String, command words: [String] = []) -> Bool {
    recogniser.hasSecret(text, command: words) || isKnown(in: text)
  }

  private func isKnown(in text: String) -> Bool { secrets.contains { text.contains($0) } }

  /// A text without secrets.
  func redacted(_ text: String) -> String {
    recogniser.redacted(replacing(text) { _ in SecretRecogniser.mask })
  }

  /// A text with others in the place of secrets that stand elsewhere in the project.
  func replacing(_ text: String, with other: (String) -> String) -> String {
    var result = text
    for secret in secrets where result.contains(secret) {
      result = result.replacing(secret, with: other(secret))
    }
    return result
  }
}

/// Gathers the secret values of a project's files.
struct SecretCollection {
  private let recogniser: SecretRecogniser
  private(set) var secrets: Set<String> = []

  init(_ recogniser: SecretRecogniser) { self.recogniser = recogniser }

  mutating func add(_ inventory: ProjectInventory) {
    for variable in inventory.project.variables { add(variable.value, named: variable.name) }
    add(inventory.project.definition, named: "")
    for service in inventory.services {
      for variable in service.environment {
        if let value = variable.value { add(value, named: variable.name) }
      }
      if let process = service.compose.command { add(command: process) }
      if let process = service.compose.entrypoint { add(command: process) }
      add(command: service.process)
      for stage in service.dockerfile?.dockerfile.stages ?? [] {
        for instruction in stage.instructions { add(instruction) }
      }
      for instruction in service.dockerfile?.dockerfile.globalArguments ?? [] { add(instruction) }
    }
  }

  private mutating func add(_ value: String, named name: String) {
    for secret in recogniser.secrets(in: value, named: name) {
      secrets.insert(secret)
      // Lines of a value that spans several are shown one by one.
      if secret.contains("\n") {
        secrets.formUnion(secret.split(separator: "\n").map(String.init))
      }
      // YAML doubles the mark within a text that it quotes by it.
      if secret.contains("'") { secrets.insert(secret.replacing("'", with: "''")) }
    }
  }

  private mutating func add(command words: [String]) {
    secrets.formUnion(recogniser.secrets(inCommand: words))
  }

  private mutating func add(_ instruction: DockerfileInstruction) {
    add(instruction.arguments, named: "")
    add("\(instruction.keyword) \(instruction.arguments)", named: "")
    if let words = instruction.execForm { add(command: words) }
    for heredoc in instruction.heredocs { add(heredoc.body, named: "") }
  }

  /// Sections of compose whose names are those of secrets, and whose values are names and paths.
  static let sections: Set<String> = ["secrets", "configs", "credential_spec"]

  private mutating func add(_ node: Node, named name: String) {
    switch node.content {
    case .scalar(let scalar):
      add(scalar.text, named: Self.sections.contains(name) ? "" : name)
    case .sequence(let elements):
      let words = elements.compactMap { element -> String? in
        if case .scalar(let scalar) = element.content { return scalar.text }
        return nil
      }
      if words.count == elements.count { add(command: words) }
      for element in elements { add(element, named: name) }
    case .mapping(let entries):
      for entry in entries {
        add(
          entry.value,
          named: Self.sections.contains(name) && entry.value.isScalar ? "" : entry.key)
      }
    }
  }
}

extension Node {
  var isScalar: Bool { if case .scalar = content { true } else { false } }
}

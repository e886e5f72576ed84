import Documents
import Inventory
import Secrets

/// Names for the secrets that artefacts refer to: each secret has one, and each name is one secret's.
struct SecretVariables {
  private let redaction: Redaction
  private var names: [String: String] = [:]
  private var taken: Set<String>

  /// - Parameter taken: names that stand for something else.
  init(_ redaction: Redaction, taken: Set<String> = []) {
    self.redaction = redaction
    self.taken = taken
  }

  /// In alphabetical order.
  var all: [String] { names.values.sorted() }

  /// The name of a secret.
  ///
  /// - Parameters:
  ///   - hint: the variable or flag whose value it is.
  ///   - owner: a service, whose name is put in front where another secret has that of the hint.
  mutating func name(of secret: String, hint: String?, owner: String) -> String {
    if let known = names[secret] { return known }
    let base = Self.identifier(hint ?? "secret")
    var name = base
    if taken.contains(name) { name = "\(Self.identifier(owner))_\(base)" }
    var number = 2
    while !taken.insert(name).inserted {
      name = "\(Self.identifier(owner))_\(base)_\(number)"
      number += 1
    }
    names[secret] = name
    return name
  }

  /// A text as the name of a variable.
  static func identifier(_ text: String) -> String {
    let letters = text.uppercased().map {
      $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_"
    }
    let name = String(letters.drop { $0 == "_" })
    return name.first?.isLetter == true ? name : "SECRET_\(name)"
  }

  /// A text with a reference in the place of each secret.
  mutating func replacing(
    _ text: String, owner: String, hint: String? = nil, with reference: (String) -> String
  ) -> String {
    var own = self
    let first = redaction.replacing(text) {
      reference(own.name(of: $0, hint: hint, owner: owner))
    }
    let result = redaction.recogniser.replacing(first) {
      reference(own.name(of: $0, hint: hint ?? $1, owner: owner))
    }
    self = own
    return result
  }

  /// A command with a reference in the place of each secret.
  mutating func replacing(
    command words: [String], owner: String, with reference: (String) -> String
  ) -> [String] {
    var own = self
    let first = redaction.recogniser.replacing(inCommand: words) {
      reference(own.name(of: $0, hint: $1, owner: owner))
    }
    let result = first.map { word in
      redaction.replacing(word) { reference(own.name(of: $0, hint: nil, owner: owner)) }
    }
    self = own
    return result
  }
}

/// The compose file of what stays, with variables in the place of secrets.
struct HybridSecrets {
  private let recogniser: SecretRecogniser
  private(set) var variables: SecretVariables

  init(_ redaction: Redaction) {
    recogniser = redaction.recogniser
    variables = SecretVariables(redaction)
  }

  /// - Parameter services: those whose secrets are replaced, all others are left out of the file.
  mutating func carried(_ composition: Node, staying services: Set<String>) -> Node {
    guard case .mapping(let entries) = composition.content else { return composition }
    return with(
      composition,
      entries.map { entry in
        guard entry.key == "services", case .mapping(let all) = entry.value.content else {
          return Node.Entry(
            key: entry.key, line: entry.line, value: carried(entry.value, entry.key, entry.key))
        }
        let own = all.map { service in
          services.contains(service.key)
            ? Node.Entry(
              key: service.key, line: service.line,
              value: carried(service.value, "", service.key)) : service
        }
        return Node.Entry(key: entry.key, line: entry.line, value: with(entry.value, own))
      })
  }

  private mutating func carried(_ node: Node, _ key: String, _ owner: String) -> Node {
    switch node.content {
    case .scalar(let scalar):
      let text = carried(scalar.text, key, owner)
      return text == scalar.text
        ? node
        : Node(
          .scalar(Node.Scalar(.string, text)), line: node.line, file: node.file, tag: node.tag)
    case .sequence(let elements):
      let words = elements.compactMap { element -> String? in
        if case .scalar(let scalar) = element.content { return scalar.text }
        return nil
      }
      guard words.count == elements.count else {
        return Node(
          .sequence(elements.map { carried($0, key, owner) }), line: node.line, file: node.file,
          tag: node.tag)
      }
      let replaced = variables.replacing(command: words, owner: owner) { "${\($0)}" }
      return Node(
        .sequence(
          zip(elements, replaced).map { element, word in
            guard case .scalar(let scalar) = element.content, scalar.text != word else {
              return element
            }
            return Node(
              .scalar(Node.Scalar(.string, word)), line: element.line, file: element.file,
              tag: element.tag)
          }), line: node.line, file: node.file, tag: node.tag)
    case .mapping(let entries):
      return with(
        node,
        entries.map { entry in
          let isName =
            SecretCollection.sections.contains(key) || SecretCollection.sections.contains(entry.key)
          return Node.Entry(
            key: entry.key, line: entry.line,
            value: carried(entry.value, isName && entry.value.isScalar ? "" : entry.key, owner))
        })
    }
  }

  private mutating func carried(_ text: String, _ key: String, _ owner: String) -> String {
    guard !SecretCollection.sections.contains(key), recogniser.isWhollySecret(text, named: key)
    else { return variables.replacing(text, owner: owner) { "${\($0)}" } }
    // A variable keeps its name and loses the default that is the secret.
    if text.hasPrefix("${"), text.hasSuffix("}") {
      let name = text.dropFirst(2).prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      return "${\(name)}"
    }
    return "${\(variables.name(of: text, hint: key, owner: owner))}"
  }

  private func with(_ node: Node, _ entries: [Node.Entry]) -> Node {
    Node(.mapping(entries), line: node.line, file: node.file, tag: node.tag)
  }
}

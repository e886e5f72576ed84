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
  ///   - hint: the variable or key in whose value it stands.
  ///   - part: what it is called there; nil where it is the whole value, or has no name.
  ///   - owner: a service, whose name is put in front where another secret has that name, or it
  ///     would be one word.
  private mutating func name(
    of secret: String, hint: String?, part: String?, owner: String
  ) -> String {
    if let known = names[secret] { return known }
    let prefix = "\(Self.identifier(owner))_"
    let base = Self.base(hint, part) ?? prefix + Self.identifier(part ?? "secret")
    let owned = base.hasPrefix(prefix) ? base : prefix + base
    var name = taken.contains(base) ? owned : base
    var number = 2
    while !taken.insert(name).inserted {
      name = "\(owned)_\(number)"
      number += 1
    }
    names[secret] = name
    return name
  }

  /// nil where one word is all that is known, which many secrets could be called.
  private static func base(_ hint: String?, _ part: String?) -> String? {
    guard let hint = hint.map(identifier) else {
      return part.map(identifier).flatMap { $0.contains("_") ? $0 : nil }
    }
    guard let part = part.map(identifier), !hint.hasSuffix(part) else { return hint }
    return "\(hint)_\(part)"
  }

  /// The name of a secret that is the whole value of a key.
  mutating func name(of secret: String, key: String, owner: String) -> String {
    name(of: secret, hint: key, part: nil, owner: owner)
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
  ///
  /// - Parameter hint: the variable or key whose value it is.
  mutating func replacing(
    _ text: String, owner: String, hint: String? = nil, with reference: (String) -> String
  ) -> String {
    var own = self
    func name(_ secret: String, _ part: String?) -> String {
      let rest = hint == nil || secret == text ? part : part ?? "secret"
      return reference(own.name(of: secret, hint: hint, part: rest, owner: owner))
    }
    let first = redaction.recogniser.replacing(text) { name($0, $1) }
    let result = redaction.replacing(first) { name($0, nil) }
    self = own
    return result
  }

  /// A command with a reference in the place of each secret.
  mutating func replacing(
    command words: [String], owner: String, with reference: (String) -> String
  ) -> [String] {
    var own = self
    let first = redaction.recogniser.replacing(inCommand: words) {
      reference(own.name(of: $0, hint: nil, part: $1, owner: owner))
    }
    let result = first.map { word in
      redaction.replacing(word) {
        reference(own.name(of: $0, hint: nil, part: nil, owner: owner))
      }
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
        // Extensions are left out of the file.
        guard !entry.key.hasPrefix("x-") else { return entry }
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
      let replaced =
        Self.assignments.contains(key)
        ? words.map { assignment($0, owner) }
        : variables.replacing(command: words, owner: owner) { "${\($0)}" }
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

  /// Keys of lists of `NAME=value`.
  private static let assignments: Set<String> = ["environment", "args", "labels"]

  private mutating func assignment(_ word: String, _ owner: String) -> String {
    guard let sign = word.firstIndex(of: "=") else { return word }
    let name = String(word[..<sign])
    return name + "=" + carried(String(word[word.index(after: sign)...]), name, owner)
  }

  private mutating func carried(_ text: String, _ key: String, _ owner: String) -> String {
    guard !SecretCollection.sections.contains(key), recogniser.isWhollySecret(text, named: key)
    else {
      let hint = key.isEmpty || SecretCollection.sections.contains(key) ? nil : key
      return variables.replacing(text, owner: owner, hint: hint) { "${\($0)}" }
    }
    // A variable keeps its name and loses the default that is the secret.
    if text.hasPrefix("${"), text.hasSuffix("}") {
      let name = text.dropFirst(2).prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      return "${\(name)}"
    }
    return "${\(variables.name(of: text, key: key, owner: owner))}"
  }

  private func with(_ node: Node, _ entries: [Node.Entry]) -> Node {
    Node(.mapping(entries), line: node.line, file: node.file, tag: node.tag)
  }
}

import Units

/// Tells what is secret in the files of a project, by the names and forms that the tables of this
/// room hold with their sources. Findings, evidence and artefacts all ask it.
public struct SecretRecogniser: Sendable {
  /// What is shown in the place of a secret.
  public static let mask = "…"

  /// One that the whole program shares.
  ///
  /// Throws `.software` where the tables of the program are damaged.
  public static var shared: SecretRecogniser {
    get throws { try sharedResult.get() }
  }

  private static let sharedResult = Result { SecretRecogniser(rules: try SecretRules()) }

  private let rules: SecretRules

  /// Whether a named value is a secret or holds one, by its name or its form.
  public func isSecret(_ value: String, named name: String) -> Bool {
    isWhollySecret(value, named: name) || hasSecret(value)
  }

  /// Whether some part of a text, or of the words of a command, is a secret by its form.
  public func hasSecret(_ text: String, command words: [String] = []) -> Bool {
    !SecretScanner.spans(in: text, rules).isEmpty || !secrets(inCommand: words).isEmpty
  }

  /// Whether a value is a secret from end to end by its name. A value that tells nothing is none: an
  /// empty one, a switch, a path, a reference to another variable.
  public func isWhollySecret(_ value: String, named name: String) -> Bool {
    rules.names.isSecret(name) && !rules.names.isOrdinary(value)
      && !rules.names.isComposed(name, value)
  }

  /// Whether a name is that of a secret, whatever its value.
  public func isSecretName(_ name: String) -> Bool { rules.names.isSecret(name) }

  /// The secret parts of a named value: the whole of it, or those that its form tells.
  public func secrets(in value: String, named name: String) -> [String] {
    if isWhollySecret(value, named: name) { return [value] }
    return Self.texts(of: SecretScanner.spans(in: value, rules), in: value)
  }

  /// The secrets in the words of a command; what follows a flag counts as a whole.
  public func secrets(inCommand words: [String]) -> [String] {
    zip(words, spans(inCommand: words)).flatMap { Self.texts(of: $1, in: $0) }
  }

  private static func texts(of spans: [SecretSpan], in text: String) -> [String] {
    let bytes = Array(text.utf8)
    return spans.map { String(decoding: bytes[$0.range], as: UTF8.self) }
  }

  /// A command with another text in the place of each secret.
  public func replacing(
    inCommand words: [String], with other: (_ secret: String, _ name: String?) -> String
  ) -> [String] {
    zip(words, spans(inCommand: words)).map { Self.replaced($0, $1, other) }
  }

  private static let commandEnds: Set<String> = ["|", "||", "&", "&&", ";", ">", ">>"]

  /// A word of the same length that is one word of a line.
  private static func whole(_ word: String, _ isEnd: (UInt8) -> Bool) -> String {
    word.isEmpty
      ? "_"
      : String(decoding: word.utf8.map { isEnd($0) ? UInt8(ascii: "_") : $0 }, as: UTF8.self)
  }

  /// Those that a word shows by itself, and those that the words before it show.
  private func spans(inCommand words: [String]) -> [[SecretSpan]] {
    let line = words.map { Self.whole($0, SecretScanner.isBetweenWords) }
    let safe = words.map { word in
      Self.commandEnds.contains(word)
        ? word
        : Self.whole(word) { SecretScanner.isBetweenWords($0) || SecretScanner.isOfShell($0) }
    }
    let together =
      SecretScanner.spans(in: line.joined(separator: " "), rules)
      + SecretScanner.argumentSpans(in: safe.joined(separator: " "), rules)
    var start = 0
    return zip(words, line).map { word, shown in
      let range = start..<(start + shown.utf8.count)
      start = range.upperBound + 1
      let parts = together.filter { $0.range.overlaps(range) }.map { span in
        let part = span.range.clamped(to: range)
        return SecretSpan(
          range: (part.lowerBound - range.lowerBound)..<(part.upperBound - range.lowerBound),
          name: span.name)
      }
      return word.isEmpty
        ? [] : SecretSpan.merged(SecretScanner.spans(in: word, rules) + parts)
    }
  }

  /// A text with another in the place of each secret.
  public func replacing(_ text: String, with other: (_ secret: String, _ name: String?) -> String)
    -> String
  {
    Self.replaced(text, SecretScanner.spans(in: text, rules), other)
  }

  private static func replaced(
    _ text: String, _ spans: [SecretSpan], _ other: (String, String?) -> String
  ) -> String {
    guard !spans.isEmpty else { return text }
    let bytes = Array(text.utf8)
    var result = ""
    var place = 0
    for span in spans {
      result += String(decoding: bytes[place..<span.range.lowerBound], as: UTF8.self)
      result += other(String(decoding: bytes[span.range], as: UTF8.self), span.name)
      place = span.range.upperBound
    }
    return result + String(decoding: bytes[place...], as: UTF8.self)
  }

  /// A text without secrets.
  public func redacted(_ text: String) -> String { replacing(text) { _, _ in Self.mask } }
}

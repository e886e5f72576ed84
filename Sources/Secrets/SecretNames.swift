import Documents
import Units

/// Tells by its name whether a variable, a flag or a parameter holds a secret.
struct SecretNames: Sendable {
  private enum Match: String, CaseIterable {
    /// In any part of the name, whatever separates its words.
    case anywhere
    /// At the end of a word.
    case ending
    /// The last word.
    case last
    /// The last word of a parameter in an address or a connection string.
    case parameter
    /// Names that hold one of the above and are no secrets.
    case harmless
    /// As `harmless`, at the end: what is said about a secret.
    case qualifier
    /// As `anywhere`, in spite of a qualifier.
    case identifier
    /// The whole name, with `*` for any characters.
    case pattern
    /// In any part of names that are those of secrets, whose values hold them among other things.
    case composed
    /// Values that are none.
    case ordinary
    /// Last words that do not change what a name is.
    case neutral
    /// What stands in front of a colon and is no user.
    case scheme
    /// Schemes of authentication, in front of a header's value.
    case authentication
    /// Beginnings of paths.
    case root
    /// Endings of files.
    case suffix
  }

  private let texts: [Match: [String]]
  /// Schemes of authentication with the space behind them.
  let authentication: [[UInt8]]
  private let patterns: [GlobPattern]

  init(_ table: CSVTable) throws {
    var texts: [Match: [String]] = [:]
    for row in table.rows {
      let match: Match = try row["match"].choice()
      texts[match, default: []].append(try row["text"].string())
    }
    self.texts = texts
    patterns = (texts[.pattern] ?? []).map { GlobPattern($0) }
    authentication = (texts[.authentication] ?? []).map { Array("\($0) ".utf8) }
  }

  /// Whether what stands behind this name is a secret, unless the value is ordinary.
  ///
  /// - Parameter isParameter: whether it is one of an address's query or a connection string.
  func isSecret(_ name: String, isParameter: Bool = false) -> Bool {
    guard name.utf8.count <= 200 else { return false }
    if patterns.contains(where: { $0.describes(name) }) { return true }
    var words = Self.words(of: name)
    while let last = words.last, words.count > 1, isNeutral(last) { words.removeLast() }
    guard let last = words.last else { return false }
    let whole = words.joined()
    if has(.identifier, { whole.contains($0) }) { return true }
    if has(.qualifier, { last == $0 }), words.count > 1 { return false }
    var rest = whole
    for text in texts[.harmless] ?? [] where rest.contains(text) {
      rest = rest.replacing(text, with: " ")
    }
    if has(.anywhere, { rest.contains($0) }) { return true }
    guard rest == whole else { return false }
    if has(.ending, { ending in words.contains { $0.hasSuffix(ending) } }) { return true }
    if has(.parameter, { last == $0 }), isParameter { return true }
    return has(.last, { last == $0 }) && (words.count > 1 || last != "KEY" && last != "KEYS")
  }

  /// Whether a value tells nothing whatever its name: empty, a switch, a reference, a path.
  func isOrdinary(_ value: String) -> Bool {
    let text = value.lowercased()
    return text.isEmpty || has(.ordinary, { text == $0 }) || SecretReference.isOne(value)
      || isPath(value)
  }

  /// Whether a value is one of assignments or an address, of which only parts are secret.
  ///
  /// The name must say so in whole words with no secret behind them, and the value must begin as one.
  func isComposed(_ name: String, _ value: String) -> Bool {
    guard value.utf8.count <= 4_096, value.contains("://") || Self.beginsWithAssignment(value)
    else { return false }
    let words = Self.words(of: name)
    return words.indices.contains { start in
      words[start...].indices.contains { end in
        let part = words[start...end].joined()
        return has(.composed) { part == $0 || part == $0 + "S" }
          && !isSecret(words[(end + 1)...].joined(separator: "_"))
      }
    }
  }

  /// `key=value` at the start; what base64 is padded with is no value.
  private static func beginsWithAssignment(_ value: String) -> Bool {
    let key = value.prefix { $0.isLetter || $0.isNumber || " _-.".contains($0) }
    let rest = value[key.endIndex...]
    return !key.isEmpty && rest.first == "=" && rest.dropFirst().first.map { $0 != "=" } ?? false
  }

  private func has(_ match: Match, _ isMet: (String) -> Bool) -> Bool {
    (texts[match] ?? []).contains(where: isMet)
  }

  /// Words that are told apart by signs or by capitals, in capitals: `clientSecret2` is CLIENT SECRET.
  private static func words(of name: String) -> [String] {
    var words: [String] = [""]
    let characters = Array(name)
    for (place, character) in characters.enumerated() {
      guard character.isLetter || character.isNumber else {
        words.append("")
        continue
      }
      let previous = place > 0 ? characters[place - 1] : nil
      let next = place + 1 < characters.count ? characters[place + 1] : nil
      if character.isUppercase,
        previous?.isLowercase == true
          || previous?.isUppercase == true && next?.isLowercase == true
      {
        words.append("")
      }
      words[words.count - 1] += character.uppercased()
    }
    return words.map { word in
      let letters = word.reversed().drop { $0.isNumber }.reversed()
      return letters.isEmpty ? word : String(letters)
    }.filter { !$0.isEmpty }
  }

  /// Whether a word behind a name does not change what it is.
  private func isNeutral(_ word: String) -> Bool {
    word.allSatisfy(\.isNumber) || has(.neutral) { word == $0 }
  }

  /// Whether what stands in front of a colon says what follows, and is no user.
  func isScheme(_ text: Substring) -> Bool { has(.scheme) { text == $0 } }

  /// An absolute path or one from a folder, as programs write them.
  private func isPath(_ value: String) -> Bool {
    let isPlain = value.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "._-/~".contains($0))
    }
    guard isPlain, value.contains("/") else { return false }
    return has(.root, value.hasPrefix) || has(.suffix, value.hasSuffix)
  }
}

/// Texts that stand for a value which is kept elsewhere.
enum SecretReference {
  /// Whether a text is nothing but references: `$NAME`, `${NAME}`, `$(NAME)`, `{{ name }}`, `%NAME%`,
  /// or a mask of the same sign. A default that is written into one makes it none.
  static func isOne(_ text: String) -> Bool {
    guard let first = text.first else { return false }
    if text.allSatisfy({ $0 == "*" || $0 == "…" || $0 == "." || $0 == "x" || $0 == "X" }) {
      return true
    }
    if text.hasPrefix("{{"), text.hasSuffix("}}") || text.hasSuffix("}") { return true }
    if first == "%", text.count > 2, text.last == "%" { return true }
    guard first == "$" else { return false }
    var rest = text[...]
    while !rest.isEmpty {
      guard let end = reference(rest) else { return false }
      rest = rest[end...]
    }
    return true
  }

  /// Where the reference that a text begins with ends; nil where it begins with none.
  private static func reference(_ text: Substring) -> Substring.Index? {
    let rest = text.drop { $0 == "$" }
    guard rest.startIndex > text.startIndex, let open = rest.first else { return nil }
    if open == "{" || open == "(" {
      guard let close = rest.firstIndex(of: open == "{" ? "}" : ")") else { return nil }
      let body = rest[rest.index(after: rest.startIndex)..<close]
      let other = body.drop { $0.isLetter || $0.isNumber || "_ .".contains($0) }
      let isPlain = other.isEmpty || other == "-" || other == ":-"
      let isMessage = other.hasPrefix("?") || other.hasPrefix(":?")
      let isNested = (other.hasPrefix(":-$") || other.hasPrefix("-$"))
      guard isPlain || isMessage || isNested || open == "(" else { return nil }
      return isNested ? text.endIndex : rest.index(after: close)
    }
    let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    return name.isEmpty ? nil : name.endIndex
  }
}

import Inventory
import Rules

/// Takes the values of secrets out of texts that are shown.
struct Redaction {
  private let secrets: [String]
  private static let mask = "…"

  /// The names of variables and flags whose values are not to be seen.
  private let secretName: TextPattern

  /// Values that are long or odd enough to be told from words are masked wherever they appear.
  init(_ inventory: ProjectInventory) throws {
    let pattern = try TextPattern(
      "PASS|SECRET|TOKEN|API[_-]?KEY|ACCESS[_-]?KEY|PRIVATE|CREDENTIAL|SALT|[_-]KEY|PWD|[_-]DSN|CERT"
    )
    secretName = pattern
    let values = inventory.services.flatMap(\.environment)
      .filter { pattern.matches($0.name) }.compactMap(\.value)
    secrets = Set(values.filter(Self.isTellingValue))
      .sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }
  }

  private static func isTellingValue(_ value: String) -> Bool {
    let hasOther = value.contains { !$0.isLetter }
    return value.utf8.count >= 16 || (value.utf8.count >= 8 && hasOther)
  }

  /// Whether the value of a variable is not to be seen, by its name or by a password in it.
  func isSecret(_ variable: InventoriedVariable) -> Bool {
    if secretName.matches(variable.name) { return true }
    guard let value = variable.value else { return false }
    return Self.withoutPasswords(value) != value
  }

  /// A text without secrets: known values, what stands behind a secret's name, and the passwords of
  /// addresses.
  func redacted(_ text: String) -> String {
    var result = text
    for secret in secrets where result.contains(secret) {
      result = result.split(separator: secret, omittingEmptySubsequences: false)
        .joined(separator: Self.mask)
    }
    return withoutAssignedSecrets(Self.withoutPasswords(result))
  }

  /// `PASSWORD=…`, `password: …` and `--password …`.
  private func withoutAssignedSecrets(_ text: String) -> String {
    var isValue = false
    return text.split(separator: " ", omittingEmptySubsequences: false).map { word in
      if isValue, !word.isEmpty {
        isValue = false
        return Self.mask
      }
      let end = word.firstIndex { $0 == "=" || $0 == ":" } ?? word.endIndex
      guard end < word.endIndex || word.hasPrefix("-") else { return String(word) }
      guard Self.isName(word[..<end]), secretName.matches(String(word[..<end])) else {
        return String(word)
      }
      if end < word.endIndex, word.index(after: end) < word.endIndex {
        return word[...end] + Self.mask
      }
      isValue = true
      return String(word)
    }.joined(separator: " ")
  }

  /// Whether a word can be the name of a variable or a flag.
  private static func isName(_ word: Substring) -> Bool {
    !word.isEmpty
      && word.allSatisfy { $0.isLetter || $0.isNumber || "_-\"'{[.".contains($0) }
  }

  /// `scheme://user:…@host`.
  private static func withoutPasswords(_ text: String) -> String {
    guard let scheme = text.firstRange(of: "://") else { return text }
    let rest = text[scheme.upperBound...]
    let authority = rest.prefix { !" /\"'".contains($0) }
    guard let at = authority.lastIndex(of: "@"),
      let colon = authority[..<at].firstIndex(of: ":")
    else { return text[..<scheme.upperBound] + withoutPasswords(String(rest)) }
    return text[...colon] + mask + withoutPasswords(String(text[at...]))
  }
}

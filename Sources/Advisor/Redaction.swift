import Inventory
import Rules

/// Takes the values of secrets out of lines that are shown as evidence.
struct Redaction {
  private let secrets: [String]
  private static let mask = "…"

  /// Names of variables whose values are not to be seen.
  private static let words = [
    "PASS", "SECRET", "TOKEN", "APIKEY", "API_KEY", "ACCESS_KEY", "PRIVATE", "CREDENTIAL", "SALT",
    "_KEY", "PWD", "_DSN", "CERT",
  ]

  init(_ inventory: ProjectInventory) {
    let variables = inventory.services.flatMap(\.environment)
    secrets = Set(
      variables.filter { Self.isSecret($0.name) }.compactMap(\.value).filter { $0.utf8.count >= 4 }
    ).sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }
  }

  static func isSecret(_ name: String) -> Bool {
    let upper = name.uppercased()
    return words.contains { upper.contains($0) }
  }

  /// A text without secrets: known values, what stands behind a secret's name, and the passwords of
  /// addresses.
  func redacted(_ text: String) -> String {
    var result = text
    for secret in secrets where result.contains(secret) {
      result = result.split(separator: secret, omittingEmptySubsequences: false)
        .joined(separator: Self.mask)
    }
    return Self.withoutPasswords(Self.withoutAssignedSecrets(result))
  }

  /// `PASSWORD=…` and `password: …`.
  private static func withoutAssignedSecrets(_ text: String) -> String {
    guard let sign = text.firstIndex(where: { $0 == "=" || $0 == ":" }) else { return text }
    let name = text[..<sign].split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }.last
    let value = text[text.index(after: sign)...]
    guard let name, isSecret(String(name).replacing("-", with: "_")),
      !value.allSatisfy(\.isWhitespace)
    else { return text }
    return text[...sign] + (text[sign] == ":" ? " " : "") + mask
  }

  /// `scheme://user:…@host`.
  private static func withoutPasswords(_ text: String) -> String {
    guard let scheme = text.firstRange(of: "://"),
      let at = text[scheme.upperBound...].firstIndex(of: "@"),
      let colon = text[scheme.upperBound..<at].firstIndex(of: ":")
    else { return text }
    return text[...colon] + mask + withoutPasswords(String(text[at...]))
  }
}

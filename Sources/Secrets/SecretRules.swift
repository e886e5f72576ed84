import Documents
import Units

/// The names, prefixes, addresses and flags that tell secrets: the tables of this room.
struct SecretRules: Sendable {
  /// How a flag of a program carries a secret.
  enum FlagForm: String, CaseIterable, Sendable {
    /// It is the next word.
    case next
    /// It is the rest of the word.
    case attached
    /// It stands behind a colon, in the next word or behind `=`.
    case pair
  }

  struct Flag: Sendable {
    let program: Wildcard
    let name: [UInt8]
    let form: FlagForm
  }

  struct Token: Sendable {
    let prefix: [UInt8]
    /// Bytes that follow at least.
    let leastRest: Int
  }

  struct Webhook: Sendable {
    let host: Wildcard
    let path: String
    let isOfAnyHost: Bool
  }

  let names: SecretNames
  let tokens: [Token]
  /// The first bytes of all prefixes.
  let tokenStarts: Set<UInt8>
  let webhooks: [Webhook]
  let flags: [Flag]

  /// Throws `.software` or `.configuration` where a table is missing or malformed.
  init() throws {
    names = try SecretNames(Self.table("names.csv", ["text", "match", "source"]))
    tokens = try Self.table("tokens.csv", ["prefix", "least_rest", "source"]).rows.map {
      Token(
        prefix: Array(try $0["prefix"].string().utf8),
        leastRest: try $0["least_rest"].int(in: 1...1_000))
    }
    tokenStarts = Set(tokens.compactMap(\.prefix.first))
    webhooks = try Self.table("webhooks.csv", ["host", "path", "source"]).rows.map {
      let host = try $0["host"].string()
      return Webhook(
        host: Wildcard(host), path: try $0["path"].string(), isOfAnyHost: host == "*")
    }
    flags = try Self.table("flags.csv", ["program", "flag", "form", "source"]).rows.map {
      Flag(
        program: Wildcard(try $0["program"].string()), name: Array(try $0["flag"].string().utf8),
        form: try $0["form"].choice())
    }
  }

  private static func table(_ name: String, _ columns: [String]) throws -> CSVTable {
    guard let file = embeddedFiles.first(where: { $0.path == name }) else {
      throw Failure(.software, "the table \(name) is not in this program")
    }
    return try CSVTable(
      Array(UnsafeBufferPointer(start: file.text.utf8Start, count: file.text.utf8CodeUnitCount)),
      file: name, requiring: columns)
  }
}

/// A name that may begin or end with `*` for any characters.
struct Wildcard: Sendable {
  private let text: String
  private let isOpenAtStart: Bool
  private let isOpenAtEnd: Bool

  init(_ pattern: String) {
    isOpenAtStart = pattern.hasPrefix("*")
    isOpenAtEnd = pattern.hasSuffix("*")
    text = pattern.filter { $0 != "*" }
  }

  func matches(_ name: String) -> Bool {
    switch (isOpenAtStart, isOpenAtEnd) {
    case (true, true): return name.contains(text)
    case (true, false): return name.hasSuffix(text)
    case (false, true): return name.hasPrefix(text)
    case (false, false): return name == text
    }
  }
}

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
    let program: GlobPattern
    let name: [UInt8]
    let form: FlagForm
  }

  struct Token: Sendable {
    let prefix: [UInt8]
    /// Bytes that follow at least.
    let leastRest: Int
  }

  struct Webhook: Sendable {
    let host: GlobPattern
    let path: String
    let isOfAnyHost: Bool
  }

  let names: SecretNames
  let tokens: [Token]
  /// The first bytes of all prefixes.
  let tokenStarts: Set<UInt8>
  let webhooks: [Webhook]
  let flags: [Flag]
  let arguments: [SecretArgument]
  let numberedTokens: [NumberedToken]

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
        host: GlobPattern(host), path: try $0["path"].string(), isOfAnyHost: host == "*")
    }
    flags = try Self.table("flags.csv", ["program", "flag", "form", "source"]).rows.map {
      Flag(
        program: GlobPattern(try $0["program"].string()), name: Array(try $0["flag"].string().utf8),
        form: try $0["form"].choice())
    }
    arguments = try Self.table("arguments.csv", SecretArgument.columns).rows.map(
      SecretArgument.init)
    numberedTokens = try Self.table("numbered-tokens.csv", NumberedToken.columns).rows
      .map(NumberedToken.init)
  }

  private static func table(_ name: String, _ columns: [String]) throws -> CSVTable {
    try EmbeddedFiles(embeddedFiles).table(name, columns: columns)
  }
}

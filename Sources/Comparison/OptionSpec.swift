import Units

/// An option as a user writes it: `PLATFORM[:key=value[,key=value…]]`.
public struct OptionSpec: Hashable, Sendable, CustomStringConvertible {
  public struct Setting: Hashable, Sendable {
    public let key: String
    public let value: String

    public init(key: String, value: String) {
      self.key = key
      self.value = value
    }
  }

  public let platform: String
  /// In the order they were written.
  public let settings: [Setting]

  public init(platform: String, settings: [Setting]) {
    self.platform = platform
    self.settings = settings
  }

  /// Reads a SPEC; throws `.usage` with what is wrong with it. Whether the platform and its keys
  /// exist is checked later, against the price files.
  public init(_ text: String) throws {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = parts.first, !name.isEmpty else {
      throw Failure(
        .usage, "option \"\(text)\" names no platform",
        hint: "write PLATFORM:key=value,key=value, such as aws-lambda:memory=512")
    }
    var settings: [Setting] = []
    if parts.count == 2 {
      for piece in try Self.pieces(of: String(parts[1]), in: text) {
        let setting = try Self.setting(piece, in: text)
        guard !settings.contains(where: { $0.key == setting.key }) else {
          throw Failure(.usage, "option \"\(text)\" gives \(setting.key)= twice")
        }
        settings.append(setting)
      }
    }
    self.init(platform: String(name), settings: settings)
  }

  /// The value under a key, nil where the option does not say.
  public subscript(key: String) -> String? { settings.first { $0.key == key }?.value }

  /// The same with values under keys that it does not have yet.
  func stating(_ additions: [Setting]) -> OptionSpec {
    OptionSpec(
      platform: platform,
      settings: settings + additions.filter { addition in self[addition.key] == nil })
  }

  /// The same without some keys, in the SPECs that it is made of too.
  func without(_ keys: [String]) -> OptionSpec {
    guard !keys.isEmpty else { return self }
    return OptionSpec(
      platform: platform,
      settings: settings.filter { !keys.contains($0.key) }.map { setting in
        guard let part = Self.part(setting.value) else { return setting }
        return Setting(key: setting.key, value: "(\(part.without(keys)))")
      })
  }

  /// The SPEC in parentheses under a key; nil where there is none.
  func part(_ key: String) -> OptionSpec? { self[key].flatMap(Self.part) }

  /// The SPEC that a value in parentheses holds; nil where it holds none.
  private static func part(_ value: String) -> OptionSpec? {
    guard value.hasPrefix("("), value.hasSuffix(")") else { return nil }
    return try? OptionSpec(String(value.dropFirst().dropLast()))
  }

  public var description: String {
    guard !settings.isEmpty else { return platform }
    return platform + ":" + settings.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
  }

  private static func setting(_ piece: String, in text: String) throws -> Setting {
    let sides = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard sides.count == 2, !sides[0].isEmpty, !sides[1].isEmpty else {
      throw Failure(
        .usage, "option \"\(text)\": \"\(piece)\" is not of the form key=value")
    }
    return Setting(key: String(sides[0]), value: String(sides[1]))
  }

  /// Splits at commas outside parentheses, so that `lognormal(131ms,0.26)` stays whole.
  private static func pieces(of text: String, in option: String) throws -> [String] {
    var pieces = [""]
    var depth = 0
    for character in text {
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      guard depth >= 0 else { break }
      if character == ",", depth == 0 {
        pieces.append("")
      } else {
        pieces[pieces.count - 1].append(character)
      }
    }
    guard depth == 0 else {
      throw Failure(.usage, "option \"\(option)\" has parentheses that do not match")
    }
    return pieces
  }
}

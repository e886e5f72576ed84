/// Replaces `${V}` in a value of a compose file (compose specification, "Interpolation").
///
/// `$V`, `${V}`, `${V:-default}`, `${V-default}`, `${V:?error}`, `${V?error}`, `${V:+other}`,
/// `${V+other}`, each nested in another, and `$$` for a dollar sign.
struct Interpolation {
  /// Nesting that is read.
  private static let maximumDepth = 20
  /// The longest text that may come out: defaults that hold each other twice would grow for ever.
  private static let longestText = 1 << 20

  let variables: Variables
  /// Names that were asked for, are not set and have no default.
  private(set) var unset: [String] = []

  init(_ variables: Variables) { self.variables = variables }

  struct Problem: Error {
    let message: String
  }

  mutating func expand(_ text: String) throws -> String {
    guard text.utf8.contains(UInt8(ascii: "$")) else { return text }
    return try expand(Array(text.unicodeScalars)[...], depth: 0)
  }

  private mutating func expand(
    _ text: ArraySlice<Unicode.Scalar>, depth: Int
  ) throws -> String {
    guard depth < Self.maximumDepth else {
      throw Problem(message: "has variables nested deeper than \(Self.maximumDepth) levels")
    }
    var result = String.UnicodeScalarView()
    var rest = text
    while let character = rest.popFirst() {
      guard character == "$" else {
        result.append(character)
        continue
      }
      let value = try self.value(&rest, depth)
      result.append(contentsOf: value.unicodeScalars)
      guard result.count <= Self.longestText else {
        throw Problem(message: "becomes longer than \(Self.longestText) characters")
      }
    }
    return String(result)
  }

  /// What stands for a dollar sign and what follows it.
  private mutating func value(
    _ rest: inout ArraySlice<Unicode.Scalar>, _ depth: Int
  ) throws -> String {
    switch rest.first {
    case "$":
      rest.removeFirst()
      return "$"
    case "{":
      rest.removeFirst()
      return try braced(&rest, depth)
    default:
      let name = Self.name(&rest)
      guard !name.isEmpty else { throw Problem(message: Self.invalid) }
      return plain(name)
    }
  }

  private static let invalid =
    "has a dollar sign that begins no variable; a dollar sign itself is written $$"

  private mutating func plain(_ name: String) -> String {
    if let value = variables[name] { return value }
    if !unset.contains(name) { unset.append(name) }
    return ""
  }

  private mutating func braced(
    _ rest: inout ArraySlice<Unicode.Scalar>, _ depth: Int
  ) throws -> String {
    let name = Self.name(&rest)
    guard !name.isEmpty else { throw Problem(message: Self.invalid) }
    let body = try Self.body(&rest)
    guard let first = body.first else { return plain(name) }
    let treatsEmptyAsUnset = first == ":"
    let operation = treatsEmptyAsUnset ? body.dropFirst().first : first
    let word = body.dropFirst(treatsEmptyAsUnset ? 2 : 1)
    let value = variables[name].flatMap { treatsEmptyAsUnset && $0.isEmpty ? nil : $0 }
    switch operation {
    case "-":
      if let value { return value }
      return try expand(word, depth: depth + 1)
    case "+": return try value == nil ? "" : expand(word, depth: depth + 1)
    case "?":
      if let value { return value }
      let reason = try expand(word, depth: depth + 1)
      throw Problem(message: "needs the variable \(name)" + (reason.isEmpty ? "" : ": \(reason)"))
    default: throw Problem(message: Self.invalid)
    }
  }

  /// What stands behind a name up to the closing brace of it.
  private static func body(
    _ rest: inout ArraySlice<Unicode.Scalar>
  ) throws -> ArraySlice<Unicode.Scalar> {
    var depth = 0
    let text = rest
    while let character = rest.popFirst() {
      let opens = character == "$" && rest.first == "{"
      if opens { depth += 1 }
      guard character == "}" else { continue }
      if depth == 0 { return text[..<(rest.startIndex - 1)] }
      depth -= 1
    }
    throw Problem(message: "has a variable whose brace is never closed")
  }

  private static func name(_ rest: inout ArraySlice<Unicode.Scalar>) -> String {
    var name = String.UnicodeScalarView()
    while let character = rest.first, isOfName(character, isFirst: name.isEmpty) {
      name.append(character)
      rest.removeFirst()
    }
    return String(name)
  }

  private static func isOfName(_ character: Unicode.Scalar, isFirst: Bool) -> Bool {
    switch character {
    case "a"..."z", "A"..."Z", "_": return true
    case "0"..."9": return !isFirst
    default: return false
    }
  }
}

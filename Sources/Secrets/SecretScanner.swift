/// Finds the secrets of a text: a value, a command, a line of a file.
struct SecretScanner {
  let rules: SecretRules
  let bytes: [UInt8]
  /// For each byte the quotation mark that is open there; 0 for none.
  let quotes: [UInt8]
  private(set) var spans: [SecretSpan] = []

  init(_ text: String, _ rules: SecretRules) {
    self.rules = rules
    bytes = Array(text.utf8)
    quotes = Self.quotes(bytes)
  }

  /// In their order, none overlapping.
  static func spans(in text: String, _ rules: SecretRules) -> [SecretSpan] {
    guard text.utf8.count >= 4 else { return [] }
    var scanner = SecretScanner(text, rules)
    scanner.findKeys()
    scanner.findTokens()
    scanner.findNumberedTokens()
    scanner.findAddresses()
    scanner.findLogins()
    scanner.findAssignments()
    scanner.findFlags()
    scanner.findArguments()
    scanner.findHeaders()
    scanner.findDirectives()
    return SecretSpan.merged(scanner.spans)
  }

  /// Takes a range for a secret unless it is empty or a reference.
  mutating func add(_ range: Range<Int>, _ name: String? = nil) {
    guard !range.isEmpty, !SecretReference.isOne(text(range)) else { return }
    spans.append(SecretSpan(range: range, name: name))
  }

  /// Takes the value of a name for a secret unless it is ordinary, or its form tells which parts are.
  mutating func add(_ range: Range<Int>, of name: String) {
    let value = text(range)
    guard !rules.names.isOrdinary(value), !rules.names.isComposed(name, value) else { return }
    add(range, name)
  }

  // MARK: Forms

  /// From `-----BEGIN … PRIVATE KEY` to its end (RFC 7468).
  private mutating func findKeys() {
    let begin = Array("-----BEGIN ".utf8)
    var place = 0
    while let start = find(begin, from: place) {
      let head = start + begin.count
      let title = run(from: head) { $0 != UInt8(ascii: "-") && $0 >= 0x20 }
      place = title.upperBound
      let name = text(title)
      guard name.contains("PRIVATE KEY") else { continue }
      let last = find(Array("-----END \(name)-----".utf8), from: place)
      place = last.map { $0 + name.utf8.count + 14 } ?? bytes.count
      add(start..<place)
    }
  }

  /// Prefixes that vendors give to their tokens.
  private mutating func findTokens() {
    var place = 0
    while place < bytes.count {
      defer { place += 1 }
      guard rules.tokenStarts.contains(bytes[place]), place == 0 || !Self.isOfWord(bytes[place - 1])
      else { continue }
      for token in rules.tokens where has(token.prefix, at: place) {
        let start = place + token.prefix.count
        let isOfToken = { (byte: UInt8) in Self.isOfWord(byte) || "-._~+/=".utf8.contains(byte) }
        let head = run(from: start, atMost: 256, while: isOfToken)
        guard head.count >= token.leastRest, isToken(head) else { continue }
        let rest = run(from: start, while: isOfToken)
        add(place..<rest.upperBound)
        place = rest.upperBound - 1
        break
      }
    }
  }

  /// A word of small letters and hyphens alone is a name, not a token.
  private func isToken(_ range: Range<Int>) -> Bool {
    let hasDigit = bytes[range].contains { Self.isDigit($0) }
    let isMixed =
      bytes[range].contains { Self.isUpper($0) } && bytes[range].contains { Self.isLower($0) }
    return hasDigit || isMixed || range.count >= 30 && !bytes[range].contains(UInt8(ascii: "-"))
  }

  /// `Bearer x` and `Basic x` of headers (RFC 6750, RFC 7617).
  private mutating func findHeaders() {
    for scheme in rules.names.authentication {
      var place = 0
      while let start = find(scheme, from: place) {
        place = start + scheme.count
        guard start == 0 || !Self.isOfWord(bytes[start - 1]) else { continue }
        let value = run(from: place) { Self.isOfWord($0) || "-._~+/=".utf8.contains($0) }
        if value.count >= 6, isToken(value) { add(value, "token") }
      }
    }
  }

  /// A name and its value alone on a line, as `requirepass x` or `ENV API_SECRET x`; behind `password`
  /// on a line of netrc; behind SQL's `PASSWORD` and `IDENTIFIED BY`.
  private mutating func findDirectives() {
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      var words = words(in: start..<end)
      if let first = words.first, ["ENV", "ARG", "LABEL", "-"].contains(text(first)) {
        words.removeFirst()
      }
      if words.count == 2 || words.count == 3 && Self.isNetrc(words.map(text)) {
        let (name, value) = (text(words[words.count - 2]), words[words.count - 1])
        if rules.names.isSecret(name), !name.contains("="), !name.hasSuffix(":") {
          add(value, of: name)
        }
      }
      var hasLogin = false
      for (place, word) in words.enumerated().dropLast() {
        if text(word) == "login" { hasLogin = true }
        let isSQL =
          text(word).uppercased() == "PASSWORD"
          || place > 0 && text(words[place - 1]).uppercased() == "IDENTIFIED"
        let isNetrc = text(word) == "password" && hasLogin
        let value = words[place + 1]
        let isQuoted = value.lowerBound > 0 && bytes[value.lowerBound - 1] == UInt8(ascii: "'")
        if isNetrc || isSQL && isQuoted { add(value, of: "password") }
      }
      start = end + 1
    }
  }

  private static func isNetrc(_ words: [String]) -> Bool { words[0] == "login" }

  // MARK: Bytes

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  func has(_ text: [UInt8], at place: Int) -> Bool {
    place >= 0 && place + text.count <= bytes.count
      && bytes[place..<(place + text.count)].elementsEqual(text)
  }

  func find(_ text: [UInt8], from start: Int) -> Int? {
    guard let first = text.first, start < bytes.count else { return nil }
    var place = start
    while let found = bytes[place...].firstIndex(of: first) {
      if has(text, at: found) { return found }
      place = found + 1
    }
    return nil
  }

  func run(
    from start: Int, atMost length: Int = .max, while isIn: (UInt8) -> Bool
  ) -> Range<Int> {
    let begin = min(start, bytes.count)
    let limit = min(length, bytes.count - begin) + begin
    var end = begin
    while end < limit, isIn(bytes[end]) { end += 1 }
    return begin..<end
  }

  static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  static func isUpper(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }
  static func isLower(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
  static func isQuote(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
  }
  static func isOfWord(_ byte: UInt8) -> Bool {
    isDigit(byte) || isUpper(byte) || isLower(byte) || byte == UInt8(ascii: "_")
  }

  private static func quotes(_ bytes: [UInt8]) -> [UInt8] {
    var quotes = [UInt8](repeating: 0, count: bytes.count)
    var open: UInt8 = 0
    for (place, byte) in bytes.enumerated() {
      quotes[place] = open
      guard isQuote(byte) else { continue }
      // An apostrophe within a word opens nothing.
      if byte == open {
        open = 0
      } else if open == 0, place == 0 || !isOfWord(bytes[place - 1]) {
        open = byte
      }
    }
    return quotes
  }
}

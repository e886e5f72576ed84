/// Secrets behind their names: `name=value`, `name: value`, `"name": "value"`, and strings of those
/// with `;`, `,`, `&` or spaces between.
extension SecretScanner {
  mutating func findAssignments() {
    var place = 0
    while place < bytes.count {
      let byte = bytes[place]
      guard byte == UInt8(ascii: "=") || byte == UInt8(ascii: ":") else {
        place += 1
        continue
      }
      let isColon = byte == UInt8(ascii: ":")
      guard let name = name(before: place, isColon: isColon), isValueBehind(place, name) else {
        place += 1
        continue
      }
      let value = isColon ? colonValue(from: place + 1) : equalsValue(from: place + 1)
      guard !rules.names.isComposed(text(name), text(value)) else {
        place += 1
        continue
      }
      add(valueWithoutScheme(value, name), of: text(name))
      place = max(place + 1, value.upperBound)
    }
  }

  // MARK: Names

  /// The name that ends before a sign; nil where it is that of no secret.
  private func name(before sign: Int, isColon: Bool) -> Range<Int>? {
    var end = sign
    while end > 0, bytes[end - 1] == 0x20, sign - end < 4 { end -= 1 }
    if end > 0, Self.isQuote(bytes[end - 1]) {
      end -= 1
      if end > 0, bytes[end - 1] == UInt8(ascii: "\\") { end -= 1 }
    }
    var start = end
    while start > 0, end - start < 200,
      Self.isOfWord(bytes[start - 1]) || "-.".utf8.contains(bytes[start - 1])
        || (bytes[start - 1] == 0x20 && isInString(start, sign))
    {
      start -= 1
    }
    guard start < end else { return nil }
    let before = start > 0 ? bytes[start - 1] : 0x20
    if isColon, before == UInt8(ascii: "/") { return nil }
    let isParameter = "?&;#".utf8.contains(before) || isInString(start, sign)
    return rules.names.isSecret(text(start..<end), isParameter: isParameter) ? start..<end : nil
  }

  /// Whether a sign stands in a string of assignments with `;` between.
  private func isInString(_ start: Int, _ sign: Int) -> Bool {
    guard bytes[sign] == UInt8(ascii: "=") else { return false }
    var place = start
    while place > 0, start - place < 40, !Self.isQuote(bytes[place - 1]) {
      let byte = bytes[place - 1]
      if byte == UInt8(ascii: ";") { return true }
      guard Self.isOfWord(byte) || byte == 0x20 else { return false }
      place -= 1
    }
    return false
  }

  /// Whether what follows is a value: a colon alone is one of many things.
  private func isValueBehind(_ sign: Int, _ name: Range<Int>) -> Bool {
    guard sign + 1 < bytes.count else { return false }
    let next = bytes[sign + 1]
    guard bytes[sign] == UInt8(ascii: ":") else { return next != UInt8(ascii: "=") }
    if next == 0x20 || next == 0x09 { return true }
    if Self.isQuote(bytes[sign - 1]) { return true }
    let text = text(name).lowercased()
    return text.hasPrefix("x-") || text == "authorization" || text.hasSuffix("password")
  }

  // MARK: Values

  /// The value of a mapping in YAML or JSON, or of a header.
  private func colonValue(from start: Int) -> Range<Int> {
    let begin = run(from: start) { $0 == 0x20 || $0 == 0x09 }.upperBound
    guard begin < bytes.count else { return begin..<begin }
    if let quoted = quoted(from: begin) { return quoted }
    guard !"[{|>".utf8.contains(bytes[begin]) else { return begin..<begin }
    let open = quotes[begin]
    let isFlow = isInBraces(begin)
    var end = begin
    while end < bytes.count, bytes[end] != 0x0A {
      if open != 0, bytes[end] == open { break }
      if isFlow, bytes[end] == UInt8(ascii: "}") { break }
      if isFlow, bytes[end] == UInt8(ascii: ","), end + 1 < bytes.count, bytes[end + 1] == 0x20 {
        break
      }
      if bytes[end] == 0x20, end + 1 < bytes.count, bytes[end + 1] == UInt8(ascii: "#") { break }
      end += 1
    }
    while end > begin, Self.isSpace(bytes[end - 1]) { end -= 1 }
    return begin..<end
  }

  /// Whether a brace is open in front of a place, near it on its line.
  private func isInBraces(_ place: Int) -> Bool {
    let before = bytes[max(0, place - 1_000)..<place]
    let start = before.lastIndex(of: 0x0A) ?? before.startIndex
    return before[start...].count { $0 == UInt8(ascii: "{") }
      > before[start...].count { $0 == UInt8(ascii: "}") }
  }

  private func equalsValue(from start: Int) -> Range<Int> {
    let isString = hasSemicolon(around: start - 1)
    let spaces = run(from: start) { $0 == 0x20 }
    let isSpaced = isString || (start > 1 && bytes[start - 2] == 0x20)
    let begin = isSpaced ? spaces.upperBound : start
    guard begin < bytes.count else { return begin..<begin }
    if let quoted = quoted(from: begin) { return quoted }
    let open = quotes[begin]
    var end = begin
    while end < bytes.count {
      let byte = bytes[end]
      if byte == 0x0A || (open != 0 && byte == open) { break }
      if byte == UInt8(ascii: "\\"), end + 1 < bytes.count, Self.isQuote(bytes[end + 1]) { break }
      if Self.isSpace(byte), !isString { break }
      if open == 0, Self.isQuote(byte) { break }
      if ";,&#".utf8.contains(byte), isAssignment(from: end + 1) { break }
      if byte == UInt8(ascii: ";"), end + 1 < bytes.count, Self.isSpace(bytes[end + 1]) { break }
      if byte == UInt8(ascii: "}"), end + 1 == bytes.count { break }
      end += 1
    }
    return begin..<end
  }

  /// Whether assignments with `;` between stand on both sides of a sign, so that spaces are a part of
  /// values.
  private func hasSemicolon(around sign: Int) -> Bool {
    var place = sign
    while place > 0, bytes[place - 1] != 0x0A, !Self.isQuote(bytes[place - 1]) {
      if bytes[place - 1] == UInt8(ascii: ";") { return true }
      if sign - place > 60 { break }
      place -= 1
    }
    let value = run(from: sign + 1, atMost: 200) {
      $0 != UInt8(ascii: ";") && $0 != 0x0A && !Self.isQuote($0)
    }
    return value.upperBound < bytes.count && bytes[value.upperBound] == UInt8(ascii: ";")
      && !bytes[value].contains(UInt8(ascii: "=")) && isAssignment(from: value.upperBound + 1)
      && bytes[value].count < 200
  }

  /// Whether the text ends here or goes on with `name=`.
  private func isAssignment(from start: Int) -> Bool {
    var place = run(from: start) { $0 == 0x20 }.upperBound
    guard place < bytes.count, !Self.isQuote(bytes[place]) else { return true }
    let name = run(from: place, atMost: 60) { Self.isOfWord($0) || " -.".utf8.contains($0) }
    place = name.upperBound
    return !name.isEmpty && place < bytes.count && bytes[place] == UInt8(ascii: "=")
  }

  /// What stands within quotation marks, which may be escaped; nil where none opens here.
  func quoted(from start: Int) -> Range<Int>? {
    if let doubled = doublyQuoted(from: start) { return doubled }
    let isEscaped = bytes[start] == UInt8(ascii: "\\") && start + 1 < bytes.count
    let mark = bytes[isEscaped ? start + 1 : start]
    guard Self.isQuote(mark), quotes[start] != mark || isEscaped else { return nil }
    let begin = start + (isEscaped ? 2 : 1)
    var end = begin
    while end < bytes.count {
      let isBackslash = bytes[end] == UInt8(ascii: "\\")
      if isEscaped, isBackslash, end + 1 < bytes.count, bytes[end + 1] == mark { break }
      if !isEscaped, bytes[end] == mark { break }
      end += isBackslash && !isEscaped && mark != UInt8(ascii: "'") ? 2 : 1
    }
    return begin..<min(end, bytes.count)
  }

  /// What stands within quotation marks that are doubled, because YAML's own are around them
  /// (YAML 1.2.2, 7.3.2); nil where none open here or nothing stands in them.
  private func doublyQuoted(from start: Int) -> Range<Int>? {
    let mark = Array("''".utf8)
    let begin = start + mark.count
    guard has(mark, at: start), begin < bytes.count, !Self.isBetweenWords(bytes[begin]),
      !";:)}".utf8.contains(bytes[begin]), let end = find(mark, from: begin),
      !bytes[begin..<end].contains(0x0A)
    else { return nil }
    return begin..<end
  }

  /// A header's value without the scheme in front of it.
  private func valueWithoutScheme(_ value: Range<Int>, _ name: Range<Int>) -> Range<Int> {
    for scheme in rules.names.authentication where has(scheme, at: value.lowerBound) {
      let start = value.lowerBound + scheme.count
      return start..<max(value.upperBound, start)
    }
    return value
  }
}

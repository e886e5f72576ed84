/// Secrets behind flags, in the shell form and the exec form: `--password x`, `"--token", "x"`,
/// `-u user:password`, `mysql -px`.
extension SecretScanner {
  mutating func findFlags() {
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      findFlags(words(in: start..<end))
      start = end + 1
    }
  }

  private mutating func findFlags(_ words: [Range<Int>]) {
    var programs: [String] = []
    for (place, word) in words.enumerated() {
      let next = place + 1 < words.count ? words[place + 1] : nil
      guard
        bytes[word.lowerBound] == UInt8(ascii: "-") || has(Array("pass:".utf8), at: word.lowerBound)
      else {
        let name = text(word).split(separator: "/").last.map(String.init) ?? ""
        if programs.count < 50 { programs.append(name) }
        addSetting(word, next, isSet: place > 0 && text(words[place - 1]) == "set")
        continue
      }
      addByName(word, next)
      for flag in rules.flags
      where has(flag.name, at: word.lowerBound) && programs.contains(where: flag.program.describes)
      {
        add(flag, word, next)
      }
      for flag in rules.flags
      where flag.program.describes("") && has(flag.name, at: word.lowerBound) {
        add(flag, word, next)
      }
    }
  }

  /// `npm config set //registry.example.com/:_authToken x`, `yarn config set npmAuthToken x`.
  private mutating func addSetting(_ word: Range<Int>, _ next: Range<Int>?, isSet: Bool) {
    guard let next, isSet || has(Array("//".utf8), at: word.lowerBound),
      let name = text(word).split(separator: ":").last.map(String.init), !name.contains("="),
      rules.names.isSecret(name)
    else { return }
    add(next, of: name)
  }

  private mutating func addByName(_ word: Range<Int>, _ next: Range<Int>?) {
    let name = text(word)
    guard let next, !name.contains("="), !name.hasSuffix(":"),
      bytes[next.lowerBound] != UInt8(ascii: "-"),
      rules.names.isSecret(name)
    else { return }
    add(next, of: String(name.drop { $0 == "-" }))
  }

  private mutating func add(_ flag: SecretRules.Flag, _ word: Range<Int>, _ next: Range<Int>?) {
    let rest = (word.lowerBound + flag.name.count)..<word.upperBound
    switch flag.form {
    case .next where rest.isEmpty:
      if let next, bytes[next.lowerBound] != UInt8(ascii: "-") { add(next, of: "password") }
    case .attached where !rest.isEmpty && bytes[rest.lowerBound] != UInt8(ascii: "-"):
      if bytes[rest.lowerBound] != UInt8(ascii: "=") { add(rest, of: "password") }
    case .pair:
      let isAttached = !rest.isEmpty && bytes[rest.lowerBound] == UInt8(ascii: "=")
      let value = isAttached ? (rest.lowerBound + 1)..<rest.upperBound : rest.isEmpty ? next : rest
      guard let value, let colon = bytes[value].firstIndex(of: UInt8(ascii: ":")) else { return }
      let password = (colon + 1)..<value.upperBound
      // `1000:1000` is a user and a group.
      guard
        !bytes[password].allSatisfy(Self.isDigit)
          || !bytes[value.lowerBound..<colon].allSatisfy(Self.isDigit)
      else { return }
      add(password, of: "password")
    default: break
    }
  }

  /// The words of a line: between spaces, quotation marks and the signs of lists.
  func words(in line: Range<Int>) -> [Range<Int>] {
    var words: [Range<Int>] = []
    var start = line.lowerBound
    for place in line.lowerBound...line.upperBound {
      let isEnd = place == line.upperBound || Self.isBetweenWords(bytes[place])
      guard isEnd else { continue }
      if start < place { words.append(start..<place) }
      start = place + 1
    }
    return words
  }

  static func isBetweenWords(_ byte: UInt8) -> Bool {
    isSpace(byte) || isQuote(byte) || "[],`".utf8.contains(byte)
  }
}

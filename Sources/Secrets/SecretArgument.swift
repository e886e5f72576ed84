import Documents
import Units

/// A secret that is an argument of a program, by its place: a row of `arguments.csv`.
struct SecretArgument: Sendable {
  static let columns = ["programs", "word", "place", "form", "source"]

  /// Where the secret stands.
  enum Place: Sendable {
    /// So many words behind the one that tells.
    case behind(Int)
    /// At the end of the command.
    case last
    /// At the end of what `echo` or `printf` writes into the command.
    case piped
  }

  enum Form: String, CaseIterable, Sendable {
    case whole
    /// Behind the colon of `user:password`; the whole where there is none.
    case login
  }

  /// Words of the command, in small letters, without folders.
  let programs: Set<String>
  let word: GlobPattern
  let place: Place
  let form: Form

  /// Throws `.configuration` where the row is malformed.
  init(_ row: Field) throws {
    programs = Set(try row["programs"].string().split(separator: " ").map(String.init))
    word = GlobPattern(try row["word"].string())
    form = try row["form"].choice()
    switch try row["place"].string() {
    case "last": place = .last
    case "piped": place = .piped
    default: place = .behind(try row["place"].int(in: 1...9))
    }
  }
}

extension SecretScanner {
  /// The secret arguments in a line of words that are whole between spaces.
  static func argumentSpans(in line: String, _ rules: SecretRules) -> [SecretSpan] {
    var scanner = SecretScanner(line, rules)
    scanner.findArguments()
    return scanner.spans
  }

  mutating func findArguments() {
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      let commands = commands(in: start..<end)
      for (number, command) in commands.enumerated() {
        findArguments(command, piped: number > 0 ? commands[number - 1] : [])
      }
      start = end + 1
    }
  }

  /// The words of a line's commands, without what they write to.
  private func commands(in line: Range<Int>) -> [[Range<Int>]] {
    var commands: [[Range<Int>]] = [[]]
    var isOutput = false
    for part in words(in: line).flatMap(parts) {
      let first = bytes[part.lowerBound]
      if "|;&".utf8.contains(first) {
        commands.append([])
        isOutput = false
      } else if first == UInt8(ascii: ">") {
        isOutput = true
      } else if !isOutput {
        commands[commands.count - 1].append(part)
      }
    }
    return commands
  }

  /// A word apart from the signs of shells in it that stand outside of quotation marks.
  private func parts(of word: Range<Int>) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = word.lowerBound
    for place in word where quotes[place] == 0 && Self.isOfShell(bytes[place]) {
      if start < place { parts.append(start..<place) }
      parts.append(place..<(place + 1))
      start = place + 1
    }
    return start < word.upperBound ? parts + [start..<word.upperBound] : parts
  }

  /// Whether a byte ends a command or begins where its output goes.
  static func isOfShell(_ byte: UInt8) -> Bool { "|;&>".utf8.contains(byte) }

  private mutating func findArguments(_ words: [Range<Int>], piped: [Range<Int>]) {
    let names = Set(words.prefix(1_000).map { text($0.suffix(100)).lowercased() }.map(Self.program))
    let possible = rules.arguments.filter { $0.programs.isSubset(of: names) }
    guard !possible.isEmpty else { return }
    for (place, word) in words.prefix(1_000).enumerated() where word.count < 300 {
      for argument in possible where argument.word.describes(text(word)) {
        add(argument, at: place, of: words, piped: piped)
      }
    }
  }

  private static func program(_ word: String) -> String {
    String(word.split(separator: "/").last ?? "")
  }

  private mutating func add(
    _ argument: SecretArgument, at place: Int, of words: [Range<Int>], piped: [Range<Int>]
  ) {
    let found: Range<Int>?
    switch argument.place {
    case .behind(let count): found = place + count < words.count ? words[place + count] : nil
    case .last: found = place + 1 < words.count ? words.last : nil
    case .piped:
      let writes = piped.contains { ["echo", "printf"].contains(text($0)) }
      found = writes && piped.count > 1 ? piped.last : nil
    }
    guard var value = found, bytes[value.lowerBound] != UInt8(ascii: "-") else { return }
    if argument.form == .login {
      guard !text(value).contains("://") else { return }
      let colon = bytes[value].firstIndex(of: UInt8(ascii: ":"))
      value = colon.map { ($0 + 1)..<value.upperBound } ?? value
    }
    add(value, of: "password")
  }
}

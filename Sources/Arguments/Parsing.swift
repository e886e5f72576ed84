import Units

extension CommandTable {
  /// Reads the words after the program's name.
  ///
  /// `--name value` and `--name=value` are the same; `--` ends the options; `-` and negative
  /// numbers are values; options and operands come in any order after the command. A word that
  /// starts with a dash is a value only after `=`. Help wins over every other finding.
  ///
  /// - Throws: `Failure` of code `.usage`.
  public func parse(_ words: [String]) throws -> Invocation {
    guard let first = words.first else {
      throw Failure(.usage, "no command given", hint: "\(program) --help")
    }
    switch first {
    case "--version", "-V": return .version
    case "--help", "-h": return .help(nil)
    case "help": return .help(try helpTopic(Array(words.dropFirst())))
    default: break
    }
    let asksForHelp = words.prefix { $0 != "--" }.contains { $0 == "--help" || $0 == "-h" }
    if asksForHelp, !family(first).isEmpty, words[1].hasPrefix("-") { return .help(first) }
    let (command, length) = try resolved(words)
    if asksForHelp { return .help(command.name) }
    var parser = CommandParser(table: self, command: command)
    return .run(try parser.parse(words.dropFirst(length)))
  }

  /// The command that the words begin with, and how many of them name it.
  private func resolved(_ words: [String]) throws -> (Command, length: Int) {
    if let found = command(words[0]) { return (found, 1) }
    let hint = "\(program) --help"
    if words[0].hasPrefix("-") {
      let suggestion = closest(to: words[0], among: ["--help", "--version"])
      throw Failure(
        .usage,
        "expected a command before \(visibleText(words[0]))"
          + (suggestion.map { "; did you mean \($0)?" } ?? ""), hint: hint)
    }
    let members = family(words[0])
    guard !members.isEmpty else {
      let firstWords = commands.map { String($0.name.prefix { $0 != " " }) } + ["help"]
      let suggestion = didYouMean(words[0], among: firstWords)
      throw Failure(.usage, "unknown command \(quotedText(words[0]))\(suggestion)", hint: hint)
    }
    guard words.count > 1, !words[1].hasPrefix("-") else {
      let seconds = members.map { String($0.name.dropFirst(words[0].count + 1)) }
      throw Failure(
        .usage, "\(words[0]) needs one of \(listed(seconds, "or"))",
        hint: "\(program) \(words[0]) --help")
    }
    let name = words[0] + " " + words[1]
    guard let found = command(name) else {
      let suggestion = didYouMean(name, among: members.map(\.name))
      throw Failure(
        .usage, "unknown command \(quotedText(name))\(suggestion)",
        hint: "\(program) \(words[0]) --help")
    }
    return (found, 2)
  }

  private func helpTopic(_ words: [String]) throws -> String? {
    guard let first = words.first, !first.hasPrefix("-") else { return nil }
    if words.count == 1, !family(first).isEmpty { return first }
    return try resolved(words).0.name
  }
}

/// `a, b or c`.
func listed(_ names: [String], _ conjunction: String) -> String {
  guard let last = names.last, names.count > 1 else { return names.first ?? "" }
  return names.dropLast().joined(separator: ", ") + " \(conjunction) " + last
}

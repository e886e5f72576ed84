import Units

/// Sorts the words after a command's name into options and operands.
struct CommandParser {
  let table: CommandTable
  let command: Command
  private var result: ParsedArguments

  init(table: CommandTable, command: Command) {
    self.table = table
    self.command = command
    result = ParsedArguments(command: command.name)
  }

  mutating func parse(_ words: ArraySlice<String>) throws -> ParsedArguments {
    var rest = words
    while let word = rest.popFirst() {
      if word == "--" {
        result.operands += rest
        break
      }
      if isValue(word) {
        result.operands.append(word)
      } else {
        try readOption(word, &rest)
      }
    }
    try checkOperands()
    return result
  }

  private mutating func readOption(_ word: String, _ rest: inout ArraySlice<String>) throws {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let flag = String(parts[0])
    let option = try option(flag)
    guard option.isRepeatable || !result.has(option.long) else {
      throw failure("\(flag) is given twice")
    }
    var value = parts.count == 2 ? String(parts[1]) : nil
    if option.value == nil {
      guard value == nil else { throw failure("\(flag) takes no value") }
    } else if value == nil {
      guard let next = rest.first, isValue(next) else {
        throw failure("\(flag) needs a value: \(flag) \(option.value ?? "")")
      }
      value = rest.removeFirst()
    }
    if let value, !option.allowed.isEmpty, !option.allowed.contains(value) {
      throw failure(
        "\(flag) \(quotedText(value)) is not one of \(listed(option.allowed, "or"))"
          + didYouMean(value, among: option.allowed))
    }
    result.options.append(.init(name: option.long, value: value))
  }

  /// The option of this command that `flag` (`--slo`, `-o`) names.
  private func option(_ flag: String) throws -> Option {
    if let own = command.options.first(where: { $0.answers(to: flag) }) { return own }
    let owners = table.commands.filter { other in
      other.options.contains { $0.answers(to: flag) }
    }
    guard owners.isEmpty else {
      throw failure(
        "\(flag) belongs to \(listed(owners.map(\.name), "and")), not \(command.name)")
    }
    let names = command.options.map { "--" + $0.long } + ["--help"]
    let suggestion = closest(to: flag, among: names).map { "; did you mean \($0)?" } ?? ""
    throw failure("unknown option \(quotedText(flag))\(suggestion)")
  }

  private func checkOperands() throws {
    var spare = result.operands.count - command.operands.reduce(0) { $0 + $1.count.lowerBound }
    if spare < 0 {
      throw failure("\(command.name) needs \(missingOperand)")
    }
    for operand in command.operands {
      spare -= min(spare, operand.count.upperBound - operand.count.lowerBound)
    }
    if spare > 0 {
      let extra = result.operands[result.operands.count - spare]
      throw failure(
        command.operands.isEmpty
          ? "unexpected \(quotedText(extra)): \(command.name) takes no operands"
          : "unexpected \(quotedText(extra)) after \(command.name)'s operands")
    }
  }

  /// The name of the first operand for which too few words were given.
  private var missingOperand: String {
    var left = result.operands.count
    for operand in command.operands {
      if left < operand.count.lowerBound { return operand.name }
      left -= operand.count.lowerBound
    }
    return ""
  }

  private func failure(_ message: String) -> Failure {
    Failure(.usage, message, hint: "\(table.program) \(command.name) --help")
  }
}

extension Option {
  fileprivate func answers(to flag: String) -> Bool {
    flag == "--" + long || short.map { flag == "-\($0)" } ?? false
  }
}

/// Whether a word stands for itself: no dash in front, `-` alone, or a negative number.
private func isValue(_ word: String) -> Bool {
  guard word.hasPrefix("-"), let next = word.dropFirst().first else { return true }
  return next == "." || next.isASCII && next.isNumber
}

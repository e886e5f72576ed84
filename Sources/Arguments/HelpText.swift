import Units

extension CommandTable {
  /// Help about a command, about a family of commands (`trace`) or, for nil, the whole program.
  ///
  /// Lines are at most `width` columns (40 and up), except examples, which stay whole so that
  /// they can be copied. Nil when there is no such topic.
  public func help(_ topic: String?, width: Int = 80) -> String? {
    var page = HelpPage(width: max(40, width))
    if let topic, let command = command(topic) {
      write(command, on: &page)
    } else if let topic {
      let members = family(topic)
      guard !members.isEmpty else { return nil }
      let examples = members.prefix(2).flatMap { $0.examples.prefix(1) }
      write(members, of: "\(program) \(topic)", examples: examples, on: &page)
    } else {
      write(commands, of: program, examples: examples, summary: summary, on: &page)
      page.paragraph("\(program) --version shows the version.")
      page.section(
        "exit codes", exitCodes.map { (String($0.code), $0.meaning) })
    }
    return page.text
  }

  private func write(_ command: Command, on page: inout HelpPage) {
    page.usage(
      "\(program) \(command.name)",
      command.operands.map(\.usage) + (command.options.isEmpty ? [] : ["[OPTION…]"]))
    page.examples(command.examples)
    page.paragraph(command.summary + ".")
    page.section("operands", command.operands.map { ($0.name, $0.help) })
    var groups: [String] = []
    for option in command.options where !groups.contains(option.group) {
      groups.append(option.group)
    }
    let left = command.options.map(\.usage).map { displayWidth($0) }.max() ?? 0
    for group in groups {
      page.section(
        group,
        command.options.filter { $0.group == group }.map { ($0.usage, $0.description) },
        left: left)
    }
  }

  /// The page of the program or of a family of commands.
  private func write(
    _ members: [Command], of name: String, examples: [Example], summary: String? = nil,
    on page: inout HelpPage
  ) {
    page.usage("\(name) COMMAND", ["[OPERAND…]", "[OPTION…]"])
    page.examples(examples)
    if let summary { page.paragraph(summary + ".") }
    page.section("commands", members.map { ($0.name, $0.summary) })
    page.paragraph("\(name) COMMAND --help shows a command's options.")
  }
}

extension Operand {
  /// `TRACE…`, or `[FILE]` when it may be left out.
  fileprivate var usage: String {
    let name = count.upperBound > 1 ? name + "…" : name
    return count.lowerBound == 0 ? "[\(name)]" : name
  }
}

extension Option {
  /// `-o, --output FILE`; where there is no short name, its place stays empty.
  fileprivate var usage: String {
    (short.map { "-\($0), " } ?? "    ") + "--" + long + (value.map { " " + $0 } ?? "")
  }

  fileprivate var description: String {
    var notes: [String] = []
    if !allowed.isEmpty { notes.append("one of \(listed(allowed, "or"))") }
    if isRepeatable { notes.append("repeatable") }
    if let defaultText { notes.append("default: \(defaultText)") }
    return notes.isEmpty ? help : "\(help) (\(notes.joined(separator: "; ")))"
  }
}

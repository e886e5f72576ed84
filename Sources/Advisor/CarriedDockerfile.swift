import Inventory

/// A Dockerfile without the secrets that stand in it: defaults of arguments and variables are left
/// out, other instructions take them as arguments of the build.
struct CarriedDockerfile {
  let text: String

  init(_ text: String, _ dockerfile: Dockerfile, _ redaction: Redaction) {
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }.map(String.init)
    let instructions = dockerfile.globalArguments + dockerfile.stages.flatMap(\.instructions)
    let byLine = Dictionary(
      instructions.map { ($0.line, $0) }, uniquingKeysWith: { first, _ in first })
    let starts = Set(byLine.keys).union(dockerfile.stages.map(\.line))
    var variables = SecretVariables(redaction)
    var result: [String] = []
    var place = 0
    while place < lines.count {
      let start = place
      place += 1
      guard starts.contains(start + 1) else {
        result.append(redaction.redacted(lines[start]))
        continue
      }
      while place < lines.count, !starts.contains(place + 1),
        Self.goesOn(lines[start..<place], byLine[start + 1])
      {
        place += 1
      }
      let block = Array(lines[start..<place])
      guard let instruction = byLine[start + 1] else {
        result += block.map { redaction.redacted($0) }
        continue
      }
      result += Self.carried(block, instruction, redaction, &variables)
    }
    self.text = result.joined(separator: "\n")
  }

  /// Whether an instruction goes on behind these lines: by a backslash, a comment or empty line in the
  /// midst of it, or the body of a heredoc.
  private static func goesOn(
    _ lines: ArraySlice<String>, _ instruction: DockerfileInstruction?
  ) -> Bool {
    if let last = instruction?.heredocs.last {
      return !lines.dropFirst().contains { $0.drop { $0 == "\t" } == last.delimiter }
    }
    let telling = lines.map { $0.trimmed }.filter { !$0.isEmpty && !$0.hasPrefix("#") }
    guard let last = telling.last?.last else { return false }
    return last == "\\" || last == "`"
  }

  private static func carried(
    _ block: [String], _ instruction: DockerfileInstruction, _ redaction: Redaction,
    _ variables: inout SecretVariables
  ) -> [String] {
    let keyword = instruction.keyword
    let text = block.joined(separator: "\n")
    guard
      redaction.hasSecret(text)
        || redaction.hasSecret(
          "\(keyword) \(instruction.arguments)", command: instruction.execForm ?? [])
    else { return block }
    switch keyword {
    case "ARG":
      return [
        "ARG "
          + pairs(instruction).map { pair in
            isSecret(pair, redaction) ? pair.name : assignment(pair)
          }.joined(separator: " ")
      ]
    case "ENV", "LABEL":
      let kept = pairs(instruction).filter { !isSecret($0, redaction) }
      let note = "# A secret of the original is left out here: it comes from the environment."
      return [note]
        + (kept.isEmpty ? [] : ["\(keyword) " + kept.map(assignment).joined(separator: " ")])
    case "CMD", "ENTRYPOINT", "HEALTHCHECK":
      return ["# \(keyword) of the original held a secret and is left out here."]
    default:
      var carried = replacing(text, instruction, &variables)
      if redaction.hasSecret(carried) {
        carried =
          "# "
          + redaction.redacted(instruction.arguments).split(separator: "\n").joined(separator: " ")
      }
      return ["# A secret of the original: give it to the build, as by --build-arg."]
        + variables.all.filter { carried.contains("${\($0)}") || carried.contains("\"$\($0)\"") }
        .map { "ARG \($0)" } + [carried]
    }
  }

  /// An instruction with arguments of the build in the place of secrets. A shell puts them in, which
  /// an exec form has not.
  private static func replacing(
    _ text: String, _ instruction: DockerfileInstruction, _ variables: inout SecretVariables
  ) -> String {
    if instruction.keyword == "RUN", let words = instruction.execForm {
      return "RUN "
        + CarriedProcess.line(
          variables.replacing(command: words, owner: "build") { "\u{1}\($0)\u{2}" })
    }
    return outsideSingleQuotes(
      variables.replacing(text, owner: "build") { "\u{1}\($0)\u{2}" })
  }

  /// A shell's text with `${NAME}` for each `\u{1}NAME\u{2}`, outside of the marks in which a shell
  /// replaces nothing.
  private static func outsideSingleQuotes(_ text: String) -> String {
    var result = ""
    var quote: Character?
    var last: Character?
    for character in text {
      switch character {
      case "\u{1}": result += quote == "'" ? "'\"${" : "${"
      case "\u{2}": result += quote == "'" ? "}\"'" : "}"
      default:
        result.append(character)
        if character == quote {
          quote = nil
        } else if quote == nil, character == "'" || character == "\"", last != "\\" {
          quote = character
        }
      }
      last = character
    }
    return result
  }

  private typealias Pair = (name: String, value: String?)

  /// `NAME=value …`, or `NAME value`.
  private static func pairs(_ instruction: DockerfileInstruction) -> [Pair] {
    let words = instruction.words
    if instruction.keyword != "ARG", let first = words.first, !first.contains("=") {
      return [(first, words.dropFirst().joined(separator: " "))]
    }
    return words.map { word in
      let sides = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (String(sides[0]), sides.count == 2 ? String(sides[1]) : nil)
    }
  }

  private static func isSecret(_ pair: Pair, _ redaction: Redaction) -> Bool {
    guard let value = pair.value else { return false }
    return redaction.isSecret(value, named: pair.name)
  }

  private static func assignment(_ pair: Pair) -> String {
    guard let value = pair.value else { return pair.name }
    let text = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "\(pair.name)=\"\(text)\""
  }
}

extension String {
  fileprivate var trimmed: Substring {
    var rest = drop { $0 == " " || $0 == "\t" }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return rest
  }
}

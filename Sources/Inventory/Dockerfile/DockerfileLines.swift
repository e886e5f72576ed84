import Units

/// The instructions of a Dockerfile as text: continued lines joined, comments left out.
struct DockerfileLines {
  struct Instruction {
    let line: Int
    /// Without the escapes at line ends.
    let text: String
    var heredocs: [DockerfileInstruction.Heredoc] = []
  }

  private let file: String
  private let lines: [Substring]
  private var index = 0
  private var escape: Character = "\\"

  /// Throws `.data` with file and line where the bytes are no text or a heredoc never ends.
  static func read(_ bytes: [UInt8], file: String) throws -> [Instruction] {
    guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure(.data, "\(visibleText(file)): it is not UTF-8 text")
    }
    let start = text.hasPrefix("\u{FEFF}") ? text.dropFirst() : text[...]
    var lines = DockerfileLines(
      file: file, lines: start.split(omittingEmptySubsequences: false) { $0.isNewline })
    return try lines.instructions()
  }

  private init(file: String, lines: [Substring]) {
    self.file = file
    self.lines = lines
  }

  private mutating func instructions() throws -> [Instruction] {
    readDirectives()
    var instructions: [Instruction] = []
    while index < lines.count {
      let start = index + 1
      guard let text = logicalLine() else { continue }
      var instruction = Instruction(line: start, text: text)
      for opening in HeredocOpening.all(in: text) {
        instruction.heredocs.append(try heredoc(opening, from: start))
      }
      instructions.append(instruction)
    }
    return instructions
  }

  /// Directives are comments at the very start; the first line that is none ends them.
  private mutating func readDirectives() {
    while index < lines.count {
      let line = Self.trimmed(lines[index])
      guard line.hasPrefix("#") else { return }
      let sides = line.dropFirst().split(separator: "=", maxSplits: 1)
      guard sides.count == 2 else { return }
      let name = Self.trimmed(sides[0]).lowercased()
      guard ["syntax", "escape", "check"].contains(name) else { return }
      if name == "escape", let character = Self.trimmed(sides[1]).first { escape = character }
      index += 1
    }
  }

  /// The next instruction; nil for an empty line or a comment.
  private mutating func logicalLine() -> String? {
    var parts: [Substring] = []
    while index < lines.count {
      let line = Self.trimmed(lines[index])
      index += 1
      if line.hasPrefix("#") || (line.isEmpty && !parts.isEmpty) {
        if parts.isEmpty { return nil }
        continue
      }
      guard line.last == escape else {
        parts.append(line)
        break
      }
      parts.append(line.dropLast())
    }
    let text = parts.joined(separator: "")
    return text.isEmpty ? nil : text
  }

  private mutating func heredoc(
    _ opening: HeredocOpening, from start: Int
  ) throws -> DockerfileInstruction.Heredoc {
    var body: [String] = []
    while index < lines.count {
      let line = opening.stripsTabs ? lines[index].drop { $0 == "\t" } : lines[index]
      index += 1
      if line == opening.delimiter {
        return DockerfileInstruction.Heredoc(
          delimiter: opening.delimiter, body: body.map { $0 + "\n" }.joined())
      }
      body.append(String(line))
    }
    throw Failure(
      .data,
      "\(visibleText(file)):\(start): the text up to \(quotedText(opening.delimiter)) never ends")
  }

  static func trimmed(_ text: Substring) -> Substring {
    var rest = text.drop { $0 == " " || $0 == "\t" }
    while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
    return rest
  }
}

/// `<<EOF` or `<<-EOF` in an instruction that may have one.
private struct HeredocOpening {
  let delimiter: String
  let stripsTabs: Bool

  /// Outside of quotation marks, in the order of their bodies.
  static func all(in text: String) -> [HeredocOpening] {
    let keyword = text.prefix { !$0.isWhitespace }.uppercased()
    guard ["RUN", "COPY", "ADD"].contains(keyword), text.contains("<<") else { return [] }
    var openings: [HeredocOpening] = []
    var rest = text[...]
    var quote: Character?
    while let character = rest.popFirst() {
      if character == quote {
        quote = nil
      } else if quote == nil, character == "'" || character == "\"" {
        quote = character
      } else if quote == nil, character == "<", rest.first == "<" {
        rest.removeFirst()
        // `<<<` is a text of its own in shells.
        guard rest.first != "<" else {
          rest = rest.drop { $0 == "<" }
          continue
        }
        if let opening = HeredocOpening(&rest) { openings.append(opening) }
      }
    }
    return openings
  }

  private init?(_ rest: inout Substring) {
    stripsTabs = rest.first == "-"
    if stripsTabs { rest.removeFirst() }
    let word = rest.prefix { !$0.isWhitespace && !"<>|&;()".contains($0) }
    rest = rest.dropFirst(word.count)
    delimiter = word.filter { $0 != "'" && $0 != "\"" }
    guard let first = delimiter.first, first.isLetter || first == "_" else { return nil }
  }
}

import Documents
import Units

extension Dockerfile {
  /// The largest Dockerfile in bytes.
  public static let largestFile = 4 << 20

  private static let keywords = [
    "ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL",
    "MAINTAINER", "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR",
  ]

  /// Reads a Dockerfile.
  ///
  /// Throws `.data` with file and line where it is no text, has an instruction that is none, no
  /// `FROM`, or a heredoc that never ends.
  public static func read(_ bytes: [UInt8], file: String) throws -> Dockerfile {
    guard bytes.count <= largestFile else {
      throw Failure(.data, "\(visibleText(file)): it is larger than 4 MiB")
    }
    let instructions = try DockerfileLines.read(bytes, file: file).map {
      try instruction($0, file)
    }
    guard let first = instructions.firstIndex(where: { $0.keyword == "FROM" }) else {
      throw Failure(.data, "\(visibleText(file)): it has no FROM")
    }
    if let early = instructions[..<first].first(where: { $0.keyword != "ARG" }) {
      throw Failure(
        .data,
        "\(visibleText(file)):\(early.line): \(early.keyword) stands before the first FROM")
    }
    let globals = Array(instructions[..<first])
    return Dockerfile(
      file: file, globalArguments: globals,
      stages: try stages(instructions[first...], defaults(globals), file))
  }

  private static func instruction(
    _ line: DockerfileLines.Instruction, _ file: String
  ) throws -> DockerfileInstruction {
    let word = line.text.prefix { !$0.isWhitespace }
    let keyword = word.uppercased()
    guard keywords.contains(keyword) else {
      throw Failure(
        .data,
        "\(visibleText(file)):\(line.line): \(quotedText(String(word))) is no instruction"
          + didYouMean(keyword, among: keywords))
    }
    var rest = DockerfileLines.trimmed(line.text.dropFirst(word.count))
    var flags: [DockerfileInstruction.Flag] = []
    while rest.hasPrefix("--") {
      let flag = rest.prefix { !$0.isWhitespace }
      let sides = flag.dropFirst(2).split(separator: "=", maxSplits: 1)
      guard let name = sides.first else { break }
      flags.append(
        DockerfileInstruction.Flag(
          name: String(name), value: sides.count == 2 ? String(sides[1]) : ""))
      rest = DockerfileLines.trimmed(rest.dropFirst(flag.count))
    }
    return DockerfileInstruction(
      keyword: keyword, flags: flags, arguments: String(rest), execForm: execForm(rest),
      heredocs: line.heredocs, line: line.line)
  }

  /// The texts of a JSON list; nil where it is none, which Docker takes for the shell form.
  private static func execForm(_ text: Substring) -> [String]? {
    guard text.hasPrefix("["),
      let node = try? JSONReader.read(Array(text.utf8), file: ""),
      case .sequence(let elements) = node.content
    else { return nil }
    let words = elements.compactMap { element -> String? in
      guard case .scalar(let scalar) = element.content, scalar.kind == .string else { return nil }
      return scalar.text
    }
    return words.count == elements.count ? words : nil
  }

  // MARK: Stages

  /// Names and defaults of `ARG`; of those with one name the last counts.
  private static func defaults(_ arguments: [DockerfileInstruction]) -> Variables {
    var values: [String: String] = [:]
    for word in arguments.flatMap({ ShellWords.split($0.arguments) }) {
      let sides = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2 else { continue }
      values[String(sides[0])] = replaced(String(sides[1]), Variables(values))
    }
    return Variables(values)
  }

  /// Variables replaced where they are known; text with others stays as it is written.
  private static func replaced(_ text: String, _ variables: Variables) -> String {
    var interpolation = Interpolation(variables)
    guard let value = try? interpolation.expand(text), interpolation.unset.isEmpty else {
      return text
    }
    return value
  }

  private static func stages(
    _ instructions: ArraySlice<DockerfileInstruction>, _ defaults: Variables, _ file: String
  ) throws -> [DockerfileStage] {
    let starts = instructions.indices.filter { instructions[$0].keyword == "FROM" }
    return try zip(starts, starts.dropFirst() + [instructions.endIndex]).map { start, end in
      let from = instructions[start]
      let words = from.arguments.split { $0.isWhitespace }.map(String.init)
      guard let image = words.first, words.count == 1 || words.count == 3,
        words.count == 1 || words[1].uppercased() == "AS"
      else {
        throw Failure(
          .data,
          "\(visibleText(file)):\(from.line): FROM wants an image, or an image AS a name")
      }
      return DockerfileStage(
        name: words.count == 3 ? words[2].lowercased() : nil, base: replaced(image, defaults),
        platform: from.flag("platform"), line: from.line,
        instructions: Array(instructions[(start + 1)..<end]))
    }
  }
}

import Documents
import Units

/// What programs do: the table `processes.csv`.
struct Processes: Sendable {
  /// What a command line makes of a service.
  struct Kind: Sendable {
    let workload: Workload?
    let language: String?
  }

  private struct Row: Sendable {
    /// A word that must follow the program, anywhere behind it; nil where any may.
    let argument: GlobPattern?
    let meaning: String
    let language: String?
  }

  private var rows: [String: [Row]] = [:]

  init() throws {
    let table = try DataFile.table("processes.csv", columns: ["program", "argument", "meaning"])
    for row in table.rows {
      rows[try row["program"].string(), default: []].append(
        Row(
          argument: try row.optional("argument").map { GlobPattern(try $0.string()) },
          meaning: try row["meaning"].string(), language: try row.optional("language")?.string()))
    }
  }

  /// What the words of a process say: those of its last command that is known.
  func kind(of words: [String]) -> Kind {
    let kinds = commands(of: words).map(kind(ofCommand:))
    return Kind(
      workload: kinds.last { $0.workload != nil }?.workload,
      language: kinds.last { $0.language != nil }?.language)
  }

  private func kind(ofCommand words: [String]) -> Kind {
    var rest = words[...]
    var language: String?
    // Each wrapper takes a word at least, so this ends.
    while let first = rest.first {
      let program = Self.program(first)
      guard let row = match(program, rest.dropFirst()) else {
        // A script behind an interpreter may be known by its name.
        guard language != nil, first.hasPrefix("-"), first != "-c" else {
          return Kind(workload: nil, language: language ?? Self.language(ofFile: program))
        }
        rest = rest.dropFirst()
        continue
      }
      language = row.language ?? language
      guard row.meaning == "wrapper" || row.meaning == "interpreter" else {
        return Kind(workload: Workload(rawValue: row.meaning), language: language)
      }
      rest = Self.unwrapped(rest, row)
    }
    return Kind(workload: nil, language: language)
  }

  private func match(_ program: String, _ arguments: ArraySlice<String>) -> Row? {
    rows[program]?.first { row in
      row.argument.map { arguments.contains(where: $0.describes) } ?? true
    }
  }

  /// What a wrapper runs: behind `--` where there is one, else behind the wrapper, its argument and
  /// its flags.
  private static func unwrapped(_ words: ArraySlice<String>, _ row: Row) -> ArraySlice<String> {
    if let dashes = words.firstIndex(of: "--") { return words[(dashes + 1)...] }
    var rest = words.dropFirst()
    if let argument = row.argument, let place = rest.firstIndex(where: argument.describes) {
      rest = rest[(place + 1)...]
    }
    guard row.meaning == "wrapper" else { return rest }
    return rest.drop { $0.hasPrefix("-") || isAssignment($0) }
  }

  private static func isAssignment(_ word: String) -> Bool {
    guard let sign = word.firstIndex(of: "="), sign > word.startIndex else { return false }
    return word[..<sign].allSatisfy { $0 == "_" || $0.isLetter || $0.isNumber }
  }

  /// The name of a program without its folder and its version: `python3.12` is `python`.
  private static func program(_ word: String) -> String {
    let name = word.split(separator: "/").last.map(String.init)?.lowercased() ?? word
    let plain = name.prefix { !$0.isNumber && $0 != "." }
    return ["python", "pypy", "php", "ruby", "node", "php-fpm"].contains(String(plain))
      && name.dropFirst(plain.count).allSatisfy { $0.isNumber || $0 == "." } ? String(plain) : name
  }

  private static func language(ofFile name: String) -> String? {
    let endings = [
      ".py": "python", ".js": "javascript", ".mjs": "javascript", ".ts": "javascript",
      ".rb": "ruby", ".php": "php", ".jar": "java", ".dll": "dotnet",
    ]
    return endings.first { name.hasSuffix($0.key) }?.value
  }

  // MARK: Shells

  /// The commands of a process, those of a shell's text apart.
  func commands(of words: [String]) -> [[String]] { commands(in: words, depth: 0) }

  /// The commands of a command line; of a shell's text those that stand in it.
  private func commands(in words: [String], depth: Int) -> [[String]] {
    guard let first = words.first, depth < 5 else { return [] }
    let isShell = ["sh", "bash", "ash", "dash", "zsh"].contains(Self.program(first))
    if isShell,
      let flag = words.indices.dropFirst().first(where: { Self.takesText(words[$0]) }),
      flag + 1 < words.count
    {
      return Self.split(words[flag + 1]).flatMap { commands(in: $0, depth: depth + 1) }
    }
    let parts = Self.split(words)
    return parts.count > 1 ? parts.flatMap { commands(in: $0, depth: depth + 1) } : [words]
  }

  private static func takesText(_ word: String) -> Bool {
    word.hasPrefix("-") && !word.hasPrefix("--") && word.hasSuffix("c") && word.utf8.count <= 5
  }

  private static func split(_ text: String) -> [[String]] {
    var spaced = ""
    for character in text {
      spaced +=
        "\n;|&()".contains(character) ? " \(character == "\n" ? ";" : character) " : "\(character)"
    }
    return split(ShellWords.split(spaced))
  }

  private static let separators: Set<String> = [";", "|", "&", "&&", "||", "(", ")", "then", "do"]

  private static func split(_ words: [String]) -> [[String]] {
    words.split { separators.contains($0) }.map(Array.init)
  }
}

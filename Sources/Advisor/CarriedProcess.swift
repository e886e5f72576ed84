import Artifacts
import Inventory

/// What a unit starts, with variables of its environment in the place of secrets: a shell puts them
/// in, because no platform but Kubernetes replaces variables in commands.
struct CarriedProcess {
  private(set) var entrypoint: [String]?
  private(set) var command: [String]?
  /// Those that the process needs besides its own.
  private(set) var variables: [UnitVariable] = []

  /// - Parameter names: those of the unit's environment.
  init(_ service: InventoriedService, _ redaction: Redaction, names: Set<String>) {
    entrypoint = service.compose.entrypoint
    command = service.compose.command
    var secrets = SecretVariables(redaction, taken: names)
    let whole = secrets.replacing(command: service.process, owner: service.name) {
      "\u{1}\($0)\u{2}"
    }
    guard whole != service.process else { return }
    variables = secrets.all.map { UnitVariable(name: $0, value: .secret) }
    let isStated = entrypoint != nil || command != nil
    let own = isStated && entrypoint == nil ? command?.count ?? 0 : whole.count
    // An image whose entrypoint is not known starts the command with it.
    if own == whole.count, entrypoint == nil, isStated {
      command = Self.shell(whole)
    } else {
      entrypoint = Self.shell(whole)
      command = nil
    }
  }

  /// The words as a shell starts them.
  private static func shell(_ words: [String]) -> [String] {
    let isShell =
      words.count >= 3
      && ["sh", "bash", "ash", "dash"].contains(words[0].split(separator: "/").last)
      && words[1].hasSuffix("c") && words[1].hasPrefix("-")
    if isShell {
      return words.map { plain($0, "${", "}") }
    }
    return ["sh", "-c", "exec " + line(words)]
  }

  /// Words as a line of a shell, with variables where `\u{1}NAME\u{2}` stands.
  static func line(_ words: [String]) -> String { words.map(quoted).joined(separator: " ") }

  private static func plain(_ word: String, _ open: String, _ close: String) -> String {
    word.replacing("\u{1}", with: open).replacing("\u{2}", with: close)
  }

  private static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-./:=,@%+".contains($0)) }
    guard !isPlain else { return word }
    let text = "'" + word.replacing("'", with: "'\\''") + "'"
    return plain(text, "'\"$", "\"'").replacing("''", with: "")
  }
}

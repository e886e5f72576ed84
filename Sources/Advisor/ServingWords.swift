import Documents

/// Words and ports that tell how a program is run: the table `serving-words.csv`.
struct ServingWords: Sendable {
  private enum Meaning: String, CaseIterable {
    /// A port of debuggers and of reloading browsers.
    case debugger
    /// The end of the name of a variable that holds the address a server binds to.
    case address
    /// A word of commands that run a program for its developer.
    case development
    /// The name of a stage that is meant for development.
    case stage
  }

  private let texts: [Meaning: [String]]
  let debuggerPorts: Set<Int>

  /// Throws `.software` or `.configuration` where the table is missing or malformed.
  init() throws {
    let rows = try DataFiles.table("serving-words.csv", columns: ["text", "meaning", "source"]).rows
    var texts: [Meaning: [String]] = [:]
    for row in rows {
      texts[try row["meaning"].choice(), default: []].append(try row["text"].string())
    }
    self.texts = texts
    debuggerPorts = Set((texts[.debugger] ?? []).compactMap { Int($0) })
  }

  func isAddress(_ variable: String) -> Bool { has(.address, variable.hasSuffix) }

  /// A word, alone or with a value behind `=`.
  func isOfDevelopment(_ word: String) -> Bool {
    has(.development) { word == $0 || word.hasPrefix($0 + "=") }
  }

  func isDevelopmentStage(_ name: String) -> Bool { has(.stage) { name == $0 } }

  private func has(_ meaning: Meaning, _ isMet: (String) -> Bool) -> Bool {
    (texts[meaning] ?? []).contains(where: isMet)
  }
}

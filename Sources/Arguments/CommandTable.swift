/// Everything a program accepts on its command line, as data: parsing and help both read it.
public struct CommandTable: Sendable {
  /// The name that users type.
  public let program: String
  /// One line about the program.
  public let summary: String
  public let examples: [Example]
  public let commands: [Command]
  /// What each exit code means, for the end of the help.
  public let exitCodes: [(code: Int32, meaning: String)]

  public init(
    program: String, summary: String, examples: [Example], commands: [Command],
    exitCodes: [(code: Int32, meaning: String)]
  ) {
    self.program = program
    self.summary = summary
    self.examples = examples
    self.commands = commands
    self.exitCodes = exitCodes
  }
}

/// One thing the program does, named by one word or two (`compare`, `trace inspect`).
public struct Command: Sendable {
  public let name: String
  /// One line, without a full stop.
  public let summary: String
  public let operands: [Operand]
  public let options: [Option]
  public let examples: [Example]

  public init(
    _ name: String, summary: String, operands: [Operand] = [], options: [Option] = [],
    examples: [Example]
  ) {
    self.name = name
    self.summary = summary
    self.operands = operands
    self.options = options
    self.examples = examples
  }
}

/// A value that is known by its position, such as a file.
public struct Operand: Sendable {
  /// In capitals, as the usage line shows it.
  public let name: String
  /// How many may be given; an upper bound of `Int.max` stands for any number.
  public let count: ClosedRange<Int>
  public let help: String

  public init(_ name: String, count: ClosedRange<Int> = 1...1, help: String) {
    self.name = name
    self.count = count
    self.help = help
  }
}

/// A value that is known by its name, such as `--output FILE`, or a switch such as `--quiet`.
public struct Option: Sendable {
  /// The name without dashes.
  public let long: String
  public let short: Character?
  /// The placeholder of its value in capitals; nil for a switch.
  public let value: String?
  public let isRepeatable: Bool
  /// The only values it takes; empty when the program judges the value itself.
  public let allowed: [String]
  /// What holds when it is not given, in words.
  public let defaultText: String?
  public let help: String
  /// The heading under which help lists it.
  public let group: String

  public init(
    _ long: String, short: Character? = nil, value: String? = nil, isRepeatable: Bool = false,
    allowed: [String] = [], defaultText: String? = nil, group: String = "options", help: String
  ) {
    self.long = long
    self.short = short
    self.value = value
    self.isRepeatable = isRepeatable
    self.allowed = allowed
    self.defaultText = defaultText
    self.help = help
    self.group = group
  }
}

/// A command line that runs as it stands, and what it does.
public struct Example: Sendable {
  public let line: String
  public let purpose: String

  public init(_ line: String, purpose: String) {
    self.line = line
    self.purpose = purpose
  }
}

extension CommandTable {
  /// The command of that name.
  public func command(_ name: String) -> Command? { commands.first { $0.name == name } }

  /// The commands whose first word is `word` and that have a second one.
  func family(_ word: String) -> [Command] { commands.filter { $0.name.hasPrefix(word + " ") } }
}

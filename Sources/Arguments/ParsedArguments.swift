/// What was typed, checked against the table; what it means is for the program to say.
public struct ParsedArguments: Equatable, Sendable {
  /// An option as it was given; the value is nil for a switch.
  public struct Given: Equatable, Sendable {
    /// The long name without dashes.
    public let name: String
    public let value: String?
  }

  /// The name of the command.
  public internal(set) var command: String
  public internal(set) var operands: [String] = []
  /// In the order in which they were typed.
  public internal(set) var options: [Given] = []

  /// Whether the option was given; `name` is the long one without dashes.
  public func has(_ name: String) -> Bool { options.contains { $0.name == name } }

  /// The value of an option that may be given once; nil when it was not.
  public func value(_ name: String) -> String? { values(name).first }

  /// Every value of a repeatable option in order.
  public func values(_ name: String) -> [String] {
    options.compactMap { $0.name == name ? $0.value : nil }
  }
}

/// What the user asked for.
public enum Invocation: Equatable, Sendable {
  case run(ParsedArguments)
  /// Help about a command (`compare`), about a family (`trace`), or nil for the whole program.
  case help(String?)
  case version
}

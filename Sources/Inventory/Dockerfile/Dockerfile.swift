/// A Dockerfile: what each stage of an image is made by (Docker documentation, "Dockerfile
/// reference").
public struct Dockerfile: Sendable {
  /// The name for messages.
  public let file: String
  /// `ARG` before the first stage, which only `FROM` sees.
  public let globalArguments: [DockerfileInstruction]
  /// At least one.
  public let stages: [DockerfileStage]

  /// The stage that is built where no other is asked for.
  public var finalStage: DockerfileStage { stages[stages.count - 1] }

  /// The stage of a name or number; nil where there is none.
  public func stage(_ name: String) -> DockerfileStage? {
    stages.last { $0.name == name.lowercased() }
      ?? Int(name).flatMap { stages.indices.contains($0) ? stages[$0] : nil }
  }
}

/// What stands between one `FROM` and the next.
public struct DockerfileStage: Sendable {
  /// In lower case, as names are compared; nil where it has none.
  public let name: String?
  /// The image or the earlier stage that it starts from, with arguments replaced by their defaults.
  public let base: String
  /// As `--platform` says; nil where it does not.
  public let platform: String?
  /// The line of its `FROM`.
  public let line: Int
  /// Those behind `FROM`.
  public let instructions: [DockerfileInstruction]

  /// The last instruction of this keyword, which alone counts for `CMD`, `USER` and the like.
  public func last(_ keyword: String) -> DockerfileInstruction? {
    instructions.last { $0.keyword == keyword }
  }
}

/// One instruction with everything that belongs to it.
public struct DockerfileInstruction: Sendable {
  /// In upper case.
  public let keyword: String
  /// `--from=build` and the like before the arguments, in their order; without the hyphens.
  public let flags: [Flag]
  /// What follows, with continued lines joined and comments left out.
  public let arguments: String
  /// The words of a JSON list, the exec form; nil for the shell form.
  public let execForm: [String]?
  public let heredocs: [Heredoc]
  /// From 1.
  public let line: Int

  /// The arguments as a shell would split them, nothing expanded.
  public var words: [String] { ShellWords.split(arguments) }

  public struct Flag: Hashable, Sendable {
    public let name: String
    /// Empty where it has none.
    public let value: String
  }

  /// Text that follows an instruction up to a line with its delimiter.
  public struct Heredoc: Hashable, Sendable {
    public let delimiter: String
    public let body: String
  }

  /// The value of a flag; nil where it is not there.
  public func flag(_ name: String) -> String? { flags.first { $0.name == name }?.value }
}

/// How a run failed, in the numbers of `sysexits.h`.
public enum ExitCode: Int32, Sendable {
  /// What `--fail-if` asks about is so.
  case conditionHolds = 3
  case usage = 64
  case data = 65
  case noInput = 66
  case unavailable = 69
  case software = 70
  case cannotCreate = 73
  case inputOutput = 74
  case configuration = 78
}

/// An error that is meant for the user: what is wrong, where, and what to do about it.
///
/// `message` starts with `file:line:` where there is such a place; several findings are
/// separated by line breaks. `hint` says what to do next.
public struct Failure: Error, Equatable, Sendable {
  public var code: ExitCode
  public var message: String
  public var hint: String?

  public init(_ code: ExitCode, _ message: String, hint: String? = nil) {
    self.code = code
    self.message = message
    self.hint = hint
  }
}

import Units

/// Which file a finding is about, and how a run that fails over it ends.
struct Origin: Sendable {
  let file: String
  let code: ExitCode

  /// `file.json:12: message`.
  func failure(line: Int, _ message: String, hint: String? = nil) -> Failure {
    Failure(code, "\(visibleText(file)):\(line): \(message)", hint: hint)
  }
}

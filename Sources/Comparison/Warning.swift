/// Something that makes a figure less certain than it looks.
public struct Warning: Hashable, Sendable {
  /// Stable, for programs.
  public let code: String
  public let message: String

  public init(code: String, message: String) {
    self.code = code
    self.message = message
  }
}

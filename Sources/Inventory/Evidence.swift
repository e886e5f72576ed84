import Documents

/// Where something is written.
public struct Evidence: Hashable, Sendable {
  public let file: String
  /// From 1.
  public let line: Int

  public init(file: String, line: Int) {
    self.file = file
    self.line = line
  }

  init(_ field: Field) {
    self.init(file: field.file, line: field.line)
  }
}

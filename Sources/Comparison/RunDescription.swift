import Traces

/// What the output says about the run besides the results.
public struct RunDescription: Sendable {
  public let version: String
  /// UTC, ISO 8601.
  public let generatedAt: String
  public let tracePaths: [String]
  public let report: TraceReadReport?
  /// MB of rows without memory.
  public let assumedMemory: Int32
  /// What `--with` adds to options.
  public let usual: [UsualSurrounding]
  /// What `--near` names.
  public let near: NearPlace?

  public init(
    version: String, generatedAt: String, tracePaths: [String], report: TraceReadReport?,
    assumedMemory: Int32, usual: [UsualSurrounding] = [],
    near: NearPlace? = nil
  ) {
    self.version = version
    self.generatedAt = generatedAt
    self.tracePaths = tracePaths
    self.report = report
    self.assumedMemory = assumedMemory
    self.usual = usual
    self.near = near
  }
}

/// Where a fact was found.
public enum FactSource: Hashable, Sendable {
  /// A line of a file, from 1.
  case line(file: String, line: Int)
  /// A figure of the trace, in words.
  case trace(String)
  /// A figure of a bill or a simulation, in words.
  case cost(String)
}

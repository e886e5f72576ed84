import Units

/// A reader of the part of YAML 1.2 (core schema) that files written by people use.
///
/// Block and flow collections, plain, quoted, literal and folded scalars, anchors, aliases, merge
/// keys, comments, several documents, and the tags of `YAMLTag`. What has no single meaning or no
/// use is refused by name: a key that appears twice, keys that are no scalar (`? `), other tags, tabs
/// as indentation, text that is not UTF-8, nesting deeper than `maximumDepth`, and aliases that
/// stand for more than `maximumAliasedNodes` values.
public enum YAMLReader {
  /// Levels of nesting that are read.
  public static let maximumDepth = 200
  /// Values that all aliases of a file together may stand for.
  public static let maximumAliasedNodes = 1_000_000
  /// The largest file in bytes.
  public static let largestFile = 64 << 20

  /// Reads a stream: one node a document, none where the file holds no value.
  ///
  /// - Parameters:
  ///   - file: the name for messages, which each node carries.
  ///   - code: how a run that fails over this file ends.
  /// - Throws: `Failure`, `compose.yaml:12: …`.
  public static func read(
    _ bytes: [UInt8], file: String, code: ExitCode = .data
  ) throws -> [Node] {
    let origin = Origin(file: file, code: code)
    guard bytes.count <= largestFile else {
      throw origin.failure(line: 1, "the file is larger than 64 MiB")
    }
    var parser = YAMLParser(bytes: bytes, origin: origin)
    do {
      return try parser.documents()
    } catch let problem as YAMLParser.Problem {
      throw origin.failure(line: problem.line, problem.message, hint: problem.hint)
    }
  }
}

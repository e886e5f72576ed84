import Units

/// The files that a module was built with.
public struct EmbeddedFiles: Sendable {
  private let files: [(path: String, text: StaticString)]

  /// - Parameter files: paths within the module's folder, with their contents.
  public init(_ files: [(path: String, text: StaticString)]) { self.files = files }

  /// Those below a folder, in the order in which they were given.
  ///
  /// - Parameter folder: with `/` at its end.
  public func files(in folder: String) -> [(name: String, bytes: [UInt8])] {
    files.filter { $0.path.hasPrefix(folder) }.map { ($0.path, Self.bytes($0.text)) }
  }

  /// The bytes of one; throws `.software` where there is none.
  public func bytes(of name: String) throws -> [UInt8] {
    guard let file = files.first(where: { $0.path == name }) else {
      throw Failure(.software, "the file \(name) is not in this program")
    }
    return Self.bytes(file.text)
  }

  /// A CSV file as a table; throws `.software` where there is none, `.configuration` or `.data` where
  /// it is malformed.
  public func table(_ name: String, columns: [String]) throws -> CSVTable {
    try CSVTable(try bytes(of: name), file: name, requiring: columns)
  }

  private static func bytes(_ text: StaticString) -> [UInt8] {
    Array(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }
}

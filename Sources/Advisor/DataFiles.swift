import Documents
import Units

/// The files that this module was built with.
enum DataFiles {
  /// The rule files, in the order of their names.
  static var rules: [(name: String, bytes: [UInt8])] {
    embeddedFiles.filter { $0.path.hasPrefix("rules/") }.map { ($0.path, bytes($0.text)) }
  }

  static func json(_ name: String) throws -> Field {
    Field(
      try JSONReader.read(try bytes(of: name), file: name, code: .configuration), file: name,
      code: .configuration)
  }

  static func table(_ name: String, columns: [String]) throws -> CSVTable {
    try CSVTable(try bytes(of: name), file: name, requiring: columns)
  }

  private static func bytes(of name: String) throws -> [UInt8] {
    guard let file = embeddedFiles.first(where: { $0.path == name }) else {
      throw Failure(.software, "the file \(name) is not in this program")
    }
    return bytes(file.text)
  }

  private static func bytes(_ text: StaticString) -> [UInt8] {
    Array(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }
}

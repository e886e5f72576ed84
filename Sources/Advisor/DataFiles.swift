import Documents

/// The files that this module was built with.
enum DataFiles {
  private static let all = EmbeddedFiles(embeddedFiles)

  /// The rule files, in the order of their names.
  static var rules: [(name: String, bytes: [UInt8])] { all.files(in: "rules/") }

  static func json(_ name: String) throws -> Field {
    Field(
      try JSONReader.read(try all.bytes(of: name), file: name, code: .configuration), file: name,
      code: .configuration)
  }

  static func table(_ name: String, columns: [String]) throws -> CSVTable {
    try all.table(name, columns: columns)
  }
}

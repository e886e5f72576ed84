import Documents

/// The tables that this module was built with.
enum DataFile {
  static func table(_ name: String, columns: [String]) throws -> CSVTable {
    try EmbeddedFiles(embeddedFiles).table(name, columns: columns)
  }
}

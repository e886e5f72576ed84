import Documents
import Units

/// The tables that this module was built with.
enum DataFile {
  static func table(_ name: String, columns: [String]) throws -> CSVTable {
    guard let file = embeddedFiles.first(where: { $0.path == name }) else {
      throw Failure(.software, "the table \(name) is not in this program")
    }
    return try CSVTable(
      Array(UnsafeBufferPointer(start: file.text.utf8Start, count: file.text.utf8CodeUnitCount)),
      file: name, requiring: columns)
  }
}

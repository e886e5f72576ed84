/// A file's lines, found by their numbers.
struct SourceText: Sendable {
  private let bytes: [UInt8]
  /// Where each line begins.
  private let starts: [Int]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    starts = [0] + bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
  }

  /// The whole file; nil where it is no UTF-8.
  var text: String? { String(validating: bytes, as: UTF8.self) }

  /// The lines that hold a text, with their numbers.
  func lines(with text: String) -> [(number: Int, line: String)] {
    guard let whole = self.text, whole.contains(text) else { return [] }
    return starts.indices.compactMap { index in
      line(index + 1).flatMap { $0.contains(text) ? (index + 1, $0) : nil }
    }
  }

  /// A line from 1, without its end; nil where there is none.
  func line(_ number: Int) -> String? {
    guard starts.indices.contains(number - 1) else { return nil }
    let start = starts[number - 1]
    let end = number < starts.count ? starts[number] - 1 : bytes.count
    guard start <= end else { return nil }
    return String(decoding: bytes[start..<end].prefix(8_192), as: UTF8.self)
  }
}

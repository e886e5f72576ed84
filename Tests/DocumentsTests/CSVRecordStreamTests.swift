import Foundation
import Testing
import Units

@testable import Documents

private func lines(_ text: String) throws -> [String] {
  let file = FileManager.default.temporaryDirectory.appendingPathComponent(
    "lines-\(UUID().uuidString).csv")
  try Data(text.utf8).write(to: file)
  defer { try? FileManager.default.removeItem(at: file) }
  var stream = try CSVRecordStream(file.path)
  var found: [String] = []
  do {
    while let (cells, line) = try stream.next() {
      found.append("\(line): \(cells.joined(separator: "|"))")
    }
  } catch var failure as Failure {
    failure.message = failure.message.replacingOccurrences(of: file.path, with: "f.csv")
    throw failure
  }
  return found
}

@Suite struct CSVRecordStreamTests {
  @Test func linesWithTheirNumbers() throws {
    let text = "\u{FEFF}a,b\r\n\n\"x,\"\"y\"\"\",\"two\nlines\"\nlast,"
    #expect(try lines(text) == ["1: a|b", "3: x,\"y\"|two\nlines", "5: last|"])
    #expect(try lines("") == [])
  }

  @Test(arguments: [
    ("a\n\"b\n", "f.csv:2: a quotation mark is never closed"),
    ("a\nb\"c\"\n", "f.csv:2: a quotation mark inside a field that does not begin with one"),
  ])
  func malformed(_ text: String, _ message: String) {
    let failure = #expect(throws: Failure.self) { try lines(text) }
    #expect(failure?.code == .data)
    #expect(failure?.message == message)
  }

  @Test func aLineHasALimit() {
    let text = "a\n\"" + String(repeating: "x\n", count: CSVRecordStream.longestLine)
    let failure = #expect(throws: Failure.self) { try lines(text) }
    #expect(failure?.message.hasSuffix("a line is longer than 1048576 bytes") == true)
  }

  @Test func blocksDoNotShow() throws {
    let rows = (0..<200_000).map { "\($0),\"é,\($0 % 97)\"" }
    let text = rows.joined(separator: "\n")
    #expect(text.utf8.count > 2 * FileBlocks.size)
    #expect(
      try lines(text) == (0..<200_000).map { "\($0 + 1): \($0)|é,\($0 % 97)" })
  }
}

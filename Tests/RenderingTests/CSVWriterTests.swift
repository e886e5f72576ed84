import Testing
import Units

@testable import Rendering

@Suite struct CSVWriterTests {
  @Test func layout() {
    var table = RecordTable(columns: ["option", "cost", "rank", "feasible"])
    table.append([.text("a,b"), .decimal(Money(scaled: -1)), .integer(-1), .flag(true)])
    table.append([.text("é \"q\""), .missing, .missing, .flag(false)])
    #expect(
      String(decoding: CSVWriter.bytes(table), as: UTF8.self)
        == "option,cost,rank,feasible\r\n\"a,b\",-0.000000000001,-1,true\r\n"
        + "\"é \"\"q\"\"\",,,false\r\n")
  }

  @Test(arguments: [
    ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@a", "'@a"), ("\ta", "'\ta"),
    ("\ra", "\"'\ra\""), ("\na", "\"'\na\""), ("\r\na", "\"'\r\na\""), ("a=1", "a=1"), ("", ""),
    ("=\u{301}", "'=\u{301}"), ("=\"a\"", "\"'=\"\"a\"\"\""), ("\"\u{301}", "\"\"\"\u{301}\""),
  ])
  func textCells(_ text: String, _ cell: String) {
    var table = RecordTable(columns: ["a", "b"])
    table.append([.text(text), .missing])
    #expect(
      CSVWriter.bytes(table).elementsEqual("a,b\r\n\(cell),\r\n".utf8))
  }

  @Test func aLoneEmptyCellIsNoEmptyLine() {
    var table = RecordTable(columns: ["a"])
    table.append([.missing])
    #expect(CSVWriter.bytes(table).elementsEqual("a\r\n\"\"\r\n".utf8))
  }

  @Test func randomTextsComeBack() {
    let pieces = ["a", ",", "\"", "\r", "\n", "\r\n", "é", "\u{301}", "😀", "=", "'", " "]
    var generator = SeededGenerator(seed: 11)
    var table = RecordTable(columns: ["x", "y"])
    for _ in 0..<2_000 {
      table.append(
        (0..<2).map { _ in
          .text(
            (0..<generator.below(6)).map { _ in pieces[generator.below(pieces.count)] }.joined())
        })
    }
    let records = parsed(CSVWriter.bytes(table))
    #expect(records.count == 2_001)
    for (record, row) in zip(records.dropFirst(), table.rows) {
      #expect(record.count == 2)
      for (bytes, value) in zip(record, row) {
        guard case .text(let text) = value else { continue }
        let isGuarded = "=\r\n".utf8.contains { text.utf8.first == $0 }
        #expect(bytes == (isGuarded ? [UInt8(ascii: "'")] : []) + Array(text.utf8))
      }
    }
  }

  /// A reader by the grammar of RFC 4180 and nothing else.
  private func parsed(_ bytes: [UInt8]) -> [[[UInt8]]] {
    var records: [[[UInt8]]] = []
    var record: [[UInt8]] = []
    var cell: [UInt8] = []
    var rest = bytes[...]
    var isQuoted = false
    while let byte = rest.popFirst() {
      switch (byte, isQuoted) {
      case (UInt8(ascii: "\""), true):
        if rest.first == byte { cell.append(rest.removeFirst()) } else { isQuoted = false }
      case (UInt8(ascii: "\""), false): isQuoted = true
      case (UInt8(ascii: ","), false):
        record.append(cell)
        cell = []
      case (UInt8(ascii: "\r"), false):
        rest.removeFirst()
        records.append(record + [cell])
        record = []
        cell = []
      default: cell.append(byte)
      }
    }
    return records
  }
}

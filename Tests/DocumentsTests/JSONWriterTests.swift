import Foundation
import Testing
import Units

@testable import Documents

private var table: RecordTable {
  var table = RecordTable(columns: ["option", "rank", "cost", "feasible", "reason"])
  table.append([.text("a/b"), .integer(1), .decimal(Money(scaled: -1)), .flag(true), .missing])
  table.append([
    .text("é\"\\\n\u{1B}"), .integer(Int128.max), .decimal(.zero), .flag(false), .text(""),
  ])
  return table
}

private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

@Suite struct JSONWriterTests {
  @Test func layout() {
    var writer = JSONWriter()
    writer.object {
      $0.value(.text("1.0"), key: "schemaVersion")
      $0.object("trace") { $0.value(.integer(3), key: "requests") }
      $0.object("nothing") { _ in }
      $0.array("none") { _ in }
      $0.array("names") {
        $0.value(.text("a"))
        $0.object { $0.value(.missing, key: "b") }
      }
      $0.records(table, key: "rows")
      $0.records(RecordTable(columns: ["x"]), key: "empty")
    }
    #expect(
      text(writer.bytes) == #"""
        {
          "schemaVersion": "1.0",
          "trace": {
            "requests": 3
          },
          "nothing": {},
          "none": [],
          "names": [
            "a",
            {
              "b": null
            }
          ],
          "rows": [
            {"option": "a/b", "rank": 1, "cost": -0.000000000001, "feasible": true, "reason": null},
            {"option": "é\"\\\n\u001b", "rank": 170141183460469231731687303715884105727, "cost": 0, "feasible": false, "reason": ""}
          ],
          "empty": []
        }

        """#)
  }

  @Test func recordsAlone() throws {
    var writer = JSONWriter()
    writer.records(table)
    let rows = try JSONReader.read(writer.bytes, file: "rows")
    let root = Field(rows, file: "rows", code: .data)
    #expect(try root.elements().map { try $0["option"].string() } == ["a/b", "é\"\\\n\u{1B}"])
    #expect(writer.bytes.last == UInt8(ascii: "\n"))
    let lines = text(JSONWriter.lines(table)).split(separator: "\n")
    #expect(lines.count == 2)
    #expect(try lines.map { try read(String($0)).line } == [1, 1])
  }

  @Test func everyCharacterComesBack() throws {
    var value = ""
    for code in UInt32(0)...0x3000 { value.unicodeScalars.append(Unicode.Scalar(code) ?? "?") }
    value += "😀\u{10FFFF}"
    var writer = JSONWriter()
    writer.array { $0.value(.text(value)) }
    #expect(!writer.bytes.contains { $0 < 0x20 && $0 != 0x0A || $0 == 0x7F })
    let read = try JSONReader.read(writer.bytes, file: "f")
    let copy = try Field(read, file: "f", code: .data).elements()[0].string()
    #expect(Array(copy.utf8) == Array(value.utf8))
    let reference = try JSONSerialization.jsonObject(with: Data(writer.bytes)) as? [String]
    #expect(reference?[0].unicodeScalars.count == value.unicodeScalars.count)
  }
}

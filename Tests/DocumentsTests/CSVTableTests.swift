import Testing
import Units

@testable import Documents

private func table(_ text: String, requiring required: [String] = []) throws -> CSVTable {
  try CSVTable(Array(text.utf8), file: "prices.csv", requiring: required)
}

@Suite struct CSVTableTests {
  @Test func readsCells() throws {
    let table = try table(
      "\u{FEFF}sku,price,note\r\na,0.5,\"x, \"\"y\"\"\nz\"\r\n\r\nb,2,\n", requiring: ["price"])
    #expect(table.columns == ["sku", "price", "note"])
    #expect(table.rows.map(\.line) == [2, 5])
    #expect(try table.rows[0]["sku"].string() == "a")
    #expect(try table.rows[0]["price"].decimal() == ExactDecimal("0.5"))
    #expect(try table.rows[0]["note"].string() == "x, \"y\"\nz")
    #expect(try table.rows[1]["price"].int() == 2)
    #expect(try table.rows[1].optional("note")?.node == nil)
  }

  @Test func typedErrorsNameTheColumn() throws {
    let table = try table("sku,price\na,abc\n\"\",\n")
    #expect(
      throws: Failure(
        .configuration,
        #"prices.csv:2: price "abc" is not a number"#)
    ) { try table.rows[0]["price"].decimal() }
    #expect(throws: Failure(.configuration, "prices.csv:3: price has no value")) {
      try table.rows[1]["price"]
    }
    #expect(throws: Failure(.configuration, #"prices.csv:2: unknown key "sku""#)) {
      try table.rows[0].allowKeys(["price"])
    }
  }

  @Test(arguments: [
    ("", 1, "the file is empty; its first line names the columns"),
    ("\n\n", 1, "the file is empty; its first line names the columns"),
    ("a,b\n", 1, #"column "price" is missing"#),
    ("a,prices\n", 1, #"column "price" is missing; did you mean "prices"?"#),
    ("price,a,a\n", 1, #"column "a" appears twice"#),
    ("price,a\n1\n", 2, "expected 2 fields, found 1"),
    ("price,a\n1,2,3\n", 2, "expected 2 fields, found 3"),
    ("price\n\"1\n2\n", 2, "a quotation mark is never closed"),
    ("price\n\"1\"2\n", 2, "expected a comma after a closing quotation mark"),
    ("price\n1\"2\n", 2, "a quotation mark inside a field that does not begin with one"),
    ("price\n1\0\n", 2, "a field holds a zero byte"),
    ("price\n1\r2\n", 2, "a carriage return without a line feed"),
  ])
  func errors(_ text: String, _ line: Int, _ message: String) {
    #expect(throws: Failure(.configuration, "prices.csv:\(line): \(message)")) {
      try table(text, requiring: ["price"])
    }
  }

  @Test func invalidUTF8() {
    #expect(throws: Failure(.data, "f:2: a field is not valid UTF-8")) {
      try CSVTable([0x61, 0x0A, 0xFF, 0x0A], file: "f", code: .data, requiring: [])
    }
  }

  @Test func randomBytesNeverCrash() {
    var generator = SeededGenerator(seed: 3)
    let alphabet = Array("a,\"\r\n\0".utf8) + [0xFF, 0xC3, 0xA9]
    for _ in 0..<10_000 {
      let bytes = (0..<generator.below(20)).map { _ in alphabet[generator.below(alphabet.count)] }
      do { _ = try CSVTable(bytes, file: "f", requiring: []) } catch {
        #expect((error as? Failure)?.code == .configuration)
      }
    }
  }
}

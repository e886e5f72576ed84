import Foundation
import Testing
import Units

@testable import Documents

/// What a stream hands out of a file with this text: the keys and the value's raw text.
private func records(
  _ text: String, _ chosen: [[String]], where isWanted: ([String]) -> Bool = { _ in true }
) throws -> [String] {
  try records(Data(text.utf8), chosen, where: isWanted)
}

private func records(
  _ bytes: Data, _ chosen: [[String]], where isWanted: ([String]) -> Bool = { _ in true }
) throws -> [String] {
  let file = FileManager.default.temporaryDirectory.appendingPathComponent(
    "records-\(UUID().uuidString).json")
  try bytes.write(to: file)
  defer { try? FileManager.default.removeItem(at: file) }
  var found: [String] = []
  do {
    try JSONRecordStream.read(file.path, choosing: chosen, where: isWanted) { keys, field in
      found.append("\(keys.joined(separator: "/")) \(field.path):\(field.line) \(text(field.node))")
    }
  } catch var failure as Failure {
    failure.message = failure.message.replacingOccurrences(of: file.path, with: "f.json")
    throw failure
  }
  return found
}

private func text(_ node: Node) -> String {
  switch node.content {
  case .scalar(let scalar): return scalar.text
  case .sequence(let nodes): return "[" + nodes.map(text).joined(separator: " ") + "]"
  case .mapping(let entries):
    return "{" + entries.map { "\($0.key)=\(text($0.value))" }.joined(separator: " ") + "}"
  }
}

@Suite struct JSONRecordStreamTests {
  private static let chosen = [["a", "*"], ["b", "c", "*"], ["d"]]

  @Test func chosenValuesInTheOrderOfTheFile() throws {
    let found = try records(
      """
      {"x": [{"a": 1}, "]}"],
       "d": "é\\n\\u0041", "a": [1, {"k":
        2}, [], null],
       "b": {"no": {"c": 1}, "c": {"s\\"1": {"t": [1.50]}, "s2": true}}}
      """, Self.chosen)
    #expect(
      found == [
        "d d:2 é\nA", "a/* a[0]:2 1", "a/* a[1]:2 {k=2}", "a/* a[2]:3 []", "a/* a[3]:3 null",
        "b/c/s\"1 b.c[\"s\\\"1\"]:4 {t=[1.50]}".replacingOccurrences(of: "\\\"", with: "\""),
        "b/c/s2 b.c.s2:4 true",
      ])
  }

  @Test func whatIsNotWantedIsPassedOver() throws {
    let found = try records(
      #"{"a": {"x": {"k": [}"]}, "y": 2}}"#.replacingOccurrences(
        of: "[}\"]", with: "[\"}\"]"), Self.chosen
    ) { $0 == ["a", "y"] }
    #expect(found == ["a/y a.y:1 2"])
  }

  @Test(arguments: [
    ("", 1, "the file ends in the middle of the document"),
    ("{\"a\": [1,\n2", 2, "the file ends in the middle of the document"),
    ("{\"a\": [1,\n\"x", 2, "the file ends in the middle of the document"),
    ("{\"x\": {\"y\": [\n", 2, "the file ends in the middle of the document"),
    ("{\"a\": 5}", 1, "a is no mapping and no list"),
    ("[1]", 1, nil), ("5", 1, "the document is no mapping and no list"),
    ("{\"a\": []} x", 1, "there is more after the document"),
    ("{\"a\": [], \"a\": []}", 1, "key \"a\" appears twice"),
    ("{\"x\": {]}}", 1, "\"]\" closes nothing"), ("{\"x\": }", 1, "\"}\" closes nothing"),
    ("{\"x\": ,}", 1, "a value is missing"), ("{\"x\" 1}", 1, "expected \":\" after the key \"x\""),
    ("{\"x\": 1 2}", 1, "expected \",\" or \"}\""),
    ("{x: 1}", 1, "expected a key in quotation marks"),
    ("{\"x\": \"a\nb\"}", 1, "a control character inside a text; is a quotation mark missing?"),
    ("{\"d\": {\"k\": 1, \"k\": 2}}", 1, "key \"k\" appears twice, first on line 1"),
  ])
  func malformed(_ text: String, _ line: Int, _ message: String?) {
    guard let message else {
      #expect((try? records(text, Self.chosen)) == [])
      return
    }
    let failure = #expect(throws: Failure.self) { try records(text, Self.chosen) }
    #expect(failure?.code == .data)
    #expect(failure?.message == "f.json:\(line): \(message)")
  }

  @Test func invalidUTF8InAChosenValue() {
    let bytes = Data(#"{"d": ""#.utf8) + Data([0xFF]) + Data(#""}"#.utf8)
    let failure = #expect(throws: Failure.self) { try records(bytes, Self.chosen) }
    #expect(failure?.code == .data)
    #expect(failure?.message.hasPrefix("f.json:1: ") == true)
  }

  @Test func nestingHasALimit() {
    let deep = String(repeating: "[", count: 201) + String(repeating: "]", count: 201)
    let failure = #expect(throws: Failure.self) { try records("{\"x\": \(deep)}", Self.chosen) }
    #expect(failure?.message == "f.json:1: nested deeper than 200 levels")
  }

  @Test func aValueHasALimitButWhatIsPassedOverHasNot() throws {
    let text = String(repeating: "x", count: JSONRecordStream.largestRecord)
    let failure = #expect(throws: Failure.self) { try records("{\"d\": \"\(text)\"}", Self.chosen) }
    #expect(failure?.message == "f.json:1: a value is larger than 1048576 bytes")
    #expect(try records("{\"x\": \"\(text)\", \"d\": 1}", Self.chosen) == ["d d:1 1"])
    let key = String(repeating: "k", count: JSONRecordStream.longestKey)
    let long = #expect(throws: Failure.self) { try records("{\"\(key)\": 1}", Self.chosen) }
    #expect(long?.message == "f.json:1: a key is larger than 1024 bytes")
  }

  /// Values lie across the ends of blocks at every distance: three blocks of values of 7 to 13
  /// bytes.
  @Test func blocksDoNotShow() throws {
    var expected: [String] = []
    var document = "{\"a\": ["
    for number in 0..<300_000 {
      let value = number % 7 == 0 ? "\"\(number)\\\"]\"" : "[\(number), \"é\"]"
      document += (number == 0 ? "" : ",\n") + value
      expected.append(
        "a/* a[\(number)]:\(number + 1) "
          + (number % 7 == 0 ? "\(number)\"]" : "[\(number) é]"))
    }
    document += "]}"
    #expect(document.utf8.count > 3 * FileBlocks.size)
    #expect(try records(document, Self.chosen) == expected)
  }
}

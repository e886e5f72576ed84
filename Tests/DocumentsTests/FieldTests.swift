import Testing
import Units

@testable import Documents

private enum Unit: String, CaseIterable { case requests = "Requests", hours = "Hours" }

private func field(_ text: String) throws -> Field {
  Field(try read(text), file: "lambda.json", code: .configuration)
}

@Suite struct FieldTests {
  private let sample = #"""
    {"name": "x86", "count": 3, "price": 0.0000166667, "on": true, "since": "2026-09-19",
     "unit": "Hours", "nothing": null, "tiers": [{"price": 1}, {"price": 2}]}
    """#

  @Test func decodes() throws {
    let root = try field(sample)
    #expect(try root["name"].string() == "x86")
    #expect(try root["count"].int(in: 1...3) == 3)
    #expect(try root["price"].decimal() == ExactDecimal("0.0000166667"))
    #expect(try root["on"].bool())
    #expect(try root["since"].date() == CalendarDate("2026-09-19"))
    #expect(try root["unit"].choice(Unit.self) == .hours)
    #expect(try root.optional("nothing")?.node == nil)
    #expect(try root.optional("absent")?.node == nil)
    let prices = try root["tiers"].elements().map { try $0["price"] }
    #expect(try prices.map { try $0.int() } == [1, 2])
    #expect(prices[1].path == "tiers[1].price")
    #expect(prices[1].line == 2)
    #expect(try root.entries().map(\.key).last == "tiers")
  }

  @Test(arguments: [
    (#"{"a": "abc"}"#, #"a "abc" is not a whole number"#),
    (#"{"a": "12"}"#, #"a "12" is not a whole number"#),
    (#"{"a": 1.5}"#, "a 1.5 is not a whole number"),
    (#"{"a": 99999999999999999999}"#, "a 99999999999999999999 is not a whole number"),
    (#"{"a": 11}"#, "a 11 is not between 0 and 10"),
    (#"{"a": true}"#, "a true is not a whole number"),
    (#"{"a": [1]}"#, "a is a list, not a whole number"),
    (#"{"a": {}}"#, "a is a mapping, not a whole number"),
    (#"{"a": null}"#, "a has no value"),
    (#"{"aa": 1}"#, "a is missing"), (#"{"A": 1}"#, #"a is missing; did you mean "A"?"#),
    ("[]", "the document is a list, not a mapping"),
    ("\"\\u001b\"", #"the document "\u{1B}" is not a mapping"#),
  ])
  func integerErrors(_ text: String, _ message: String) {
    #expect(throws: Failure(.configuration, "lambda.json:1: \(message)")) {
      try field(text)["a"].int(in: 0...10)
    }
  }

  @Test func otherErrors() throws {
    let root = try field(
      #"""
      {"limits": [{"value": "abc"}], "us east": {"unit": "Hour"}, "price": 0.0000000000001,
       "since": "2026-02-30", "on": "true", "count": -1}
      """#)
    func expect(_ message: String, line: Int = 1, _ body: () throws -> Void) {
      #expect(throws: Failure(.configuration, "lambda.json:\(line): \(message)")) { try body() }
    }
    expect(#"limits[0].value "abc" is not true or false"#) {
      _ = try root["limits"].elements()[0]["value"].bool()
    }
    expect(#"["us east"].unit "Hour" is not one of Requests, Hours; did you mean "Hours"?"#) {
      _ = try root["us east"]["unit"].choice(Unit.self)
    }
    expect("price 0.0000000000001 is not a number in range with at most 12 decimal places") {
      _ = try root["price"].decimal()
    }
    expect(#"since "2026-02-30" is not a date such as 2026-09-19"#, line: 2) {
      _ = try root["since"].date()
    }
    expect(#"on "true" is not true or false"#, line: 2) { _ = try root["on"].bool() }
    expect("count -1 is not text", line: 2) { _ = try root["count"].string() }
    expect("count -1 is less than 0", line: 2) { _ = try root["count"].int(in: 0...Int.max) }
    expect("count -1 is not a list", line: 2) { _ = try root["count"].elements() }
    expect(#"unknown key "us east""#) { try root.allowKeys(["limits"]) }
    expect(#"["us east"] has the unknown key "unit"; did you mean "units"?"#) {
      try root["us east"].allowKeys(["units"])
    }
    expect("limits is odd") { throw try root["limits"].failure("is odd") }
  }
}

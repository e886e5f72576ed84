import Testing

@testable import Inventory

/// Expected values are those of the compose specification, "Interpolation", and of POSIX shells,
/// 2.6.2 "Parameter Expansion", whose forms these are.
@Suite struct InterpolationTests {
  private let variables = Variables(["SET": "x", "EMPTY": "", "N": "SET"])

  @Test(arguments: [
    ("plain", "plain"), ("$SET", "x"), ("${SET}", "x"), ("a${SET}b$SET-", "axbx-"),
    ("$$SET $${SET}", "$SET ${SET}"), ("$UNSET|${UNSET}|$EMPTY", "||"),
    ("${SET:-d}", "x"), ("${EMPTY:-d}", "d"), ("${UNSET:-d}", "d"),
    ("${SET-d}", "x"), ("${EMPTY-d}", ""), ("${UNSET-d}", "d"),
    ("${SET:+d}", "d"), ("${EMPTY:+d}", ""), ("${UNSET:+d}", ""),
    ("${SET+d}", "d"), ("${EMPTY+d}", "d"), ("${UNSET+d}", ""),
    ("${SET:?e}", "x"), ("${EMPTY?e}", ""),
    ("${UNSET:-${SET}}", "x"), ("${UNSET:-a${UNSET:-b${SET}}c}", "abxc"),
    ("${UNSET:-}", ""), ("${UNSET:-a:b-c?}", "a:b-c?"), ("${UNSET:-$$}", "$"),
    ("${SET}${SET}", "xx"), ("$SET_", ""), ("${UNSET:-{}}", "{}"),
  ])
  func values(_ text: String, _ value: String) throws {
    var interpolation = Interpolation(variables)
    #expect(try interpolation.expand(text) == value)
  }

  @Test(arguments: [
    ("${UNSET:?set it}", "needs the variable UNSET: set it"),
    ("${EMPTY:?}", "needs the variable EMPTY"), ("${UNSET?}", "needs the variable UNSET"),
    ("$", Self.invalid), ("a$ b", Self.invalid), ("$(date)", Self.invalid),
    ("${}", Self.invalid), ("${1}", Self.invalid), ("${SET!x}", Self.invalid),
    ("${SET", "has a variable whose brace is never closed"),
    ("${SET:-${A}", "has a variable whose brace is never closed"),
  ])
  func refused(_ text: String, _ message: String) {
    var interpolation = Interpolation(variables)
    let problem = #expect(throws: Interpolation.Problem.self) {
      try interpolation.expand(text)
    }
    #expect(problem?.message == message)
  }

  private static let invalid =
    "has a dollar sign that begins no variable; a dollar sign itself is written $$"

  @Test func unsetNamesAreKept() throws {
    var interpolation = Interpolation(variables)
    _ = try interpolation.expand("$A ${B} ${C:-d} $A $SET")
    #expect(interpolation.unset == ["A", "B"])
  }

  @Test func deepDefaults() {
    let text =
      String(repeating: "${A:-", count: 10_000) + String(repeating: "}", count: 10_000)
    var interpolation = Interpolation(variables)
    #expect(throws: Interpolation.Problem.self) { try interpolation.expand(text) }
  }
}

import Testing

@testable import Units

@Suite struct GlobPatternTests {
  @Test(arguments: [
    ("Linux", "linux", true), ("Linux", "Linux/UNIX", false), ("*-Request", "EUC1-Request", true),
    ("*-Request", "Request", false), ("*", "", true), ("", "", true), ("", "a", false),
    ("a*b*c", "a-b-b-c", true), ("a*b*c", "a-c-b", false), ("ab*ba", "aba", false),
    ("*Spot*", "D2s Spot", true), ("* Spot", "D2s v5", false), ("a**b", "ab", true),
  ])
  func describes(_ pattern: String, _ value: String, _ expected: Bool) {
    #expect(GlobPattern(pattern).describes(value) == expected)
  }

  @Test func negativePatternsSaySo() {
    #expect(GlobPattern("!*Spot*").isNegative)
    #expect(GlobPattern("!*Spot*").describes("D2s Spot"))
    #expect(!GlobPattern("Spot").isNegative)
  }
}

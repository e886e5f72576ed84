import Testing
import Units

@Suite struct TextTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("\u{301}", 0), ("関数", 4), ("ｱ", 1), ("Ａ", 2),
    ("😀", 2), ("👩‍👩‍👧", 2), ("🇩🇪", 2), ("1️⃣", 2), ("❤️", 2), ("❤", 1), ("–…", 2), ("한", 2), ("✅", 2),
    ("ก็", 1),
  ])
  func width(_ text: String, _ columns: Int) {
    #expect(displayWidth(text) == columns)
  }

  @Test func wrapping() {
    #expect(wrapped("one two  three", width: 7) == ["one two", "three"])
    #expect(wrapped("abcdefgh ij", width: 3) == ["abc", "def", "gh", "ij"])
    #expect(wrapped("関数関数", width: 5) == ["関数", "関数"])
    #expect(wrapped("", width: 5) == [])
    #expect(wrapped("ab 関", width: 1) == ["a", "b", "関"])
  }

  @Test func visibility() {
    #expect(visibleText("a é😀👩‍👩‍👧") == "a é😀👩‍👩‍👧")
    #expect(
      visibleText("\u{1B}[0m\n\u{202E}\u{E0041}\u{FEFF}")
        == #"\u{1B}[0m\u{A}\u{202E}\u{E0041}\u{FEFF}"#)
    #expect(quotedText("a\r\n") == #""a\u{D}\u{A}""#)
    #expect(
      quotedText(String(repeating: "x", count: 61)) == "\"\(String(repeating: "x", count: 60))…\"")
    #expect(
      quotedText(String(repeating: "x", count: 60)) == "\"\(String(repeating: "x", count: 60))\"")
  }

  @Test(
    arguments: [
      ("aws-lamda", "aws-lambda"), ("AWS-Lambda", "aws-lambda"), ("lambda", "aws-lambda"),
      ("fargate", "aws-fargate"), ("memroy", "memory"), ("zzzz", nil), ("", nil), ("me", nil),
      ("aws", nil), (String(repeating: "a", count: 100_000), nil),
    ] as [(String, String?)])
  func closestMatch(_ text: String, _ expected: String?) {
    #expect(closest(to: text, among: ["aws-lambda", "aws-fargate", "memory"]) == expected)
  }
}

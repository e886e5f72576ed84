import Testing

@testable import Inventory

/// Where code says something.
struct SourceTreeTests {
  private func line(_ text: String) -> Int? {
    SourceTree.line(of: "serve(", in: Array(text.utf8))
  }

  @Test func commentsAreNoCode() {
    #expect(line("// serve(\n\n  # serve(\n * serve( serve(\nx = serve(y)\n") == 5)
    #expect(line("x()\n  serve(") == 2)
    #expect(line("// serve(") == nil)
    #expect(line("") == nil)
  }

  @Test func longLinesOfRemarksAreReadOnce() {
    let remark = "//" + String(repeating: " serve(", count: 200_000)
    #expect(line("\(remark)\n\(remark)\nserve(") == 3)
  }
}

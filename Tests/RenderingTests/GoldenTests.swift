import Foundation
import Testing
import Units

@testable import Rendering

/// Compares with `Tests/Golden/Rendering/NAME`; `COSTSIM_REGENERATE=1 swift test` rewrites them.
@Suite struct GoldenTests {
  @Test(arguments: [40, 60, 80, 120])
  func terminal(_ width: Int) throws {
    let text = TerminalRenderer(width: width, color: false).render(sample)
    try check(text, "terminal-\(width).txt")
    for line in text.split(separator: "\n") { #expect(displayWidth(line) <= width, "\(line)") }
  }

  @Test func colors() throws {
    try check(TerminalRenderer(width: 80, color: true).render(sample), "terminal-color.txt")
  }

  @Test func markdown() throws {
    try check(MarkdownRenderer().render(sample), "report.md")
  }

  private func check(_ text: String, _ name: String) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Golden/Rendering/\(name)")
    if ProcessInfo.processInfo.environment["COSTSIM_REGENERATE"] != nil {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(text == (try String(contentsOf: file, encoding: .utf8)))
  }
}

import Foundation
import Testing
import Units

@testable import Arguments

/// Compares help with `Tests/Golden/Arguments/NAME.txt`; `COSTSIM_REGENERATE=1 swift test` rewrites the files.
@Suite struct HelpTests {
  @Test(
    arguments: [
      ("program", nil, 80), ("family", "prices", 80), ("command", "compare", 80),
      ("command-narrow", "compare", 40), ("command-wide", "compare", 120),
    ] as [(String, String?, Int)])
  func golden(_ name: String, _ topic: String?, _ width: Int) throws {
    let text = try #require(madeUp.help(topic, width: width))
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Golden/Arguments/\(name).txt")
    if ProcessInfo.processInfo.environment["COSTSIM_REGENERATE"] != nil {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(text == (try String(contentsOf: file, encoding: .utf8)))
  }

  @Test(arguments: [-1, 0, 40, 41, 55, 80, 200])
  func linesFitExceptExamples(_ width: Int) throws {
    let examples = Set(madeUp.commands.flatMap { $0.examples.map { "  " + $0.line } })
    for topic in [nil, "prices"] + madeUp.commands.map(\.name) {
      let text = try #require(madeUp.help(topic, width: width))
      for line in text.split(separator: "\n") where !examples.contains(String(line)) {
        #expect(displayWidth(line) <= max(40, width), "\(line)")
      }
    }
  }

  @Test func unknownTopic() {
    #expect(madeUp.help("nothing") == nil)
  }
}

import Testing
import Units

@testable import Rendering

private func render(_ blocks: Block..., width: Int = 80, color: Bool = false) -> String {
  TerminalRenderer(width: width, color: color).render(Report(blocks))
}

@Suite struct TerminalRendererTests {
  @Test func hostileTextIsMadeVisible() {
    let table = Table(columns: [Column(hostileName)], rows: [[.text(hostileName, marker: "\n")]])
    let text = render(
      .heading(hostileName), .paragraph(hostileName), .list([hostileName]), .table(table),
      .notes([Note("\u{1B}", hostileName)]), .verdict(hostileName), width: 200)
    for scalar in text.unicodeScalars where scalar != "\n" {
      #expect(scalar.properties.generalCategory != .control)
      #expect(scalar.properties.generalCategory != .format)
      #expect(scalar.properties.generalCategory != .lineSeparator)
    }
    #expect(text.split(separator: "\n").count == 7)
    #expect(text.contains(#"\u{1B}[2J\u{202E}\u{A}\u{D}\u{9}\u{0}\u{2028}\u{9B}31m\u{7F}"#))
  }

  @Test func aFigureIsNeverShownInPart() {
    let table = Table(
      columns: [Column("Cost", .right)], rows: [[.number("123456789012345678901234567890")]])
    #expect(
      render(.table(table), width: 20) == String(repeating: " ", count: 16) + "Cost\n"
        + String(repeating: " ", count: 19) + "…\n")
  }

  @Test func markersDoNotMoveFigures() {
    let table = Table(
      columns: [Column("Name"), Column("Cost", .right)],
      rows: [[.text("a"), .number("1.00", marker: "*")], [.text("b"), .number("12.00")]])
    #expect(render(.table(table)) == "Name   Cost\na      1.00*\nb     12.00\n")
  }

  @Test func columnsWithoutPriorityGoLastAndTheFirstStays() {
    let wide = String(repeating: "x", count: 15)
    let table = Table(
      columns: [Column("A"), Column("B", priority: 9), Column("C"), Column("D", priority: 1)],
      rows: [[.text(wide), .text(wide), .text(wide), .text(wide)]])
    func omitted(_ width: Int) -> [String] { TableLayout(table, width: width).omittedTitles }
    #expect(omitted(66) == [])
    #expect(omitted(65) == ["D"])
    #expect(omitted(48) == ["B", "D"])
    #expect(omitted(31) == ["B", "C", "D"])
    #expect(omitted(10) == ["B", "C", "D"])
  }

  @Test func emptyReportsAndTables() {
    #expect(render() == "")
    #expect(render(.paragraph("")) == "")
    #expect(render(.table(Table(columns: [Column("A")]))) == "A\n")
    #expect(render(.table(Table(columns: []))) == "\n")
  }

  @Test func randomTextsFitEveryWidth() {
    let pieces = [
      "a", " ", "関", "👩‍👩‍👧", "e\u{301}", "\u{301}", "\u{1B}", "🇩🇪", "1️⃣", "\u{200D}", "ﷺ", "नि", "|",
      "\n",
    ]
    var generator = SeededGenerator(seed: 5)
    func random() -> String {
      (0..<generator.below(30)).map { _ in pieces[generator.below(pieces.count)] }.joined()
    }
    for _ in 0..<500 {
      let columns = (0..<4).map { index in
        Column(
          random(), index % 2 == 0 ? .left : .right, isFlexible: generator.below(2) == 0,
          priority: generator.below(2) == 0 ? index : nil)
      }
      let rows = (0..<3).map { _ in
        (0..<generator.below(5)).map { _ in
          generator.below(2) == 0 ? Cell.text(random()) : Cell.number(random(), marker: "*")
        }
      }
      let width = 20 + generator.below(80)
      let text = render(
        .table(Table(columns: columns, rows: rows)), .paragraph(random()), .list([random()]),
        width: width)
      for line in text.split(separator: "\n") { #expect(displayWidth(line) <= width) }
      _ = MarkdownRenderer().render(Report([.table(Table(columns: columns, rows: rows))]))
    }
  }

  @Test(arguments: [
    ("abc", 5, "abc"), ("abcdef", 5, "abcd…"), ("関関関", 5, "関関…"), ("関関関", 4, "関…"),
    ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"), ("👩‍👩‍👧👩‍👩‍👧", 3, "👩‍👩‍👧…"), ("ab", 1, "…"), ("ab", 0, ""),
  ])
  func truncation(_ text: String, _ width: Int, _ expected: String) {
    #expect(truncated(text, to: width) == expected)
  }
}

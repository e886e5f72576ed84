import Testing

@testable import Rendering

@Suite struct MarkdownRendererTests {
  @Test func hostileTextIsEscaped() {
    let table = Table(columns: [Column("Name")], rows: [[.text(hostileName)]])
    let escaped =
      ##"a\|b\`c\`&lt;img src=x&gt;\*\_\[x\](y)\\u{1B}\[2J\\u{202E}\\u{A}\\u{D}\\u{9}\\u{0}"##
      + ##"\\u{2028}\\u{9B}31m\\u{7F}\\\#\~&amp;"##
    #expect(
      MarkdownRenderer().render(Report([.table(table), .heading(hostileName)]))
        == "| Name |\n| :--- |\n| \(escaped) |\n\n## \(escaped)\n")
  }
}

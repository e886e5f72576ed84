import Testing
import Units

@testable import Documents

/// Trees that are written and read again.
struct YAMLWriterTests {
  private func readBack(_ node: Node) throws -> Node {
    try YAMLReader.read(YAMLWriter.write(node), file: "out.yaml", code: .data)[0]
  }

  /// Content alone: lines differ.
  private func isSame(_ one: Node, _ other: Node) -> Bool {
    switch (one.content, other.content) {
    case (.scalar(let left), .scalar(let right)):
      return left == right || (left.kind == .null && right.kind == .null)
    case (.sequence(let left), .sequence(let right)):
      return left.count == right.count && zip(left, right).allSatisfy(isSame)
    case (.mapping(let left), .mapping(let right)):
      return left.count == right.count
        && zip(left, right).allSatisfy { $0.key == $1.key && isSame($0.value, $1.value) }
    default: return false
    }
  }

  @Test(arguments: [
    "", " ", "yes", "No", "on", "y", "null", "~", "true", "22:22", "0o7", "0x1f", "1e3", "12",
    "1_000",
    "- a", "a: b", "a #b", "#", "a:", "'", "\"", "\\", "line\nbreak", "tab\t", " leading",
    "trailing ",
    "[a]", "{a}", "&a", "*a", "!a", "%a", "@a", "`a`", "|", ">", "?", "--- x", "é 漢字",
    "\u{85}\u{2028}",
    "2026-11-24", "a  b", ".inf", "=", "<<", "http://x:80/y", "${A:-b}", "nan",
  ])
  func textComesBack(_ text: String) throws {
    let node = Node.mapping([
      ("key", .text(text)), ("list", .list([.text(text)])), (text + "k", .text(text)),
    ])
    #expect(isSame(node, try readBack(node)))
  }

  @Test func treesComeBack() throws {
    var random = SeededGenerator(seed: 7, "yaml")
    let words = ["a", "yes", "x: y", "", "1", "- b", "\n", "#c", "ü"]
    func tree(_ depth: Int) -> Node {
      switch depth == 0 ? 0 : Int.random(in: 0...4, using: &random) {
      case 1, 2:
        return .list((0..<Int.random(in: 0...3, using: &random)).map { _ in tree(depth - 1) })
      case 3, 4:
        let count = Int.random(in: 0...3, using: &random)
        return .mapping((0..<count).map { ("\(words[$0])\($0)", tree(depth - 1)) })
      default:
        switch Int.random(in: 0...3, using: &random) {
        case 0: return .number(Int.random(in: -5...5, using: &random))
        case 1: return .flag(Bool.random(using: &random))
        default: return .text(words.randomElement(using: &random) ?? "")
        }
      }
    }
    for _ in 0..<2_000 {
      let node = Node.mapping([("root", tree(4))])
      #expect(isSame(node, try readBack(node)))
    }
  }

  @Test func commentsStayComments() throws {
    let bytes = YAMLWriter.write(.mapping([("a", .number(1))]), comments: ["one\nb: 2", ""])
    #expect(String(decoding: bytes, as: UTF8.self) == "# one b: 2\n#\na: 1\n")
  }
}

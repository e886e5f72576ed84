import Units

/// Lays out a page of help in columns.
struct HelpPage {
  let width: Int
  private var lines: [String] = []

  init(width: Int) { self.width = width }

  /// The page, ending in a line break.
  var text: String { lines.joined(separator: "\n") + "\n" }

  mutating func usage(_ command: String, _ parts: [String]) {
    let line = "usage: " + ([command] + parts).joined(separator: " ")
    lines += wrapped(line, width: width - 2).enumerated().map {
      $0.offset == 0 ? $0.element : "  " + $0.element
    }
  }

  mutating func examples(_ examples: [Example]) {
    guard !examples.isEmpty else { return }
    lines += ["", "examples:"]
    for example in examples {
      lines += wrapped(example.purpose, width: width - 4).map { "  # " + $0 }
      lines.append("  " + example.line)
    }
  }

  mutating func paragraph(_ text: String) {
    lines.append("")
    lines += wrapped(text, width: width)
  }

  /// Terms on the left, their meaning on the right; a term that is wider than half the page has
  /// its meaning on the lines below. Sections with the same `left` line up.
  mutating func section(_ title: String, _ items: [(term: String, meaning: String)], left: Int = 0)
  {
    guard !items.isEmpty else { return }
    lines += ["", title + ":"]
    let widest = max(left, items.map { displayWidth($0.term) }.max() ?? 0)
    let column = min(widest, width / 2 - 4) + 4
    let indentation = String(repeating: " ", count: column)
    for item in items {
      let term = "  " + item.term
      var meaning = wrapped(item.meaning, width: width - column)[...]
      if displayWidth(term) + 2 <= column, let first = meaning.popFirst() {
        lines.append(term + indentation.dropFirst(displayWidth(term)) + first)
      } else {
        lines.append(term)
      }
      lines += meaning.map { indentation + $0 }
    }
  }
}

import Units

/// Renders a report as plain text for a terminal.
public struct TerminalRenderer: Sendable {
  /// Columns that a line may take.
  private let width: Int
  private let style: TerminalStyle

  /// - Parameters:
  ///   - width: columns of the terminal, 20 and up.
  ///   - color: whether ANSI sequences mark headings, notes and tones.
  public init(width: Int, color: Bool) {
    self.width = max(20, width)
    style = TerminalStyle(isOn: color)
  }

  /// The report, its blocks separated by empty lines; every line ends in a line break.
  public func render(_ report: Report) -> String {
    report.blocks.map(lines).filter { !$0.isEmpty }
      .map { $0.map { $0 + "\n" }.joined() }
      .joined(separator: "\n")
  }

  private func lines(_ block: Block) -> [String] {
    switch block {
    case .heading(let text), .verdict(let text):
      return filled(text).map { style.bold($0) }
    case .paragraph(let text): return filled(text)
    case .list(let items): return items.flatMap { filled($0, after: "- ") }
    case .notes(let notes):
      return notes.flatMap { note in
        filled(note.text, after: visibleText(note.marker) + " ").map { style.faint($0) }
      }
    case .table(let table): return lines(table)
    case .checklist(let items): return items.flatMap(lines)
    }
  }

  private func lines(_ item: ChecklistItem) -> [String] {
    let title = filled(item.title, after: "[ ] \(visibleText(item.mark)) ").map { style.bold($0) }
    let aside = item.aside.isEmpty ? [] : filled(item.aside, after: "    ").map { style.faint($0) }
    return title + aside + item.details.flatMap { filled($0, after: "    ") }
      + item.evidence.flatMap { filled($0, after: "    · ") }.map { style.faint($0) }
  }

  private func lines(_ table: Table) -> [String] {
    let layout = TableLayout(table, width: width)
    var lines = [layout.header.map { style.bold($0) }]
    lines += table.rows.indices.map { row in
      layout.row(row).map { style.toned($0.text, $0.tone) }
    }
    var result = lines.map { trimmed($0.joined(separator: TableLayout.gap)) }
    if !layout.omittedTitles.isEmpty {
      let titles = layout.omittedTitles.joined(separator: ", ")
      result += filled("Too narrow to show: \(titles).").map { style.faint($0) }
    }
    return result
  }

  /// The text in lines of the page's width; later lines stand under the first one's text.
  private func filled(_ text: String, after start: String = "") -> [String] {
    let indentation = String(repeating: " ", count: min(displayWidth(start), width / 2))
    return wrapped(visibleText(text), width: width - indentation.count).enumerated().map {
      ($0.offset == 0 ? start : indentation) + $0.element
    }
  }

  /// Without the blanks that fill the last column.
  private func trimmed(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }
}

/// ANSI sequences (ECMA-48, "select graphic rendition"), or nothing where they are not wanted.
struct TerminalStyle: Sendable {
  let isOn: Bool

  func bold(_ text: String) -> String { marked(text, "1") }
  func faint(_ text: String) -> String { marked(text, "2") }

  func toned(_ text: String, _ tone: Cell.Tone) -> String {
    switch tone {
    case .plain: return text
    case .good: return marked(text, "32")
    case .bad: return marked(text, "31")
    case .faint: return faint(text)
    }
  }

  private func marked(_ text: String, _ sequence: String) -> String {
    isOn ? "\u{1B}[\(sequence)m\(text)\u{1B}[0m" : text
  }
}

import Units

/// Renders a report as GitHub-flavoured Markdown.
public struct MarkdownRenderer: Sendable {
  public init() {}

  /// The report, its blocks separated by empty lines; every line ends in a line break.
  public func render(_ report: Report) -> String {
    report.blocks.map(text).filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private func text(_ block: Block) -> String {
    switch block {
    case .heading(let text): return "## \(markdownEscaped(text))\n"
    case .paragraph(let text): return markdownEscaped(text) + "\n"
    case .verdict(let text): return "**\(markdownEscaped(text))**\n"
    case .list(let items): return items.map { "- \(markdownEscaped($0))\n" }.joined()
    case .notes(let notes):
      return notes.map { "- \(markdownEscaped($0.marker)) \(markdownEscaped($0.text))\n" }.joined()
    case .table(let table): return text(table)
    case .checklist(let items): return items.map(text).joined()
    }
  }

  private func text(_ item: ChecklistItem) -> String {
    let aside = item.aside.isEmpty ? "" : " (\(markdownEscaped(item.aside)))"
    return "- [ ] **\(markdownEscaped(item.mark))** \(markdownEscaped(item.title))\(aside)\n"
      + item.details.map { "  \(markdownEscaped($0))\n" }.joined(separator: "\n")
      + item.evidence.map { "  - \(markdownEscaped($0))\n" }.joined()
  }

  private func text(_ table: Table) -> String {
    guard !table.columns.isEmpty else { return "" }
    let header = line(table.columns.map { markdownEscaped($0.title) })
    let rule = line(table.columns.map { $0.alignment == .right ? "---:" : ":---" })
    let rows = table.rows.indices.map { row in
      line(
        table.columns.indices.map { column in
          let cell = table.cell(row, column)
          return markdownEscaped(cell.text) + markdownEscaped(cell.marker)
        })
    }
    return header + rule + rows.joined()
  }

  private func line(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |\n" }
}

/// The text without any character that Markdown or HTML would act on; controls and line breaks
/// are made visible.
func markdownEscaped(_ text: String) -> String {
  var result = ""
  for scalar in visibleText(text).unicodeScalars {
    switch scalar {
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "&": result += "&amp;"
    case "\\", "`", "|", "*", "_", "[", "]", "~", "#": result += "\\\(scalar)"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}

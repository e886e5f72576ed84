import Units

/// Renders a report as a page of HTML that needs no other file and runs no script.
public struct HTMLRenderer: Sendable {
  private let title: String
  /// The language of the texts, as in BCP 47.
  private let language: String

  public init(title: String, language: String = "en") {
    self.title = title
    self.language = language
  }

  /// The page; every line ends in a line break.
  public func render(_ report: Report) -> String {
    """
    <!DOCTYPE html>
    <html lang="\(htmlEscaped(language))">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(htmlEscaped(title))</title>
    <style>
    \(Self.style)
    </style>
    </head>
    <body>
    <main>
    <h1>\(htmlEscaped(title))</h1>
    \(report.blocks.map(text).filter { !$0.isEmpty }.joined(separator: "\n"))
    </main>
    </body>
    </html>

    """
  }

  private func text(_ block: Block) -> String {
    switch block {
    case .heading(let text): return "<h2>\(htmlEscaped(text))</h2>"
    case .paragraph(let text): return "<p>\(htmlEscaped(text))</p>"
    case .verdict(let text): return "<p class=\"verdict\">\(htmlEscaped(text))</p>"
    case .list(let items): return list(items.map(htmlEscaped))
    case .notes(let notes):
      return list(
        notes.map { "\(htmlEscaped($0.marker)) \(htmlEscaped($0.text))" }, class: "notes")
    case .table(let table): return self.table(table)
    case .checklist(let items): return items.map(item).joined(separator: "\n")
    }
  }

  private func list(_ items: [String], class name: String? = nil) -> String {
    guard !items.isEmpty else { return "" }
    let attribute = name.map { " class=\"\($0)\"" } ?? ""
    return "<ul\(attribute)>\n" + items.map { "<li>\($0)</li>\n" }.joined() + "</ul>"
  }

  private func table(_ table: Table) -> String {
    guard !table.columns.isEmpty else { return "" }
    func cells(_ tag: String, _ texts: [(text: String, classes: [String])]) -> String {
      "<tr>"
        + texts.map { text, classes in
          let attribute = classes.isEmpty ? "" : " class=\"\(classes.joined(separator: " "))\""
          return "<\(tag)\(attribute)>\(text)</\(tag)>"
        }.joined() + "</tr>\n"
    }
    func alignment(_ column: Column) -> [String] {
      column.alignment == .right ? ["right"] : column.isFlexible ? [] : ["whole"]
    }
    let head = cells("th", table.columns.map { (htmlEscaped($0.title), alignment($0)) })
    let rows = table.rows.indices.map { row in
      cells(
        "td",
        table.columns.indices.map { column in
          let cell = table.cell(row, column)
          return (
            htmlEscaped(cell.text + cell.marker),
            alignment(table.columns[column]) + Self.classes(cell.tone)
          )
        })
    }
    return
      "<div class=\"wide\"><table>\n<thead>\(head)</thead>\n<tbody>\n\(rows.joined())</tbody>\n"
      + "</table></div>"
  }

  private static func classes(_ tone: Cell.Tone) -> [String] {
    switch tone {
    case .plain: return []
    case .good: return ["good"]
    case .bad: return ["bad"]
    case .faint: return ["faint"]
    }
  }

  private func item(_ item: ChecklistItem) -> String {
    let aside = item.aside.isEmpty ? "" : " <span class=\"faint\">\(htmlEscaped(item.aside))</span>"
    return "<div class=\"item\"><label><input type=\"checkbox\"> <code>\(htmlEscaped(item.mark))"
      + "</code> <strong>\(htmlEscaped(item.title))</strong></label>\(aside)\n"
      + item.details.map { "<p>\(htmlEscaped($0))</p>\n" }.joined()
      + list(item.evidence.map(htmlEscaped), class: "evidence") + "</div>"
  }

  private static let style = """
    :root { color-scheme: light dark; }
    body { font: 16px/1.5 system-ui, sans-serif; margin: 0; }
    main { max-width: 60rem; margin: 0 auto; padding: 1rem 1.25rem 4rem; }
    h1 { font-size: 1.6rem; overflow-wrap: anywhere; } h2 { font-size: 1.2rem; margin-top: 2.2rem; }
    .verdict { font-weight: 600; border-left: 4px solid #2a7; padding: .3rem .8rem; }
    .wide { overflow-x: auto; }
    table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
    th, td { text-align: left; padding: .3rem .8rem .3rem 0; vertical-align: top;
      border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
    th, .whole { white-space: nowrap; } .right { text-align: right; }
    .good { color: #187a3d; } .bad { color: #c0262d; } .faint { opacity: .7; }
    @media (prefers-color-scheme: dark) { .good { color: #5fd08a; } .bad { color: #ff8a8a; } }
    .item { margin: 1.1rem 0; } .item p { margin: .25rem 0 .25rem 1.6rem; }
    .evidence, .notes { font-size: .85rem; } .evidence { margin: .25rem 0 0 1.6rem; padding-left: 1rem; }
    .notes { list-style: none; padding: 0; opacity: .85; }
    @media print { .item { break-inside: avoid; } }
    """
}

/// The text without any character that HTML would act on; controls are made visible.
func htmlEscaped(_ text: String) -> String {
  var result = ""
  for scalar in visibleText(text).unicodeScalars {
    switch scalar {
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "&": result += "&amp;"
    case "\"": result += "&quot;"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}

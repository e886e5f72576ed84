import Units

/// Fits a table into a width: first flexible columns shrink to a readable width, then columns of
/// low priority go, then flexible columns shrink further, and at last whatever still stands is cut.
/// A cell never breaks into two lines.
struct TableLayout {
  static let gap = "  "
  /// What a flexible column keeps while a column of some priority can go instead, so that a name
  /// can be told from others and copied.
  private static let readable = 40
  /// What it keeps in any case; less than this tells nothing.
  private static let leastFlexible = 12

  /// Titles of the columns that found no room.
  let omittedTitles: [String]
  private let columns: [FittedColumn]
  private let table: Table

  init(_ table: Table, width: Int) {
    self.table = table
    let all = table.columns.indices.map { FittedColumn($0, of: table, limit: width) }
    var kept = all
    while !Self.shrink(&kept, to: width, of: table), kept.count > 1 {
      let last = Self.leastImportant(kept, in: table)
      // Start over from full widths: with one column less the others may need no cut.
      let indices = kept.map(\.index).filter { $0 != last }
      kept = all.filter { indices.contains($0.index) }
    }
    if let only = kept.first, kept.count == 1 { kept[0].width = min(only.width, width) }
    columns = kept
    omittedTitles = table.columns.indices.filter { index in
      !kept.contains { $0.index == index }
    }.map { visibleText(table.columns[$0].title) }
  }

  /// The titles, padded.
  var header: [String] {
    columns.map { column in
      let title = visibleText(table.columns[column.index].title)
      // A title has no marker and may take its room.
      let end = max(0, min(column.markerWidth, column.width - displayWidth(title)))
      return aligned(truncated(title, to: column.width), column, end: blanks(end))
    }
  }

  /// The cells of a row, padded.
  func row(_ row: Int) -> [(text: String, tone: Cell.Tone)] {
    columns.map { column in
      let cell = table.cell(row, column.index)
      // Markers take room of their own, so that figures stand under each other without them.
      let marker = truncated(visibleText(cell.marker), to: column.markerWidth)
      let end = marker + blanks(column.markerWidth - displayWidth(marker))
      let room = column.width - column.markerWidth
      let text = visibleText(cell.text)
      let isCutFigure = cell.kind == .number && displayWidth(text) > room
      return (aligned(isCutFigure ? "…" : truncated(text, to: room), column, end: end), cell.tone)
    }
  }

  /// The text and its end in the column's width.
  private func aligned(_ text: String, _ column: FittedColumn, end: String) -> String {
    let fill = blanks(column.width - displayWidth(text) - displayWidth(end))
    switch table.columns[column.index].alignment {
    case .left: return text + end + fill
    case .right: return fill + text + end
    }
  }

  private func blanks(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }

  // MARK: Widths

  private struct FittedColumn {
    let index: Int
    let isFlexible: Bool
    let markerWidth: Int
    var width: Int

    /// The width that shows everything, though not above the limit.
    init(_ index: Int, of table: Table, limit: Int) {
      self.index = index
      isFlexible = table.columns[index].isFlexible
      let cells = table.rows.indices.map { table.cell($0, index) }
      markerWidth = min(limit, cells.map { displayWidth(visibleText($0.marker)) }.max() ?? 0)
      let widest = cells.map { displayWidth(visibleText($0.text)) }.max() ?? 0
      let title = displayWidth(visibleText(table.columns[index].title))
      width = min(limit, max(title, widest + markerWidth))
    }
  }

  /// Narrows flexible columns, the widest first; whether the columns then fit.
  private static func shrink(
    _ columns: inout [FittedColumn], to width: Int, of table: Table
  ) -> Bool {
    let gaps = gap.count * (columns.count - 1)
    let canDrop = columns.contains { table.columns[$0.index].priority != nil }
    let least = canDrop ? readable : leastFlexible
    while true {
      let excess = columns.reduce(gaps) { $0 + $1.width } - width
      if excess <= 0 { return true }
      let shrinkable = columns.indices.filter {
        columns[$0].isFlexible && columns[$0].width > least
      }
      guard let widest = shrinkable.max(by: { columns[$0].width < columns[$1].width }) else {
        return false
      }
      columns[widest].width -= 1
    }
  }

  /// The column to leave out next: the lowest priority, of equals the last; columns without one
  /// only when no other is left, and the first column never.
  private static func leastImportant(_ columns: [FittedColumn], in table: Table) -> Int {
    let candidates = columns.dropFirst().map(\.index)
    let lowest = candidates.compactMap { table.columns[$0].priority }.min()
    return candidates.last { table.columns[$0].priority == lowest } ?? columns[0].index
  }
}

/// The start of the text in at most `width` columns, ending in `…` when something is cut.
func truncated(_ text: String, to width: Int) -> String {
  guard displayWidth(text) > width else { return text }
  var result = ""
  var room = width - 1
  for character in text {
    room -= displayWidth(character)
    guard room >= 0 else { break }
    result.append(character)
  }
  return width > 0 ? result + "…" : ""
}

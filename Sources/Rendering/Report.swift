/// What a command has to say, in blocks that each syntax renders in its own way.
public struct Report: Equatable, Sendable {
  public var blocks: [Block]

  public init(_ blocks: [Block] = []) { self.blocks = blocks }
}

/// One part of a report. Texts are plain; each renderer escapes them.
public enum Block: Equatable, Sendable {
  case heading(String)
  case paragraph(String)
  case table(Table)
  case list([String])
  case checklist([ChecklistItem])
  /// Footnotes under their markers.
  case notes([Note])
  /// The answer in one sentence.
  case verdict(String)
}

/// A footnote; cells refer to it by its marker.
public struct Note: Equatable, Sendable {
  public let marker: String
  public let text: String

  public init(_ marker: String, _ text: String) {
    self.marker = marker
    self.text = text
  }
}

/// Columns and rows of cells; a row that is too short counts as missing the rest.
public struct Table: Equatable, Sendable {
  public let columns: [Column]
  public var rows: [[Cell]]

  public init(columns: [Column], rows: [[Cell]] = []) {
    self.columns = columns
    self.rows = rows
  }

  /// The cell; `.missing` where the row is too short.
  func cell(_ row: Int, _ column: Int) -> Cell {
    column < rows[row].count ? rows[row][column] : .missing
  }
}

/// A column of a table.
public struct Column: Equatable, Sendable {
  public enum Alignment: Sendable { case left, right }

  public let title: String
  public let alignment: Alignment
  /// Whether its texts may be cut where the page is narrow.
  public let isFlexible: Bool
  /// Where the page is too narrow, columns of the lowest priority are left out first; those
  /// without one stay as long as there is any other way.
  public let priority: Int?

  public init(
    _ title: String, _ alignment: Alignment = .left, isFlexible: Bool = false,
    priority: Int? = nil
  ) {
    self.title = title
    self.alignment = alignment
    self.isFlexible = isFlexible
    self.priority = priority
  }
}

/// A cell of a table.
public struct Cell: Equatable, Sendable {
  /// What the cell holds; a figure is never shown in part, because its start is another figure.
  enum Kind: Sendable { case text, number, missing }

  /// How the cell is meant; a syntax with colours shows it.
  public enum Tone: Sendable { case plain, good, bad, faint }

  let kind: Kind
  let text: String
  /// The marker of a footnote, or empty.
  let marker: String
  let tone: Tone

  /// Words.
  public static func text(_ text: String, marker: String = "", tone: Tone = .plain) -> Cell {
    Cell(kind: .text, text: text, marker: marker, tone: tone)
  }

  /// A figure, formatted as it is to be shown.
  public static func number(_ text: String, marker: String = "", tone: Tone = .plain) -> Cell {
    Cell(kind: .number, text: text, marker: marker, tone: tone)
  }

  /// Nothing to show: a dash.
  public static let missing = Cell(kind: .missing, text: "–", marker: "", tone: .plain)
}

/// One value of a record that is written as data, with its type.
public enum FieldValue: Hashable, Sendable {
  case text(String)
  case integer(Int128)
  case decimal(ExactDecimal)
  case flag(Bool)
  /// Does not apply or is not known: `null` in JSON, an empty cell in CSV.
  case missing
}

/// Flat records with the same keys in the same order, as JSON and CSV both hold them.
public struct RecordTable: Equatable, Sendable {
  public let columns: [String]
  public private(set) var rows: [[FieldValue]] = []

  public init(columns: [String]) { self.columns = columns }

  /// Adds a record; its values are in the order of the columns, one for each.
  public mutating func append(_ values: [FieldValue]) {
    precondition(values.count == columns.count, "a record has one value for each column")
    rows.append(values)
  }
}

/// The forms that results of `compare` and `estimate` come in.
enum OutputFormat: String, CaseIterable {
  case table
  case json
  /// The array of rows alone.
  case rows
  /// The array of bill components alone.
  case components
  /// The rows as JSON Lines.
  case ndjson
  /// The rows as CSV.
  case csv
  case markdown
}

import Units

/// Writes JSON (RFC 8259) in the order of the calls, indented by two spaces; each record of a
/// table stands on a line of its own, so that a result can be read and searched by lines.
public struct JSONWriter {
  /// What has been written.
  public private(set) var bytes: [UInt8] = []
  private var depth = 0
  private var isFirst = true

  public init() {}

  /// An object; `body` writes its members. Inside an object each call names its `key`, inside an
  /// array and at the top none does.
  public mutating func object(_ key: String? = nil, _ body: (inout JSONWriter) throws -> Void)
    rethrows
  {
    try container("{", "}", key, body)
  }

  /// An array; `body` writes its elements, each on lines of its own.
  public mutating func array(_ key: String? = nil, _ body: (inout JSONWriter) throws -> Void)
    rethrows
  {
    try container("[", "]", key, body)
  }

  /// A single value.
  public mutating func value(_ value: FieldValue, key: String? = nil) {
    begin(key)
    append(value)
  }

  /// An array of flat objects with every key in each, one object a line.
  public mutating func records(_ table: RecordTable, key: String? = nil) {
    array(key) { writer in
      for row in table.rows {
        writer.begin(nil)
        writer.append(row, of: table)
      }
    }
  }

  /// The records without an array around them, one a line (JSON Lines).
  public static func lines(_ table: RecordTable) -> [UInt8] {
    var writer = JSONWriter()
    for row in table.rows {
      writer.append(row, of: table)
      writer.bytes.append(UInt8(ascii: "\n"))
    }
    return writer.bytes
  }

  // MARK: Structure

  private mutating func container(
    _ open: String, _ close: String, _ key: String?, _ body: (inout JSONWriter) throws -> Void
  ) rethrows {
    begin(key)
    append(raw: open)
    depth += 1
    isFirst = true
    try body(&self)
    depth -= 1
    if !isFirst { newLine() }
    append(raw: close)
    isFirst = false
    if depth == 0 { append(raw: "\n") }
  }

  /// The comma, the line break and the key in front of a value.
  private mutating func begin(_ key: String?) {
    if depth > 0 {
      if !isFirst { append(raw: ",") }
      newLine()
    }
    isFirst = false
    if let key {
      append(string: key)
      append(raw: ": ")
    }
  }

  private mutating func newLine() {
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
  }

  private mutating func append(_ row: [FieldValue], of table: RecordTable) {
    append(raw: "{")
    for (index, value) in row.enumerated() {
      if index > 0 { append(raw: ", ") }
      append(string: table.columns[index])
      append(raw: ": ")
      append(value)
    }
    append(raw: "}")
  }

  // MARK: Values

  private mutating func append(_ value: FieldValue) {
    switch value {
    case .text(let text): append(string: text)
    case .integer(let number): append(raw: String(number))
    case .decimal(let number): append(raw: number.text)
    case .flag(let flag): append(raw: flag ? "true" : "false")
    case .missing: append(raw: "null")
    }
  }

  private mutating func append(raw text: String) { bytes.append(contentsOf: text.utf8) }

  /// Escapes what JSON demands, and the other controls and line separators, which a terminal or
  /// a line-based tool would act on.
  private mutating func append(string text: String) {
    append(raw: "\"")
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": append(raw: "\\\"")
      case "\\": append(raw: "\\\\")
      case "\n": append(raw: "\\n")
      case "\r": append(raw: "\\r")
      case "\t": append(raw: "\\t")
      case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        append(raw: "\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
      case "\0"..."\u{7F}": bytes.append(UInt8(ascii: scalar))
      default: append(raw: String(scalar))
      }
    }
    append(raw: "\"")
  }
}

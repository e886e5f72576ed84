/// Writes a tree as YAML in block style, so that readers of YAML 1.1 and 1.2 understand the same.
public struct YAMLWriter {
  private var text = ""

  /// The document, with comments in front.
  ///
  /// - Parameter comments: lines of text, without `#`.
  public static func write(_ node: Node, comments: [String] = []) -> [UInt8] {
    var writer = YAMLWriter()
    for comment in comments {
      writer.text += comment.isEmpty ? "#\n" : "# \(visible(comment))\n"
    }
    writer.write(node, indentation: 0, afterKey: false)
    return Array(writer.text.utf8)
  }

  private mutating func write(_ node: Node, indentation: Int, afterKey: Bool) {
    let tag = node.tag.map { "\($0) " } ?? ""
    switch node.content {
    case .scalar(let scalar):
      text += (afterKey ? " " : "") + tag + Self.scalar(scalar) + "\n"
    case .sequence(let elements):
      guard !elements.isEmpty else {
        text += (afterKey ? " " : "") + tag + "[]\n"
        return
      }
      if afterKey { text += tag.isEmpty ? "\n" : " \(tag)\n" }
      for element in elements {
        text += Self.blanks(indentation) + "-"
        writeElement(element, indentation: indentation)
      }
    case .mapping(let entries):
      guard !entries.isEmpty else {
        text += (afterKey ? " " : "") + tag + "{}\n"
        return
      }
      if afterKey { text += tag.isEmpty ? "\n" : " \(tag)\n" }
      for entry in entries { write(entry, indentation: indentation) }
    }
  }

  private mutating func write(_ entry: Node.Entry, indentation: Int) {
    text += Self.blanks(indentation) + Self.quoted(entry.key) + ":"
    write(entry.value, indentation: indentation + 2, afterKey: true)
  }

  /// An element of a list; a mapping begins on the line of its hyphen.
  private mutating func writeElement(_ node: Node, indentation: Int) {
    guard case .mapping(let entries) = node.content, let first = entries.first, node.tag == nil
    else { return write(node, indentation: indentation + 2, afterKey: true) }
    text += " " + Self.quoted(first.key) + ":"
    write(first.value, indentation: indentation + 4, afterKey: true)
    for entry in entries.dropFirst() { write(entry, indentation: indentation + 2) }
  }

  private static func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }

  // MARK: Scalars

  private static func scalar(_ scalar: Node.Scalar) -> String {
    switch scalar.kind {
    case .null: return "null"
    case .bool, .number: return scalar.text
    case .string, .plain: return quoted(scalar.text)
    }
  }

  /// Text as it is where no reader takes it for anything else, in double quotation marks where one
  /// might.
  private static func quoted(_ text: String) -> String {
    guard !isPlain(text) else { return text }
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}", "\u{FEFF}":
        let digits = String(scalar.value, radix: 16, uppercase: true)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// Whether text stands for itself: letters, digits and marks without a meaning, beginning with a
  /// letter, and no word that some version of YAML takes for a boolean, a number or null.
  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.utf8.first, isLetter(first) || first == UInt8(ascii: "/"),
      text.utf8.last != UInt8(ascii: ":"), text.utf8.last != UInt8(ascii: " ")
    else { return false }
    var last: UInt8 = 0
    for byte in text.utf8 {
      guard isLetter(byte) || isDigit(byte) || "_-./:@+*= ".utf8.contains(byte) else {
        return false
      }
      // A space after a colon or before a hash begins something else.
      if byte == UInt8(ascii: " "), last == UInt8(ascii: ":") || last == byte { return false }
      last = byte
    }
    return !reserved.contains(text.lowercased()) && YAMLSchema.scalar(text).kind == .string
  }

  /// Words that YAML 1.1 takes for booleans or null (yaml.org/type).
  private static let reserved: Set<String> = [
    "y", "n", "yes", "no", "on", "off", "true", "false", "null", "inf", "nan", "e",
  ]

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// A comment without anything that would end it.
  private static func visible(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 ? " " : $0 }))
  }
}

import Units

/// A file of variables, `NAME=value` a line, as `.env` and `env_file` name them (compose
/// specification, "Env_file format").
public struct EnvironmentFile: Sendable {
  public struct Variable: Hashable, Sendable {
    public let name: String
    /// As written, without quotation marks.
    public let value: String
    public let line: Int
  }

  /// In the order of the file; a name may appear twice, and the last counts.
  public let variables: [Variable]

  /// Throws `.data` with file and line where a line is none or a quotation mark is never closed.
  public init(_ bytes: [UInt8], file: String) throws {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure(.data, "\(visibleText(file)): it is not UTF-8 text")
    }
    var lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }.makeIterator()
    var variables: [Variable] = []
    var number = 0
    while let line = lines.next() {
      number += 1
      let start = number
      var rest = Self.trimmed(line)
      if rest.hasPrefix("\u{FEFF}") { rest.removeFirst() }
      guard !rest.isEmpty, !rest.hasPrefix("#") else { continue }
      if rest.hasPrefix("export ") { rest = Self.trimmed(rest.dropFirst("export ".count)) }
      guard let name = Self.name(rest) else {
        throw Failure(
          .data, "\(visibleText(file)):\(start): the line is not NAME=value")
      }
      var value = Self.trimmed(rest.dropFirst(name.count).drop { $0 == " " }.dropFirst())
      if let quote = value.first, quote == "\"" || quote == "'" {
        var text = String(value.dropFirst())
        while Self.end(of: text, quote) == nil {
          guard let next = lines.next() else {
            throw Failure(
              .data, "\(visibleText(file)):\(start): a quotation mark is never closed")
          }
          number += 1
          text += "\n" + next
        }
        let end = Self.end(of: text, quote) ?? text.endIndex
        variables.append(
          Variable(
            name: name,
            value: quote == "\"" ? Self.unescaped(text[..<end]) : String(text[..<end]),
            line: start))
        continue
      }
      if let comment = value.firstRange(of: " #") { value = value[..<comment.lowerBound] }
      variables.append(Variable(name: name, value: String(Self.trimmed(value)), line: start))
    }
    self.variables = variables
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var rest = text.drop { $0 == " " || $0 == "\t" }
    while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
    return rest
  }

  /// The name before `=` or `:`, or the whole line where it has neither.
  private static func name(_ line: Substring) -> String? {
    let name = line.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "_.-".contains($0)) }
    guard !name.isEmpty, let next = line.dropFirst(name.count).drop(while: { $0 == " " }).first
    else { return name.count == line.count && !name.isEmpty ? String(name) : nil }
    return next == "=" || next == ":" ? String(name) : nil
  }

  private static func end(of text: String, _ quote: Character) -> String.Index? {
    var isEscaped = false
    for index in text.indices {
      if isEscaped {
        isEscaped = false
      } else if text[index] == "\\", quote == "\"" {
        isEscaped = true
      } else if text[index] == quote {
        return index
      }
    }
    return nil
  }

  private static func unescaped(_ text: Substring) -> String {
    var result = ""
    var rest = text
    while let character = rest.popFirst() {
      guard character == "\\", let next = rest.popFirst() else {
        result.append(character)
        continue
      }
      switch next {
      case "n": result.append("\n")
      case "r": result.append("\r")
      case "t": result.append("\t")
      case "\"", "\\", "$": result.append(next)
      default: result += ["\\", next]
      }
    }
    return result
  }
}

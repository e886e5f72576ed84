/// Literal (`|`) and folded (`>`) scalars.
extension YAMLParser {
  private struct Header {
    var isFolded = false
    /// What becomes of the line ends behind the text.
    var chomping = Chomping.clip
    /// Spaces beyond those of the parent; nil where the first line of text decides.
    var indentation: Int?
  }

  private enum Chomping {
    case strip, clip, keep
  }

  mutating func blockScalar(above parent: Int) throws -> Node {
    let start = line
    let header = try self.header()
    let indentation =
      try header.indentation.map { max(parent, 0) + $0 } ?? detectedIndentation(above: parent)
    let lines = try self.lines(of: indentation, above: parent)
    let text = header.isFolded ? folded(lines) : literal(lines)
    return node(
      .scalar(Node.Scalar(.string, try self.text(chomped(text, header.chomping), line: start))),
      line: start)
  }

  private mutating func header() throws -> Header {
    var header = Header(isFolded: next == UInt8(ascii: ">"))
    advance()
    while let byte = next, !isBlank(byte), !isBreak(byte) {
      switch byte {
      case UInt8(ascii: "+"): header.chomping = .keep
      case UInt8(ascii: "-"): header.chomping = .strip
      case UInt8(ascii: "1")...UInt8(ascii: "9"): header.indentation = Int(byte - 0x30)
      default: throw problem("unexpected text \(quoted(restOfLine)) after \"|\" or \">\"")
      }
      advance()
    }
    try endOfLine()
    _ = skipBreak()
    return header
  }

  /// The spaces before the first line that is not empty; more than `parent` has.
  private func detectedIndentation(above parent: Int) throws -> Int {
    var index = position
    var spaces = 0
    var widest = 0
    while index < bytes.count {
      if bytes[index] == 0x20 {
        spaces += 1
      } else if isBreak(bytes[index]) {
        widest = max(widest, spaces)
        spaces = 0
      } else {
        break
      }
      index += 1
    }
    guard index < bytes.count else { return max(parent + 1, widest) }
    guard spaces > parent else { return max(parent + 1, widest) }
    guard widest <= spaces else {
      throw problem("an empty line before the text is indented by more than the text")
    }
    return spaces
  }

  /// The lines without their indentation, up to one that is indented by less.
  private mutating func lines(of indentation: Int, above parent: Int) throws -> [ArraySlice<UInt8>]
  {
    var lines: [ArraySlice<UInt8>] = []
    while next != nil {
      var spaces = 0
      while byte(spaces) == 0x20, spaces < indentation { spaces += 1 }
      let isEmpty = byte(spaces) == nil || isBreak(byte(spaces))
      if spaces < indentation, !isEmpty {
        if byte(spaces) == 0x09, spaces > parent {
          throw problem("a tab is used as indentation", hint: "YAML wants spaces")
        }
        break
      }
      if indentation == 0, isAtDocumentEnd { break }
      advance(spaces)
      let start = position
      while let byte = next, !isBreak(byte) { advance() }
      lines.append(bytes[start..<position])
      guard skipBreak() else {
        // A last line without an end has none in the text either, unless it is empty.
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines + [bytes[position..<position]]
      }
    }
    return lines + [bytes[position..<position]]
  }

  /// `lines` end in an empty one, which stands for the line end of the last.
  private func literal(_ lines: [ArraySlice<UInt8>]) -> [UInt8] {
    Array(lines.joined(separator: [0x0A]))
  }

  /// Line ends between two lines of text are spaces; those beside empty or indented lines stay.
  private func folded(_ lines: [ArraySlice<UInt8>]) -> [UInt8] {
    var text: [UInt8] = []
    var previous: ArraySlice<UInt8>?
    var empty = 0
    for line in lines.dropLast() {
      if line.isEmpty {
        empty += 1
        continue
      }
      if let previous {
        let isKept = isBlank(previous.first) || isBlank(line.first)
        let ends = isKept ? empty + 1 : empty
        text += ends == 0 ? [0x20] : Array(repeating: 0x0A, count: ends)
      } else {
        text += Array(repeating: 0x0A, count: empty)
      }
      text += line
      previous = line
      empty = 0
    }
    return text + Array(repeating: 0x0A, count: previous == nil ? empty : empty + 1)
  }

  private func chomped(_ text: [UInt8], _ chomping: Chomping) -> [UInt8] {
    guard chomping != .keep else { return text }
    var end = text.count
    while end > 0, text[end - 1] == 0x0A { end -= 1 }
    let hasText = end > 0
    return Array(text[..<end]) + (chomping == .clip && hasText && end < text.count ? [0x0A] : [])
  }
}

/// Columns that the text takes on a terminal.
public func displayWidth(_ text: some StringProtocol) -> Int {
  text.reduce(0) { $0 + displayWidth($1) }
}

/// Columns of one character as a reader sees it: 0 for a mark alone, 2 for wide scripts and emoji.
public func displayWidth(_ character: Character) -> Int {
  var width = 0
  for scalar in character.unicodeScalars {
    // Variation selector 16 asks for the coloured picture, which is wide.
    width += scalar.value == 0xFE0F ? 1 : scalarWidth(scalar)
    if width >= 2 { return 2 }
  }
  return width
}

/// The words of the text in lines of at most `width` columns; a longer word is cut.
public func wrapped(_ text: String, width: Int) -> [String] {
  var lines: [String] = []
  var line = ""
  var columns = 0
  for word in text.split(separator: " ") {
    if columns > 0, columns + 1 + displayWidth(word) <= width {
      line += " "
      columns += 1
    } else if columns > 0 {
      lines.append(line)
      (line, columns) = ("", 0)
    }
    for character in word {
      let size = displayWidth(character)
      if columns > 0, columns + size > width {
        lines.append(line)
        (line, columns) = ("", 0)
      }
      line.append(character)
      columns += size
    }
  }
  return line.isEmpty ? lines : lines + [line]
}

private func scalarWidth(_ scalar: Unicode.Scalar) -> Int {
  if scalar.value < 0x300 { return 1 }
  let properties = scalar.properties
  switch properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format, .control: return 0
  default: break
  }
  if properties.isEmojiPresentation { return 2 }
  return wideRanges.contains { $0.contains(scalar.value) } ? 2 : 1
}

/// East Asian wide and full-width blocks (Unicode Standard Annex 11), without emoji.
private let wideRanges: [ClosedRange<UInt32>] = [
  0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
  0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
  0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F265, 0x20000...0x3FFFD,
]

/// The text with every character that could steer a terminal, break a line or hide replaced by an
/// escape such as `\u{1B}`.
///
/// Names in traces and files are written by others; nothing of theirs reaches a terminal unescaped.
public func visibleText(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: actsUnseen) else { return text }
  var result = ""
  for scalar in text.unicodeScalars {
    if actsUnseen(scalar) {
      result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    } else {
      result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// The text in quotation marks for a message: visible, and cut after 60 characters.
public func quotedText(_ text: String) -> String {
  let start = text.unicodeScalars.prefix(60)
  let rest = start.endIndex == text.unicodeScalars.endIndex ? "" : "…"
  return "\"\(visibleText(String(start)))\(rest)\""
}

/// Controls, line separators and format characters such as changes of writing direction. The two
/// joiners are spared: emoji and several scripts cannot be written without them.
private func actsUnseen(_ scalar: Unicode.Scalar) -> Bool {
  if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
  switch scalar.properties.generalCategory {
  case .control, .lineSeparator, .paragraphSeparator: return true
  case .format: return scalar.value != 0x200C && scalar.value != 0x200D
  default: return false
  }
}

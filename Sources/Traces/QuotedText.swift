/// Text of unknown origin made safe for a terminal: control, format and separator characters and
/// bytes that are not UTF-8 are escaped, and what passes 40 characters is cut.
func safeText(_ bytes: some Collection<UInt8>) -> String {
  let limit = 40
  // Four bytes a character are enough, and a field of a megabyte is not decoded for its head.
  let head = Array(bytes.prefix(4 * limit + 4))
  var text = ""
  var count = 0
  var decoder = UTF8()
  var rest = head.makeIterator()
  var offset = 0
  while true {
    let piece: String
    switch decoder.decode(&rest) {
    case .emptyInput: return bytes.count > head.count ? text + "…" : text
    case .scalarValue(let scalar):
      offset += UTF8.width(scalar)
      piece = escaped(scalar)
    case .error:
      piece = "\\x" + hexadecimal(head[offset])
      offset += 1
      // The decoder's own resynchronisation is not told; start again behind the bad byte.
      decoder = UTF8()
      rest = Array(head[offset...]).makeIterator()
    }
    guard count < limit else { return text + "…" }
    text += piece
    count += 1
  }
}

/// The same in double quotes.
func quoted(_ bytes: some Collection<UInt8>) -> String { "\"\(safeText(bytes))\"" }

private func escaped(_ scalar: Unicode.Scalar) -> String {
  switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
    return scalar.value < 0x80
      ? "\\x" + hexadecimal(UInt8(scalar.value)) : "\\u{\(String(scalar.value, radix: 16))}"
  default: return String(scalar)
  }
}

private func hexadecimal(_ byte: UInt8) -> String {
  (byte < 16 ? "0" : "") + String(byte, radix: 16)
}

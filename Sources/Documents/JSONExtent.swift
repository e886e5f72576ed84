/// Finds where a JSON value ends, over blocks of it: its brackets match and its texts end. What
/// stands inside is not looked at.
struct JSONExtent {
  private var brackets: [UInt8] = []
  private var isInText = false
  private var isEscaped = false
  private var isWord = false

  /// Why no value can begin or go on here.
  struct Problem: Error {
    let message: String
  }

  /// Whether the end of the file ends the value: only a number or a word needs no sign of its end.
  var isCompleteAtEnd: Bool { isWord && brackets.isEmpty }

  /// Moves `position` behind the value; false where it goes on after `end`.
  mutating func pass(
    _ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int, _ end: Int, _ line: inout Int
  ) throws(Problem) -> Bool {
    while position < end {
      let byte = bytes[position]
      if isInText {
        position += 1
        if try passText(byte) { return true }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""):
        if isCompleteAtEnd { return true }
        isInText = true
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        if isCompleteAtEnd { return true }
        guard brackets.count < JSONReader.maximumDepth else {
          throw Problem(message: "nested deeper than \(JSONReader.maximumDepth) levels")
        }
        brackets.append(byte)
      case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ","), UInt8(ascii: ":"), 0x20, 0x0A,
        0x0D, 0x09:
        if isCompleteAtEnd { return true }
        if try passPunctuation(byte, &line) {
          position += 1
          return true
        }
      default: if brackets.isEmpty { isWord = true }
      }
      position += 1
    }
    return false
  }

  /// Whether the byte ends a value that is a text.
  private mutating func passText(_ byte: UInt8) throws(Problem) -> Bool {
    if isEscaped {
      isEscaped = false
    } else if byte == UInt8(ascii: "\\") {
      isEscaped = true
    } else if byte == UInt8(ascii: "\"") {
      isInText = false
      return brackets.isEmpty
    } else if byte < 0x20 {
      throw Problem(message: "a control character inside a text; is a quotation mark missing?")
    }
    return false
  }

  /// Whether the byte ends a value that is a list or a mapping.
  private mutating func passPunctuation(_ byte: UInt8, _ line: inout Int) throws(Problem) -> Bool {
    switch byte {
    case 0x0A: line += 1
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      let opening = UInt8(ascii: byte == UInt8(ascii: "}") ? "{" : "[")
      guard brackets.popLast() == opening else {
        throw Problem(message: "\"\(Unicode.Scalar(byte))\" closes nothing")
      }
      return brackets.isEmpty
    case UInt8(ascii: ","), UInt8(ascii: ":"):
      guard !brackets.isEmpty else { throw Problem(message: "a value is missing") }
    default: break
    }
    return false
  }
}

/// The core schema: what a plain scalar is (YAML 1.2.2, 10.3.2).
extension YAMLParser {
  func scalar(_ scanned: ScannedScalar, line: Int) -> Node {
    let scalar =
      scanned.isPlain ? YAMLSchema.scalar(scanned.text) : Node.Scalar(.string, scanned.text)
    return node(.scalar(scalar), line: line)
  }
}

/// What text without quotation marks stands for.
public enum YAMLSchema {
  /// Null, a boolean, a number with its text as it is written, or a string.
  public static func scalar(_ text: String) -> Node.Scalar {
    switch text {
    case "", "~", "null", "Null", "NULL": return Node.Scalar(.null, text)
    case "true", "True", "TRUE": return Node.Scalar(.bool, "true")
    case "false", "False", "FALSE": return Node.Scalar(.bool, "false")
    default: return Node.Scalar(isNumber(Array(text.utf8)[...]) ? .number : .string, text)
    }
  }

  private static func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
    if text.starts(with: Array("0o".utf8)) {
      return text.count > 2 && text.dropFirst(2).allSatisfy { (0x30...0x37).contains($0) }
    }
    if text.starts(with: Array("0x".utf8)) {
      return text.count > 2
        && text.dropFirst(2).allSatisfy {
          isDigit($0) || (0x41...0x46).contains($0) || (0x61...0x66).contains($0)
        }
    }
    if [".nan", ".NaN", ".NAN"].contains(where: { text.elementsEqual($0.utf8) }) { return true }
    let unsigned = text.first == 0x2B || text.first == 0x2D ? text.dropFirst() : text
    if [".inf", ".Inf", ".INF"].contains(where: { unsigned.elementsEqual($0.utf8) }) {
      return true
    }
    return isDecimal(unsigned)
  }

  /// `12`, `1.`, `.5`, `1.5e-3`.
  private static func isDecimal(_ text: ArraySlice<UInt8>) -> Bool {
    let whole = text.prefix(while: isDigit)
    var rest = text.dropFirst(whole.count)
    var fraction = 0
    if rest.first == UInt8(ascii: ".") {
      fraction = rest.dropFirst().prefix(while: isDigit).count
      rest = rest.dropFirst(fraction + 1)
    }
    guard whole.count + fraction > 0 else { return false }
    guard let exponent = rest.first else { return true }
    guard exponent | 0x20 == UInt8(ascii: "e") else { return false }
    rest = rest.dropFirst()
    if rest.first == 0x2B || rest.first == 0x2D { rest = rest.dropFirst() }
    return !rest.isEmpty && rest.allSatisfy(isDigit)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

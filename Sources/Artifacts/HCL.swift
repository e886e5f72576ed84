/// The text of a Terraform file (HashiCorp, "HCL Native Syntax Specification").
struct HCL {
  /// The value of an argument.
  indirect enum Value {
    case text(String)
    case number(Int)
    case flag(Bool)
    /// Written as it is: a reference or a call.
    case expression(String)
    case list([Value])
    case map([(String, Value)])
  }

  private(set) var text = ""
  private var depth = 0

  mutating func comment(_ line: String) { text += "# \(line)\n" }

  /// `resource "aws_sqs_queue" "orders" { … }`.
  mutating func block(_ kind: String, _ labels: [String] = [], _ body: (inout HCL) -> Void) {
    if depth == 0, !text.isEmpty, !text.hasSuffix("\n\n") { text += "\n" }
    indent()
    text += ([kind] + labels.map(Self.quoted)).joined(separator: " ") + " {\n"
    depth += 1
    body(&self)
    depth -= 1
    indent()
    text += "}\n"
  }

  mutating func set(_ name: String, _ value: Value) {
    indent()
    text += "\(name) = "
    write(value)
    text += "\n"
  }

  private mutating func write(_ value: Value) {
    switch value {
    case .text(let string): text += Self.quoted(string)
    case .number(let number): text += String(number)
    case .flag(let flag): text += flag ? "true" : "false"
    case .expression(let expression): text += expression
    case .list(let values):
      text += "["
      for (index, value) in values.enumerated() {
        if index > 0 { text += ", " }
        write(value)
      }
      text += "]"
    case .map(let entries):
      text += "{\n"
      depth += 1
      for (key, value) in entries {
        indent()
        text += Self.quoted(key) + " = "
        write(value)
        text += "\n"
      }
      depth -= 1
      indent()
      text += "}"
    }
  }

  private mutating func indent() { text += String(repeating: "  ", count: depth) }

  /// A string in which nothing is a template: `${` and `%{` are doubled.
  static func quoted(_ string: String) -> String {
    var result = "\""
    var last: Unicode.Scalar = " "
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "{" where last == "$" || last == "%": result += "\(last){"
      case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
      last = scalar
    }
    return result + "\""
  }
}

import Glibc
import Units

/// A POSIX extended regular expression (IEEE Std 1003.1, "Extended Regular Expressions"), matched
/// anywhere in a text without regard to case.
///
/// Back-references and intervals are refused, because a rule file could make them take for ever.
public final class TextPattern: @unchecked Sendable {
  // regexec(3) does not change a compiled expression.
  private var expression = regex_t()

  /// Throws `TextPattern.Problem` where the text is no expression.
  public init(_ text: String) throws(Problem) {
    guard text.utf8.count <= 1_000 else { throw Problem("is longer than 1,000 characters") }
    var isEscaped = false
    for character in text.unicodeScalars {
      if isEscaped, ("1"..."9").contains(character) {
        throw Problem("has a back-reference, which is not supported")
      }
      if !isEscaped, character == "{" {
        throw Problem("has an interval {n}, which is not supported")
      }
      isEscaped = character == "\\" && !isEscaped
    }
    guard !text.contains("(?") else {
      throw Problem("has (?, which POSIX extended regular expressions have not")
    }
    let code = regcomp(&expression, text, REG_EXTENDED | REG_ICASE | REG_NOSUB)
    guard code == 0 else {
      var message = [CChar](repeating: 0, count: 200)
      regerror(code, &expression, &message, message.count)
      let end = message.firstIndex(of: 0) ?? message.endIndex
      let reason = String(decoding: message[..<end].map { UInt8(bitPattern: $0) }, as: UTF8.self)
      throw Problem("is no regular expression: \(reason)")
    }
  }

  deinit { regfree(&expression) }

  /// Whether it matches some part of the text.
  public func matches(_ text: String) -> Bool { regexec(&expression, text, 0, nil, 0) == 0 }

  /// Why a text is no expression.
  public struct Problem: Error {
    public let text: String

    init(_ text: String) { self.text = text }
  }
}

/// What a text must be: exact, or with `*` for any characters; `!` in front says what it must not be.
/// Case does not count.
public struct GlobPattern: Hashable, Sendable {
  private let parts: [[UInt8]]
  /// Whether it began with `!`.
  public let isNegative: Bool

  /// A pattern as tables write it.
  public init(_ text: String) {
    isNegative = text.hasPrefix("!")
    parts = text.dropFirst(isNegative ? 1 : 0).lowercased()
      .split(separator: "*", omittingEmptySubsequences: false).map { Array($0.utf8) }
  }

  /// Whether the value is of this form, whatever `isNegative` says.
  public func describes(_ value: String) -> Bool {
    var rest = Array(value.lowercased().utf8)[...]
    guard rest.starts(with: parts[0]) else { return false }
    rest = rest.dropFirst(parts[0].count)
    guard parts.count > 1 else { return rest.isEmpty }
    for part in parts[1..<(parts.count - 1)] {
      guard let start = Self.first(part, in: rest) else { return false }
      rest = rest[(start + part.count)...]
    }
    let last = parts[parts.count - 1]
    return rest.count >= last.count && rest.suffix(last.count).elementsEqual(last)
  }

  /// How many bytes of a text it states: the more, the closer it is.
  public var statedLength: Int { parts.reduce(0) { $0 + $1.count } }

  /// Whether it is a text without `*`.
  public var isExact: Bool { parts.count == 1 }

  private static func first(_ part: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
    guard text.count >= part.count else { return nil }
    return (text.startIndex...(text.endIndex - part.count)).first {
      text[$0...].starts(with: part)
    }
  }
}

/// Where figures come from.
public struct Source: Hashable, Sendable {
  public let key: String
  public let title: String
  public let url: String
}

extension Source {
  /// A source that a row has in words, `TITLE <URL>`: what an import writes, so that the file
  /// of the platform need not name the feed; nil for any other text.
  init?(written text: String) {
    guard text.hasSuffix(">"), let start = text.lastIndex(of: "<"), start > text.startIndex else {
      return nil
    }
    let title = text[..<start].trimmed
    guard !title.isEmpty else { return nil }
    self.init(
      key: title, title: title, url: String(text[text.index(after: start)...].dropLast()))
  }
}

extension Substring {
  fileprivate var trimmed: String {
    var rest = self[...]
    while rest.last == " " { rest.removeLast() }
    return String(rest)
  }
}

/// A part of a text that is secret.
struct SecretSpan {
  /// Places of its UTF-8 bytes.
  let range: Range<Int>
  /// The variable, flag or parameter whose value it is; nil where its form alone tells it.
  let name: String?

  /// In their order, without those that lie in others; those that overlap are one.
  static func merged(_ spans: [SecretSpan]) -> [SecretSpan] {
    var merged: [SecretSpan] = []
    for span in spans.sorted(by: {
      ($0.range.lowerBound, $1.range.upperBound) < ($1.range.lowerBound, $0.range.upperBound)
    }) {
      guard let last = merged.last, span.range.lowerBound < last.range.upperBound else {
        merged.append(span)
        continue
      }
      let end = max(last.range.upperBound, span.range.upperBound)
      merged[merged.count - 1] = SecretSpan(
        range: last.range.lowerBound..<end, name: last.name ?? span.name)
    }
    return merged
  }
}

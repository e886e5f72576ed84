import Units

/// The way from the top of a document to a value. It shares the way to its parent, because a
/// path as text for each of a million values would take their depth in memory.
indirect enum Place: Sendable {
  case root
  case key(Place, String)
  case index(Place, Int)

  func appending(key: String) -> Place { .key(self, key) }
  func appending(index: Int) -> Place { .index(self, index) }

  /// `meters[0].price`; a key that is not a plain word is `["quoted"]`.
  var text: String {
    switch self {
    case .root: return ""
    case .index(let parent, let index): return "\(parent.text)[\(index)]"
    case .key(let parent, let key):
      let start = parent.text
      guard key.utf8.count <= 60, !key.isEmpty, key.utf8.allSatisfy(isPlain) else {
        return "\(start)[\(quotedText(key))]"
      }
      return start.isEmpty ? key : "\(start).\(key)"
    }
  }
}

private func isPlain(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
    return true
  default: return false
  }
}

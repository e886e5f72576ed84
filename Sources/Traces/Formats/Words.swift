import Glibc

/// Walks through text of words, and of keys that end in a colon.
struct Words {
  enum Key {
    /// The words before a colon.
    case key(Field)
    /// Words behind which no colon follows on their side of a tab.
    case stray(Field)
    case end
  }

  private let text: Field
  private var position = 0
  private let hasTabs: Bool

  init(_ text: Field) {
    self.text = text
    hasTabs = text.contains(Byte.tab)
  }

  /// The next word; nil at the end.
  mutating func next() -> Field? {
    skipBlanks()
    let start = position
    while position < text.count && text[position] > Byte.space { position += 1 }
    return start < position ? Field(rebasing: text[start..<position]) : nil
  }

  /// The words up to a colon, which is passed, or up to a tab or a line's end.
  mutating func key() -> Key {
    skipBlanks()
    while position < text.count && text[position] == Byte.quote {
      position += 1
      skipBlanks()
    }
    let start = position
    while position < text.count, text[position] >= Byte.space, text[position] != 0x3a {
      position += 1
    }
    var end = position
    while end > start && text[end - 1] == Byte.space { end -= 1 }
    let words = Field(rebasing: text[start..<end])
    guard position < text.count, text[position] == 0x3a else {
      return words.isEmpty ? .end : .stray(words)
    }
    position += 1
    return .key(words)
  }

  /// Passes the value of a key of no interest: up to the next tab where tabs separate the pairs,
  /// else a word, and the unit behind a number.
  mutating func skipValue() {
    if hasTabs {
      while position < text.count && text[position] >= Byte.space { position += 1 }
      return
    }
    guard let value = next(), value.allSatisfy({ Byte.digit($0) < 10 || $0 == Byte.point }) else {
      return
    }
    let behind = position
    let unit = next()
    if unit.map({ $0.equals("ms") || $0.equals("MB") }) != true { position = behind }
  }

  private mutating func skipBlanks() {
    while position < text.count && text[position] <= Byte.space { position += 1 }
  }
}

extension UnsafeBufferPointer<UInt8> {
  func equals(_ text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount, let baseAddress else { return false }
    return memcmp(baseAddress, text.utf8Start, count) == 0
  }
}

/// Where the bytes first occur.
func find(_ text: StaticString, in bytes: Field) -> Int? {
  guard let base = bytes.baseAddress else { return nil }
  let last = bytes.count - text.utf8CodeUnitCount
  var position = 0
  while position <= last,
    let found = memchr(base + position, Int32(text.utf8Start[0]), last - position + 1)
  {
    position = UnsafeRawPointer(base).distance(to: found)
    if memcmp(base + position, text.utf8Start, text.utf8CodeUnitCount) == 0 { return position }
    position += 1
  }
  return nil
}

/// One field of a row: its content without quotes and surrounding blanks.
///
/// The bytes belong to the block and are followed by at least one more byte of it.
typealias Field = UnsafeBufferPointer<UInt8>

/// The fields of one line, split with every rule of the grammar; the reader's slow path.
///
/// A quoted field ends on its own line. That keeps a stray quote from swallowing the rows behind
/// it, and lets any line be parsed without knowing those before it.
struct RowFields {
  /// Fields of the row, at most `capacity` of them.
  private(set) var fields: [Field] = []
  /// Fields that the line has, kept or not.
  private(set) var count = 0
  private let capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
    fields.reserveCapacity(min(capacity, 64))
  }

  /// Splits the line; doubled quotes are undone in place. On failure the field is the culprit.
  mutating func split(
    _ line: UnsafeMutableBufferPointer<UInt8>, delimiter: UInt8
  ) -> (problem: RowProblem, field: Field)? {
    fields.removeAll(keepingCapacity: true)
    count = 0
    guard let base = line.baseAddress else { return nil }
    if line.contains(0) { return (.nulByte, Field(line)) }
    let end = base + line.count
    var cursor = base
    while true {
      let start = cursor
      skipBlanks(&cursor, end, delimiter)
      if cursor < end && cursor.pointee == Byte.quote {
        guard let content = quotedContent(&cursor, end) else {
          return (.unterminatedQuote, Field(start: start, count: end - start))
        }
        let close = cursor
        skipBlanks(&cursor, end, delimiter)
        guard cursor == end || cursor.pointee == delimiter else {
          return (.textAfterQuote, Field(start: close, count: end - close))
        }
        append(content)
      } else {
        append(plainContent(&cursor, end, delimiter))
      }
      guard cursor < end else { return nil }
      cursor += 1
    }
  }

  private mutating func append(_ field: Field) {
    count += 1
    if count <= capacity { fields.append(field) }
  }

  /// Moves from the opening quote behind the closing one.
  private func quotedContent(
    _ cursor: inout UnsafeMutablePointer<UInt8>, _ end: UnsafeMutablePointer<UInt8>
  ) -> Field? {
    let start = cursor + 1
    var target = start
    cursor = start
    while cursor < end {
      if cursor.pointee == Byte.quote {
        cursor += 1
        guard cursor < end && cursor.pointee == Byte.quote else {
          return Field(start: start, count: target - start)
        }
      }
      target.pointee = cursor.pointee
      target += 1
      cursor += 1
    }
    return nil
  }

  private func plainContent(
    _ cursor: inout UnsafeMutablePointer<UInt8>, _ end: UnsafeMutablePointer<UInt8>,
    _ delimiter: UInt8
  ) -> Field {
    let start = cursor
    while cursor < end && cursor.pointee != delimiter { cursor += 1 }
    var last = cursor
    while last > start && isBlank(last[-1], delimiter) { last -= 1 }
    return Field(start: start, count: last - start)
  }

  private func skipBlanks(
    _ cursor: inout UnsafeMutablePointer<UInt8>, _ end: UnsafeMutablePointer<UInt8>,
    _ delimiter: UInt8
  ) {
    while cursor < end && isBlank(cursor.pointee, delimiter) { cursor += 1 }
  }
}

/// Blanks around a field are no part of it; a tab that delimits is none.
@inline(__always)
func isBlank(_ byte: UInt8, _ delimiter: UInt8) -> Bool {
  byte == Byte.space || (byte == Byte.tab && delimiter != Byte.tab)
}

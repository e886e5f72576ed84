import Units

/// ISO 8601 time stamps with a zone, as RFC 3339 and its common relatives write them.
enum StampScanner {
  enum Outcome {
    /// Microseconds since 1970, rounded down, and the bytes that were read.
    case stamp(Int64, length: Int)
    case withoutZone(length: Int)
    case unreadable, impossible
  }

  /// Reads `2026-09-19T08:30:00.125+02:00` at `start`, which need not end there.
  ///
  /// Date and time are separated by `T` or a blank; the fraction has any length and follows `.` or
  /// `,`; the zone is `Z`, `+hh:mm`, `+hhmm` or `+hh`. Second 60 counts as the next second. No
  /// byte behind a line's end is looked at. `allowsComma` is false where a comma ends the field;
  /// `assumesUTC` is for logs that leave out the zone because it is always UTC.
  @inline(__always)
  static func scan(
    _ start: UnsafePointer<UInt8>, allowsComma: Bool, assumesUTC: Bool = false
  ) -> Outcome {
    guard let year = number(start, 4), start[4] == UInt8(ascii: "-"),
      let month = number(start + 5, 2), start[7] == UInt8(ascii: "-"),
      let day = number(start + 8, 2), start[10] | 0x20 == UInt8(ascii: "t") || start[10] == 0x20,
      let hour = number(start + 11, 2), start[13] == UInt8(ascii: ":"),
      let minute = number(start + 14, 2), start[16] == UInt8(ascii: ":"),
      let second = number(start + 17, 2)
    else { return .unreadable }
    var cursor = start + 19
    guard let fraction = fraction(&cursor, allowsComma) else { return .unreadable }
    let offset: Int
    switch zone(&cursor) {
    case .minutes(let minutes): offset = minutes
    case .absent where assumesUTC: offset = 0
    case .absent: return .withoutZone(length: cursor - start)
    case .unreadable: return .unreadable
    case .impossible: return .impossible
    }
    guard month >= 1, month <= 12, day >= 1, day <= CalendarDate.daysInMonth(month, of: year),
      hour < 24, minute < 60, second <= 60
    else { return .impossible }
    let days = CalendarDate.daysSinceEpoch(year: year, month: month, day: day)
    let seconds = ((days * 24 + hour) * 60 + minute - offset) * 60 + second
    return .stamp(Int64(seconds * 1_000_000 + fraction), length: cursor - start)
  }

  /// A number of exactly `width` digits; stops at the first other byte.
  @inline(__always)
  private static func number(_ start: UnsafePointer<UInt8>, _ width: Int) -> Int? {
    var value = 0
    for index in 0..<width {
      let digit = Byte.digit(start[index])
      guard digit < 10 else { return nil }
      value = value &* 10 &+ Int(digit)
    }
    return value
  }

  /// Microseconds of `.125`, rounded down; 0 where there is none, nil for a point without digits.
  @inline(__always)
  private static func fraction(
    _ cursor: inout UnsafePointer<UInt8>, _ allowsComma: Bool
  ) -> Int? {
    guard cursor.pointee == Byte.point || (allowsComma && cursor.pointee == UInt8(ascii: ","))
    else { return 0 }
    let start = cursor + 1
    cursor = start
    var value = 0
    var unit = 100_000
    while Byte.digit(cursor.pointee) < 10 {
      value += Int(Byte.digit(cursor.pointee)) * unit
      unit /= 10
      cursor += 1
    }
    return cursor == start ? nil : value
  }

  private enum Zone {
    case minutes(Int)
    case absent, unreadable, impossible
  }

  @inline(__always)
  private static func zone(_ cursor: inout UnsafePointer<UInt8>) -> Zone {
    let sign = cursor.pointee
    if sign | 0x20 == UInt8(ascii: "z") {
      cursor += 1
      return .minutes(0)
    }
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return .absent }
    guard let hours = number(cursor + 1, 2) else { return .unreadable }
    cursor += 3
    var minutes = 0
    let colon = cursor.pointee == UInt8(ascii: ":") ? 1 : 0
    if let given = number(cursor + colon, 2) {
      minutes = given
      cursor += 2 + colon
    }
    guard hours < 24, minutes < 60 else { return .impossible }
    let total = hours * 60 + minutes
    return .minutes(sign == UInt8(ascii: "-") ? -total : total)
  }
}

/// What a line of a log of CloudWatch has before its message.
struct LogPrefix {
  enum Stamp {
    /// Microseconds since 1970.
    case time(Int64)
    case absent
    case bad(EntryProblem)
  }

  /// ISO 8601, in UTC where it has no zone, or milliseconds since 1970.
  private(set) var stamp = Stamp.absent
  /// The log stream `YYYY/MM/DD/[VERSION]ID`: each environment writes one.
  private(set) var instance: Field?
  /// Whether the line is one of `aws logs --output text`, which prints the time of ingestion
  /// before the message and the time stamp behind it.
  private(set) var isFollowedByStamp = false

  /// Parts are separated by blanks, tabs, commas and quotes; those of no interest are passed.
  init(_ prefix: Field) {
    var position = 0
    while position < prefix.count {
      if LambdaRecord.isSeparator(prefix[position]) {
        position += 1
        continue
      }
      if case .absent = stamp, !isFollowedByStamp,
        let length = readStamp(prefix, at: position)
      {
        position += length
        continue
      }
      let start = position
      while position < prefix.count && !LambdaRecord.isSeparator(prefix[position]) {
        position += 1
      }
      read(Field(rebasing: prefix[start..<position]))
    }
  }

  private mutating func read(_ part: Field) {
    if part.equals("EVENTS") {
      isFollowedByStamp = true
    } else if Self.isStream(part) {
      instance = part
    } else if case .absent = stamp, !isFollowedByStamp, let found = Self.milliseconds(part) {
      stamp = found
    }
  }

  /// Reads an ISO stamp; its length, nil where there is none.
  private mutating func readStamp(_ prefix: Field, at position: Int) -> Int? {
    guard let base = prefix.baseAddress else { return nil }
    // The message follows the prefix, so the scanner stops within the line.
    for allowsComma in [true, false] {
      switch StampScanner.scan(base + position, allowsComma: allowsComma, assumesUTC: true) {
      case .stamp(let time, let length):
        stamp = .time(time)
        return length
      case .impossible:
        let text = prefix[position...].prefix { $0 > Byte.space }
        stamp = .bad(
          EntryProblem(problem: .impossibleStamp, column: "the time stamp", value: quoted(text)))
        return text.count
      case .withoutZone, .unreadable: continue
      }
    }
    return nil
  }

  /// A stamp of 12 to 14 digits; nil for any other text, whose meaning is not sure.
  static func milliseconds(_ text: Field) -> Stamp? {
    guard (12...14).contains(text.count), text.allSatisfy({ Byte.digit($0) < 10 }) else {
      return nil
    }
    return .time(text.reduce(0) { $0 * 10 + Int64(Byte.digit($1)) } * 1_000)
  }

  private static func isStream(_ text: Field) -> Bool {
    guard text.count > 12, text[4] == UInt8(ascii: "/"), text[7] == UInt8(ascii: "/"),
      text[10] == UInt8(ascii: "/"), text.contains(UInt8(ascii: "["))
    else { return false }
    return [0, 1, 2, 3, 5, 6, 8, 9].allSatisfy { Byte.digit(text[$0]) < 10 }
  }
}

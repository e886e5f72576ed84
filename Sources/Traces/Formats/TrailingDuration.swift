/// Which item behind the common log format is the duration, told by the form of all of them in the
/// head of a file.
///
/// nginx writes seconds with three decimals, and `$request_time` is never a dash, never a list and
/// never less than `$upstream_response_time`; a ratio has two decimals. Apache writes durations and
/// bytes alike as whole numbers (their documentation, "Module ngx_http_log_module", "Module
/// mod_log_config", "Module mod_logio").
enum TrailingDuration {
  /// No item is a duration.
  case absent
  /// Decimals; the places of others in a line, none of which is greater.
  case decimal(place: Int, others: [Int])
  /// Whole numbers of a unit that the form does not tell.
  case whole(place: Int)
  /// Whole microseconds beside the same in whole seconds.
  case microseconds(place: Int, seconds: Int)
  /// It cannot be told, and why.
  case unclear(String)

  /// Lines that are looked at.
  private static let mostLines = 500
  /// Microseconds by which the clock of a line's times may be off.
  static let tolerance: Int64 = 5_000
  /// Seconds since 1970 are more than this, in microseconds; durations are less.
  private static let leastEpoch: Int64 = 100_000_000_000_000

  /// The items of an entry, what they are, and those of the first one as they stand; nil where the head has no line of the common format.
  static func find(
    in head: LogHead, unitIsStated: Bool
  ) -> (duration: Self, items: Int, text: String)? {
    guard head.firstByte != UInt8(ascii: "{") else { return nil }
    return head.withText { text in
      let lines = text.split(separator: Byte.newline)
      var columns: [TrailingColumn] = []
      var bytes: [Int64] = []
      var text = ""
      var fields = LogFields()
      for line in head.isCut ? lines.dropLast() : lines[...] where bytes.count < mostLines {
        guard fields.split(Field(rebasing: line)) == nil, fields.isCombined else { continue }
        let items = TrailingItem.items(of: fields)
        if bytes.isEmpty {
          columns = items.map { _ in TrailingColumn() }
          // Behind the common format stand the referrer and the agent of the combined one.
          let isCombined = items.count > 1 && items[0].isQuoted && items[1].isQuoted
          text = items.dropFirst(isCombined ? 2 : 0).map { safeText($0.field) }
            .joined(separator: " ")
        }
        guard items.count == columns.count else { continue }
        for (place, item) in items.enumerated() { columns[place].append(item) }
        bytes.append(fields.responseSize)
      }
      guard !bytes.isEmpty else { return nil }
      return (decide(columns, bytes, unitIsStated), columns.count, text)
    }
  }

  private static func decide(
    _ columns: [TrailingColumn], _ bytes: [Int64], _ unitIsStated: Bool
  ) -> Self {
    guard !columns.contains(where: { $0.first == .marked }) else {
      return .unclear("numbers have names or units")
    }
    let places = unitIsStated ? 1 : 3
    let decimals = columns.indices.filter {
      columns[$0].isDecimal && columns[$0].places >= places
        && (columns[$0].amounts.max() ?? 0) < leastEpoch
    }
    let upstreams = columns.indices.filter { columns[$0].isUpstream }
    if decimals.isEmpty && upstreams.isEmpty { return whole(columns, bytes, unitIsStated) }
    func sum(_ place: Int) -> Int128 { columns[place].amounts.reduce(0) { $0 + Int128($1) } }
    // Of equals the first.
    guard let place = decimals.max(by: { sum($0) < sum($1) }) else {
      return .unclear(
        "a number that may be a list or - is no $request_time but an $upstream_response_time")
    }
    for other in decimals + upstreams {
      let isLess = zip(columns[place].amounts, columns[other].amounts).allSatisfy {
        // A line that has no number there is refused by itself.
        $0 < 0 || $0 >= $1 - tolerance
      }
      guard isLess else {
        return .unclear(
          "of \(decimals.count + upstreams.count) numbers none is always the greatest, as "
            + "$request_time is beside $upstream_response_time")
      }
    }
    return .decimal(place: place, others: (decimals + upstreams).filter { $0 != place })
  }

  private static func whole(
    _ columns: [TrailingColumn], _ bytes: [Int64], _ unitIsStated: Bool
  ) -> Self {
    let numbers = columns.indices.filter {
      columns[$0].isWhole
    }
    guard let first = numbers.first else { return .absent }
    guard numbers.count > 1 else {
      // Where the user says what it is, a line that has a dash instead is refused by itself.
      guard unitIsStated || !columns[first].kinds.contains(.dash) else {
        return .unclear("a number that may be - is no duration of Apache's")
      }
      if !unitIsStated, areBytes(columns[first].amounts, bytes) {
        return .unclear("a whole number looks like bytes sent (%O), a little more than those of %b")
      }
      return .whole(place: first)
    }
    if numbers.count == 2, let (place, seconds) = microseconds(columns, numbers) {
      return .microseconds(place: place, seconds: seconds)
    }
    return .unclear(
      "\(numbers.count) whole numbers may be bytes (%I %O) or durations (%D), and none is read as one"
    )
  }

  /// Whether numbers follow the bytes of the bodies: headers add about as much to each.
  private static func areBytes(_ amounts: [Int64], _ bytes: [Int64]) -> Bool {
    guard let most = bytes.max(), let least = bytes.min(), least >= 0, most - least >= 1_024
    else { return false }
    let headers = zip(amounts, bytes).map { $0 - $1 }
    guard let longest = headers.max(), let shortest = headers.min() else { return false }
    return shortest >= 0 && longest - shortest < (most - least) / 4
  }

  /// The places of `%D` and of `%T`, which is the same in whole seconds.
  private static func microseconds(
    _ columns: [TrailingColumn], _ places: [Int]
  ) -> (place: Int, seconds: Int)? {
    [(places[0], places[1]), (places[1], places[0])].first { long, short in
      columns[short].amounts.contains { $0 > 0 }
        && zip(columns[long].amounts, columns[short].amounts).allSatisfy { $0 / 1_000_000 == $1 }
    }
  }
}

extension LogFields {
  /// Fields of the common log format.
  static let commonCount = 7

  /// Bytes of the response's body by the common log format; −1 where they are no number.
  fileprivate var responseSize: Int64 {
    if self[6].equals("-") { return 0 }
    var size: Int64 = -1
    _ = RowParser.readAmount(self[6], exponent: 0, TraceLimits.size, into: &size)
    return size
  }
}

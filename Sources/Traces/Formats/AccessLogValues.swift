import Units

/// Reads the values of access logs; each names what is wrong with one.
enum AccessLogValues {
  /// Microseconds of a number in units of 10^`exponent` microseconds.
  static func duration(
    _ field: Field, exponent: Int, _ column: String
  ) throws(EntryProblem) -> Int64 {
    try amount(field, exponent: exponent, TraceLimits.duration, column)
  }

  /// Bytes; nil for `-`.
  static func bytes(_ field: Field, _ column: String) throws(EntryProblem) -> Int64? {
    field.equals("-") ? nil : try amount(field, exponent: 0, 1 << 50, column)
  }

  /// The name of a service; nil for `-` and where there is none.
  static func service(_ field: Field?, _ column: String) throws(EntryProblem) -> Field? {
    guard let field, !field.isEmpty, !field.equals("-") else { return nil }
    guard isUTF8(field) else {
      throw EntryProblem(problem: .serviceNotUTF8, column: column, value: quoted(field))
    }
    return field
  }

  static func amount(
    _ field: Field, exponent: Int, _ limit: Int64, _ column: String
  ) throws(EntryProblem) -> Int64 {
    guard !field.isEmpty else { throw EntryProblem(problem: .missingEntry, column: column) }
    var value: Int64 = 0
    if let problem = RowParser.readAmount(field, exponent: exponent, limit, into: &value) {
      throw EntryProblem(problem: problem, column: column, value: quoted(field))
    }
    return value
  }

  /// Microseconds since 1970 of an ISO 8601 stamp that fills the field.
  ///
  /// `assumesUTC` is for logs that leave out the zone because it is always UTC.
  static func stamp(
    _ field: Field, _ column: String, assumesUTC: Bool = false
  ) throws(EntryProblem) -> Int64 {
    guard let base = field.baseAddress, field.count >= 19 else {
      throw EntryProblem(
        problem: field.isEmpty ? .missingEntry : .unreadableStamp, column: column,
        value: quoted(field))
    }
    switch StampScanner.scan(base, allowsComma: false, assumesUTC: assumesUTC) {
    case .stamp(let time, let length) where length == field.count:
      guard abs(time) <= TraceLimits.arrival else {
        throw EntryProblem(problem: .tooLarge, column: column, value: quoted(field))
      }
      return time
    case .withoutZone:
      throw EntryProblem(problem: .stampWithoutZone, column: column, value: quoted(field))
    case .impossible:
      throw EntryProblem(problem: .impossibleStamp, column: column, value: quoted(field))
    default: throw EntryProblem(problem: .unreadableStamp, column: column, value: quoted(field))
    }
  }

  /// Microseconds since 1970 of a stamp in any form that servers and load tests write: a number whose
  /// magnitude tells its unit, `02/Nov/2026:09:00:00 +0000`, ISO 8601, or `2026/11/02 09:00:00.687`,
  /// which is read as UTC.
  static func time(_ field: Field, _ column: String) throws(EntryProblem) -> Int64 {
    if case .success(let number) = ScannedDecimal.scan(field) {
      return try epoch(
        field, exponent: TraceColumns.unit(ofEpoch: number).microsecondExponent, column)
    }
    if isLogStamp(field) { return try logStamp(field, column) }
    guard field.count >= 19, field[4] == UInt8(ascii: "/"), field[7] == UInt8(ascii: "/") else {
      return try stamp(field, column)
    }
    var text = Array(field)
    (text[4], text[7]) = (UInt8(ascii: "-"), UInt8(ascii: "-"))
    text.append(Byte.newline)
    return try text.withUnsafeBufferPointer { text throws(EntryProblem) in
      try stamp(Field(rebasing: text.dropLast()), column, assumesUTC: true)
    }
  }

  /// Microseconds of a number since 1970, or since the log's own origin, in units of 10^`exponent`
  /// microseconds.
  static func epoch(
    _ field: Field, exponent: Int, _ column: String
  ) throws(EntryProblem) -> Int64 {
    guard !field.isEmpty else { throw EntryProblem(problem: .missingEntry, column: column) }
    switch ScannedDecimal.scan(field) {
    case .failure(let error):
      throw EntryProblem(
        problem: error == .notFinite ? .notFinite : .notANumber, column: column,
        value: quoted(field))
    case .success(let number):
      guard
        let time = number.whole(shift: exponent, rounding: .down, limit: TraceLimits.arrival)
      else { throw EntryProblem(problem: .tooLarge, column: column, value: quoted(field)) }
      return time
    }
  }

  /// Whether a field has the form of `17/May/2015:10:05:03 +0000`.
  static func isLogStamp(_ field: Field) -> Bool {
    field.count == 26 && field[2] == UInt8(ascii: "/") && field[6] == UInt8(ascii: "/")
      && field[20] == Byte.space
  }

  /// Microseconds since 1970 of `17/May/2015:10:05:03 +0000`, as nginx and Apache write it.
  static func logStamp(_ field: Field, _ column: String) throws(EntryProblem) -> Int64 {
    guard field.count == 26, let zoneHour = number(field, 22, 2),
      let zoneMinute = number(field, 24, 2), field[20] == Byte.space,
      field[21] == UInt8(ascii: "+") || field[21] == UInt8(ascii: "-")
    else {
      throw EntryProblem(
        problem: field.isEmpty ? .missingEntry : .unreadableStamp, column: column,
        value: quoted(field))
    }
    guard zoneHour < 24, zoneMinute < 60 else {
      throw EntryProblem(problem: .impossibleStamp, column: column, value: quoted(field))
    }
    let zone = Int64(zoneHour * 60 + zoneMinute) * (field[21] == UInt8(ascii: "-") ? -1 : 1)
    return try logSecond(field, column) - zone * 60_000_000
  }

  /// The same of `17/May/2015:10:05:03`, with which the field begins, in UTC.
  static func logSecond(_ field: Field, _ column: String) throws(EntryProblem) -> Int64 {
    guard field.count >= 20, let day = number(field, 0, 2), let month = month(field),
      let year = number(field, 7, 4), let hour = number(field, 12, 2),
      let minute = number(field, 15, 2), let second = number(field, 18, 2),
      field[2] == UInt8(ascii: "/"), field[6] == UInt8(ascii: "/"),
      field[11] == UInt8(ascii: ":"), field[14] == UInt8(ascii: ":"),
      field[17] == UInt8(ascii: ":")
    else {
      throw EntryProblem(problem: .unreadableStamp, column: column, value: quoted(field))
    }
    guard day >= 1, day <= CalendarDate.daysInMonth(month, of: year), hour < 24, minute < 60,
      second <= 60
    else { throw EntryProblem(problem: .impossibleStamp, column: column, value: quoted(field)) }
    let days = CalendarDate.daysSinceEpoch(year: year, month: month, day: day)
    let time = Int64(((days * 24 + hour) * 60 + minute) * 60 + second) * 1_000_000
    guard abs(time) <= TraceLimits.arrival else {
      throw EntryProblem(problem: .tooLarge, column: column, value: quoted(field))
    }
    return time
  }

  private static func number(_ field: Field, _ start: Int, _ count: Int) -> Int? {
    var value = 0
    for index in start..<(start + count) {
      let digit = Byte.digit(field[index])
      guard digit < 10 else { return nil }
      value = value * 10 + Int(digit)
    }
    return value
  }

  private static let months: [StaticString] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  private static func month(_ field: Field) -> Int? {
    let name = Field(rebasing: field[3..<6])
    return months.firstIndex { name.equals($0) }.map { $0 + 1 }
  }
}

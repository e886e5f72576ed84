extension RowParser {
  /// The arrival of a row: a number where there is one, else ISO 8601 where the column may have it.
  ///
  /// `column` is `stamp` where the first row did not settle a unit: each number tells its own.
  static func readArrival(
    _ field: Field, _ column: TraceColumn, into arrival: inout Int64
  ) -> RowProblem? {
    if field.isEmpty { return .missingValue }
    switch ScannedDecimal.scan(field) {
    case .success(let number):
      let exponent =
        column.role == .arrival
        ? column.exponent : TraceColumns.unit(ofEpoch: number).microsecondExponent
      guard
        let whole = number.whole(shift: exponent, rounding: .down, limit: TraceLimits.arrival)
      else { return .tooLarge }
      arrival = whole
      return nil
    case .failure(.notFinite): return .notFinite
    case .failure(.notANumber):
      return column.isPlainStamp ? readStamp(field, into: &arrival) : .notANumber
    }
  }

  private static func readStamp(_ field: Field, into arrival: inout Int64) -> RowProblem? {
    guard let base = field.baseAddress else { return .missingValue }
    if AccessLogValues.isLogStamp(field) { return readLogStamp(field, into: &arrival) }
    switch StampScanner.scan(base, allowsComma: field.contains(UInt8(ascii: ","))) {
    case .stamp(let time, let length):
      guard length == field.count else { return .unreadableStamp }
      guard abs(time) <= TraceLimits.arrival else { return .tooLarge }
      arrival = time
      return nil
    case .withoutZone(let length):
      return length == field.count ? .stampWithoutZone : .unreadableStamp
    case .unreadable: return .unreadableStamp
    case .impossible: return .impossibleStamp
    }
  }
}

extension RowParser {
  private static func readLogStamp(_ field: Field, into arrival: inout Int64) -> RowProblem? {
    do throws(EntryProblem) {
      arrival = try AccessLogValues.logStamp(field, "")
      return nil
    } catch {
      return error.problem
    }
  }
}

/// Whether the bytes are well-formed UTF-8.
func isUTF8(_ bytes: Field) -> Bool {
  bytes.allSatisfy { $0 < 0x80 } || String(validating: bytes, as: UTF8.self) != nil
}

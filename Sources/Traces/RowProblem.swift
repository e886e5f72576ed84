/// Why a row is bad; the order of the cases is the order of the report.
enum RowProblem: Int, CaseIterable {
  case nulByte, unterminatedQuote, textAfterQuote, fieldCount
  case missingValue, notANumber, notFinite, negative, tooLarge, memoryZero, notYesOrNo, badWeight
  case unreadableStamp, impossibleStamp, stampWithoutZone
  case emptyService, serviceNotUTF8
  case missingEntry, repeatedEntry, wrongUnit, noStamp, brokenJSON, wrongType

  /// What the report of skipped rows calls it.
  var reason: String {
    switch self {
    case .nulByte: return "NUL byte"
    case .unterminatedQuote: return "unterminated quote"
    case .textAfterQuote: return "text after a closing quote"
    case .fieldCount: return "wrong number of fields"
    case .missingValue: return "missing value"
    case .notANumber: return "not a number"
    case .notFinite: return "NaN or infinite"
    case .negative: return "negative"
    case .tooLarge: return "too large"
    case .memoryZero: return "memory of 0"
    case .notYesOrNo: return "neither true nor false"
    case .badWeight: return "weight out of range"
    case .unreadableStamp: return "unreadable time stamp"
    case .impossibleStamp: return "impossible time stamp"
    case .stampWithoutZone: return "time stamp without time zone"
    case .emptyService: return "empty service name"
    case .serviceNotUTF8: return "service name not UTF-8"
    case .missingEntry: return "missing entry"
    case .repeatedEntry: return "repeated entry"
    case .wrongUnit: return "wrong unit"
    case .noStamp: return "no time stamp"
    case .brokenJSON: return "broken JSON"
    case .wrongType: return "wrong type"
    }
  }

  /// The sentence about a field of `column` whose text is `value`.
  func message(column: String, value: String) -> String {
    switch self {
    case .nulByte: return "the row has a NUL byte"
    case .unterminatedQuote:
      return "unterminated quote: \(value) (a quoted field ends on its own line)"
    case .textAfterQuote: return "text after a closing quote: \(value)"
    case .fieldCount: return value
    case .missingValue: return "\(column) is empty"
    case .notANumber: return "\(column) \(value) is not a number"
    case .notFinite: return "\(column) \(value) is not finite"
    case .negative: return "\(column) \(value) is negative"
    case .tooLarge: return "\(column) \(value) is too large"
    case .memoryZero: return "\(column) \(value) is less than 1 MB"
    case .notYesOrNo: return "\(column) \(value) is neither true nor false"
    case .badWeight:
      return "\(column) \(value) is no whole number of requests from 1 to \(TraceLimits.weight)"
    case .unreadableStamp:
      return "\(column) \(value) is neither a number nor an ISO 8601 time"
    case .impossibleStamp: return "\(column) \(value) does not exist"
    case .stampWithoutZone: return "\(column) \(value) has no time zone (append Z for UTC)"
    case .emptyService: return "\(column) is empty"
    case .serviceNotUTF8: return "\(column) \(value) is not UTF-8"
    case .missingEntry: return "the entry has no \(column) (was it cut?)"
    case .repeatedEntry: return "\(column) occurs twice"
    case .wrongUnit: return "\(column) \(value) is not in the unit of the format"
    case .noStamp: return "the entry has no time stamp (aws logs tail prints one before each)"
    case .brokenJSON: return value
    case .wrongType: return "\(column) \(value) is not of the type of the format"
    }
  }
}

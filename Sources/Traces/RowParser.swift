import Units

/// The values of one row in the units of `Trace`.
struct RowValues {
  var arrival: Int64 = 0
  var duration: Int64 = 0
  var memory: Int64 = 0
  var cpuTime: Int64 = 0
  var initTime: Int64 = 0
  var billedTime: Int64 = 0
  var service: UnsafePointer<UInt8>
  var serviceLength = 0
  var serviceHash: UInt64 = 0
  var isMemoryAssumed = false
}

/// A bad row: what is wrong, in which column, and the text to quote.
struct BadRow {
  var problem: RowProblem
  var column = ""
  var field: Field
  var fieldCount = 0
}

/// Reads a row by the whole grammar, at leisure: quotes, blanks, signs, exponents, empty cells,
/// and everything that is wrong. `BlockParser` comes here with what its fast path does not take.
struct RowParser {
  let columns: [TraceColumn]
  let delimiter: UInt8
  let defaultMemory: Int64
  private var row: RowFields

  init(_ columns: TraceColumns, defaultMemory: Int32) {
    self.columns = columns.columns
    delimiter = columns.delimiter
    self.defaultMemory = Int64(defaultMemory)
    row = RowFields(capacity: columns.columns.count)
  }

  /// Reads the line into `values`, all but the hash of the service; nil when it is good.
  mutating func parse(
    _ line: UnsafeMutableBufferPointer<UInt8>, into values: inout RowValues
  ) -> BadRow? {
    if let (problem, field) = row.split(line, delimiter: delimiter) {
      return BadRow(problem: problem, field: field)
    }
    guard row.count == columns.count else {
      return BadRow(problem: .fieldCount, field: Field(line), fieldCount: row.count)
    }
    var hasBilledTime = false
    for (column, field) in zip(columns, row.fields) {
      if column.role == .billedTime && !field.isEmpty { hasBilledTime = true }
      if let problem = Self.read(field, column, into: &values) {
        return BadRow(problem: problem, column: column.name, field: field)
      }
    }
    if values.memory == 0 {
      values.memory = defaultMemory
      values.isMemoryAssumed = true
    }
    if !hasBilledTime { values.billedTime = Trace.notLogged }
    return nil
  }

  private static func read(
    _ field: Field, _ column: TraceColumn, into values: inout RowValues
  ) -> RowProblem? {
    switch column.role {
    case .ignored: return nil
    case .service: return readService(field, into: &values)
    case .arrival, .stamp: return readArrival(field, column, into: &values.arrival)
    case .duration:
      if field.isEmpty { return .missingValue }
      return readAmount(field, column, TraceLimits.duration, into: &values.duration)
    case .memory:
      if field.isEmpty { return nil }
      let problem = readAmount(field, column, TraceLimits.memory, into: &values.memory)
      return problem ?? (values.memory == 0 ? .memoryZero : nil)
    case .cpuTime:
      return field.isEmpty
        ? nil : readAmount(field, column, TraceLimits.duration, into: &values.cpuTime)
    case .initTime:
      return field.isEmpty
        ? nil : readAmount(field, column, TraceLimits.duration, into: &values.initTime)
    case .billedTime:
      return field.isEmpty
        ? nil : readAmount(field, column, TraceLimits.duration, into: &values.billedTime)
    }
  }

  private static func readService(_ field: Field, into values: inout RowValues) -> RowProblem? {
    guard !field.isEmpty, let base = field.baseAddress else { return .emptyService }
    guard isUTF8(field) else { return .serviceNotUTF8 }
    values.service = base
    values.serviceLength = field.count
    return nil
  }

  /// A number that is not negative, rounded up.
  private static func readAmount(
    _ field: Field, _ column: TraceColumn, _ limit: Int64, into value: inout Int64
  ) -> RowProblem? {
    switch ScannedDecimal.scan(field) {
    case .failure(.notANumber): return .notANumber
    case .failure(.notFinite): return .notFinite
    case .success(let number):
      guard number.isZero || !number.isNegative else { return .negative }
      guard let whole = number.whole(shift: column.exponent, rounding: .up, limit: limit) else {
        return .tooLarge
      }
      value = whole
      return nil
    }
  }
}

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

/// The values of columns that few files have, in a place of their own: rows without them do not
/// pay for it.
struct RowExtras {
  var coldStart: Int8 = -1
  /// The environment's name, nil where there is none.
  var instance: UnsafePointer<UInt8>?
  var instanceLength = 0
  var requestBytes = Trace.notLogged
  var responseBytes = Trace.notLogged
  var weight: Int32 = 1
  var sampling = Sampling.unstated
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
  private let extras: UnsafeMutablePointer<RowExtras>

  /// `extras` is where the values of columns that few files have go.
  init(
    _ columns: TraceColumns, defaultMemory: Int32, extras: UnsafeMutablePointer<RowExtras>
  ) {
    self.extras = extras
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
      if let problem = read(field, column, into: &values) {
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

  private func read(
    _ field: Field, _ column: TraceColumn, into values: inout RowValues
  ) -> RowProblem? {
    switch column.role {
    case .ignored: return nil
    case .service: return Self.readService(field, into: &values)
    case .arrival, .stamp: return Self.readArrival(field, column, into: &values.arrival)
    case .duration:
      if field.isEmpty { return .missingValue }
      return Self.readAmount(field, column, TraceLimits.duration, into: &values.duration)
    case .memory:
      if field.isEmpty { return nil }
      let problem = Self.readAmount(field, column, TraceLimits.memory, into: &values.memory)
      return problem ?? (values.memory == 0 ? .memoryZero : nil)
    case .cpuTime:
      return field.isEmpty
        ? nil : Self.readAmount(field, column, TraceLimits.duration, into: &values.cpuTime)
    case .initTime:
      return field.isEmpty
        ? nil : Self.readAmount(field, column, TraceLimits.duration, into: &values.initTime)
    case .billedTime:
      return field.isEmpty
        ? nil : Self.readAmount(field, column, TraceLimits.duration, into: &values.billedTime)
    case .coldStart: return Self.readColdStart(field, into: &extras.pointee.coldStart)
    case .instance:
      extras.pointee.instance = field.isEmpty ? nil : field.baseAddress
      extras.pointee.instanceLength = field.count
      return nil
    case .requestBytes:
      return field.isEmpty
        ? nil : Self.readAmount(field, column, TraceLimits.size, into: &extras.pointee.requestBytes)
    case .responseBytes:
      return field.isEmpty
        ? nil
        : Self.readAmount(field, column, TraceLimits.size, into: &extras.pointee.responseBytes)
    case .weight: return Self.readWeight(field, into: &extras.pointee.weight)
    case .weightOrShare: return Self.readWeightOrShare(field, into: &extras.pointee.weight)
    case .sampling:
      extras.pointee.sampling = Sampling(field)
      return nil
    }
  }

  /// A whole number of requests from 1 to `TraceLimits.weight`.
  static func readWeight(_ field: Field, into value: inout Int32) -> RowProblem? {
    if field.isEmpty { return .missingValue }
    switch ScannedDecimal.scan(field) {
    case .failure(.notANumber): return .notANumber
    case .failure(.notFinite): return .notFinite
    case .success(let number):
      guard !number.isNegative,
        let least = number.whole(shift: 0, rounding: .down, limit: TraceLimits.weight),
        least == number.whole(shift: 0, rounding: .up, limit: TraceLimits.weight), least > 0
      else { return .badWeight }
      value = Int32(least)
      return nil
    }
  }

  /// The same, or a share less than 1: the nearest whole number to 1 ÷ share.
  static func readWeightOrShare(_ field: Field, into value: inout Int32) -> RowProblem? {
    // Billionths.
    let whole: Int64 = 1_000_000_000
    guard case .success(let number) = ScannedDecimal.scan(field), !number.isNegative,
      let share = number.whole(shift: 9, rounding: .down, limit: TraceLimits.arrival),
      (1..<whole).contains(share)
    else { return readWeight(field, into: &value) }
    let weight = (whole + share / 2) / share
    guard weight <= TraceLimits.weight else { return .badWeight }
    value = Int32(weight)
    return nil
  }

  static func readColdStart(_ field: Field, into value: inout Int8) -> RowProblem? {
    if field.isEmpty { return nil }
    func isAny(of words: [StaticString]) -> Bool {
      words.contains { word in
        word.utf8CodeUnitCount == field.count
          && field.indices.allSatisfy { Byte.lowered(field[$0]) == word.utf8Start[$0] }
      }
    }
    if isAny(of: ["true", "1", "yes"]) {
      value = 1
    } else if isAny(of: ["false", "0", "no"]) {
      value = 0
    } else {
      return .notYesOrNo
    }
    return nil
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
    readAmount(field, exponent: column.exponent, limit, into: &value)
  }

  /// The same × 10^`exponent`.
  static func readAmount(
    _ field: Field, exponent: Int, _ limit: Int64, into value: inout Int64
  ) -> RowProblem? {
    switch ScannedDecimal.scan(field) {
    case .failure(.notANumber): return .notANumber
    case .failure(.notFinite): return .notFinite
    case .success(let number):
      guard number.isZero || !number.isNegative else { return .negative }
      guard let whole = number.whole(shift: exponent, rounding: .up, limit: limit) else {
        return .tooLarge
      }
      value = whole
      return nil
    }
  }
}

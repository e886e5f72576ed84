/// What the scanner has to know of a column.
struct FieldPlan {
  let role: ColumnRole
  let exponent: Int
}

/// The fast path: rows of plain unsigned numbers, ISO stamps and plain names.
///
/// Every block ends with a line's end, which no field accepts, so the bytes themselves stop the
/// scan and no position is compared with the end.
struct RowScanner {
  let plan: UnsafeBufferPointer<FieldPlan>
  let delimiter: UInt8
  let hashSeed: UInt64
  /// A row before it is read.
  let blank: RowValues
  /// Where the values of columns that few files have go.
  let extras: UnsafeMutablePointer<RowExtras>

  /// Reads one line and moves behind it; false when the row is not plain, or bad.
  @inline(__always)
  func scan(_ cursor: inout UnsafePointer<UInt8>, _ row: inout RowValues) -> Bool {
    guard let plan = plan.baseAddress else { return false }
    let last = self.plan.count &- 1
    var index = 0
    while true {
      guard field(plan[index], &cursor, &row) else { return false }
      if index == last { break }
      guard cursor.pointee == delimiter else { return false }
      cursor += 1
      index = index &+ 1
    }
    if cursor.pointee == Byte.carriageReturn { cursor += 1 }
    guard cursor.pointee == Byte.newline else { return false }
    cursor += 1
    return true
  }

  @inline(__always)
  private func field(
    _ plan: FieldPlan, _ cursor: inout UnsafePointer<UInt8>, _ row: inout RowValues
  ) -> Bool {
    switch plan.role {
    case .arrival:
      guard let value = number(&cursor, plan.exponent, roundUp: false, TraceLimits.arrival)
      else { return false }
      row.arrival = value
    case .duration:
      guard let value = duration(&cursor, plan.exponent) else { return false }
      row.duration = value
    case .memory:
      guard let value = number(&cursor, plan.exponent, roundUp: true, TraceLimits.memory),
        value > 0
      else { return false }
      row.memory = value
    case .service: return service(&cursor, &row)
    case .ignored: skip(&cursor)
    case .stamp:
      let allowsComma = delimiter != UInt8(ascii: ",")
      guard
        case .stamp(let time, let length) = StampScanner.scan(cursor, allowsComma: allowsComma),
        abs(time) <= TraceLimits.arrival
      else { return false }
      cursor += length
      row.arrival = time
    case .cpuTime:
      guard let value = duration(&cursor, plan.exponent) else { return false }
      row.cpuTime = value
    case .initTime:
      guard let value = duration(&cursor, plan.exponent) else { return false }
      row.initTime = value
    case .billedTime:
      guard let value = duration(&cursor, plan.exponent) else { return false }
      row.billedTime = value
    case .coldStart, .instance, .requestBytes, .responseBytes, .weight, .weightOrShare, .sampling:
      guard let end = extra(plan, at: cursor) else { return false }
      cursor = end
    }
    return true
  }

  /// Reads a column that few files have and returns where it ends; nil when it is not plain. Apart
  /// from the loop that all pay for.
  @inline(never)
  private func extra(
    _ plan: FieldPlan, at start: UnsafePointer<UInt8>
  ) -> UnsafePointer<UInt8>? {
    var cursor = start
    skip(&cursor)
    let field = Field(start: start, count: cursor - start)
    guard let first = field.first, let last = field.last, !isBlank(first, delimiter),
      !isBlank(last, delimiter)
    else {
      let isNeeded = plan.role == .weight || plan.role == .weightOrShare
      return field.isEmpty && !isNeeded ? cursor : nil
    }
    switch plan.role {
    case .coldStart:
      let problem = RowParser.readColdStart(field, into: &extras.pointee.coldStart)
      return problem == nil ? cursor : nil
    case .weight:
      return RowParser.readWeight(field, into: &extras.pointee.weight) == nil ? cursor : nil
    case .weightOrShare:
      return RowParser.readWeightOrShare(field, into: &extras.pointee.weight) == nil ? cursor : nil
    case .sampling:
      extras.pointee.sampling = Sampling(field)
      return cursor
    case .instance:
      extras.pointee.instance = start
      extras.pointee.instanceLength = field.count
      return cursor
    default:
      cursor = start
      guard let value = number(&cursor, plan.exponent, roundUp: true, TraceLimits.size)
      else { return nil }
      if plan.role == .requestBytes {
        extras.pointee.requestBytes = value
      } else {
        extras.pointee.responseBytes = value
      }
      return cursor
    }
  }

  @inline(__always)
  private func duration(_ cursor: inout UnsafePointer<UInt8>, _ exponent: Int) -> Int64? {
    number(&cursor, exponent, roundUp: true, TraceLimits.duration)
  }

  /// Reads `ddd` or `ddd.ddd` of at most 18 digits, × 10^exponent.
  @inline(__always)
  private func number(
    _ cursor: inout UnsafePointer<UInt8>, _ exponent: Int, roundUp: Bool, _ limit: Int64
  ) -> Int64? {
    let start = cursor
    var exponent = exponent
    var value: UInt64 = 0
    scanDigits(&cursor, &value)
    var width = cursor - start
    if cursor.pointee == Byte.point {
      cursor += 1
      let fraction = cursor
      scanDigits(&cursor, &value)
      exponent = exponent &- (cursor - fraction)
      width = cursor - start - 1
    }
    guard width > 0, width <= 18 else { return nil }
    let scaled: UInt64
    if exponent >= 0 {
      let (product, overflow) = value.multipliedReportingOverflow(by: power(exponent))
      guard !overflow else { return nil }
      scaled = product
    } else {
      guard exponent >= -18 else { return nil }
      let (quotient, remainder) = value.quotientAndRemainder(dividingBy: power(-exponent))
      scaled = roundUp && remainder > 0 ? quotient &+ 1 : quotient
    }
    return scaled <= UInt64(limit) ? Int64(bitPattern: scaled) : nil
  }

  @inline(__always)
  private func scanDigits(_ cursor: inout UnsafePointer<UInt8>, _ value: inout UInt64) {
    while true {
      let digit = Byte.digit(cursor.pointee)
      guard digit < 10 else { return }
      value = value &* 10 &+ UInt64(digit)
      cursor += 1
    }
  }

  @inline(__always)
  private func power(_ exponent: Int) -> UInt64 {
    switch exponent {
    case 0: return 1
    case 1: return 10
    case 2: return 100
    case 3: return 1_000
    case 4: return 10_000
    case 5: return 100_000
    case 6: return 1_000_000
    default: return Self.largePower(exponent)
    }
  }

  @inline(never)
  private static func largePower(_ exponent: Int) -> UInt64 {
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }

  /// Moves behind a field of no interest; `scan` refuses what stopped it, if it is no delimiter.
  @inline(__always)
  private func skip(_ cursor: inout UnsafePointer<UInt8>) {
    while cursor.pointee != delimiter && cursor.pointee >= Byte.space
      && cursor.pointee != Byte.quote
    {
      cursor += 1
    }
  }

  /// Hashes a name eight bytes at a time and moves behind it.
  @inline(__always)
  private func service(_ cursor: inout UnsafePointer<UInt8>, _ row: inout RowValues) -> Bool {
    let start = cursor
    var hash = hashSeed
    while true {
      let word = UnsafeRawPointer(cursor).loadUnaligned(as: UInt64.self)
      let stops = stops(word)
      if stops == 0 {
        hash = NameInterner.mixed(hash, word)
        cursor += 8
        continue
      }
      let width = stops.trailingZeroBitCount >> 3
      if width > 0 {
        hash = NameInterner.mixed(hash, word & ((1 << UInt64(width &* 8)) &- 1))
      }
      cursor += width
      break
    }
    let length = cursor - start
    guard length > 0, start.pointee != Byte.space, cursor[-1] != Byte.space else { return false }
    row.service = start
    row.serviceLength = length
    row.serviceHash = hash
    return true
  }

  /// The high bit of each byte that may end a plain name: the delimiter, a quote or a control
  /// character (Mycroft's zero-byte test, 1987). Only the lowest bit that is set is exact.
  @inline(__always)
  private func stops(_ word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let delimiters = word ^ (ones &* UInt64(delimiter))
    let quotes = word ^ (ones &* UInt64(Byte.quote))
    let controls = (word &- ones &* 0x20) & ~word
    return (((delimiters &- ones) & ~delimiters) | ((quotes &- ones) & ~quotes) | controls)
      & (ones &* 0x80)
  }
}

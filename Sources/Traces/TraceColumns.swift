import Units

/// What a column means to the reader.
enum ColumnRole: UInt8 {
  case ignored, service
  /// Numbers of a known unit.
  case arrival
  /// ISO 8601, or numbers whose magnitude tells the unit.
  case stamp
  case duration, memory, cpuTime, initTime, billedTime
  case coldStart, instance, requestBytes, responseBytes
  /// How many requests a row stands for.
  case weight
  /// The same, or which share of the requests was kept.
  case weightOrShare
  /// The same where the options do not ask for it: all that counts is whether it is 1.
  case sampling
}

/// One column of a file.
struct TraceColumn {
  var role: ColumnRole
  /// Value × 10^exponent is in microseconds, or in MB for memory.
  var exponent: Int
  /// The header's name in lower case without surrounding blanks.
  var name: String
  /// Whether it may hold ISO 8601, or numbers of a unit that its name leaves open.
  var isPlainStamp = false
}

/// The columns of one file, as its header names them.
struct TraceColumns {
  private(set) var columns: [TraceColumn]
  let delimiter: UInt8
  /// Columns that no reader of traces knows, as the header spells them.
  private(set) var unknownNames: [String] = []

  /// Whether the time column holds the ends of requests.
  let stampsEnds: Bool

  var hasService: Bool { has(.service) }
  var hasMemory: Bool { has(.memory) }
  /// Whether the name of the time column leaves its unit open.
  var hasPlainStamps: Bool { columns.contains(where: \.isPlainStamp) }
  var optional: OptionalColumns { OptionalColumns(columns.map(\.role)) }

  /// Whether a time's unit is left to the options: that of `duration`, and of mapped ones.
  let takesDurationUnit: Bool

  func has(_ role: ColumnRole) -> Bool { columns.contains { $0.role == role } }

  /// Reads the header line; a `Failure` with code `data` names `place`, its file and line.
  init(
    header line: UnsafeMutableBufferPointer<UInt8>, place: String, options: TraceReadOptions
  ) throws {
    delimiter = Self.delimiter(of: line)
    var row = RowFields(capacity: .max)
    if let (problem, field) = row.split(line, delimiter: delimiter) {
      throw Failure(
        .data, "\(place): \(problem.message(column: "the header", value: quoted(field)))")
    }
    columns = []
    stampsEnds = options.fields.entries.contains { $0.role == .end }
    let mapping = try options.fields.resolved(
      names: row.fields.map { String(decoding: $0, as: UTF8.self).lowercased() }, place: place)
    for (index, field) in row.fields.enumerated() {
      let name = String(decoding: field, as: UTF8.self).lowercased()
      let native = Self.meaning(of: name, options)
      if let role = mapping[index] {
        columns.append(Self.mapped(name, role, options))
        continue
      }
      // A mapped column takes the place of the native one.
      let isReplaced = native.map { native in
        mapping.values.contains { Self.purpose($0.columnRole) == Self.purpose(native.role) }
      }
      let meaning = isReplaced == true ? nil : native
      if native == nil && !Self.unusedNames.contains(name) && !field.isEmpty {
        unknownNames.append(safeText(field))
      }
      columns.append(
        TraceColumn(
          role: meaning?.role
            ?? (SamplingNames.meaning(of: name.utf8) == nil ? .ignored : .sampling),
          exponent: meaning?.exponent ?? 0, name: name,
          isPlainStamp: meaning != nil && name == "timestamp"))
    }
    let times: [ColumnRole] = [.duration, .cpuTime, .initTime, .billedTime]
    takesDurationUnit =
      mapping.values.contains { times.contains($0.columnRole) }
      || columns.contains { $0.role == .duration && $0.name == "duration" }
    try checkAlternatives(place)
    try checkRequired(place, hasDuration: options.duration != nil)
  }

  /// Settles the unit of a plain `timestamp` column by the first data row of the file.
  ///
  /// Where that row has no number, the column stays a `stamp`, whose numbers each tell their own.
  mutating func decideUnit(firstRow line: UnsafeMutableBufferPointer<UInt8>) -> TimeUnit? {
    guard let index = columns.firstIndex(where: { $0.role == .stamp }) else { return nil }
    var row = RowFields(capacity: columns.count)
    guard row.split(line, delimiter: delimiter) == nil, index < row.fields.count,
      case .success(let number) = ScannedDecimal.scan(row.fields[index])
    else { return nil }
    let unit = Self.unit(ofEpoch: number)
    columns[index].role = .arrival
    columns[index].exponent = unit.microsecondExponent
    return unit
  }

  /// The unit of an epoch number, told by its magnitude.
  static func unit(ofEpoch number: ScannedDecimal) -> TimeUnit {
    let magnitude = number.whole(shift: 0, rounding: .down, limit: .max)?.magnitude ?? .max
    switch magnitude {
    case ..<100_000_000_000: return .seconds
    case ..<100_000_000_000_000: return .milliseconds
    case ..<100_000_000_000_000_000: return .microseconds
    default: return .nanoseconds
    }
  }

  private static let unusedNames = ["status"]

  private static let knownNames = [
    "timestamp", "timestamp_s", "timestamp_ms", "timestamp_us", "timestamp_ns", "service",
    "function", "duration_ms", "duration", "memory_mb", "cpu_ms", "init_ms", "billed_ms",
    "cold", "instance", "request_bytes", "response_bytes", "weight",
  ]

  /// A column that the options give a role, whatever its name.
  private static func mapped(
    _ name: String, _ role: FieldMapping.Role, _ options: TraceReadOptions
  ) -> TraceColumn {
    switch role {
    case .time, .end:
      guard let unit = options.timestampUnit else {
        return TraceColumn(role: .stamp, exponent: 0, name: name, isPlainStamp: true)
      }
      return TraceColumn(
        role: .arrival, exponent: unit.microsecondExponent, name: name, isPlainStamp: true)
    case .duration, .cpu, .`init`, .billed:
      return TraceColumn(
        role: role.columnRole, exponent: options.microsecondExponent, name: name)
    case .weight where SamplingNames.mayBeShare(name):
      return TraceColumn(role: .weightOrShare, exponent: 0, name: name)
    case .service, .memory, .cold, .instance, .requestBytes, .responseBytes, .weight:
      return TraceColumn(role: role.columnRole, exponent: 0, name: name)
    }
  }

  private static func meaning(
    of name: String, _ options: TraceReadOptions
  ) -> (role: ColumnRole, exponent: Int)? {
    switch name {
    case "timestamp":
      return options.timestampUnit.map { (.arrival, $0.microsecondExponent) } ?? (.stamp, 0)
    case "timestamp_s": return (.arrival, 6)
    case "timestamp_ms": return (.arrival, 3)
    case "timestamp_us": return (.arrival, 0)
    case "timestamp_ns": return (.arrival, -3)
    case "service", "function": return (.service, 0)
    case "duration_ms": return (.duration, 3)
    case "duration": return (.duration, options.microsecondExponent)
    case "memory_mb": return (.memory, 0)
    case "cpu_ms": return (.cpuTime, 3)
    case "init_ms": return (.initTime, 3)
    case "billed_ms": return (.billedTime, 3)
    case "cold": return (.coldStart, 0)
    case "instance": return (.instance, 0)
    case "request_bytes": return (.requestBytes, 0)
    case "response_bytes": return (.responseBytes, 0)
    case "weight": return (.weight, 0)
    default: return nil
    }
  }

  /// The most frequent of comma, semicolon and tab outside quotes; the comma where they tie.
  private static func delimiter(of line: UnsafeMutableBufferPointer<UInt8>) -> UInt8 {
    let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), Byte.tab]
    var counts = [0, 0, 0]
    var isQuoted = false
    for byte in line {
      if byte == Byte.quote { isQuoted.toggle() }
      if !isQuoted, let index = candidates.firstIndex(of: byte) { counts[index] += 1 }
    }
    let most = counts.max() ?? 0
    return candidates[counts.firstIndex(of: most) ?? 0]
  }

  private func checkAlternatives(_ place: String) throws {
    var seen: [TraceColumn] = []
    for column in columns where column.role != .ignored && column.role != .sampling {
      let purpose = Self.purpose(column.role)
      if let other = seen.first(where: { Self.purpose($0.role) == purpose }) {
        let both =
          other.name == column.name
          ? "the column \"\(column.name)\" occurs twice"
          : "\"\(other.name)\" and \"\(column.name)\" are both the \(purpose)"
        throw Failure(.data, "\(place): \(both)", hint: "rename or remove one of them")
      }
      seen.append(column)
    }
  }

  private func checkRequired(_ place: String, hasDuration: Bool) throws {
    var missing: [String] = []
    if !has(.arrival) && !has(.stamp) { missing.append("timestamp") }
    if !has(.duration) && !hasDuration { missing.append("duration_ms") }
    guard !missing.isEmpty else { return }
    let found = columns.prefix(20).map { quoted($0.name.utf8) }.joined(separator: ", ")
    let more = columns.count > 20 ? " and \(columns.count - 20) more" : ""
    throw Failure(
      .data,
      "\(place): no column \(missing.joined(separator: " and no column ")); "
        + "the columns are \(found)\(more)", hint: requiredHint)
  }

  private var requiredHint: String {
    let taken = Set(columns.filter { $0.role != .ignored }.map { Self.purpose($0.role) })
    let free = Self.knownNames.filter { name in
      Self.meaning(of: name, TraceReadOptions()).map { !taken.contains(Self.purpose($0.role)) }
        ?? false
    }
    for column in columns.prefix(100) where column.role == .ignored {
      if let near = closest(to: column.name, among: free) {
        return "did you mean \(near) by \(quoted(column.name.utf8))?"
      }
    }
    return "the first line names the columns, such as timestamp,service,duration_ms,memory_mb"
  }

  private static func purpose(_ role: ColumnRole) -> String {
    switch role {
    case .ignored: return "ignored"
    case .service: return "service"
    case .arrival, .stamp: return "time stamp"
    case .duration: return "duration"
    case .memory: return "memory"
    case .cpuTime: return "CPU time"
    case .initTime: return "init time"
    case .billedTime: return "billed time"
    case .coldStart: return "cold start"
    case .instance: return "environment"
    case .requestBytes: return "size of the request"
    case .responseBytes: return "size of the response"
    case .weight, .weightOrShare: return "weight"
    case .sampling: return "sampling"
    }
  }
}

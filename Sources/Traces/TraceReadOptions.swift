/// The unit of a time column whose name does not tell it.
public enum TimeUnit: String, CaseIterable, Sendable {
  case seconds, milliseconds, microseconds, nanoseconds

  /// The power of ten that turns this unit into microseconds.
  var microsecondExponent: Int {
    switch self {
    case .seconds: return 6
    case .milliseconds: return 3
    case .microseconds: return 0
    case .nanoseconds: return -3
    }
  }
}

/// Which time stamps are spread over the unit that they are cut to.
public enum StampSpreading: Equatable, Sendable {
  /// Whole seconds of logs that nearly all stamps are; delimited files are warned of.
  case logs
  /// Every one that is a whole multiple of a unit up to this one, whatever holds it.
  case every(StampGrain)
  case never
}

extension StampSpreading {
  /// The longest unit that stamps are spread over.
  var longest: StampGrain {
    if case .every(let grain) = self { return grain }
    return .second
  }
}

/// How a trace is read; every option has a default.
public struct TraceReadOptions: Sendable {
  /// What becomes of a trace with bad rows.
  public enum ErrorPolicy: String, CaseIterable, Sendable {
    /// The trace is refused.
    case fail
    /// Bad rows are left out and counted by reason.
    case skip
  }

  public var onError: ErrorPolicy
  /// How many bad rows are quoted, not how many are tolerated.
  public var maxErrors: Int
  /// The unit of numbers in a plain `timestamp` column or a mapped one; nil tells it from the first data row.
  public var timestampUnit: TimeUnit?
  /// The unit of a plain `duration` column, of times that `fields` maps, and of numbers in logs whose
  /// format leaves it open; nil takes milliseconds, or what the form of a log's numbers tells.
  public var durationUnit: TimeUnit?
  /// Memory in MB of rows that have none.
  public var defaultMemory: Int32
  /// Microseconds of requests whose duration the source does not state; nil asks for one.
  public var duration: Int64?
  /// Whether counts without durations are read nevertheless, with durations of 0.
  public var acceptsNoDurations: Bool
  /// How requests arrive within periods of which only their number is known.
  public var expansion: CountExpansion
  /// More requests than this are not held in memory.
  public var mostInMemory: Int
  public var spreading: StampSpreading
  /// Names the stream of random numbers that stamps are spread and counts are expanded with.
  public var seed: UInt64
  /// Which requests of a log form a service, the first pattern that matches; empty takes the
  /// format's own sense.
  public var services: [ServicePattern]
  /// The form of the files, one of `TraceReader.formatNames`; nil tells it from the head of each.
  public var format: String?
  /// Columns of delimited files and keys of JSON logs with names of their own.
  public var fields: FieldMapping
  /// Threads that parse, 1 to 256; the result does not depend on it.
  public var jobs: Int
  /// Told after each block how many bytes of all files were read so far, one call at a time.
  public var onProgress: (@Sendable (Int) -> Void)?

  public init(
    onError: ErrorPolicy = .fail, maxErrors: Int = 20, timestampUnit: TimeUnit? = nil,
    durationUnit: TimeUnit? = nil, defaultMemory: Int32 = 512, jobs: Int = 1,
    format: String? = nil, fields: FieldMapping = FieldMapping(), duration: Int64? = nil,
    spreading: StampSpreading = .logs, seed: UInt64 = 1, services: [ServicePattern] = [],
    acceptsNoDurations: Bool = false, expansion: CountExpansion = .exponential,
    mostInMemory: Int = .max
  ) {
    self.onError = onError
    self.maxErrors = maxErrors
    self.timestampUnit = timestampUnit
    self.durationUnit = durationUnit
    self.defaultMemory = defaultMemory
    self.jobs = jobs
    self.format = format
    self.fields = fields
    self.duration = duration
    self.spreading = spreading
    self.seed = seed
    self.services = services
    self.acceptsNoDurations = acceptsNoDurations
    self.expansion = expansion
    self.mostInMemory = mostInMemory
  }
}

extension TraceReadOptions {
  /// The power of ten that turns columns and keys of times into microseconds.
  var microsecondExponent: Int { (durationUnit ?? .milliseconds).microsecondExponent }
}

/// Bounds on what a row may hold.
enum TraceLimits {
  /// 366 days in microseconds.
  static let duration: Int64 = 31_622_400_000_000
  /// About 291.5 years in microseconds, either side of the epoch.
  static let arrival: Int64 = 9_200_000_000_000_000
  static let memory: Int64 = 16_777_216
  /// Bytes of a request or a response: 2⁵³, which every reader of JSON can hold.
  static let size: Int64 = 1 << 53
  /// Requests of all periods together: as many as a trace that is generated may have.
  static let countedRequests = 10_000_000_000
  static let services = 100_000
  /// Requests that a row stands for.
  static let weight: Int64 = 1_000_000
  /// Requests of a period.
  static let count: Int64 = 1 << 40
  /// Bytes of a document that is read as a whole.
  static let document = 1 << 28
  /// Bytes of a line without its end.
  static let line = 1 << 20
}

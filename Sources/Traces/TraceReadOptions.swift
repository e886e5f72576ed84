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
  /// The unit of numbers in a plain `timestamp` column; nil tells it from the first data row.
  public var timestampUnit: TimeUnit?
  /// The unit of a plain `duration` column.
  public var durationUnit: TimeUnit
  /// Memory in MB of rows that have none.
  public var defaultMemory: Int32
  /// Threads that parse, 1 to 256; the result does not depend on it.
  public var jobs: Int

  public init(
    onError: ErrorPolicy = .fail, maxErrors: Int = 20, timestampUnit: TimeUnit? = nil,
    durationUnit: TimeUnit = .milliseconds, defaultMemory: Int32 = 512, jobs: Int = 1
  ) {
    self.onError = onError
    self.maxErrors = maxErrors
    self.timestampUnit = timestampUnit
    self.durationUnit = durationUnit
    self.defaultMemory = defaultMemory
    self.jobs = jobs
  }
}

/// Bounds on what a row may hold.
enum TraceLimits {
  /// 366 days in microseconds.
  static let duration: Int64 = 31_622_400_000_000
  /// About 291.5 years in microseconds, either side of the epoch.
  static let arrival: Int64 = 9_200_000_000_000_000
  static let memory: Int64 = 16_777_216
  /// Bytes of a line without its end.
  static let line = 1 << 20
}

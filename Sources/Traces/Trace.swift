/// A request trace in memory: structure of arrays, grouped by service, in time order within each.
///
/// Times are whole microseconds. Arrivals are rounded down to them and durations up, so that
/// billing, which rounds durations up, stays exact for logs with finer stamps. A row costs 24
/// bytes and up to 8 more for each optional column that the source has.
public struct Trace: Sendable {
  /// Service names in the order of their first row.
  public let serviceNames: [String]
  /// `rows[s]` is the range of service `s` in the grouped columns.
  public let rows: [Range<Int>]
  /// The service of each request in time order over the whole trace, ties in row order.
  ///
  /// With a cursor a service, this walks the grouped columns in time order.
  public let serviceOrder: [UInt32]
  /// Arrival: microseconds since 1970-01-01, or since any origin where the log has a relative one.
  public let arrivals: [Int64]
  /// Service time (handler duration) in microseconds, 0 to 366 days.
  public let durations: [Int64]
  /// Memory of the request's environment in MB, at least 1.
  public let memories: [Int32]
  /// CPU time in microseconds, where the source has it.
  public let cpuTimes: [Int64]?
  /// Observed initialisation in microseconds (0 for a warm request), where the source has it.
  public let initTimes: [Int64]?
  /// Billed time in microseconds as the platform logged it, where the source has it; `notLogged` in
  /// rows without it.
  public let billedTimes: [Int64]?
  /// Whether the request started its environment, where the source says so: 1 for a cold start, 0
  /// for a warm one, -1 in rows that do not say.
  public let coldStarts: [Int8]?
  /// The environment that served the request as a dense number from 0, where the source names it;
  /// `noInstance` in rows that do not.
  public let instances: [UInt32]?
  /// Bytes of the request and of the response, where the source has them; `notLogged` in rows
  /// without them.
  public let requestBytes: [Int64]?
  public let responseBytes: [Int64]?
  /// The platform whose own log the trace is, such as `aws-lambda`; nil where that is not known or
  /// where not all files are of one.
  public let loggedPlatform: String?

  /// Stands for a billed time or a size that was not logged.
  public static let notLogged: Int64 = -1
  /// Stands for an environment that was not named.
  public static let noInstance = UInt32.max

  public init(
    serviceNames: [String], rows: [Range<Int>], serviceOrder: [UInt32], arrivals: [Int64],
    durations: [Int64], memories: [Int32], cpuTimes: [Int64]? = nil, initTimes: [Int64]? = nil,
    billedTimes: [Int64]? = nil, coldStarts: [Int8]? = nil, instances: [UInt32]? = nil,
    requestBytes: [Int64]? = nil, responseBytes: [Int64]? = nil, loggedPlatform: String? = nil
  ) {
    self.serviceNames = serviceNames
    self.rows = rows
    self.serviceOrder = serviceOrder
    self.arrivals = arrivals
    self.durations = durations
    self.memories = memories
    self.cpuTimes = cpuTimes
    self.initTimes = initTimes
    self.billedTimes = billedTimes
    self.coldStarts = coldStarts
    self.instances = instances
    self.requestBytes = requestBytes
    self.responseBytes = responseBytes
    self.loggedPlatform = loggedPlatform
  }

  /// Requests in the trace.
  public var count: Int { arrivals.count }

  /// The first arrival, nil in an empty trace.
  public var firstArrival: Int64? {
    rows.compactMap { $0.isEmpty ? nil : arrivals[$0.lowerBound] }.min()
  }

  /// Last − first arrival in microseconds.
  public var observedSpan: Int64 { (lastArrival ?? 0) - (firstArrival ?? 0) }

  /// The last arrival, nil in an empty trace.
  public var lastArrival: Int64? {
    rows.compactMap { $0.isEmpty ? nil : arrivals[$0.upperBound - 1] }.max()
  }

  /// The longest duration in microseconds.
  public var longestDuration: Int64 { durations.max() ?? 0 }

  /// The largest memory in MB.
  public var largestMemory: Int32 { memories.max() ?? 0 }
}

/// A request trace: structure of arrays, grouped by service, in time order within each.
///
/// A trace that is too long for that has a `stream` instead: its columns are empty, and `rows` only
/// tells how many requests each service has.
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

  /// The requests in time order, where they are not in memory.
  public let stream: RequestStream?

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
    stream = nil
  }

  /// A trace whose requests are not in memory.
  public init(stream: RequestStream, loggedPlatform: String? = nil) {
    self.stream = stream
    self.loggedPlatform = loggedPlatform
    serviceNames = stream.serviceNames
    var next = 0
    rows = stream.statistics.map { statistics in
      defer { next += statistics.count }
      return next..<next + statistics.count
    }
    (serviceOrder, arrivals, durations, memories) = ([], [], [], [])
    (cpuTimes, initTimes, billedTimes, coldStarts, instances) = (nil, nil, nil, nil, nil)
    (requestBytes, responseBytes) = (nil, nil)
  }

  /// Requests in the trace.
  public var count: Int { rows.last?.upperBound ?? 0 }

  /// The first arrival of a service, nil where it has none.
  public func firstArrival(of service: Int) -> Int64? {
    guard !rows[service].isEmpty else { return nil }
    return stream?.statistics[service].firstArrival ?? arrivals[rows[service].lowerBound]
  }

  /// The last arrival of a service, nil where it has none.
  public func lastArrival(of service: Int) -> Int64? {
    guard !rows[service].isEmpty else { return nil }
    return stream?.statistics[service].lastArrival ?? arrivals[rows[service].upperBound - 1]
  }

  /// The first arrival, nil in an empty trace.
  public var firstArrival: Int64? { rows.indices.compactMap { firstArrival(of: $0) }.min() }

  /// The last arrival, nil in an empty trace.
  public var lastArrival: Int64? { rows.indices.compactMap { lastArrival(of: $0) }.max() }

  /// Last − first arrival in microseconds.
  public var observedSpan: Int64 { (lastArrival ?? 0) - (firstArrival ?? 0) }

  /// The longest duration in microseconds.
  public var longestDuration: Int64 {
    stream.map { $0.statistics.map(\.longestDuration).max() ?? 0 } ?? durations.max() ?? 0
  }

  /// The largest memory in MB.
  public var largestMemory: Int32 {
    stream.map { $0.statistics.map(\.largestMemory).max() ?? 0 } ?? memories.max() ?? 0
  }

  /// A memory in MB that is not `memory`; nil where all requests have that.
  public func otherMemory(than memory: Int32) -> Int32? {
    guard let stream else { return memories.first { $0 != memory } }
    return stream.statistics.filter { $0.count > 0 }
      .flatMap { [$0.smallestMemory, $0.largestMemory] }.first { $0 != memory }
  }
}

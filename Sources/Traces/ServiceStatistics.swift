/// Sums and extremes over the requests of one service.
public struct ServiceStatistics: Sendable {
  public internal(set) var count = 0
  /// Microseconds since the trace's origin; 0 without requests.
  public internal(set) var firstArrival: Int64 = 0
  public internal(set) var lastArrival: Int64 = 0
  /// Sum of the durations in microseconds, and of durations × memory in MB·µs.
  public internal(set) var busyTime: Int128 = 0
  public internal(set) var memoryTime: Int128 = 0
  public internal(set) var longestDuration: Int64 = 0
  /// In MB; 0 without requests.
  public internal(set) var smallestMemory: Int32 = 0
  public internal(set) var largestMemory: Int32 = 0
  public internal(set) var cpuTime: Int128 = 0
  public internal(set) var longestCPUTime: Int64 = 0
  /// Of requests with a positive initialisation time.
  public internal(set) var initTime: Int128 = 0
  public internal(set) var initCount = 0
  /// −1 where no request states one.
  public internal(set) var mostRequestBytes: Int64 = -1
  public internal(set) var mostResponseBytes: Int64 = -1
  /// Of requests that state them.
  public internal(set) var responseBytes: Int128 = 0

  init() {}

  @inline(__always)
  mutating func add(arrival: Int64, duration: Int64, memory: Int32) {
    if count == 0 {
      firstArrival = arrival
      smallestMemory = memory
    }
    count &+= 1
    lastArrival = arrival
    busyTime &+= Int128(truncatingIfNeeded: duration)
    memoryTime &+= Int128(truncatingIfNeeded: duration) &* Int128(truncatingIfNeeded: memory)
    if duration > longestDuration { longestDuration = duration }
    if memory < smallestMemory { smallestMemory = memory }
    if memory > largestMemory { largestMemory = memory }
  }

  mutating func add(cpuTime time: Int64) {
    cpuTime &+= Int128(truncatingIfNeeded: time)
    if time > longestCPUTime { longestCPUTime = time }
  }

  mutating func add(initTime time: Int64) {
    guard time > 0 else { return }
    initTime &+= Int128(truncatingIfNeeded: time)
    initCount &+= 1
  }

  mutating func add(responseBytes bytes: Int64) {
    if bytes > mostResponseBytes { mostResponseBytes = bytes }
    responseBytes &+= Int128(truncatingIfNeeded: max(0, bytes))
  }

  mutating func add(requestBytes bytes: Int64) {
    if bytes > mostRequestBytes { mostRequestBytes = bytes }
  }
}

extension Trace {
  /// Of one service, by its place in the trace.
  public func statistics(of service: Int) -> ServiceStatistics {
    if let stream { return stream.statistics[service] }
    let rows = rows[service]
    var statistics = ServiceStatistics()
    for row in rows {
      statistics.add(arrival: arrivals[row], duration: durations[row], memory: memories[row])
    }
    for time in cpuTimes?[rows] ?? [] { statistics.add(cpuTime: time) }
    for time in initTimes?[rows] ?? [] { statistics.add(initTime: time) }
    for bytes in requestBytes?[rows] ?? [] { statistics.add(requestBytes: bytes) }
    for bytes in responseBytes?[rows] ?? [] { statistics.add(responseBytes: bytes) }
    return statistics
  }

  /// The columns that a file may lack and this trace has.
  var optional: OptionalColumns {
    if let stream { return stream.optional }
    var present: OptionalColumns = []
    if cpuTimes != nil { present.insert(.cpuTimes) }
    if initTimes != nil { present.insert(.initTimes) }
    if billedTimes != nil { present.insert(.billedTimes) }
    if coldStarts != nil { present.insert(.coldStarts) }
    if instances != nil { present.insert(.instances) }
    if requestBytes != nil { present.insert(.requestBytes) }
    if responseBytes != nil { present.insert(.responseBytes) }
    return present
  }

  public var hasCPUTimes: Bool { optional.contains(.cpuTimes) }
  public var hasInitTimes: Bool { optional.contains(.initTimes) }
  public var hasBilledTimes: Bool { optional.contains(.billedTimes) }
  public var hasRequestBytes: Bool { optional.contains(.requestBytes) }
  public var hasResponseBytes: Bool { optional.contains(.responseBytes) }
}

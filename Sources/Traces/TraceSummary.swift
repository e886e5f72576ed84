import Units

/// What a trace is like: counts, rates, durations and memory, of each service and of all.
public struct TraceSummary: Equatable, Sendable {
  /// The figures of one service or of the whole trace; all are 0 without requests.
  public struct Figures: Equatable, Sendable {
    public let count: Int
    /// Microseconds since the trace's origin.
    public let firstArrival: Int64
    public let lastArrival: Int64
    /// The most requests that arrive within one second, wherever it starts; its end is excluded.
    public let peakPerSecond: Int
    /// Mean and percentiles in whole microseconds; percentiles are nearest rank ⌈q·n⌉, the mean is
    /// rounded half to even.
    public let durationMean: Int64
    public let durationP50: Int64
    public let durationP90: Int64
    public let durationP95: Int64
    public let durationP99: Int64
    public let durationMax: Int64
    /// In MB.
    public let memoryMin: Int32
    public let memoryMax: Int32

    /// Last − first arrival in microseconds.
    public var span: Int64 { lastArrival - firstArrival }
  }

  /// One service by its name.
  public struct Service: Equatable, Sendable {
    public let name: String
    public let figures: Figures
  }

  /// In the order of the trace.
  public let services: [Service]
  public let overall: Figures

  /// Summarises on `jobs` threads; nil for a trace without requests.
  public init?(_ trace: Trace, jobs: Int = 1) throws {
    guard trace.count > 0 else { return nil }
    if let stream = trace.stream {
      (services, overall) = try Self.figures(of: stream)
      return
    }
    let sorted = try parallelMap(count: trace.rows.count, jobs: jobs) { service in
      trace.durations[trace.rows[service]].sorted()
    }
    services = try parallelMap(count: trace.rows.count, jobs: jobs) { service in
      Service(
        name: trace.serviceNames[service],
        figures: Self.figures(trace, rows: trace.rows[service], durations: sorted[service]))
    }
    overall = Self.overall(
      trace, services: services.map(\.figures).filter { $0.count > 0 }, durations: sorted)
  }

  private static func figures(
    _ trace: Trace, rows: Range<Int>, durations: [Int64]
  ) -> Figures {
    guard !rows.isEmpty else { return Figures([], LogLinearHistogram(), peak: 0) }
    let arrivals = trace.arrivals[rows]
    var total: Int128 = 0
    for duration in durations { total += Int128(duration) }
    var (least, most) = (Int32.max, Int32.min)
    for memory in trace.memories[rows] {
      least = min(least, memory)
      most = max(most, memory)
    }
    func percentile(_ hundredths: Int) -> Int64 {
      durations[rank(hundredths, of: durations.count) - 1]
    }
    return Figures(
      count: rows.count, firstArrival: arrivals[rows.lowerBound],
      lastArrival: arrivals[rows.upperBound - 1], peakPerSecond: peak(arrivals),
      durationMean: Int64(roundedHalfToEven(total, over: Int128(rows.count))),
      durationP50: percentile(50), durationP90: percentile(90), durationP95: percentile(95),
      durationP99: percentile(99), durationMax: durations[durations.count - 1],
      memoryMin: least, memoryMax: most)
  }

  /// The figures of all services; each of `durations` is one service's, sorted.
  private static func overall(
    _ trace: Trace, services: [Figures], durations: [[Int64]]
  ) -> Figures {
    var total: Int128 = 0
    for service in durations { for duration in service { total += Int128(duration) } }
    let longest = services.reduce(0) { max($0, $1.durationMax) }
    func percentile(_ hundredths: Int) -> Int64 {
      smallest(reaching: rank(hundredths, of: trace.count), in: durations, upTo: longest)
    }
    return Figures(
      count: trace.count, firstArrival: services.reduce(.max) { min($0, $1.firstArrival) },
      lastArrival: services.reduce(.min) { max($0, $1.lastArrival) },
      peakPerSecond: peak(trace),
      durationMean: Int64(roundedHalfToEven(total, over: Int128(trace.count))),
      durationP50: percentile(50), durationP90: percentile(90), durationP95: percentile(95),
      durationP99: percentile(99), durationMax: longest,
      memoryMin: services.reduce(.max) { min($0, $1.memoryMin) },
      memoryMax: services.reduce(.min) { max($0, $1.memoryMax) })
  }

  /// ⌈q·n⌉ for q in hundredths, exact in whole numbers.
  private static func rank(_ hundredths: Int, of count: Int) -> Int {
    (hundredths * count + 99) / 100
  }

  /// The least value that at least `rank` values do not exceed, by bisection over sorted arrays.
  private static func smallest(
    reaching rank: Int, in sorted: [[Int64]], upTo longest: Int64
  ) -> Int64 {
    var (low, high) = (Int64(0), longest)
    while low < high {
      let middle = low + (high - low) / 2
      let reached = sorted.reduce(0) { $0 + countUpTo(middle, in: $1) }
      if reached >= rank { high = middle } else { low = middle + 1 }
    }
    return low
  }

  private static func countUpTo(_ value: Int64, in sorted: [Int64]) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] <= value { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private static let second: Int64 = 1_000_000

  private static func peak(_ arrivals: ArraySlice<Int64>) -> Int {
    var peak = 0
    var first = arrivals.startIndex
    for index in arrivals.indices {
      while arrivals[index] - arrivals[first] >= second { first += 1 }
      peak = max(peak, index - first + 1)
    }
    return peak
  }

  /// The same over all services: two walks through the trace in time order, a second apart.
  private static func peak(_ trace: Trace) -> Int {
    var lead = TimeOrderCursor(trace)
    var trail = TimeOrderCursor(trace)
    guard var oldest = trail.next() else { return 0 }
    var (peak, inside) = (0, 0)
    while let arrival = lead.next() {
      inside += 1
      while arrival - oldest >= second, let next = trail.next() {
        oldest = next
        inside -= 1
      }
      peak = max(peak, inside)
    }
    return peak
  }
}

/// The arrivals of a trace in time order.
private struct TimeOrderCursor {
  private let trace: Trace
  private var position = 0
  private var rows: [Int]

  init(_ trace: Trace) {
    self.trace = trace
    rows = trace.rows.map(\.lowerBound)
  }

  mutating func next() -> Int64? {
    guard position < trace.serviceOrder.count else { return nil }
    let service = Int(trace.serviceOrder[position])
    position += 1
    rows[service] += 1
    return trace.arrivals[rows[service] - 1]
  }
}

extension TraceSummary {
  /// The same of a stream, in one pass; percentiles are within 0.1 %.
  fileprivate static func figures(
    of stream: RequestStream
  ) throws -> (services: [Service], overall: Figures) {
    var recent = stream.serviceNames.map { _ in RecentArrivals() }
    var all = RecentArrivals()
    var cursor = stream.cursor()
    while let block = try cursor.next() {
      for row in 0..<block.count {
        recent[Int(block.services[row])].add(block.arrivals[row])
        all.add(block.arrivals[row])
      }
    }
    let services = stream.statistics.indices.map { place in
      Service(
        name: stream.serviceNames[place],
        figures: Figures(
          [stream.statistics[place]], stream.durations[place], peak: recent[place].peak))
    }
    var durations = LogLinearHistogram()
    for histogram in stream.durations { durations.add(histogram) }
    return (services, Figures(stream.statistics, durations, peak: all.peak))
  }
}

extension TraceSummary.Figures {
  fileprivate init(
    _ statistics: [ServiceStatistics], _ durations: LogLinearHistogram, peak: Int
  ) {
    let busy = statistics.filter { $0.count > 0 }
    count = busy.reduce(0) { $0 + $1.count }
    firstArrival = busy.map(\.firstArrival).min() ?? 0
    lastArrival = busy.map(\.lastArrival).max() ?? 0
    peakPerSecond = peak
    let total = busy.reduce(Int128(0)) { $0 + $1.busyTime }
    durationMean = Int64(roundedHalfToEven(total, over: Int128(max(1, count))))
    func percentile(_ hundredths: Int) -> Int64 {
      durations.value(ofRank: max(1, (hundredths * durations.count + 99) / 100))
    }
    durationP50 = percentile(50)
    durationP90 = percentile(90)
    durationP95 = percentile(95)
    durationP99 = percentile(99)
    durationMax = durations.max
    memoryMin = busy.map(\.smallestMemory).min() ?? 0
    memoryMax = busy.map(\.largestMemory).max() ?? 0
  }
}

/// The arrivals of the last second.
private struct RecentArrivals {
  private var ring: [Int64] = [0, 0]
  private var head = 0
  private var count = 0
  private(set) var peak = 0

  mutating func add(_ time: Int64) {
    while count > 0, time - ring[head] >= 1_000_000 {
      head = (head + 1) & (ring.count - 1)
      count -= 1
    }
    if count == ring.count {
      ring = (0..<count).map { ring[(head + $0) & (count - 1)] } + ring
      head = 0
    }
    ring[(head + count) & (ring.count - 1)] = time
    count += 1
    peak = max(peak, count)
  }
}

import Traces

/// The requests of a trace that were replayed apart, by the latencies of all of them.
struct JointRequests {
  private let trace: Trace
  private let columns: ReplayColumns
  /// First arrival to last departure of a completed request; 0 when there is none.
  let window: Int64
  /// The last time at which a request was in flight, one that gave up too.
  private let lastExit: Int64

  init(_ trace: Trace, _ columns: ReplayColumns) {
    self.trace = trace
    self.columns = columns
    let first =
      trace.rows.filter { !$0.isEmpty }.map { columns.arrivals[$0.lowerBound] }.min() ?? 0
    var (lastDeparture, lastExit) = (first, first)
    for row in columns.latencies.indices {
      let stay = columns.stay(of: row)
      guard stay >= 0 else { continue }
      let exit = columns.arrivals[row] &+ stay
      lastExit = max(lastExit, exit)
      if columns.latencies[row] >= 0 { lastDeparture = max(lastDeparture, exit) }
    }
    window = lastDeparture &- first
    self.lastExit = lastExit
  }

  /// Fills in the percentiles and the peak concurrency of `whole`, whose services are complete.
  func complete(_ whole: inout Outcome, services: [Outcome], jobs: Int) throws {
    guard services.count > 1 else {
      whole.latency = services.first?.latency ?? LatencyPercentiles()
      whole.peakConcurrency = services.first?.peakConcurrency ?? 0
      return
    }
    whole.latency = try LatencyPercentiles(of: columns.latencies(of: 0..<trace.count), jobs: jobs)
    let known = services.map(\.peakConcurrency).max() ?? 0
    whole.peakConcurrency = try ConcurrencySweep(
      trace, columns, known: known, last: lastExit, jobs: jobs
    ).peak()
  }

  /// The peak concurrency of a service, whose requests are walked in time order to check Little's
  /// law against the sum of its completed requests' latencies.
  func checkedPeak(of rows: Range<Int>, latencySum: Int128) throws -> Int {
    guard !rows.isEmpty else { return 0 }
    var integral = InFlightIntegral(from: columns.arrivals[rows.lowerBound])
    var exits = BinaryHeap<Int64>()
    var vainTime: Int128 = 0
    for row in rows {
      let time = columns.arrivals[row]
      while let exit = exits.first, exit <= time {
        exits.removeFirst()
        integral.depart(at: exit)
      }
      let stay = columns.stay(of: row)
      guard stay >= 0 else { continue }
      if columns.latencies[row] < 0 { vainTime &+= Int128(truncatingIfNeeded: stay) }
      integral.arrive(at: time)
      exits.insert(time &+ stay)
    }
    while let exit = exits.first {
      exits.removeFirst()
      integral.depart(at: exit)
    }
    try integral.check(against: latencySum + vainTime)
    return integral.peak
  }
}

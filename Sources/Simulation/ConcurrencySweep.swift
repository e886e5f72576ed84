import Traces
import Units

/// The most requests in flight at once over services that were replayed apart, exactly.
///
/// Counting arrivals and departures in buckets of time gives the level at each bucket's start and
/// a bound within it, the level plus the arrivals. Only buckets whose bound exceeds what is already
/// known are swept event by event: first the most promising, then those that are still open.
struct ConcurrencySweep {
  private let trace: Trace
  private let columns: ReplayColumns
  private let jobs: Int
  private let first: Int64
  private let shift: Int64
  private let bucketCount: Int
  private let known: Int

  /// `known` is a concurrency that was reached, `last` the last departure.
  init(_ trace: Trace, _ columns: ReplayColumns, known: Int, last: Int64, jobs: Int) {
    self.trace = trace
    self.columns = columns
    self.known = known
    self.jobs = jobs
    let first = trace.rows.filter { !$0.isEmpty }.map { columns.arrivals[$0.lowerBound] }.min()
    self.first = first ?? 0
    let buckets = Int64(min(max(trace.count / 4, 1 << 10), 1 << 22))
    var shift: Int64 = 0
    while (last - self.first) >> shift >= buckets { shift += 1 }
    self.shift = shift
    bucketCount = Int((last - self.first) >> shift) + 1
  }

  func peak() throws -> Int {
    let levels = try bucketLevels()
    var best = levels.reduce(known) { max($0, $1.level) }
    var open = levels.indices.filter { levels[$0].bound > best }
    if open.count > 64 {
      let promising = open.sorted { levels[$1].bound < levels[$0].bound }.prefix(64).sorted()
      best = try sweep(promising, levels, from: best)
      open.removeAll { levels[$0].bound <= best }
    }
    return open.isEmpty ? best : try sweep(open, levels, from: best)
  }

  private func bucket(of time: Int64) -> Int { Int((time &- first) &>> shift) }

  private struct Level {
    /// In flight when the bucket starts, before its own departures and arrivals.
    var level: Int
    var arrivals: Int
    var bound: Int { level + arrivals }
  }

  private func bucketLevels() throws -> [Level] {
    let chunks = chunkCount(of: trace.count, jobs: jobs)
    let parts = try parallelMap(count: chunks, jobs: jobs) {
      eventCounts(in: chunkRange($0, of: trace.count, jobs: jobs))
    }
    var level = 0
    return (0..<bucketCount).map { index in
      let arrivals = parts.reduce(0) { $0 + Int($1[2 * index]) }
      let departures = parts.reduce(0) { $0 + Int($1[2 * index + 1]) }
      defer { level += arrivals - departures }
      return Level(level: level, arrivals: arrivals)
    }
  }

  /// Arrivals and departures of requests that were in flight, in each bucket, alternating.
  private func eventCounts(in rows: Range<Int>) -> [UInt32] {
    var counts = [UInt32](repeating: 0, count: 2 * bucketCount)
    counts.withUnsafeMutableBufferPointer { counts in
      for row in rows {
        let latency = columns.stay(of: row)
        guard latency >= 0 else { continue }
        let arrival = columns.arrivals[row]
        counts[2 &* bucket(of: arrival)] &+= 1
        counts[2 &* bucket(of: arrival &+ latency) &+ 1] &+= 1
      }
    }
    return counts
  }

  /// The peak within the given buckets, which ascend, or `best` when that is more.
  private func sweep(_ buckets: [Int], _ levels: [Level], from best: Int) throws -> Int {
    let departures = try departures(in: buckets)
    var departed = departures.startIndex
    var walk = SkippingWalk(trace, columns)
    var best = best
    var level = 0
    var previous = -2
    for bucket in buckets {
      let start = first + Int64(bucket) << shift
      if bucket != previous + 1 {
        let skipped = levels[max(previous + 1, 0)..<bucket].reduce(0) { $0 + $1.arrivals }
        walk.skip(to: start, past: skipped)
      }
      while departed < departures.endIndex, departures[departed] < start { departed += 1 }
      level = levels[bucket].level
      previous = bucket
      let end = start + 1 << shift
      while let arrival = walk.next(before: end) {
        while departed < departures.endIndex, departures[departed] <= arrival.time {
          departed += 1
          level -= 1
        }
        guard arrival.latency >= 0 else { continue }
        best = max(best, level + 1)
        // A request without latency is gone before the next arrival, even at the same time.
        if arrival.latency > 0 { level += 1 }
      }
    }
    return best
  }

  /// The departures of requests with some latency in the given buckets, in time order.
  private func departures(in buckets: [Int]) throws -> [Int64] {
    var chosen = [Bool](repeating: false, count: bucketCount)
    for bucket in buckets { chosen[bucket] = true }
    let isChosen = chosen
    let parts = try parallelMap(count: chunkCount(of: trace.count, jobs: jobs), jobs: jobs) {
      var times: [Int64] = []
      for row in chunkRange($0, of: trace.count, jobs: jobs) where columns.stay(of: row) > 0 {
        let time = columns.arrivals[row] &+ columns.stay(of: row)
        if isChosen[bucket(of: time)] { times.append(time) }
      }
      return times
    }
    return parts.flatMap { $0 }.sorted()
  }
}

/// Walks the requests of a trace in time order and can skip ahead.
private struct SkippingWalk {
  private let trace: Trace
  private let columns: ReplayColumns
  private var cursors: [Int]
  private var position = 0

  init(_ trace: Trace, _ columns: ReplayColumns) {
    self.trace = trace
    self.columns = columns
    cursors = trace.rows.map(\.lowerBound)
  }

  /// The next request if it arrives before `end`.
  mutating func next(before end: Int64) -> (time: Int64, latency: Int64)? {
    guard position < trace.serviceOrder.count else { return nil }
    let service = Int(trace.serviceOrder[position])
    let row = cursors[service]
    let time = columns.arrivals[row]
    guard time < end else { return nil }
    position += 1
    cursors[service] = row + 1
    return (time, columns.stay(of: row))
  }

  /// Passes over the requests before `time`, of which at least `count` are left.
  mutating func skip(to time: Int64, past count: Int) {
    // Searching costs a few steps a service, walking one a request.
    guard count > 8 * cursors.count else {
      while next(before: time) != nil {}
      return
    }
    for service in cursors.indices {
      let found = lowerBound(of: time, from: cursors[service], to: trace.rows[service].upperBound)
      position += found - cursors[service]
      cursors[service] = found
    }
  }

  private func lowerBound(of time: Int64, from start: Int, to end: Int) -> Int {
    var (low, high) = (start, end)
    while low < high {
      let middle = low + (high - low) / 2
      if columns.arrivals[middle] < time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

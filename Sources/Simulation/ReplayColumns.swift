import Traces
import Units

/// The columns of a trace as unsafe buffers for the hot loops, and the latencies they fill in.
///
/// Unchecked because each thread writes the latencies of its own rows only.
struct ReplayColumns: @unchecked Sendable {
  let arrivals: UnsafeBufferPointer<Int64>
  let durations: UnsafeBufferPointer<Int64>
  let memories: UnsafeBufferPointer<Int32>
  let initTimes: UnsafeBufferPointer<Int64>?
  let billedTimes: UnsafeBufferPointer<Int64>?
  let cpuTimes: UnsafeBufferPointer<Int64>?
  /// Latency of each row in microseconds; `notCompleted` where it never entered, `gaveUp(after:)`
  /// where it left the queue unserved.
  let latencies: UnsafeMutableBufferPointer<Int64>

  static let notCompleted: Int64 = -1

  /// Marks a request that waited for `time` in vain.
  static func gaveUp(after time: Int64) -> Int64 { -2 &- time }

  /// How long a request was in flight; negative where it never was.
  @inline(__always)
  func stay(of row: Int) -> Int64 {
    let latency = latencies[row]
    return latency >= Self.notCompleted ? latency : -2 &- latency
  }

  /// Arrivals lie within this many microseconds of their origin (18,000 years).
  static let horizon: Int64 = 1 << 59
  /// Longer than any trace, and far enough from overflow to be added to any time.
  static let forEver: Int64 = 1 << 61

  func latencies(of rows: Range<Int>) -> UnsafeBufferPointer<Int64> {
    UnsafeBufferPointer(rebasing: latencies[rows])
  }

  /// A copy of the latencies of services with these rows; other rows were not completed.
  func keptLatencies(of services: [Range<Int>]) -> [Int64] {
    var kept = [Int64](repeating: Self.notCompleted, count: latencies.count)
    for rows in services { kept.replaceSubrange(rows, with: latencies[rows]) }
    return kept
  }
}

/// Lends the columns of `trace`, for the time of `body`, to a replay of the services with these
/// rows; no latency is filled in.
///
/// Throws `Failure(.data)` for arrivals that are out of order or too far from their origin.
func withReplayColumns<Result>(
  of trace: Trace, rows services: [Range<Int>], _ body: (ReplayColumns) throws -> Result
) throws -> Result {
  let horizon = -ReplayColumns.horizon...ReplayColumns.horizon
  for rows in services where !rows.isEmpty {
    let first = trace.arrivals[rows.lowerBound]
    let last = trace.arrivals[rows.upperBound - 1]
    guard first <= last, horizon.contains(first), horizon.contains(last) else {
      throw Failure(.data, "arrivals are out of order or out of range: \(first) to \(last) µs")
    }
  }
  let latencies = UnsafeMutableBufferPointer<Int64>.allocate(capacity: trace.count)
  // Memory that is not touched costs nothing, so that a service of many needs only its share.
  latencies[rowSpan(of: services)].update(repeating: ReplayColumns.notCompleted)
  defer { latencies.deallocate() }
  return try trace.arrivals.withUnsafeBufferPointer { arrivals in
    try trace.durations.withUnsafeBufferPointer { durations in
      try trace.memories.withUnsafeBufferPointer { memories in
        try withOptionalBuffer(trace.initTimes) { initTimes in
          try withOptionalBuffer(trace.billedTimes) { billedTimes in
            try withOptionalBuffer(trace.cpuTimes) { cpuTimes in
              try body(
                ReplayColumns(
                  arrivals: arrivals, durations: durations, memories: memories,
                  initTimes: initTimes, billedTimes: billedTimes, cpuTimes: cpuTimes,
                  latencies: latencies))
            }
          }
        }
      }
    }
  }
}

/// The least range of rows that holds those of all the services.
func rowSpan(of services: [Range<Int>]) -> Range<Int> {
  let rows = services.filter { !$0.isEmpty }
  return (rows.map(\.lowerBound).min() ?? 0)..<(rows.map(\.upperBound).max() ?? 0)
}

private func withOptionalBuffer<Result>(
  _ column: [Int64]?, _ body: (UnsafeBufferPointer<Int64>?) throws -> Result
) rethrows -> Result {
  guard let column else { return try body(nil) }
  return try column.withUnsafeBufferPointer { try body($0) }
}

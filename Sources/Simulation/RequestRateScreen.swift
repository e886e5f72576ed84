import Traces

/// Whether a limit of requests a second can ever act on a trace, without replaying it.
///
/// A bucket of n tokens that gains n a second runs dry only if some second has more than n
/// arrivals: since it was last full, for a time t, more than n + nt were admitted. More than n
/// arrivals in a row hold a block of ⌊n/2⌋ + 1 whose first is a multiple of ⌊n/2⌋, so that it is
/// enough to look at those blocks: none acts while each lasts for longer than a second.
struct RequestRateScreen {
  let trace: Trace
  let columns: ReplayColumns

  private static let second: Int64 = 1_000_000

  /// Whether `limit` requests a second might be too few for the service with these rows.
  func mayExceed(_ limit: Int, rows: Range<Int>) -> Bool {
    guard limit < rows.count else { return false }
    let step = limit / 2
    guard step > 0 else { return true }
    return stride(from: rows.lowerBound, to: rows.upperBound - step, by: step).contains {
      columns.arrivals[$0 + step] &- columns.arrivals[$0] <= Self.second
    }
  }

  /// Whether `limit` requests a second might be too few for all services together.
  func mayExceed(_ limit: Int) -> Bool {
    guard limit < trace.count else { return false }
    let step = limit / 2
    guard step > 0 else { return true }
    var cursors = trace.rows.map(\.lowerBound)
    var previous = Int64.min / 2
    for start in stride(from: 0, to: trace.count, by: step) {
      let time = columns.arrivals[cursors[Int(trace.serviceOrder[start])]]
      if time &- previous <= Self.second { return true }
      previous = time
      for service in trace.serviceOrder[start..<min(start + step, trace.count)] {
        cursors[Int(service)] += 1
      }
    }
    return false
  }
}

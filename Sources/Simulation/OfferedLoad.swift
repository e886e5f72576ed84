import Traces

/// The work that some services of a trace bring, whatever serves it.
struct OfferedLoad {
  private(set) var requests = 0
  /// Sum of the durations in microseconds.
  private(set) var busyTime: Int128 = 0
  /// Last − first arrival in microseconds.
  let span: Int128

  init(of trace: Trace, services: [Int]) {
    var (first, last) = (Int64.max, Int64.min)
    for statistics in services.map({ trace.statistics(of: $0) }) where statistics.count > 0 {
      busyTime &+= statistics.busyTime
      requests += statistics.count
      first = min(first, statistics.firstArrival)
      last = max(last, statistics.lastArrival)
    }
    span = max(0, Int128(last) - Int128(first))
  }

  /// Mean requests in service if none waited, at most all of them.
  var erlangs: Double {
    span > 0 ? min(Double(busyTime) / Double(span), Double(requests)) : Double(requests)
  }
}

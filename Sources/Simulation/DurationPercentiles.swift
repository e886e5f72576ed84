import Traces
import Units

/// The percentiles of the durations of a trace, over all requests and of each service.
public struct DurationPercentiles: Sendable {
  public let whole: LatencyPercentiles
  /// In the order of `Trace.serviceNames`.
  public let services: [LatencyPercentiles]

  /// Exact where the trace is in memory, else within 0.1 %. Throws what reading a stream does.
  public init(of trace: Trace, jobs: Int) throws {
    if let stream = trace.stream {
      let tally = LatencyTally(stream.durations)
      (whole, services) = (tally.whole, tally.services)
      return
    }
    whole = try trace.durations.withUnsafeBufferPointer {
      try LatencyPercentiles(of: $0, jobs: jobs)
    }
    services = try parallelMap(count: trace.rows.count, jobs: jobs) { service in
      try trace.durations.withUnsafeBufferPointer {
        try LatencyPercentiles(
          of: UnsafeBufferPointer(rebasing: $0[trace.rows[service]]), jobs: 1)
      }
    }
  }
}

/// The result of replaying a trace: an outcome for each service and for all of them.
public struct Replay: Equatable, Sendable {
  /// In the order in which the services were given (`Trace.serviceNames` for all).
  public let services: [Outcome]
  /// Counts and sums of the services, and the percentiles and peaks of their requests together.
  public let whole: Outcome
  /// The latency of each row of the trace in microseconds, where it was asked for: negative where
  /// the request did not complete, −2 − wait where it left a queue unserved, else −1.
  public internal(set) var latencies: [Int64]? = nil
  /// The latencies of each service, where the trace is not in memory and they were asked for.
  var tally: LatencyTally?

  public init(services: [Outcome], whole: Outcome) {
    self.services = services
    self.whole = whole
  }

  /// The same with or without what is needed to combine it with others.
  func keepingTally(_ isKept: Bool) -> Replay {
    var replay = self
    if !isKept { replay.tally = nil }
    return replay
  }
}

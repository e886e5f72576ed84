import Traces
import Units

extension Replay {
  /// The replay of some services of a trace.
  public struct Part: Sendable {
    /// Indices into the rows of the whole trace.
    public var services: [Int]
    /// Of `subset(services:)` of the trace, with its latencies.
    public var replay: Replay

    public init(services: [Int], replay: Replay) {
      self.services = services
      self.replay = replay
    }
  }

  /// The replay of `trace` whose services were replayed in parts, in the trace's order of services.
  ///
  /// Percentiles, sums and, by the latencies, the peak concurrency are exact; a request that was
  /// retried counts there from its arrival. The window is that of all requests: standing instances
  /// exist during all of it, others ended with their own part. Peak instances are the sum of the
  /// parts' peaks. `jobs` threads at most, whose number changes no figure.
  ///
  /// Throws `Failure(.software)` unless each service is in one part and each part has a latency
  /// for each of its requests.
  public static func combining(_ parts: [Part], of trace: Trace, jobs: Int) throws -> Replay {
    if trace.stream != nil {
      return try streamed(parts.map { ($0.replay, $0.services) }, of: trace)
    }
    try check(parts, of: trace)
    return try withReplayColumns(of: trace, rows: trace.rows) { columns in
      for part in parts { part.fillLatencies(of: trace, columns) }
      let requests = JointRequests(trace, columns)
      var services = trace.rows.map { _ in Outcome() }
      var whole = Outcome()
      for part in parts {
        whole.addPart(part.replay.whole.extended(to: requests.window))
        for (service, outcome) in zip(part.services, part.replay.services) {
          services[service] = outcome.extended(to: requests.window)
        }
      }
      whole.window = requests.window
      try whole.checkConservation()
      try requests.complete(&whole, services: services, jobs: jobs)
      return Replay(services: services, whole: whole)
    }
  }

  private static func check(_ parts: [Part], of trace: Trace) throws {
    let services = parts.flatMap(\.services)
    guard services.sorted() == Array(trace.rows.indices) else {
      throw Failure(.software, "parts of services \(services), not of \(trace.rows.count) services")
    }
    for part in parts {
      let count = part.services.reduce(0) { $0 + trace.rows[$1].count }
      guard part.replay.services.count == part.services.count,
        part.replay.latencies?.count == count
      else {
        throw Failure(.software, "a part of \(count) requests has not the latency of each")
      }
    }
  }
}

extension Replay.Part {
  fileprivate func fillLatencies(of trace: Trace, _ columns: ReplayColumns) {
    guard var latencies = replay.latencies?[...] else { return }
    for rows in services.map({ trace.rows[$0] }) {
      for (row, latency) in zip(rows, latencies) { columns.latencies[row] = latency }
      latencies = latencies.dropFirst(rows.count)
    }
  }
}

import Traces
import Units

/// A fixed fleet for each service of a trace, as tasks and container groups are deployed.
public struct PerServiceFleets: Hashable, Sendable {
  /// In the order of `Trace.serviceNames`.
  public var models: [ProvisionedModel]

  public init(models: [ProvisionedModel]) { self.models = models }

  /// Replays each service on its own fleet, on at most `jobs` threads.
  ///
  /// Every fleet exists from the first arrival of the trace to its last departure.
  ///
  /// Throws `Failure(.software)` where there is not one fleet for each service, and what
  /// `ProvisionedModel.replay` throws.
  public func replay(
    _ trace: Trace, jobs: Int, keepingLatencies: Bool = false
  ) throws -> Replay {
    guard models.count == trace.rows.count else {
      throw Failure(.software, "\(models.count) fleets for \(trace.rows.count) services")
    }
    return try withReplayColumns(of: trace, rows: trace.rows) { columns in
      let alone = try inTurnOfSize(of: trace.rows, jobs: jobs) { service in
        try models[service].replay(trace, columns, services: [service], jobs: 1).whole
      }
      var replay = try together(alone, trace, columns, jobs: jobs)
      if keepingLatencies { replay.latencies = columns.keptLatencies(of: trace.rows) }
      return replay
    }
  }

  private func together(
    _ alone: [Outcome], _ trace: Trace, _ columns: ReplayColumns, jobs: Int
  ) throws -> Replay {
    let used = trace.rows.indices.filter { !trace.rows[$0].isEmpty }
    let starts = used.map { columns.arrivals[trace.rows[$0].lowerBound] }
    let first = starts.min() ?? 0
    let last = zip(used, starts).map { alone[$0].window + $1 }.max() ?? first
    let services = alone.map { $0.extended(to: last - first) }
    guard services.count > 1 else { return Replay(services: services, whole: services[0]) }
    var whole = Outcome()
    whole.window = last - first
    for service in services {
      whole.add(service)
      whole.peakInstances = saturatingSum(whole.peakInstances, service.peakInstances)
    }
    whole.latency = try LatencyPercentiles(of: columns.latencies(of: 0..<trace.count), jobs: jobs)
    whole.peakConcurrency = try ConcurrencySweep(
      trace, columns, known: services.map(\.peakConcurrency).max() ?? 0, last: last, jobs: jobs
    ).peak()
    return Replay(services: services, whole: whole)
  }
}

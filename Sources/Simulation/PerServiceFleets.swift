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
    if trace.stream != nil {
      // The replay of one service alone is known from its sizing.
      return models.count == 1
        ? try models[0].replay(trace, jobs: jobs, keepingLatencies: keepingLatencies)
        : try streamed(trace).keepingTally(keepingLatencies)
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
    let requests = JointRequests(trace, columns)
    let services = alone.map { $0.extended(to: requests.window) }
    var whole = Outcome()
    whole.window = requests.window
    for service in services { whole.addPart(service) }
    try requests.complete(&whole, services: services, jobs: jobs)
    return Replay(services: services, whole: whole)
  }
}

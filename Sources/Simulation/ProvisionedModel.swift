import Traces
import Units

/// A fixed fleet of instances that serve requests from one first-come, first-served queue.
///
/// A request takes the slot that has been free longest (slots that never served first, ties by the
/// lowest index); slot i belongs to instance i mod `instances`.
public struct ProvisionedModel: Hashable, Sendable {
  /// At least 1.
  public var instances: Int
  /// Requests that an instance serves at once; at least 1.
  public var slotsPerInstance: Int
  /// A request that would have to wait is rejected when this many wait already; nil is no limit.
  /// With 0 none waits: a loss system.
  public var queueLimit: Int?
  /// A request that has waited for longer than this many microseconds is rejected then, and held
  /// its place in the queue until then; nil is no limit.
  public var queueTimeout: Int64?

  public init(
    instances: Int, slotsPerInstance: Int, queueLimit: Int? = nil, queueTimeout: Int64? = nil
  ) {
    self.instances = instances
    self.slotsPerInstance = slotsPerInstance
    self.queueLimit = queueLimit
    self.queueTimeout = queueTimeout
  }

  /// Replays the requests of `services` (indices into `trace.rows`, ascending; nil is all of them)
  /// on this fleet, in time order; `jobs` threads at most, whose number changes no figure.
  ///
  /// The window of the means is that of these requests. Services share the fleet, so that the
  /// figures of instances and available slots are the fleet's in each service's outcome too.
  ///
  /// Throws `Failure(.usage)` for a fleet without a slot, `Failure(.data)` for arrivals out of
  /// order, `Failure(.software)` when conservation of requests or Little's law does not hold.
  public func replay(_ trace: Trace, services: [Int]? = nil, jobs: Int = 1) throws -> Replay {
    guard instances >= 1, slotsPerInstance >= 1 else {
      throw Failure(.usage, "a fleet needs at least one instance and one slot on each")
    }
    let services = services ?? Array(trace.rows.indices)
    return try withReplayColumns(of: trace, rows: services.map { trace.rows[$0] }) { columns in
      var fleet = FleetReplay(self, trace, columns, services: services)
      try fleet.run()
      return try fleet.replay(jobs: jobs)
    }
  }
}

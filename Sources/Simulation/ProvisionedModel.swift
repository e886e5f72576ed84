import Traces
import Units

/// A fixed fleet of instances that serve requests first come, first served.
///
/// With one queue, a request takes the slot that has been free longest (slots that never served
/// first, ties by the lowest index); slot i belongs to instance i mod `instances`. Else it takes a
/// slot of the instance that its balancer chose, or waits for one.
public struct ProvisionedModel: Hashable, Sendable {
  /// At least 1.
  public var instances: Int
  /// Requests that an instance serves at once; at least 1.
  public var slotsPerInstance: Int
  /// A request that would have to wait is rejected when this many wait already in its queue, the
  /// fleet's or, with a balancer, its instance's; nil is no limit. With 0 none waits: a loss system.
  public var queueLimit: Int?
  /// A request that has waited for longer than this many microseconds is rejected then, and held
  /// its place in its queue until then; nil is no limit.
  public var queueTimeout: Int64?
  public var balance: Balance

  public init(
    instances: Int, slotsPerInstance: Int, queueLimit: Int? = nil, queueTimeout: Int64? = nil,
    balance: Balance = .fifo
  ) {
    self.instances = instances
    self.slotsPerInstance = slotsPerInstance
    self.queueLimit = queueLimit
    self.queueTimeout = queueTimeout
    self.balance = balance
  }

  /// Replays the requests of `services` (indices into `trace.rows`, ascending; nil is all of them)
  /// on this fleet, in time order; `jobs` threads at most, whose number changes no figure.
  ///
  /// The window of the means is that of these requests. Services share the fleet, so that the
  /// figures of instances and available slots are the fleet's in each service's outcome too.
  ///
  /// Throws `Failure(.usage)` for a fleet without a slot, `Failure(.data)` for arrivals out of
  /// order, `Failure(.software)` when conservation of requests or Little's law does not hold.
  public func replay(
    _ trace: Trace, services: [Int]? = nil, jobs: Int = 1, keepingLatencies: Bool = false
  ) throws -> Replay {
    let services = services ?? Array(trace.rows.indices)
    if let stream = trace.stream {
      let key = FleetPass(model: self, services: services, keepsLatencies: keepingLatencies)
      return try stream.results.value(for: key) {
        try streamed(trace, services: services).keepingTally(keepingLatencies)
      }
    }
    let rows = services.map { trace.rows[$0] }
    return try withReplayColumns(of: trace, rows: rows) { columns in
      var replay = try replay(trace, columns, services: services, jobs: jobs)
      if keepingLatencies { replay.latencies = columns.keptLatencies(of: rows) }
      return replay
    }
  }

  /// The same with columns that were lent already.
  func replay(
    _ trace: Trace, _ columns: ReplayColumns, services: [Int], jobs: Int
  ) throws -> Replay {
    try check()
    let walk = ArrivalWalk(trace, services: services)
    switch balance {
    case .fifo:
      var fleet = FleetReplay(self, trace, columns, services: services)
      return try fleet.run(walk, jobs: jobs)
    case .roundRobin:
      var fleet = BalancedFleetReplay<RoundRobin>(self, trace, columns, services: services)
      return try fleet.run(walk, jobs: jobs)
    case .leastOutstanding:
      var fleet = BalancedFleetReplay<LeastOutstanding>(self, trace, columns, services: services)
      return try fleet.run(walk, jobs: jobs)
    }
  }

  /// What determines a replay of a stream.
  private struct FleetPass: Hashable, Sendable {
    let model: ProvisionedModel
    let services: [Int]
    let keepsLatencies: Bool
  }

  func check() throws {
    guard instances >= 1, slotsPerInstance >= 1 else {
      throw Failure(.usage, "a fleet needs at least one instance and one slot on each")
    }
  }

  /// Slots of all instances, `Int.max` where there are more.
  var slots: Int { saturatingProduct(instances, slotsPerInstance) }

  /// `queueTimeout` within what can be added to any time.
  var longestWait: Int64 {
    min(max(queueTimeout ?? ReplayColumns.forEver, 0), ReplayColumns.forEver)
  }
}

import Metering
import Traces
import Units

/// A platform that gives each request an environment of its own: functions, and containers that
/// are billed by the request.
///
/// An arrival is throttled when as many requests are in flight as a limit allows, even if an
/// environment is idle; else it takes a warm environment of its service, else it starts one and
/// waits for its initialisation. An environment ends `keepAlive` after its last departure.
public struct PerInvocationModel: Hashable, Sendable {
  public var keepAlive: KeepAlive
  public var initialization: Initialization
  public var routing: Routing
  /// Most requests in flight of each service, initialising ones included; nil is no limit.
  public var reservedConcurrency: Int?
  /// Most requests in flight over all services; nil is no limit.
  public var accountConcurrency: Int?
  public var billedTime: BilledTimeRule
  public var billedMemory: BilledMemoryRule
  /// The memory of every environment in MB; nil takes each row's own.
  public var memory: Int32?
  /// Bills each row's logged time as it stands, where the trace has it, with nothing added for
  /// initialisation.
  public var usesLoggedBilledTime: Bool

  public init(
    keepAlive: KeepAlive, initialization: Initialization, routing: Routing = .mostRecentlyUsed,
    reservedConcurrency: Int? = nil, accountConcurrency: Int? = nil, billedTime: BilledTimeRule,
    billedMemory: BilledMemoryRule, memory: Int32? = nil, usesLoggedBilledTime: Bool = false
  ) {
    self.keepAlive = keepAlive
    self.initialization = initialization
    self.routing = routing
    self.reservedConcurrency = reservedConcurrency
    self.accountConcurrency = accountConcurrency
    self.billedTime = billedTime
    self.billedMemory = billedMemory
    self.memory = memory
    self.usesLoggedBilledTime = usesLoggedBilledTime
  }

  /// Replays `trace` on at most `jobs` threads, whose number changes no figure.
  ///
  /// Random draws come from streams named by `seed`, the service's name and a purpose: "init" (one
  /// draw a cold start), "keep-alive" (one a departure), "routing" (see `Routing.random`).
  ///
  /// Throws `Failure(.data)` for arrivals out of order, `Failure(.software)` when conservation of
  /// requests or Little's law does not hold.
  public func replay(
    _ trace: Trace, seed: UInt64, jobs: Int, keepingLatencies: Bool = false
  ) throws -> Replay {
    try withReplayColumns(of: trace, rows: trace.rows) { columns in
      var replay = try replay(trace, columns, seed: seed, jobs: jobs)
      if keepingLatencies { replay.latencies = columns.keptLatencies(of: trace.rows) }
      return replay
    }
  }

  private func replay(
    _ trace: Trace, _ columns: ReplayColumns, seed: UInt64, jobs: Int
  ) throws -> Replay {
    switch routing {
    case .mostRecentlyUsed:
      try PerInvocationReplay<IdleStack>(self, trace, columns, seed: seed, jobs: jobs).run()
    case .leastRecentlyUsed:
      try PerInvocationReplay<IdleQueue>(self, trace, columns, seed: seed, jobs: jobs).run()
    case .random:
      try PerInvocationReplay<IdleLottery>(self, trace, columns, seed: seed, jobs: jobs).run()
    }
  }
}

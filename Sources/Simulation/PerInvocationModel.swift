import Metering
import Traces
import Units

/// A platform that gives each request an environment of its own: functions, and containers that
/// are billed by the request.
///
/// A request that no limit refuses takes a provisioned environment of its service that is free,
/// else a warm one, else it starts one and waits for its initialisation. An environment that was
/// started on demand ends `keepAlive` after its last departure. Provisioned environments exist over
/// the whole window, do not expire and do not start cold.
///
/// A request is refused, in this order:
/// 1. when as many requests of its service execute as `reservedConcurrency`, even if an
///    environment is free;
/// 2. where it takes no provisioned environment, when as many requests execute on demand over all
///    services as `accountConcurrency` leaves beside what is provisioned, busy or not;
/// 3. likewise, when it exceeds the requests a second of its service or of the account;
/// 4. when it would start an environment faster than `scaleRate`.
///
/// What executes is initialising or running; what backs off before a retry does not.
///
/// Where environments serve several requests, are kept, limited in number or billed by their active
/// periods, none of these limits can be set. A request then takes a free slot of a kept
/// environment, else of the warm one that `routing` chooses (most recently used is the one that
/// was assigned a request last), else one of the next environment to be initialised, else it
/// starts an environment, else it is throttled.
public struct PerInvocationModel: Hashable, Sendable {
  public var keepAlive: KeepAlive
  public var initialization: Initialization
  public var routing: Routing
  /// Environments that are kept ready for each service, in the order of `Trace.serviceNames`; nil
  /// is none.
  public var provisionedConcurrency: [Int]?
  /// Most requests of each service that execute at once; nil is no limit.
  public var reservedConcurrency: Int?
  /// Most requests over all services that execute at once; nil is no limit.
  public var accountConcurrency: Int?
  /// How fast the environments of a service may start; nil is no limit.
  public var scaleRate: ScaleRate?
  /// Requests a second for each unit of concurrency, at least 1; nil is no limit.
  ///
  /// Token buckets that hold this many times a concurrency, are full at the first arrival and fill
  /// up evenly at as much a second; only requests that are served take a token. There is one over
  /// all requests on demand for the account's concurrency without what is provisioned, one for
  /// those of each service for its reserved concurrency, and one for those that its provisioned
  /// environments serve; what that one refuses spills over to on demand. AWS Lambda: 10 (AWS Lambda
  /// Developer Guide, "Understanding Lambda function scaling": 10 of provisioned concurrency spill
  /// over "after 10 concurrency or 100 requests per second, whichever happens first").
  public var requestsPerConcurrency: Int?
  /// Requests that an environment serves at once, at least 1. Above 1 a request that finds no free
  /// slot joins an environment that is initialising, if it has one, and waits for it.
  public var requestsPerEnvironment = 1
  /// Environments of each service that are always kept, initialised and without keep-alive, in the
  /// order of `Trace.serviceNames`; nil is none.
  public var minimumEnvironments: [Int]?
  /// Most environments of each service, idle and kept ones included; nil is no limit.
  public var maximumEnvironments: Int?
  /// How each period in which an environment has requests is billed; nil where it is not.
  public var activeTime: BilledTimeRule?
  /// Whether the rounded periods of an environment are billed as their union, so that it is never
  /// billed twice for one time; else each by itself.
  public var unitesActivePeriods = true
  /// Whether kept environments are active while there are others, busy or not; their periods are
  /// then not rounded.
  public var activatesKept = false
  /// How the existence of each environment is billed; nil as it is.
  public var existence: BilledTimeRule?
  /// When the billed time ends, in microseconds since 1970: until then environments that nobody
  /// uses any more are billed. nil, and what is earlier, is the last departure.
  public var billedUntil: Int64?
  /// How much CPU time a request uses; nil where it is not metered.
  public var cpu: CPUTimeRule?
  /// Whether what a service uses is counted for each clock hour.
  public var metersByHour = false
  public var throttling: ThrottlePolicy
  public var billedTime: BilledTimeRule
  public var billedMemory: BilledMemoryRule
  /// The memory of every environment in MB; nil takes each row's own.
  public var memory: Int32?
  /// Bills each row's logged time as it stands, where the trace has it, with nothing added for
  /// initialisation.
  public var usesLoggedBilledTime: Bool

  public init(
    keepAlive: KeepAlive, initialization: Initialization, routing: Routing = .mostRecentlyUsed,
    provisionedConcurrency: [Int]? = nil, reservedConcurrency: Int? = nil,
    accountConcurrency: Int? = nil, scaleRate: ScaleRate? = nil,
    requestsPerConcurrency: Int? = nil, throttling: ThrottlePolicy = .fail,
    billedTime: BilledTimeRule, billedMemory: BilledMemoryRule, memory: Int32? = nil,
    usesLoggedBilledTime: Bool = false
  ) {
    self.keepAlive = keepAlive
    self.initialization = initialization
    self.routing = routing
    self.provisionedConcurrency = provisionedConcurrency
    self.reservedConcurrency = reservedConcurrency
    self.accountConcurrency = accountConcurrency
    self.scaleRate = scaleRate
    self.requestsPerConcurrency = requestsPerConcurrency
    self.throttling = throttling
    self.billedTime = billedTime
    self.billedMemory = billedMemory
    self.memory = memory
    self.usesLoggedBilledTime = usesLoggedBilledTime
  }

  /// Replays `trace` on at most `jobs` threads, whose number changes no figure.
  ///
  /// At one time departures come first, then retries in the order in which they were scheduled,
  /// then arrivals. Little's law is checked on what executes, without the time before retries.
  ///
  /// Random draws come from streams named by `seed`, the service's name and a purpose: "init" (one
  /// draw a cold start), "keep-alive" (one a departure from an environment that was started on
  /// demand), "routing" (see `Routing.random`), "retry" (with jitter, one each time that a request
  /// is refused and has attempts left).
  ///
  /// Throws `Failure(.usage)` for provisioned concurrency above a limit, rates without a meaning
  /// and retries without end, `Failure(.data)` for arrivals out of order, `Failure(.software)` when
  /// conservation of requests or Little's law does not hold or `provisionedConcurrency` does not
  /// fit the trace.
  public func replay(
    _ trace: Trace, seed: UInt64, jobs: Int, keepingLatencies: Bool = false
  ) throws -> Replay {
    if let stream = trace.stream {
      let key = FunctionPassKey(model: self, seed: seed, keepsLatencies: keepingLatencies)
      return try stream.results.value(for: key) {
        try streamed(trace, seed: seed).keepingTally(keepingLatencies)
      }
    }
    return try withReplayColumns(of: trace, rows: trace.rows) { columns in
      var replay = try replay(trace, columns, seed: seed, jobs: jobs)
      if keepingLatencies { replay.latencies = columns.keptLatencies(of: trace.rows) }
      return replay
    }
  }

  /// What determines a replay of a stream.
  private struct FunctionPassKey: Hashable, Sendable {
    let model: PerInvocationModel
    let seed: UInt64
    let keepsLatencies: Bool
  }

  /// Whether environments are more than one request each: then they are kept apart by name.
  var sharesEnvironments: Bool {
    requestsPerEnvironment != 1 || minimumEnvironments != nil || maximumEnvironments != nil
      || activeTime != nil || existence != nil || cpu != nil || metersByHour
  }

  private func replay(
    _ trace: Trace, _ columns: ReplayColumns, seed: UInt64, jobs: Int
  ) throws -> Replay {
    guard !sharesEnvironments else {
      return try SharedEnvironmentReplay(self, trace, columns, seed: seed, jobs: jobs).run()
    }
    switch routing {
    case .mostRecentlyUsed:
      return try PerInvocationReplay<IdleStack>(self, trace, columns, seed: seed, jobs: jobs).run()
    case .leastRecentlyUsed:
      return try PerInvocationReplay<IdleQueue>(self, trace, columns, seed: seed, jobs: jobs).run()
    case .random:
      return try PerInvocationReplay<IdleLottery>(self, trace, columns, seed: seed, jobs: jobs)
        .run()
    }
  }
}

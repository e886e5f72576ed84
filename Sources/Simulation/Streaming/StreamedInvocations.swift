import Traces
import Units

/// Environments of all services of a per-invocation model.
protocol InvocationMachine {
  /// The request of `row` arrives, of the service at `place`; its latency is filled in.
  mutating func arrive(row: Int, place: Int) throws
  /// The accounts when no more requests arrive, of which each service had so many.
  mutating func finish(requests: [Int]) throws -> [ServiceAccount]
}

/// Environments of a request each, under every limit.
private struct LimitedMachine<Idle: IdleEnvironments>: InvocationMachine {
  private var replay: LimitedReplay<Idle>

  init(_ model: PerInvocationModel, _ trace: Trace, _ columns: ReplayColumns, seed: UInt64) throws {
    let limits = try InvocationLimits(model, services: trace.rows.count)
    guard model.throttling == .fail else {
      throw Failure(
        .usage,
        "requests that are tried again or queued are replayed in memory only, but the trace "
          + "has \(trace.count) requests",
        hint: "leave out on-throttle=, or take a part: costsim trace sample --keep 10%")
    }
    let means = meanInitTimes(of: trace)
    let services = trace.rows.indices.map { service in
      LimitedService<Idle>(
        model, limits, service: service, name: trace.serviceNames[service],
        meanInitTime: means[service], seed: seed, start: trace.firstArrival(of: service) ?? 0)
    }
    replay = LimitedReplay(
      services, account: OnDemandAccount(limits, start: trace.firstArrival ?? 0), columns)
  }

  mutating func arrive(row: Int, place: Int) throws { try replay.arrive(row: row, place: place) }

  mutating func finish(requests: [Int]) throws -> [ServiceAccount] {
    replay.finish()
    return try replay.accounts(requests: requests)
  }
}

/// Environments that requests share.
private struct SharedMachine: InvocationMachine {
  private var services: [SharedEnvironments]
  private let columns: ReplayColumns

  init(_ model: PerInvocationModel, _ trace: Trace, _ columns: ReplayColumns, seed: UInt64) throws {
    try SharedEnvironmentReplay.check(model, services: trace.rows.count)
    self.columns = columns
    let means = meanInitTimes(of: trace)
    services = trace.rows.indices.map { service in
      SharedEnvironments(
        model, kept: model.minimumEnvironments?[service] ?? 0, name: trace.serviceNames[service],
        meanInitTime: means[service], seed: seed, start: trace.firstArrival(of: service) ?? 0)
    }
  }

  mutating func arrive(row: Int, place: Int) {
    services[place].arrive(row: row, at: columns.arrivals[row], columns: columns)
  }

  mutating func finish(requests: [Int]) throws -> [ServiceAccount] {
    try services.indices.map { try services[$0].finished(requests: requests[$0]) }
  }
}

/// What is done with a machine, whatever its type: each type has its own code.
protocol InvocationPass {
  associatedtype Result
  func run<Machine: InvocationMachine>(_ machine: inout Machine) throws -> Result
}

extension PerInvocationModel {
  /// Runs a pass on the machine of this model for the services of a trace.
  func run<Pass: InvocationPass>(
    _ pass: Pass, _ trace: Trace, _ columns: ReplayColumns, seed: UInt64
  ) throws -> Pass.Result {
    guard !sharesEnvironments else {
      var machine = try SharedMachine(self, trace, columns, seed: seed)
      return try pass.run(&machine)
    }
    switch routing {
    case .mostRecentlyUsed:
      var machine = try LimitedMachine<IdleStack>(self, trace, columns, seed: seed)
      return try pass.run(&machine)
    case .leastRecentlyUsed:
      var machine = try LimitedMachine<IdleQueue>(self, trace, columns, seed: seed)
      return try pass.run(&machine)
    case .random:
      var machine = try LimitedMachine<IdleLottery>(self, trace, columns, seed: seed)
      return try pass.run(&machine)
    }
  }

  /// Replays a trace that is not in memory, a block after the other.
  func streamed(_ trace: Trace, seed: UInt64) throws -> Replay {
    guard let stream = trace.stream else { throw Failure(.software, "the trace is no stream") }
    let source = StreamedColumns(stream)
    return try run(
      FunctionPass(model: self, trace: trace, source: source), trace, source.columns, seed: seed)
  }
}

/// A pass of all requests on functions.
private struct FunctionPass: InvocationPass {
  let model: PerInvocationModel
  let trace: Trace
  let source: StreamedColumns

  func run<Machine: InvocationMachine>(_ machine: inout Machine) throws -> Replay {
    let columns = source.columns
    var tally = LatencyTally(services: trace.rows.count)
    let first = trace.firstArrival ?? 0
    var all = InFlightWalk(from: first)
    var latencySum: Int128 = 0
    let isJoint = trace.rows.count > 1
    try source.forEachBlock { services, count in
      for row in 0..<count {
        let service = Int(services[row])
        try machine.arrive(row: row, place: service)
        let latency = columns.latencies[row]
        guard latency >= 0 else { continue }
        tally.add(latency, of: service)
        guard isJoint else { continue }
        all.arrive(at: columns.arrivals[row], latency: latency)
        latencySum &+= Int128(truncatingIfNeeded: latency)
      }
    }
    let accounts = try machine.finish(requests: trace.rows.map(\.count))
    let last = max(first, accounts.map(\.lastDeparture).max() ?? first)
    var replay = try AccountMerge.replay(
      accounts, window: (first, last), billedUntil: model.billedUntil,
      peakConcurrency: isJoint
        ? all.checkedPeak(against: latencySum) : accounts.first?.outcome.peakConcurrency ?? 0,
      percentiles: tally.services
    ) { tally.whole }
    replay.tally = tally
    return replay
  }
}

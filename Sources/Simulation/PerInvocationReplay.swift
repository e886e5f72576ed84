import Traces
import Units

/// One replay of a trace on a per-invocation platform, specialised for a routing.
struct PerInvocationReplay<Idle: IdleEnvironments> {
  private let model: PerInvocationModel
  private let trace: Trace
  private let columns: ReplayColumns
  private let seed: UInt64
  private let jobs: Int
  private let meanInitTimes: [Int64]
  private let limits: InvocationLimits

  init(
    _ model: PerInvocationModel, _ trace: Trace, _ columns: ReplayColumns, seed: UInt64, jobs: Int
  ) throws {
    limits = try InvocationLimits(model, services: trace.rows.count)
    self.model = model
    self.trace = trace
    self.columns = columns
    self.seed = seed
    self.jobs = jobs
    meanInitTimes =
      model.initialization == .fromTrace
      ? Simulation.meanInitTimes(of: trace) : [Int64](repeating: 0, count: trace.rows.count)
  }

  func run() throws -> Replay {
    if let replay = try plainReplay() { return replay }
    return try limitedReplay()
  }

  /// The replay where no limit acts but those of requests in flight, and those let requests fail;
  /// else nil.
  private func plainReplay() throws -> Replay? {
    guard !limits.hasProvisioned, !accountRateMayAct, !reservedRateMayAct else { return nil }
    let retries = model.throttling != .fail
    var accounts = try inTurnOfSize(of: trace.rows, jobs: jobs) { try apart(service: $0) }
    if retries, accounts.contains(where: { $0.outcome.throttled > 0 }) { return nil }
    var peak = try merge(accounts).peakConcurrency()
    if let limit = model.accountConcurrency, peak > limit {
      if retries { return nil }
      (accounts, peak) = try together(limit: limit)
    }
    guard isWithinScaleRate(accounts) else { return nil }
    return try merge(accounts).replay(peakConcurrency: peak)
  }

  /// The replay under every limit: of the services apart, unless the account couples them.
  ///
  /// Requests that are retried start to execute later than they arrive, so that the peak over
  /// services that were replayed apart would not be known.
  private func limitedReplay() throws -> Replay {
    guard trace.rows.count > 1, model.throttling == .fail, !accountRateMayAct else {
      return try limitedTogether()
    }
    let accounts = try inTurnOfSize(of: trace.rows, jobs: jobs) { try limitedApart(service: $0) }
    let peak = try merge(accounts).peakConcurrency()
    let onDemandPeaks = accounts.reduce(0) { $0 + $1.outcome.peakInstances }
    if let limit = limits.onDemand, min(peak, onDemandPeaks) > limit {
      return try limitedTogether()
    }
    return try merge(accounts).replay(peakConcurrency: peak)
  }

  private func merge(_ accounts: [ServiceAccount]) -> AccountMerge {
    AccountMerge(
      trace: trace, columns: columns, accounts: accounts, billedUntil: model.billedUntil,
      jobs: jobs)
  }

  private func limitedTogether() throws -> Replay {
    let services = trace.rows.indices.map { limitedService($0) }
    guard !services.isEmpty else { return try merge([]).replay(peakConcurrency: 0) }
    let start = trace.firstArrival ?? 0
    var replay = LimitedReplay(
      services, account: OnDemandAccount(limits, start: start), columns)
    try replay.run(ArrivalWalk(trace, services: Array(trace.rows.indices)))
    let accounts = try replay.accounts(requests: trace.rows.map(\.count))
    return try merge(accounts).replay(peakConcurrency: replay.peak)
  }

  private func limitedApart(service index: Int) throws -> ServiceAccount {
    var replay = LimitedReplay(
      [limitedService(index)], account: OnDemandAccount(), columns)
    try replay.run(ArrivalWalk(trace, services: [index]))
    return try replay.accounts(requests: [trace.rows[index].count])[0]
  }

  private func limitedService(_ index: Int) -> LimitedService<Idle> {
    LimitedService(
      model, limits, service: index, name: trace.serviceNames[index],
      meanInitTime: meanInitTimes[index], seed: seed, start: start(of: index))
  }

  private var accountRateMayAct: Bool {
    guard let limit = limits.requestsASecond(concurrency: limits.onDemand) else { return false }
    return RequestRateScreen(trace: trace, columns: columns).mayExceed(limit)
  }

  private var reservedRateMayAct: Bool {
    guard let limit = limits.requestsASecond(concurrency: limits.reserved) else { return false }
    let screen = RequestRateScreen(trace: trace, columns: columns)
    return trace.rows.contains { screen.mayExceed(limit, rows: $0) }
  }

  /// Whether the environments started no faster than the scaling rate lets them.
  private func isWithinScaleRate(_ accounts: [ServiceAccount]) -> Bool {
    accounts.indices.allSatisfy {
      limits.scaleBucket(start: start(of: $0))?.covers(accounts[$0].coldStarts) ?? true
    }
  }

  /// The first arrival of a service; 0 where it has none.
  private func start(of index: Int) -> Int64 {
    let rows = trace.rows[index]
    return rows.isEmpty ? 0 : columns.arrivals[rows.lowerBound]
  }

  private func service(_ index: Int) -> ServiceReplay<Idle> {
    ServiceReplay(
      model, service: trace.serviceNames[index], meanInitTime: meanInitTimes[index], seed: seed,
      start: start(of: index))
  }

  /// Replays a service as if it were alone.
  private func apart(service index: Int) throws -> ServiceAccount {
    let rows = trace.rows[index]
    var service = service(index)
    var departures = BinaryHeap<Int64>()
    for row in rows {
      let time = columns.arrivals[row]
      while let departure = departures.first, departure <= time {
        departures.removeFirst()
        service.depart(at: departure)
      }
      if let departure = service.arrive(row: row, at: time, columns: columns) {
        departures.insert(departure)
      }
    }
    while let departure = departures.first {
      departures.removeFirst()
      service.depart(at: departure)
    }
    return try service.finished(requests: rows.count)
  }

  /// Replays all services in time order under a limit that couples them; also the whole peak.
  private func together(limit: Int) throws -> ([ServiceAccount], Int) {
    var services = trace.rows.indices.map { service($0) }
    var cursors = trace.rows.map(\.lowerBound)
    var departures = BinaryHeap<Departure>()
    var inFlight = 0
    var peak = 0
    services.withUnsafeMutableBufferPointer { services in
      for index in trace.serviceOrder {
        let place = Int(index)
        let row = cursors[place]
        cursors[place] += 1
        let time = columns.arrivals[row]
        while let departure = departures.first, departure.time <= time {
          departures.removeFirst()
          services[departure.place].depart(at: departure.time)
          inFlight -= 1
        }
        guard inFlight < limit else {
          columns.latencies[row] = ReplayColumns.notCompleted
          continue
        }
        guard let end = services[place].arrive(row: row, at: time, columns: columns) else {
          continue
        }
        departures.insert(Departure(time: end, place: place))
        inFlight += 1
        peak = max(peak, inFlight)
      }
      while let departure = departures.first {
        departures.removeFirst()
        services[departure.place].depart(at: departure.time)
      }
    }
    let accounts = try services.indices.map {
      try services[$0].finished(requests: trace.rows[$0].count)
    }
    return (accounts, peak)
  }
}

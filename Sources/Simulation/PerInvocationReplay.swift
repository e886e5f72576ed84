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

  init(
    _ model: PerInvocationModel, _ trace: Trace, _ columns: ReplayColumns, seed: UInt64, jobs: Int
  ) {
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
    let accounts = try inTurnOfSize(of: trace.rows, jobs: jobs) { try apart(service: $0) }
    let peak = try peakConcurrency(of: accounts)
    if let limit = model.accountConcurrency, peak > limit {
      let (coupled, coupledPeak) = try together(limit: limit)
      return try replay(of: coupled, peakConcurrency: coupledPeak)
    }
    return try replay(of: accounts, peakConcurrency: peak)
  }

  /// Most requests in flight over all services that were replayed apart. While it is within the
  /// account's limit the limit never acts, so that the services need not be replayed together.
  private func peakConcurrency(of accounts: [ServiceAccount]) throws -> Int {
    let peaks = accounts.map(\.outcome.peakConcurrency)
    guard peaks.count > 1 else { return peaks.first ?? 0 }
    return try ConcurrencySweep(
      trace, columns, known: peaks.max() ?? 0, last: window(of: accounts).last, jobs: jobs
    ).peak()
  }

  /// First arrival and last departure over all services.
  private func window(of accounts: [ServiceAccount]) -> (first: Int64, last: Int64) {
    let arrivals = trace.rows.filter { !$0.isEmpty }.map { columns.arrivals[$0.lowerBound] }
    let first = arrivals.min() ?? 0
    return (first, max(first, accounts.map(\.lastDeparture).max() ?? first))
  }

  private func service(_ index: Int) -> ServiceReplay<Idle> {
    let rows = trace.rows[index]
    return ServiceReplay(
      model, service: trace.serviceNames[index], meanInitTime: meanInitTimes[index], seed: seed,
      start: rows.isEmpty ? 0 : columns.arrivals[rows.lowerBound])
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

  private func replay(of accounts: [ServiceAccount], peakConcurrency: Int) throws -> Replay {
    let (first, last) = window(of: accounts)
    var accounts = accounts
    for index in accounts.indices { accounts[index].close(first: first, last: last) }
    let percentiles = try servicePercentiles(of: trace.rows, columns: columns, jobs: jobs)
    for index in accounts.indices { accounts[index].outcome.latency = percentiles[index] }
    let services = accounts.map(\.outcome)
    var whole = Outcome()
    whole.window = last - first
    for service in services {
      try service.checkConservation()
      whole.add(service)
    }
    if services.count == 1 {
      whole = services[0]
    } else {
      whole.latency = try LatencyPercentiles(
        of: columns.latencies(of: 0..<trace.count), jobs: jobs)
      whole.peakInstances = peakInstances(of: accounts)
      whole.peakConcurrency = peakConcurrency
    }
    return Replay(services: services, whole: whole)
  }

  /// Most environments at once over all services.
  private func peakInstances(of accounts: [ServiceAccount]) -> Int {
    let starts = accounts.flatMap(\.coldStarts).sorted()
    let ends = accounts.flatMap(\.expiries).sorted()
    var peak = 0
    var ended = 0
    for (index, start) in starts.enumerated() {
      // An environment that expires at this time is still warm at it.
      while ended < ends.count, ends[ended] < start { ended += 1 }
      peak = max(peak, index + 1 - ended)
    }
    return peak
  }
}

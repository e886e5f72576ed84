import Traces
import Units

/// A fleet, request by request.
protocol FleetMachine {
  init(_ model: ProvisionedModel, _ trace: Trace, _ columns: ReplayColumns, services: [Int])
  mutating func arrive(row: Int, place: Int)
  mutating func finish(jobs: Int) throws -> Replay
}

extension FleetReplay: FleetMachine {}
extension BalancedFleetReplay: FleetMachine {}

extension ProvisionedModel {
  /// Replays the requests of some services of a trace that is not in memory.
  func streamed(_ trace: Trace, services: [Int]) throws -> Replay {
    try check()
    switch balance {
    case .fifo: return try streamed(trace, services, on: FleetReplay.self)
    case .roundRobin:
      return try streamed(trace, services, on: BalancedFleetReplay<RoundRobin>.self)
    case .leastOutstanding:
      return try streamed(trace, services, on: BalancedFleetReplay<LeastOutstanding>.self)
    }
  }

  private func streamed<Machine: FleetMachine>(
    _ trace: Trace, _ services: [Int], on: Machine.Type
  ) throws -> Replay {
    guard let stream = trace.stream else { throw Failure(.software, "the trace is no stream") }
    let source = StreamedColumns(stream)
    var fleet = Machine(self, trace, source.columns, services: services)
    var places = [Int](repeating: -1, count: trace.rows.count)
    for (place, service) in services.enumerated() { places[service] = place }
    try source.forEachBlock { services, count in
      for row in 0..<count where places[Int(services[row])] >= 0 {
        fleet.arrive(row: row, place: places[Int(services[row])])
      }
    }
    return try fleet.finish(jobs: 1)
  }
}

extension PerServiceFleets {
  /// Replays each service of a trace that is not in memory on its own fleet.
  func streamed(_ trace: Trace) throws -> Replay {
    for model in models { try model.check() }
    switch models.first?.balance ?? .fifo {
    case .fifo: return try streamed(trace, on: FleetReplay.self)
    case .roundRobin: return try streamed(trace, on: BalancedFleetReplay<RoundRobin>.self)
    case .leastOutstanding:
      return try streamed(trace, on: BalancedFleetReplay<LeastOutstanding>.self)
    }
  }

  private func streamed<Machine: FleetMachine>(
    _ trace: Trace, on: Machine.Type
  ) throws -> Replay {
    guard let stream = trace.stream else { throw Failure(.software, "the trace is no stream") }
    let source = StreamedColumns(stream)
    let columns = source.columns
    var fleets = models.indices.map { Machine(models[$0], trace, columns, services: [$0]) }
    try source.forEachBlock { services, count in
      for row in 0..<count { fleets[Int(services[row])].arrive(row: row, place: 0) }
    }
    let alone = try fleets.indices.map { try fleets[$0].finish(jobs: 1) }
    return try Replay.streamed(
      alone.enumerated().map { (replay: $1, services: [$0]) }, of: trace)
  }
}

extension Replay {
  /// The replay of parts that do not touch each other, of a trace that is not in memory; each has
  /// the replay of its services alone.
  ///
  /// How many requests are in flight at once over several parts is not known.
  static func streamed(
    _ parts: [(replay: Replay, services: [Int])], of trace: Trace
  ) throws -> Replay {
    guard parts.count != 1 else { return parts[0].replay }
    let first = trace.firstArrival ?? 0
    let last = parts.compactMap { part -> Int64? in
      part.services.compactMap { trace.firstArrival(of: $0) }.min().map {
        $0 + part.replay.whole.window
      }
    }.max()
    let window = max(first, last ?? first) - first
    var services = trace.rows.map { _ in Outcome() }
    var whole = Outcome()
    for part in parts {
      whole.addPart(part.replay.whole.extended(to: window))
      for (service, outcome) in zip(part.services, part.replay.services) {
        services[service] = outcome.extended(to: window)
      }
    }
    whole.window = window
    whole.peakConcurrency = Outcome.unknownPeak
    try whole.checkConservation()
    let tally = LatencyTally(
      merging: try parts.map { part in
        guard let tally = part.replay.tally else {
          throw Failure(.software, "a part of a stream has no latencies")
        }
        return (tally, part.services)
      }, services: trace.rows.count)
    whole.latency = tally.whole
    var replay = Replay(services: services, whole: whole)
    replay.tally = tally
    return replay
  }
}

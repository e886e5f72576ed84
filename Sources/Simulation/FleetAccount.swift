import Traces
import Units

/// What is counted of the requests on a fixed fleet, however they are balanced over it.
///
/// The caller hands in the events in time order.
struct FleetAccount {
  /// What is counted of one service.
  private struct Tally {
    var integral: InFlightIntegral
    var completed = 0
    var latencySum: Int128 = 0
    var waitSum: Int128 = 0
    var rejectedTime: Int128 = 0
  }

  /// Those of the requests that arrive next; of earlier ones only where all are in memory.
  var columns: ReplayColumns
  /// Latencies of requests that are not in memory; nil where `columns` has them.
  private var latencies: LatencyTally?
  private let rows: [Range<Int>]
  private let first: Int64
  private var last: Int64
  private var tallies: [Tally]
  private var integral: InFlightIntegral

  init(_ trace: Trace, _ columns: ReplayColumns, services: [Int]) {
    self.columns = columns
    rows = services.map { trace.rows[$0] }
    latencies = trace.stream == nil ? nil : LatencyTally(services: services.count)
    let first = services.compactMap { trace.firstArrival(of: $0) }.min() ?? 0
    self.first = first
    last = first
    tallies = rows.map { _ in Tally(integral: InFlightIntegral(from: first)) }
    integral = InFlightIntegral(from: first)
  }

  /// A request of the service at `place` is admitted.
  mutating func enter(_ place: Int, at time: Int64) {
    integral.arrive(at: time)
    tallies[place].integral.arrive(at: time)
  }

  /// The departure of a request that starts at `start`.
  @inline(__always)
  mutating func serve(
    row: Int, place: Int, arrival: Int64, duration: Int64, from start: Int64
  ) -> Int64 {
    let wait = start &- arrival
    let latency = wait &+ duration
    if latencies == nil {
      columns.latencies[row] = latency
    } else {
      latencies?.add(latency, of: place)
    }
    tallies[place].completed &+= 1
    tallies[place].waitSum &+= Int128(truncatingIfNeeded: wait)
    tallies[place].latencySum &+= Int128(truncatingIfNeeded: latency)
    return start &+ duration
  }

  /// A request that was served departs.
  mutating func depart(_ place: Int, at time: Int64) {
    leave(place, at: time)
    last = time
  }

  /// A request leaves the queue at `time`, after it has waited for `timeout` in vain.
  mutating func giveUp(row: Int, place: Int, after timeout: Int64, at time: Int64) {
    leave(place, at: time)
    if latencies == nil { columns.latencies[row] = ReplayColumns.gaveUp(after: timeout) }
    tallies[place].rejectedTime &+= Int128(truncatingIfNeeded: timeout)
  }

  private mutating func leave(_ place: Int, at time: Int64) {
    integral.depart(at: time)
    tallies[place].integral.depart(at: time)
  }

  /// Little's law for each service and for all of them, once all have departed.
  func check() throws {
    var timeInSystem: Int128 = 0
    for tally in tallies {
      try tally.integral.check(against: tally.latencySum + tally.rejectedTime)
      timeInSystem += tally.latencySum + tally.rejectedTime
    }
    try integral.check(against: timeInSystem)
  }

  /// The result once all have departed.
  func replay(of model: ProvisionedModel, runningTime: Int128, jobs: Int) throws -> Replay {
    let percentiles =
      try latencies?.services ?? servicePercentiles(of: rows, columns: columns, jobs: jobs)
    var whole = Outcome()
    var outcomes: [Outcome] = []
    for (place, tally) in tallies.enumerated() {
      var outcome = outcome(of: tally, requests: rows[place].count)
      outcome.latency = percentiles[place]
      try outcome.checkConservation()
      whole.add(outcome)
      outcomes.append(outcome.on(model, runningTime: runningTime, window: last - first))
    }
    whole.peakConcurrency = integral.peak
    // Rows of services that are not on this fleet have no latency filled in.
    whole.latency =
      outcomes.count == 1
      ? outcomes[0].latency
      : try latencies?.whole
        ?? LatencyPercentiles(of: columns.latencies(of: rowSpan(of: rows)), jobs: jobs)
    var replay = Replay(
      services: outcomes,
      whole: whole.on(model, runningTime: runningTime, window: last - first))
    replay.tally = latencies
    return replay
  }

  private func outcome(of tally: Tally, requests: Int) -> Outcome {
    var outcome = Outcome()
    outcome.requests = requests
    outcome.completed = tally.completed
    outcome.rejected = requests - tally.completed
    outcome.latencySum = tally.latencySum
    outcome.waitSum = tally.waitSum
    outcome.busySlotTime = tally.latencySum - tally.waitSum
    outcome.peakConcurrency = tally.integral.peak
    return outcome
  }
}

extension Outcome {
  /// The same with the figures of the fleet that served it.
  fileprivate func on(_ model: ProvisionedModel, runningTime: Int128, window: Int64) -> Outcome {
    var outcome = self
    outcome.runningTime = runningTime
    outcome.peakInstances = model.instances
    outcome.standingInstances = model.instances
    outcome.standingSlots = model.slots
    return outcome.extended(to: window)
  }
}

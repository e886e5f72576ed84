import Traces
import Units

/// One replay of some services on a fixed fleet, event by event.
struct FleetReplay {
  private struct Waiting {
    var row: Int
    var place: Int
    /// The last time at which it is still served.
    var deadline: Int64
  }

  /// What is counted of one service while replaying.
  private struct Tally {
    var integral: InFlightIntegral
    var completed = 0
    var latencySum: Int128 = 0
    var waitSum: Int128 = 0
    var rejectedTime: Int128 = 0
  }

  private let model: ProvisionedModel
  private let trace: Trace
  private let columns: ReplayColumns
  private let services: [Int]
  private let queueLimit: Int
  private let timeout: Int64
  private let first: Int64
  private var last: Int64
  private var fleet: Fleet
  private var queue = RingQueue<Waiting>()
  private var tallies: [Tally]
  private var integral: InFlightIntegral

  init(_ model: ProvisionedModel, _ trace: Trace, _ columns: ReplayColumns, services: [Int]) {
    self.model = model
    self.trace = trace
    self.columns = columns
    self.services = services
    queueLimit = model.queueLimit ?? .max
    timeout = min(max(model.queueTimeout ?? ReplayColumns.forEver, 0), ReplayColumns.forEver)
    let starts = services.filter { !trace.rows[$0].isEmpty }.map {
      columns.arrivals[trace.rows[$0].lowerBound]
    }
    let first = starts.min() ?? 0
    self.first = first
    last = first
    fleet = Fleet(instances: model.instances, slotsPerInstance: model.slotsPerInstance)
    tallies = services.map { _ in Tally(integral: InFlightIntegral(from: first)) }
    integral = InFlightIntegral(from: first)
  }

  mutating func run() throws {
    var walk = ArrivalWalk(trace, services: services)
    while let (row, place) = walk.next() {
      let time = columns.arrivals[row]
      depart(until: time)
      timeOut(before: time &+ 1)
      arrive(row: row, place: place, at: time)
    }
    depart(until: .max)
    var timeInSystem: Int128 = 0
    for tally in tallies {
      try tally.integral.check(against: tally.latencySum + tally.rejectedTime)
      timeInSystem += tally.latencySum + tally.rejectedTime
    }
    try integral.check(against: timeInSystem)
  }

  private mutating func arrive(row: Int, place: Int, at time: Int64) {
    if let slot = fleet.takeSlot() {
      enter(place, at: time)
      let end = complete(row: row, place: place, from: time)
      fleet.serve(inSlot: slot, servicePlace: place, from: time, until: end)
    } else if queue.count < queueLimit {
      enter(place, at: time)
      queue.append(Waiting(row: row, place: place, deadline: time &+ timeout))
    }
  }

  /// Departures until `time`, each of which lets the head of the queue start.
  private mutating func depart(until time: Int64) {
    while let departure = fleet.nextDeparture, departure.time <= time {
      timeOut(before: departure.time)
      leave(fleet.servicePlace(inSlot: departure.place), at: departure.time)
      last = departure.time
      if let head = queue.popFirst() {
        let end = complete(row: head.row, place: head.place, from: departure.time)
        fleet.serveInDepartingSlot(
          departure.place, servicePlace: head.place, from: departure.time, until: end)
      } else {
        fleet.freeDepartingSlot()
      }
    }
  }

  /// Rejects the heads of the queue whose deadline has passed; deadlines are in queue order.
  private mutating func timeOut(before time: Int64) {
    while let head = queue.first, head.deadline < time {
      _ = queue.popFirst()
      leave(head.place, at: head.deadline)
      columns.latencies[head.row] = ReplayColumns.gaveUp(after: timeout)
      tallies[head.place].rejectedTime &+= Int128(truncatingIfNeeded: timeout)
    }
  }

  /// The departure of a request that starts at `start`.
  private mutating func complete(row: Int, place: Int, from start: Int64) -> Int64 {
    let wait = start &- columns.arrivals[row]
    let latency = wait &+ columns.durations[row]
    columns.latencies[row] = latency
    tallies[place].completed &+= 1
    tallies[place].waitSum &+= Int128(truncatingIfNeeded: wait)
    tallies[place].latencySum &+= Int128(truncatingIfNeeded: latency)
    return start &+ columns.durations[row]
  }

  private mutating func enter(_ place: Int, at time: Int64) {
    integral.arrive(at: time)
    tallies[place].integral.arrive(at: time)
  }

  private mutating func leave(_ place: Int, at time: Int64) {
    integral.depart(at: time)
    tallies[place].integral.depart(at: time)
  }

  /// The result after `run`.
  func replay(jobs: Int) throws -> Replay {
    let rows = services.map { trace.rows[$0] }
    let percentiles = try servicePercentiles(of: rows, columns: columns, jobs: jobs)
    var whole = Outcome()
    var outcomes: [Outcome] = []
    for (place, tally) in tallies.enumerated() {
      var outcome = outcome(of: tally, requests: rows[place].count)
      outcome.latency = percentiles[place]
      try outcome.checkConservation()
      whole.add(outcome)
      outcomes.append(fleetFigures(in: outcome))
    }
    whole.peakConcurrency = integral.peak
    // Rows of services that are not on this fleet have no latency filled in.
    whole.latency =
      outcomes.count == 1
      ? outcomes[0].latency
      : try LatencyPercentiles(of: columns.latencies(of: rowSpan(of: rows)), jobs: jobs)
    return Replay(services: outcomes, whole: fleetFigures(in: whole))
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

  private func fleetFigures(in outcome: Outcome) -> Outcome {
    var outcome = outcome
    outcome.window = last - first
    outcome.runningTime = fleet.runningTime
    outcome.instanceTime = Int128(model.instances) * Int128(last - first)
    outcome.availableSlotTime = saturatingProduct(
      outcome.instanceTime, Int128(model.slotsPerInstance))
    outcome.peakInstances = model.instances
    return outcome
  }
}

private func saturatingProduct(_ left: Int128, _ right: Int128) -> Int128 {
  let (product, overflow) = left.multipliedReportingOverflow(by: right)
  return overflow ? .max : product
}

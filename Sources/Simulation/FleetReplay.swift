import Traces

/// One replay of some services on a fleet with one queue, event by event.
struct FleetReplay {
  private struct Waiting {
    var row: Int
    var place: Int
    var arrival: Int64
    var duration: Int64
    /// The last time at which it is still served.
    var deadline: Int64
  }

  private let model: ProvisionedModel
  private let queueLimit: Int
  private let timeout: Int64
  private var fleet: Fleet
  private var queue = RingQueue<Waiting>()
  private var account: FleetAccount

  init(_ model: ProvisionedModel, _ trace: Trace, _ columns: ReplayColumns, services: [Int]) {
    self.model = model
    queueLimit = model.queueLimit ?? .max
    timeout = model.longestWait
    fleet = Fleet(instances: model.instances, slotCount: model.slots)
    account = FleetAccount(trace, columns, services: services)
  }

  /// The columns of the requests that arrive next.
  var columns: ReplayColumns {
    get { account.columns }
    set { account.columns = newValue }
  }

  /// Replays all requests of a walk.
  mutating func run(_ walk: ArrivalWalk, jobs: Int) throws -> Replay {
    var walk = walk
    while let (row, place) = walk.next() { arrive(row: row, place: place) }
    return try finish(jobs: jobs)
  }

  /// The request of `row` arrives, of the service at `place`.
  mutating func arrive(row: Int, place: Int) {
    let time = account.columns.arrivals[row]
    depart(until: time)
    timeOut(before: time &+ 1)
    arrive(row: row, place: place, at: time)
  }

  /// The result when no more requests arrive.
  mutating func finish(jobs: Int) throws -> Replay {
    depart(until: .max)
    try account.check()
    return try account.replay(of: model, runningTime: fleet.runningTime, jobs: jobs)
  }

  private mutating func arrive(row: Int, place: Int, at time: Int64) {
    let duration = account.columns.durations[row]
    if let slot = fleet.takeSlot() {
      account.enter(place, at: time)
      let end = account.serve(
        row: row, place: place, arrival: time, duration: duration, from: time)
      fleet.serve(inSlot: slot, servicePlace: place, from: time, until: end)
    } else if queue.count < queueLimit {
      account.enter(place, at: time)
      queue.append(
        Waiting(
          row: row, place: place, arrival: time, duration: duration, deadline: time &+ timeout))
    }
  }

  /// Departures until `time`, each of which lets the head of the queue start.
  private mutating func depart(until time: Int64) {
    while let departure = fleet.nextDeparture, departure.time <= time {
      timeOut(before: departure.time)
      account.depart(fleet.servicePlace(inSlot: departure.place), at: departure.time)
      if let head = queue.popFirst() {
        let end = account.serve(
          row: head.row, place: head.place, arrival: head.arrival, duration: head.duration,
          from: departure.time)
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
      account.giveUp(row: head.row, place: head.place, after: timeout, at: head.deadline)
    }
  }
}

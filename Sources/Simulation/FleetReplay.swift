import Traces

/// One replay of some services on a fleet with one queue, event by event.
struct FleetReplay {
  private struct Waiting {
    var row: Int
    var place: Int
    /// The last time at which it is still served.
    var deadline: Int64
  }

  private let model: ProvisionedModel
  private let columns: ReplayColumns
  private let queueLimit: Int
  private let timeout: Int64
  private var walk: ArrivalWalk
  private var fleet: Fleet
  private var queue = RingQueue<Waiting>()
  private var account: FleetAccount

  init(_ model: ProvisionedModel, _ trace: Trace, _ columns: ReplayColumns, services: [Int]) {
    self.model = model
    self.columns = columns
    queueLimit = model.queueLimit ?? .max
    timeout = model.longestWait
    walk = ArrivalWalk(trace, services: services)
    fleet = Fleet(instances: model.instances, slotCount: model.slots)
    account = FleetAccount(trace, columns, services: services)
  }

  mutating func run(jobs: Int) throws -> Replay {
    while let (row, place) = walk.next() {
      let time = columns.arrivals[row]
      depart(until: time)
      timeOut(before: time &+ 1)
      arrive(row: row, place: place, at: time)
    }
    depart(until: .max)
    try account.check()
    return try account.replay(of: model, runningTime: fleet.runningTime, jobs: jobs)
  }

  private mutating func arrive(row: Int, place: Int, at time: Int64) {
    if let slot = fleet.takeSlot() {
      account.enter(place, at: time)
      let end = account.serve(row: row, place: place, from: time)
      fleet.serve(inSlot: slot, servicePlace: place, from: time, until: end)
    } else if queue.count < queueLimit {
      account.enter(place, at: time)
      queue.append(Waiting(row: row, place: place, deadline: time &+ timeout))
    }
  }

  /// Departures until `time`, each of which lets the head of the queue start.
  private mutating func depart(until time: Int64) {
    while let departure = fleet.nextDeparture, departure.time <= time {
      timeOut(before: departure.time)
      account.depart(fleet.servicePlace(inSlot: departure.place), at: departure.time)
      if let head = queue.popFirst() {
        let end = account.serve(row: head.row, place: head.place, from: departure.time)
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

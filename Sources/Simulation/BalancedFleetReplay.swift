import Traces

/// One replay of some services on a fleet whose instances have a queue each, event by event.
struct BalancedFleetReplay<Balancer: InstanceBalancer> {
  private struct Waiting {
    var row: Int
    var place: Int
  }

  private struct Instance {
    var serving = 0
    var queue = RingQueue<Waiting>()
  }

  /// The last time at which a request is still served that waits at an instance.
  private struct Deadline {
    var time: Int64
    var row: Int
    var instance: Int
  }

  /// The end of a request's service. The order of those at one time changes no figure.
  private struct InstanceDeparture: Comparable {
    var time: Int64
    var instance: UInt32
    var place: UInt32

    static func < (left: Self, right: Self) -> Bool { left.time < right.time }
  }

  private let model: ProvisionedModel
  private let columns: ReplayColumns
  private let queueLimit: Int
  private let timeout: Int64
  private var walk: ArrivalWalk
  private var balancer: Balancer
  /// Those that had an arrival.
  private var instances: [Instance] = []
  private var departures = BinaryHeap<InstanceDeparture>()
  /// Of all that entered a queue, in the order of arrival and so of time; of those that started
  /// meanwhile too.
  private var deadlines = RingQueue<Deadline>()
  private var running = RunningTime()
  private var account: FleetAccount

  init(_ model: ProvisionedModel, _ trace: Trace, _ columns: ReplayColumns, services: [Int]) {
    self.model = model
    self.columns = columns
    queueLimit = model.queueLimit ?? .max
    timeout = model.longestWait
    walk = ArrivalWalk(trace, services: services)
    balancer = Balancer(instances: model.instances)
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
    return try account.replay(of: model, runningTime: running.total, jobs: jobs)
  }

  private mutating func arrive(row: Int, place: Int, at time: Int64) {
    let index = balancer.next()
    if index == instances.count { instances.append(Instance()) }
    if instances[index].serving < model.slotsPerInstance {
      instances[index].serving &+= 1
      enter(index, place: place, at: time)
      departures.insert(serve(row: row, place: place, on: index, from: time))
    } else if instances[index].queue.count < queueLimit {
      enter(index, place: place, at: time)
      instances[index].queue.append(Waiting(row: row, place: place))
      if model.queueTimeout != nil {
        deadlines.append(Deadline(time: time &+ timeout, row: row, instance: index))
      }
    }
  }

  private mutating func enter(_ instance: Int, place: Int, at time: Int64) {
    account.enter(place, at: time)
    balancer.outstanding(of: instance, changedBy: 1)
  }

  private mutating func serve(
    row: Int, place: Int, on instance: Int, from start: Int64
  ) -> InstanceDeparture {
    let end = account.serve(row: row, place: place, from: start)
    running.add(instance, from: start, until: end)
    return InstanceDeparture(
      time: end, instance: UInt32(truncatingIfNeeded: instance),
      place: UInt32(truncatingIfNeeded: place))
  }

  /// Departures until `time`, each of which lets the head of its instance's queue start.
  private mutating func depart(until time: Int64) {
    while let departure = departures.first, departure.time <= time {
      timeOut(before: departure.time)
      let index = Int(departure.instance)
      account.depart(Int(departure.place), at: departure.time)
      balancer.outstanding(of: index, changedBy: -1)
      if let head = instances[index].queue.popFirst() {
        departures.replaceFirst(
          with: serve(row: head.row, place: head.place, on: index, from: departure.time))
      } else {
        instances[index].serving &-= 1
        departures.removeFirst()
      }
    }
  }

  /// Rejects those whose deadline has passed; of those that wait at its instance, such a request
  /// came first.
  private mutating func timeOut(before time: Int64) {
    while let deadline = deadlines.first, deadline.time < time {
      _ = deadlines.popFirst()
      let index = deadline.instance
      guard let head = instances[index].queue.first, head.row == deadline.row else { continue }
      _ = instances[index].queue.popFirst()
      account.giveUp(row: head.row, place: head.place, after: timeout, at: deadline.time)
      balancer.outstanding(of: index, changedBy: -1)
    }
  }
}

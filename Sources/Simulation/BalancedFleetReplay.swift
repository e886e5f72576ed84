import Traces

/// One replay of some services on a fleet whose instances have a queue each, event by event.
struct BalancedFleetReplay<Balancer: InstanceBalancer> {
  private struct Waiting {
    var row: Int
    var place: Int
    var arrival: Int64
    var duration: Int64
    /// Rank among all that entered a queue.
    var sequence: Int
  }

  private struct Instance {
    var serving = 0
    var queue = RingQueue<Waiting>()
  }

  /// The last time at which a request is still served that waits at an instance.
  private struct Deadline {
    var time: Int64
    var sequence: Int
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
  private let queueLimit: Int
  private let timeout: Int64
  private var balancer: Balancer
  /// Those that had an arrival.
  private var instances: [Instance] = []
  private var departures = BinaryHeap<InstanceDeparture>()
  /// Of all that entered a queue, in the order of arrival and so of time; of those that started
  /// meanwhile too.
  private var deadlines = RingQueue<Deadline>()
  private var waited = 0
  private var running = RunningTime()
  private var account: FleetAccount

  init(_ model: ProvisionedModel, _ trace: Trace, _ columns: ReplayColumns, services: [Int]) {
    self.model = model
    queueLimit = model.queueLimit ?? .max
    timeout = model.longestWait
    balancer = Balancer(instances: model.instances)
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
    return try account.replay(of: model, runningTime: running.total, jobs: jobs)
  }

  private mutating func arrive(row: Int, place: Int, at time: Int64) {
    let index = balancer.next()
    if index == instances.count { instances.append(Instance()) }
    if instances[index].serving < model.slotsPerInstance {
      instances[index].serving &+= 1
      enter(index, place: place, at: time)
      departures.insert(serve(waiting(row, place, time), on: index, from: time))
    } else if instances[index].queue.count < queueLimit {
      enter(index, place: place, at: time)
      waited &+= 1
      instances[index].queue.append(waiting(row, place, time))
      if model.queueTimeout != nil {
        deadlines.append(Deadline(time: time &+ timeout, sequence: waited, instance: index))
      }
    }
  }

  private mutating func enter(_ instance: Int, place: Int, at time: Int64) {
    account.enter(place, at: time)
    balancer.outstanding(of: instance, changedBy: 1)
  }

  private func waiting(_ row: Int, _ place: Int, _ time: Int64) -> Waiting {
    Waiting(
      row: row, place: place, arrival: time, duration: account.columns.durations[row],
      sequence: waited)
  }

  private mutating func serve(
    _ request: Waiting, on instance: Int, from start: Int64
  ) -> InstanceDeparture {
    let end = account.serve(
      row: request.row, place: request.place, arrival: request.arrival,
      duration: request.duration, from: start)
    running.add(instance, from: start, until: end)
    return InstanceDeparture(
      time: end, instance: UInt32(truncatingIfNeeded: instance),
      place: UInt32(truncatingIfNeeded: request.place))
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
          with: serve(head, on: index, from: departure.time))
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
      guard let head = instances[index].queue.first, head.sequence == deadline.sequence else {
        continue
      }
      _ = instances[index].queue.popFirst()
      account.giveUp(row: head.row, place: head.place, after: timeout, at: deadline.time)
      balancer.outstanding(of: index, changedBy: -1)
    }
  }
}

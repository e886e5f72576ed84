import Traces
import Units

/// The environments of one service that serve several requests at once or are always kept, and what
/// they have done so far.
///
/// The caller hands in the arrivals in time order.
struct SharedEnvironments {
  private struct Environment {
    let start: Int64
    /// When it can serve.
    let ready: Int64
    let isKept: Bool
    var inFlight = 0
    /// Rank of its last use among all uses.
    var order: Int64 = 0
    /// When it last became busy.
    var activeSince: Int64
    /// From its last departure to the end of its keep-alive.
    var idle: IdlePeriod
    /// Whether one of the queues holds it.
    var isQueued = false
    var billed = BilledPeriod()
  }

  private let slots: Int
  private let most: Int
  private let kept: Int
  private var meter: InvocationMeter
  private var activity: ActivityMeter
  /// There where others make kept environments active.
  private var keptActivity: KeptActivity?
  private var keepAlive: KeepAliveDraw
  private var initialization: InitializationDraw
  private var environments: [Environment] = []
  /// Places of environments that are gone.
  private var vacant: [Int] = []
  /// Initialised with a free slot.
  private var available: SlotQueue
  /// Not initialised yet, with a free slot; the next to be ready first.
  private var initialising = BinaryHeap<Departure>()
  private var departures = BinaryHeap<Departure>()
  private var uses: Int64 = 0
  private var existing: Int
  private var integral: InFlightIntegral
  private var counts = Outcome()
  private var coldStarts: [Int64] = []
  private var expiries: [Int64] = []
  private var existence: Int128 = 0
  private var lastDeparture = Int64.min

  init(
    _ model: PerInvocationModel, kept: Int, name: String, meanInitTime: Int64, seed: UInt64,
    start: Int64
  ) {
    slots = model.requestsPerEnvironment
    most = model.maximumEnvironments ?? .max
    self.kept = kept
    existing = kept
    meter = InvocationMeter(model)
    activity = ActivityMeter(model)
    keepAlive = KeepAliveDraw(model.keepAlive, seed: seed, service: name)
    initialization = InitializationDraw(
      model.initialization, mean: meanInitTime, seed: seed, service: name)
    available = SlotQueue(routing: model.routing, seed: seed, service: name)
    integral = InFlightIntegral(from: start)
    if model.activatesKept, kept > 0 { keptActivity = KeptActivity(kept: kept, start: start) }
    for place in 0..<kept {
      environments.append(
        Environment(
          start: start, ready: start, isKept: true, activeSince: start,
          idle: IdlePeriod(start: start, end: ReplayColumns.forEver), isQueued: true))
      available.insert(place, order: 0, isKept: true)
    }
  }

  /// The request of `row` arrives at `time`.
  mutating func arrive(row: Int, at time: Int64, columns: ReplayColumns) {
    advance(to: time)
    if let place = takeAvailable(at: time) {
      assign(row, to: place, at: time, columns: columns)
      if environments[place].inFlight < slots { makeAvailable(place) }
    } else if let next = initialising.first {
      counts.joinedStarts &+= 1
      assign(row, to: next.place, at: time, columns: columns)
      if environments[next.place].inFlight == slots {
        initialising.removeFirst()
        environments[next.place].isQueued = false
      }
    } else if existing < most {
      start(row, at: time, columns: columns)
    } else {
      counts.throttled &+= 1
      columns.latencies[row] = ReplayColumns.notCompleted
    }
  }

  // MARK: Environments

  private mutating func makeAvailable(_ place: Int) {
    environments[place].isQueued = true
    available.insert(
      place, order: environments[place].order, isKept: environments[place].isKept)
  }

  /// A warm environment with a free slot, taken out of its queue.
  private mutating func takeAvailable(at time: Int64) -> Int? {
    while let place = available.take() {
      environments[place].isQueued = false
      guard environments[place].inFlight == 0, environments[place].idle.end < time else {
        return place
      }
      expiries.append(environments[place].idle.end)
      let existed = environments[place].idle.end &- environments[place].start
      existence &+= Int128(existed)
      activity.end(existence: existed)
      existing &-= 1
      vacant.append(place)
    }
    return nil
  }

  private mutating func start(_ row: Int, at time: Int64, columns: ReplayColumns) {
    let initTime = initialization.next(row: row, columns: columns)
    counts.initTime &+= Int128(truncatingIfNeeded: initTime)
    coldStarts.append(time)
    existing &+= 1
    let environment = Environment(
      start: time, ready: time &+ initTime, isKept: false, activeSince: time,
      idle: IdlePeriod(start: time, end: time))
    let place = vacant.popLast() ?? environments.count
    if place == environments.count {
      environments.append(environment)
    } else {
      environments[place] = environment
    }
    keptActivity?.start(place)
    meter.restore(row: row, columns: columns)
    assign(row, to: place, at: time, columns: columns, isStart: true)
    guard slots > 1 else { return }
    if initTime == 0 {
      makeAvailable(place)
    } else {
      environments[place].isQueued = true
      initialising.insert(Departure(time: environment.ready, place: place))
    }
  }

  // MARK: Requests

  private mutating func assign(
    _ row: Int, to place: Int, at time: Int64, columns: ReplayColumns, isStart: Bool = false
  ) {
    if environments[place].inFlight == 0 { becomeBusy(place, at: time) }
    environments[place].inFlight &+= 1
    uses &+= 1
    environments[place].order = uses
    let wait = max(0, environments[place].ready &- time)
    let latency = wait &+ columns.durations[row]
    columns.latencies[row] = latency
    counts.completed &+= 1
    counts.latencySum &+= Int128(truncatingIfNeeded: latency)
    counts.waitSum &+= Int128(truncatingIfNeeded: wait)
    meter.add(row: row, initTime: isStart ? wait : 0, columns: columns)
    activity.add(row: row, columns: columns)
    integral.arrive(at: time)
    departures.insert(Departure(time: time &+ latency, place: place))
  }

  private mutating func becomeBusy(_ place: Int, at time: Int64) {
    environments[place].activeSince = time
    if environments[place].isKept {
      keptActivity?.keptBecomesBusy()
    } else {
      keptActivity?.resume(place)
    }
  }

  /// Departures until `time`, then environments that are ready by then.
  private mutating func advance(to time: Int64) {
    while let departure = departures.first, departure.time <= time {
      departures.removeFirst()
      keptActivity?.advance(to: departure.time)
      depart(from: departure.place, at: departure.time)
    }
    if time < ReplayColumns.forEver { keptActivity?.advance(to: time) }
    while let ready = initialising.first, ready.time <= time {
      initialising.removeFirst()
      makeAvailable(ready.place)
    }
  }

  private mutating func depart(from place: Int, at time: Int64) {
    integral.depart(at: time)
    lastDeparture = time
    activity.depart(at: time)
    environments[place].inFlight &-= 1
    if environments[place].inFlight == 0 {
      let environment = environments[place]
      activity.end(
        from: environment.activeSince, to: time,
        initialization: max(0, environment.ready &- environment.activeSince),
        isKept: environment.isKept, last: &environments[place].billed)
      if environment.isKept {
        keptActivity?.keptBecomesIdle()
      } else {
        let end = time &+ keepAlive.next()
        environments[place].idle = IdlePeriod(start: time, end: end)
        keptActivity?.idle(place, until: end)
      }
    }
    guard !environments[place].isQueued else { return }
    if slots == 1 {
      uses &+= 1
      environments[place].order = uses
    }
    makeAvailable(place)
  }

  // MARK: The end

  /// The account after all requests have departed.
  mutating func finished(requests: Int) throws -> ServiceAccount {
    advance(to: ReplayColumns.forEver)
    try integral.check(against: counts.latencySum)
    let gone = Set(vacant)
    let remaining = environments.indices.filter { !environments[$0].isKept && !gone.contains($0) }
    for place in remaining {
      existence &+= Int128(environments[place].idle.start &- environments[place].start)
    }
    var outcome = counts
    outcome.requests = requests
    outcome.coldStarts = coldStarts.count
    outcome.billedTime = meter.billedTime
    outcome.billedMemoryTime = meter.billedMemoryTime
    outcome.restoredMemory = meter.restoredMemory
    activity.report(to: &outcome)
    if let keptActivity { outcome.minimumActiveTime = keptActivity.time }
    outcome.busySlotTime = counts.latencySum
    outcome.instanceTime = existence
    outcome.peakConcurrency = integral.peak
    return ServiceAccount(
      outcome: outcome, lastDeparture: lastDeparture, coldStarts: coldStarts, expiries: expiries,
      remaining: remaining.map { environments[$0].idle }, provisioned: kept, slots: slots,
      sharesEnvironments: true,
      starts: remaining.map { environments[$0].start }, activity: activity,
      keptActiveUntil: keptActivity?.lastEnd)
  }
}

import Traces

/// One replay of some services on the fleet of a base, request by request.
///
/// Arrivals that are admitted start in the order in which they arrive, each in the slot that is or
/// becomes free first. The latency of those that would wait too long is not filled in.
struct BaseReplay {
  private let base: HybridModel.Base
  /// Those of the requests that arrive next.
  var columns: ReplayColumns
  private let maximumWait: Int64
  private let slotCount: Int
  /// When each slot that has served is free again; `place` is the slot.
  private var freeTimes = BinaryHeap<Departure>()
  private var usedSlots = 0
  private var running = RunningTime()
  private var served: [Outcome]

  init(
    _ base: HybridModel.Base, _ columns: ReplayColumns, maximumWait: Int64
  ) {
    self.base = base
    self.columns = columns
    self.maximumWait = maximumWait
    slotCount = base.slots
    served = base.services.map { _ in Outcome() }
  }

  /// Replays all requests of a walk.
  mutating func run(_ walk: ArrivalWalk) -> BaseAccount {
    var walk = walk
    while let (row, place) = walk.next() { arrive(row: row, place: place) }
    return finish()
  }

  /// What was served when no more requests arrive.
  func finish() -> BaseAccount {
    BaseAccount(base: base, served: served, runningTime: running.total)
  }

  /// The request of `row` arrives, of the service at `place`; its latency is filled in if it is
  /// served.
  mutating func arrive(row: Int, place: Int) {
    guard slotCount > 0 else { return }
    let time = columns.arrivals[row]
    let duration = columns.durations[row]
    if usedSlots < slotCount {
      freeTimes.insert(Departure(time: time &+ duration, place: usedSlots))
      serve(row: row, place: place, slot: usedSlots, from: time)
      usedSlots &+= 1
    } else if let slot = freeTimes.first, slot.time &- time <= maximumWait {
      let start = max(time, slot.time)
      freeTimes.replaceFirst(with: Departure(time: start &+ duration, place: slot.place))
      serve(row: row, place: place, slot: slot.place, from: start)
    }
  }

  private mutating func serve(row: Int, place: Int, slot: Int, from start: Int64) {
    let wait = start &- columns.arrivals[row]
    let duration = columns.durations[row]
    columns.latencies[row] = wait &+ duration
    running.add(slot % base.instances, from: start, until: start &+ duration)
    served[place].completed &+= 1
    served[place].waitSum &+= Int128(truncatingIfNeeded: wait)
    served[place].busySlotTime &+= Int128(truncatingIfNeeded: duration)
  }
}

/// What a base served, and the fleet that served it.
struct BaseAccount: Sendable {
  let services: [Int]
  /// The requests of each of its services, without the figures of instances.
  let served: [Outcome]
  /// The figures of instances alone, in a window that is still empty.
  let fleet: Outcome

  fileprivate init(base: HybridModel.Base, served: [Outcome], runningTime: Int128) {
    services = base.services
    self.served = served.map { outcome in
      var outcome = outcome
      outcome.requests = outcome.completed
      outcome.latencySum = outcome.waitSum + outcome.busySlotTime
      return outcome
    }
    var fleet = Outcome()
    fleet.runningTime = runningTime
    fleet.peakInstances = base.instances
    fleet.standingInstances = base.instances
    fleet.standingSlots = base.slots
    self.fleet = fleet
  }

  /// All that it served, in a window of `window` microseconds.
  func use(in window: Int64) -> BaseUse {
    let fleet = fleet.extended(to: window)
    return BaseUse(
      completed: served.reduce(0) { $0 + $1.completed },
      busySlotTime: served.reduce(0) { $0 + $1.busySlotTime },
      availableSlotTime: fleet.availableSlotTime, runningTime: fleet.runningTime)
  }
}

extension HybridModel.Base {
  /// Slots of all instances, `Int.max` where there are more.
  fileprivate var slots: Int { saturatingProduct(instances, slotsPerInstance) }
}

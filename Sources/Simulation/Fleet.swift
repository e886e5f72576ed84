/// The slots of a fleet, and how long its instances were running.
///
/// Slots that never served need no memory, so that a fleet may have more of them than requests.
struct Fleet {
  private let instances: Int
  private let slotCount: Int
  /// Slots that serve, by departure; `place` is the slot.
  private var busy = BinaryHeap<Departure>()
  /// Slots that have served and are free, by the time and the slot.
  private var free = RingQueue<Departure>()
  /// The place of the service whose request each slot serves; slots from here on never served.
  private var servicePlaces: [Int] = []
  private var running = RunningTime()

  init(instances: Int, slotCount: Int) {
    self.instances = instances
    self.slotCount = slotCount
  }

  /// Time that instances had at least one request, summed over them.
  var runningTime: Int128 { running.total }

  /// The next departure; `place` is the slot.
  var nextDeparture: Departure? { busy.first }

  func servicePlace(inSlot slot: Int) -> Int { servicePlaces[slot] }

  /// Takes the slot that has been free longest, or nil when all serve.
  mutating func takeSlot() -> Int? {
    if servicePlaces.count < slotCount {
      servicePlaces.append(0)
      return servicePlaces.count - 1
    }
    return free.popFirst()?.place
  }

  /// Serves a request in a slot that was taken.
  mutating func serve(inSlot slot: Int, servicePlace: Int, from start: Int64, until end: Int64) {
    occupy(slot, servicePlace: servicePlace, from: start, until: end)
    busy.insert(Departure(time: end, place: slot))
  }

  /// Serves a request in the slot of the next departure, at the time of that.
  mutating func serveInDepartingSlot(
    _ slot: Int, servicePlace: Int, from start: Int64, until end: Int64
  ) {
    occupy(slot, servicePlace: servicePlace, from: start, until: end)
    busy.replaceFirst(with: Departure(time: end, place: slot))
  }

  /// Frees the slot of the next departure.
  mutating func freeDepartingSlot() {
    guard let slot = busy.first else { return }
    busy.removeFirst()
    free.append(slot)
    // A request without duration may free a lower slot after others that became free at its time.
    var index = free.count - 1
    while index > 0, slot < free[index - 1] {
      free[index] = free[index - 1]
      index -= 1
    }
    free[index] = slot
  }

  private mutating func occupy(
    _ slot: Int, servicePlace: Int, from start: Int64, until end: Int64
  ) {
    servicePlaces[slot] = servicePlace
    running.add(slot % instances, from: start, until: end)
  }
}

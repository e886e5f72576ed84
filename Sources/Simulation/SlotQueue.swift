import Units

/// Initialised environments with a free slot, in the order in which a routing wants them.
///
/// Those that are always kept come first. Environments that ran out stay until they are seen.
struct SlotQueue {
  private struct Entry: Comparable {
    var rank: Int64
    var place: Int

    static func < (left: Entry, right: Entry) -> Bool {
      left.rank < right.rank || (left.rank == right.rank && left.place < right.place)
    }
  }

  private let routing: Routing
  private var heap = BinaryHeap<Entry>()
  /// The places in no order, for a random choice.
  private var places: [Int] = []
  private var generator: SeededGenerator

  init(routing: Routing, seed: UInt64, service: String) {
    self.routing = routing
    generator = SeededGenerator(seed: seed, service, "routing")
  }

  /// - Parameter order: rank among the uses of environments.
  mutating func insert(_ place: Int, order: Int64, isKept: Bool) {
    let kept = isKept ? -ReplayColumns.forEver : 0
    switch routing {
    case .mostRecentlyUsed: heap.insert(Entry(rank: kept &- order, place: place))
    case .leastRecentlyUsed: heap.insert(Entry(rank: kept &+ order, place: place))
    case .random: places.append(place)
    }
  }

  /// Takes an environment out; nil where there is none.
  mutating func take() -> Int? {
    guard routing == .random else {
      guard let place = heap.first?.place else { return nil }
      heap.removeFirst()
      return place
    }
    guard !places.isEmpty else { return nil }
    places.swapAt(generator.below(places.count), places.count - 1)
    return places.removeLast()
  }
}

import Units

/// A random idle environment, as `Routing.random` lays down.
///
/// The list is in the order of the draws; a heap of its indices is in the order of expiry. Each
/// entry knows its place in the heap, so that a reuse takes it out of both.
struct IdleLottery: IdleEnvironments {
  private struct Entry {
    var period: IdlePeriod
    /// Rank among the departures, which orders expiries at one time.
    var sequence: Int
    var heapIndex: Int
  }

  private var list: [Entry] = []
  private var heap: [Int] = []
  private var departures = 0
  private var generator: SeededGenerator
  var expired = ExpiredPeriods()

  init(seed: UInt64, service: String) {
    generator = SeededGenerator(seed: seed, service, "routing")
  }

  var remaining: [IdlePeriod] { list.map(\.period) }

  mutating func release(_ period: IdlePeriod) {
    expire(before: period.start)
    list.append(Entry(period: period, sequence: departures, heapIndex: heap.count))
    heap.append(list.count - 1)
    departures += 1
    moveUp(from: heap.count - 1)
  }

  mutating func take(at time: Int64) -> Int64? {
    expire(before: time)
    return list.isEmpty ? nil : remove(generator.below(list.count)).start
  }

  private mutating func expire(before time: Int64) {
    while let index = heap.first, list[index].period.end < time {
      expired.add(remove(index))
    }
  }

  private mutating func remove(_ index: Int) -> IdlePeriod {
    let entry = list[index]
    removeFromHeap(entry.heapIndex)
    let last = list.removeLast()
    if index < list.count {
      list[index] = last
      heap[last.heapIndex] = index
    }
    return entry.period
  }

  private mutating func removeFromHeap(_ place: Int) {
    let last = heap.removeLast()
    guard place < heap.count else { return }
    put(last, at: place)
    moveUp(from: place)
    moveDown(from: list[last].heapIndex)
  }

  private mutating func moveUp(from start: Int) {
    var place = start
    let index = heap[place]
    while place > 0, expiresEarlier(index, heap[(place - 1) / 2]) {
      put(heap[(place - 1) / 2], at: place)
      place = (place - 1) / 2
    }
    put(index, at: place)
  }

  private mutating func moveDown(from start: Int) {
    var place = start
    let index = heap[place]
    while true {
      var child = 2 * place + 1
      guard child < heap.count else { break }
      if child + 1 < heap.count, expiresEarlier(heap[child + 1], heap[child]) { child += 1 }
      guard expiresEarlier(heap[child], index) else { break }
      put(heap[child], at: place)
      place = child
    }
    put(index, at: place)
  }

  private mutating func put(_ index: Int, at place: Int) {
    heap[place] = index
    list[index].heapIndex = place
  }

  private func expiresEarlier(_ left: Int, _ right: Int) -> Bool {
    let (left, right) = (list[left], list[right])
    return left.period.end < right.period.end
      || (left.period.end == right.period.end && left.sequence < right.sequence)
  }
}

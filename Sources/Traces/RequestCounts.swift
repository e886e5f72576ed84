import Glibc
import Units

/// How requests arrive within a period of which only their number is known.
public enum CountExpansion: String, CaseIterable, Sendable {
  /// With exponential gaps: a Poisson process, given its number.
  case exponential
  /// With gaps drawn evenly.
  case uniform
  /// With equal gaps.
  case equidistant
}

/// Requests of which only the numbers in each period are known; they are made when they are asked
/// for, and are the same each time.
struct RequestCounts: Sendable {
  struct Service: Sendable {
    var name: String
    /// Periods with requests, from 0, ascending, and how many they have.
    var counts: [(period: Int, count: Int)] = []
    var duration: ServiceDuration
    /// MB.
    var memory: Int32
  }

  /// Of the first period's start.
  let start: Int64
  /// Length of a period in microseconds.
  let period: Int64
  let services: [Service]
  let expansion: CountExpansion
  let seed: UInt64

  var total: Int { services.reduce(0) { $0 + $1.counts.reduce(0) { $0 + $1.count } } }

  func expanded() -> Expansion { Expansion(self) }

  /// One pass over the requests in time order.
  struct Expansion {
    private var arrivals: [ServiceArrivals]
    /// Services by their next arrival, where there are several.
    private var order: [(time: Int64, service: Int)] = []
    private let memories: [Int32]

    init(_ counts: RequestCounts) {
      arrivals = counts.services.map { ServiceArrivals($0, of: counts) }
      memories = counts.services.map(\.memory)
      guard arrivals.count > 1 else { return }
      order = arrivals.indices.compactMap { service in
        arrivals[service].next.map { ($0, service) }
      }.sorted { $0 < $1 }
    }

    mutating func fill(_ block: RequestBlock) {
      block.count = 0
      if arrivals.count == 1 { return fillFromOne(block) }
      while block.count < RequestBlock.capacity, let first = order.first {
        append(first.service, at: first.time, to: block)
        replaceFirst(arrivals[first.service].next)
      }
    }

    private mutating func fillFromOne(_ block: RequestBlock) {
      var service = arrivals[0]
      var count = 0
      while count < RequestBlock.capacity, let time = service.next {
        block.services[count] = 0
        block.arrivals[count] = time
        block.durations[count] = service.duration()
        block.memories[count] = memories[0]
        service.advance()
        count += 1
      }
      arrivals[0] = service
      block.count = count
    }

    private mutating func append(_ service: Int, at time: Int64, to block: RequestBlock) {
      let row = block.count
      block.services[row] = UInt32(service)
      block.arrivals[row] = time
      block.durations[row] = arrivals[service].duration()
      block.memories[row] = memories[service]
      arrivals[service].advance()
      block.count = row + 1
    }

    /// The heap's first service goes to the place of its next arrival.
    private mutating func replaceFirst(_ time: Int64?) {
      if let time {
        order[0].time = time
      } else {
        order.swapAt(0, order.count - 1)
        order.removeLast()
      }
      var hole = 0
      while true {
        var child = 2 * hole + 1
        guard child < order.count else { return }
        if child + 1 < order.count && order[child + 1] < order[child] { child += 1 }
        guard order[child] < order[hole] else { return }
        order.swapAt(child, hole)
        hole = child
      }
    }
  }
}

/// The arrivals of one service, one after the other.
private struct ServiceArrivals {
  private let counts: [(period: Int, count: Int)]
  private let start: Int64
  private let period: Int64
  private let expansion: CountExpansion
  private let durations: ServiceDuration
  private var gaps: SeededGenerator
  private var durationDraws: SeededGenerator
  private var place = -1
  /// Of the current period: arrivals that are left, its start, the time gone and a gap's unit.
  private var left = 0
  private var origin: Int64 = 0
  private var elapsed = 0.0
  private var scale = 0.0
  /// The next arrival, nil at the end.
  private(set) var next: Int64?

  init(_ service: RequestCounts.Service, of counts: RequestCounts) {
    self.counts = service.counts
    start = counts.start
    period = counts.period
    expansion = counts.expansion
    durations = service.duration
    gaps = SeededGenerator(seed: counts.seed, service.name, "arrivals")
    durationDraws = SeededGenerator(seed: counts.seed, service.name, "durations")
    advance()
  }

  mutating func duration() -> Int64 { durations.sample(&durationDraws) }

  mutating func advance() {
    while left == 0 {
      place += 1
      guard place < counts.count else {
        next = nil
        return
      }
      left = counts[place].count
      origin = start + Int64(counts[place].period) * period
      begin(counts[place].count)
    }
    left -= 1
    elapsed += gap(&gaps) * scale
    next = origin + min(Int64(elapsed), period - 1)
  }

  /// Settles the scale that makes the gaps before, between and behind the arrivals fill the period.
  private mutating func begin(_ count: Int) {
    elapsed = 0
    guard expansion != .equidistant else {
      scale = Double(period) / Double(count)
      elapsed = -scale / 2
      return
    }
    // The gaps are drawn twice from one state rather than held.
    var draws = gaps
    var sum = 0.0
    for _ in 0...count { sum += gap(&draws) }
    scale = sum > 0 ? Double(period) / sum : 0
  }

  private func gap(_ generator: inout SeededGenerator) -> Double {
    switch expansion {
    case .exponential: return -log(1 - generator.unit())
    case .uniform: return generator.unit()
    case .equidistant: return 1
    }
  }
}

/// How long the requests of one service take.
enum ServiceDuration: Sendable {
  /// Microseconds.
  case constant(Int64)
  /// Microseconds at ascending shares of the requests, from 0 to 1; between them linear.
  case percentiles([(share: Double, time: Double)])

  @inline(__always)
  func sample(_ generator: inout SeededGenerator) -> Int64 {
    guard case .percentiles(let points) = self else {
      if case .constant(let time) = self { return time }
      return 0
    }
    let unit = generator.unit()
    let upper = points.firstIndex { $0.share >= unit } ?? points.count - 1
    guard upper > 0 else { return Int64(points[0].time) }
    let (low, high) = (points[upper - 1], points[upper])
    let part = high.share > low.share ? (unit - low.share) / (high.share - low.share) : 0
    return Int64((low.time + part * (high.time - low.time)).rounded(.up))
  }
}

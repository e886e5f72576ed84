/// A request's name in a log, as a number: 128 bits keyed at random, so that two names are one
/// number with a probability that does not matter.
struct RequestKey: Hashable, Comparable, Sendable {
  private let high: UInt64
  private let low: UInt64

  /// Eight bytes behind the name are readable.
  init(_ name: Field, _ interner: NameInterner) {
    low = interner.hash(name)
    // The same bytes under another key.
    high = interner.hash(name, seed: NameInterner.mixed(low, 0x2545_f491_4f6c_dd1d))
  }

  static func < (left: Self, right: Self) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }
}

/// That a request started, in microseconds since 1970, and of which function, where it says so.
struct LoggedStart: Sendable {
  let key: RequestKey
  let time: Int64
  let function: String?
}

/// Finds the starts of requests whose logs state only the end in their records.
///
/// The order of lines and files does not matter. A request that is retried keeps its name: of the
/// starts at or before its end that no earlier end has taken, each end takes the one nearest to
/// end − duration.
enum StartMatching {
  private struct End {
    let key: RequestKey
    let time: Int64
    let block: Int
    let row: Int
  }

  /// Moves the arrivals to the starts that are found and notes their functions; the number of starts
  /// that none has taken.
  static func apply(to blocks: inout [ParsedBlock]) -> Int {
    let starts = blocks.flatMap(\.starts).sorted { ($0.key, $0.time) < ($1.key, $1.time) }
    guard !starts.isEmpty else { return 0 }
    var isTaken = [Bool](repeating: false, count: starts.count)
    var first = 0
    for end in ends(of: blocks) {
      while first < starts.count && starts[first].key < end.key { first += 1 }
      guard let arrivals = blocks[end.block].columns.arrivals?.base else { continue }
      let expected = arrivals[end.row]
      var nearest: Int?
      var index = first
      while index < starts.count, starts[index].key == end.key, starts[index].time <= end.time {
        let distance = abs(starts[index].time - expected)
        if !isTaken[index], distance <= nearest.map({ abs(starts[$0].time - expected) }) ?? .max {
          nearest = index
        }
        index += 1
      }
      guard let nearest else { continue }
      isTaken[nearest] = true
      arrivals[end.row] = starts[nearest].time
      blocks[end.block].startedFunctions[end.row] = starts[nearest].function
    }
    for index in blocks.indices where !blocks[index].requestKeys.isEmpty {
      blocks[index].noteOrder()
    }
    return isTaken.count { !$0 }
  }

  /// The ends of all requests, by name and time.
  private static func ends(of blocks: [ParsedBlock]) -> [End] {
    var ends: [End] = []
    for (index, block) in blocks.enumerated() {
      guard let arrivals = block.columns.arrivals?.base,
        let durations = block.columns.durations?.base
      else { continue }
      for (row, key) in block.requestKeys.enumerated() {
        ends.append(
          End(key: key, time: arrivals[row] + durations[row], block: index, row: row))
      }
    }
    return ends.sorted {
      ($0.key, $0.time, $0.block, $0.row) < ($1.key, $1.time, $1.block, $1.row)
    }
  }
}

extension ParsedBlock {
  /// Notes anew what is known of the order of the arrivals.
  mutating func noteOrder() {
    guard let arrivals = columns.arrivals?.base, columns.count > 0 else { return }
    isInOrder = true
    for row in 0..<columns.count {
      if row > 0 && arrivals[row] < arrivals[row - 1] { isInOrder = false }
    }
    firstArrival = arrivals[0]
    lastArrival = arrivals[columns.count - 1]
  }
}

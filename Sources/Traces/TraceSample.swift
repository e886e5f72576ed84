import Units

/// A part of a trace whose statistics are those of the whole.
///
/// Requests are never thinned one by one, which would change rates, concurrency and cold starts:
/// whole services or whole blocks of time are kept, chosen at random without replacement.
public struct TraceSample: Sendable {
  public let trace: Trace
  /// Services or blocks that there are, and that were kept.
  public let candidates: Int
  public let kept: Int

  /// Keeps about `share` (more than 0, at most 1) of the services with requests, at least one.
  ///
  /// A service's own statistics stay as they are.
  public init(of whole: Trace, services share: Double, seed: UInt64) {
    let services = whole.rows.indices.filter { !whole.rows[$0].isEmpty }
    let chosen = Self.chosen(services, share, seed)
    trace = whole.subset(services: chosen)
    candidates = services.count
    kept = chosen.count
  }

  /// Keeps about `share` of the blocks of `length` microseconds, counted from the first arrival, and
  /// sets them one after the other; at least one.
  ///
  /// Within a block arrivals stay as they are, so that rates, bursts and concurrency do.
  ///
  /// Throws `Failure(.usage)` for more than a million blocks.
  public init(of whole: Trace, blocks share: Double, length: Int64, seed: UInt64) throws {
    let first = whole.firstArrival ?? 0
    let count = Int((whole.observedSpan) / length) + 1
    guard count <= Self.mostBlocks else {
      throw Failure(
        .usage,
        "the trace has \(count) blocks of \(DurationText.text(length)), more than "
          + "\(Self.mostBlocks)", hint: "--block states longer ones")
    }
    let chosen = Self.chosen(Array(0..<count), share, seed)
    var places = [Int64](repeating: -1, count: count)
    for (place, block) in chosen.enumerated() { places[block] = Int64(place) }
    func block(_ row: Int) -> Int { Int((whole.arrivals[row] - first) / length) }
    let rows = whole.arrivals.indices.filter { places[block($0)] >= 0 }
    let arrivals = rows.map { row in
      whole.arrivals[row] - (Int64(block(row)) - places[block(row)]) * length
    }
    trace = whole.subset(rows: rows).with(arrivals: arrivals)
    candidates = count
    kept = chosen.count
  }

  private static let mostBlocks = 1_000_000

  /// Some of `all`, in their order.
  private static func chosen(_ all: [Int], _ share: Double, _ seed: UInt64) -> [Int] {
    var pool = all
    var random = SeededGenerator(seed: seed, "sample")
    let wanted = min(all.count, max(1, Int((Double(all.count) * share).rounded())))
    for place in 0..<min(wanted, pool.count) {
      pool.swapAt(place, place + random.below(pool.count - place))
    }
    return pool.prefix(wanted).sorted()
  }
}

extension Trace {
  /// The same with other arrivals, in the same order.
  fileprivate func with(arrivals: [Int64]) -> Trace {
    Trace(
      serviceNames: serviceNames, rows: rows, serviceOrder: serviceOrder, arrivals: arrivals,
      durations: durations, memories: memories, cpuTimes: cpuTimes, initTimes: initTimes,
      billedTimes: billedTimes, coldStarts: coldStarts, instances: instances,
      requestBytes: requestBytes, responseBytes: responseBytes, loggedPlatform: loggedPlatform)
  }
}

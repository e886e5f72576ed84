import Traces
import Units

/// Where the initialisation (cold-start) time of an environment comes from.
public enum Initialization: Hashable, Sendable {
  /// Drawn for each cold start.
  case distribution(DurationDistribution)
  /// The row's own time where the log has one (it started cold there too); else the mean of the
  /// service's positive times, else of the whole trace's, else 0. Means round half to even.
  case fromTrace
}

/// The initialisation times of one service, in the order of its cold starts.
struct InitializationDraw {
  let source: Initialization
  /// For rows without a time of their own.
  let mean: Int64
  private var generator: SeededGenerator

  init(_ source: Initialization, mean: Int64, seed: UInt64, service: String) {
    self.source = source
    self.mean = mean
    generator = SeededGenerator(seed: seed, service, "init")
  }

  mutating func next(row: Int, columns: ReplayColumns) -> Int64 {
    switch source {
    case .distribution(let distribution): return distribution.sample(&generator)
    case .fromTrace:
      guard let times = columns.initTimes, times[row] > 0 else { return mean }
      return times[row]
    }
  }
}

/// The mean positive initialisation time of each service, as `Initialization.fromTrace` says.
func meanInitTimes(of trace: Trace) -> [Int64] {
  let sums = trace.rows.indices.map { trace.statistics(of: $0) }
  let whole = sums.reduce((time: Int128(0), count: 0)) {
    ($0.time + $1.initTime, $0.count + $1.initCount)
  }
  return sums.map { sum in
    let chosen = sum.initCount > 0 ? (time: sum.initTime, count: sum.initCount) : whole
    guard chosen.count > 0 else { return 0 }
    return Int64(roundedHalfToEven(chosen.time, over: Int128(chosen.count)))
  }
}

import Units

/// How long an environment stays warm after its last departure, in microseconds.
///
/// An environment that has been idle for exactly this long is still warm.
public enum KeepAlive: Hashable, Sendable {
  /// The same for each idle period.
  case fixed(Int64)
  /// Uniform over the whole microseconds of the range, drawn anew for each idle period: the first
  /// environments are gone at its lower end, all of them after its upper end.
  case ramp(ClosedRange<Int64>)
}

/// The keep-alive times of one service: its i-th departure in time order gets the i-th draw.
struct KeepAliveDraw {
  private let shortest: Int64
  private let choices: Int
  private var generator: SeededGenerator

  init(_ keepAlive: KeepAlive, seed: UInt64, service: String) {
    let range: ClosedRange<Int64>
    switch keepAlive {
    case .fixed(let time): range = time...time
    case .ramp(let times): range = times
    }
    // Longer than any trace is for ever, and keeps the sums from overflowing.
    shortest = min(max(range.lowerBound, 0), ReplayColumns.forEver)
    choices = Int(min(max(range.upperBound, 0), ReplayColumns.forEver) - shortest + 1)
    generator = SeededGenerator(seed: seed, service, "keep-alive")
  }

  mutating func next() -> Int64 {
    choices == 1 ? shortest : shortest &+ Int64(generator.below(choices))
  }
}

import Glibc
import Units

/// How the requests of a generated trace arrive.
public enum ArrivalPattern: String, CaseIterable, Sendable {
  /// Independent of each other, at a constant rate.
  case poisson
  /// Poisson with a rate that follows the day: 1.8 times the mean at 20:00 UTC, 0.2 at 08:00.
  case diurnal
  /// Poisson that switches between bursts of 1 min in the mean at five times the mean rate and quiet
  /// times of 9 min in the mean at 5/9 of it (a Markov-modulated Poisson process).
  case bursty
  /// At equal distances.
  case constant
}

/// Draws arrival times one after the other, in microseconds after the start.
///
/// Poisson arrivals are drawn in operational time, in which their rate is constant; the pattern
/// says which time that is (Çinlar, Introduction to Stochastic Processes, 1975, 4.7).
struct ArrivalProcess {
  private let pattern: ArrivalPattern
  /// Mean distance in microseconds.
  private let meanGap: Double
  private let day: DayPattern
  /// What operational times are multiplied by.
  private var stretch = 1.0
  private var generator: SeededGenerator
  private var time = 0.0
  private var index = 0
  private var isBurst: Bool
  private var stateEnd: Double

  private static let meanQuiet = 9 * 60_000_000.0
  private static let meanBurst = 60_000_000.0
  private static let burstRate = 5.0
  private static let quietRate = 5.0 / 9

  /// - Parameters:
  ///   - rate: requests a second, the mean over `span` where that is given.
  ///   - span: microseconds.
  init(_ pattern: ArrivalPattern, rate: Double, start: Int64, span: Int64?, seed: UInt64) {
    self.pattern = pattern
    meanGap = 1_000_000 / rate
    day = DayPattern(start: start)
    generator = SeededGenerator(seed: seed, "trace", "arrivals")
    isBurst = generator.unit() < Self.meanBurst / (Self.meanBurst + Self.meanQuiet)
    stateEnd = generator.exponential(mean: isBurst ? Self.meanBurst : Self.meanQuiet)
    if pattern == .diurnal, let span {
      // Keeps the mean over a part of the day, too.
      stretch = day.operational(Double(span)) / Double(span)
    }
  }

  /// The same process under the condition that exactly `count` requests arrive within `span`
  /// microseconds: given their number, Poisson arrivals are uniform in operational time, as the
  /// partial sums of `count` + 1 exponential gaps over their total are.
  func conditioned(on count: Int, within span: Int64) -> ArrivalProcess {
    guard pattern != .constant else { return self }
    var trial = self
    for _ in 0...count { trial.advance() }
    var result = self
    let end = pattern == .diurnal ? day.operational(Double(span)) : Double(span)
    result.stretch = end / trial.time
    return result
  }

  /// The next arrival.
  mutating func next() -> Double {
    advance()
    let operational = time * stretch
    return pattern == .diurnal ? day.time(operational) : operational
  }

  private mutating func advance() {
    switch pattern {
    case .constant: time = Double(index) * meanGap
    case .poisson, .diurnal: time += generator.exponential(mean: meanGap)
    case .bursty: advanceThroughBursts()
    }
    index += 1
  }

  /// The exponential distribution has no memory, so a draw beyond the state's end is drawn anew
  /// from there.
  private mutating func advanceThroughBursts() {
    while true {
      let rate = isBurst ? Self.burstRate : Self.quietRate
      let arrival = time + generator.exponential(mean: meanGap / rate)
      if arrival < stateEnd {
        time = arrival
        return
      }
      time = stateEnd
      isBurst.toggle()
      stateEnd += generator.exponential(mean: isBurst ? Self.meanBurst : Self.meanQuiet)
    }
  }
}

/// A rate of 1 + 0.8 cos(2π (t − 20 h) / 24 h) times the mean.
private struct DayPattern {
  /// Radians of the start before the daily peak.
  private let phase: Double

  private static let swing = 0.8
  /// Radians a microsecond.
  private static let pace = 2 * Double.pi / 86_400_000_000

  init(start: Int64) {
    let day: Int64 = 86_400_000_000
    phase = Self.pace * Double(start - start.floorDivided(by: day) * day - day * 20 / 24)
  }

  /// The integral of the rate from 0 to `time`.
  func operational(_ time: Double) -> Double {
    time + Self.swing / Self.pace * (sin(phase + Self.pace * time) - sin(phase))
  }

  /// The time whose operational time is given, by Newton's method kept within its bounds.
  func time(_ operational: Double) -> Double {
    let reach = 2 * Self.swing / Self.pace
    var (low, high) = (operational - reach, operational + reach)
    var time = operational
    for _ in 0..<60 {
      let error = self.operational(time) - operational
      guard abs(error) > 0.25 else { break }
      if error > 0 { high = time } else { low = time }
      let step = time - error / (1 + Self.swing * cos(phase + Self.pace * time))
      time = step > low && step < high ? step : (low + high) / 2
    }
    return max(0, time)
  }
}

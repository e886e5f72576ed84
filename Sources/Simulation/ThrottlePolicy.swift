import Units

/// What becomes of a request that a limit refuses.
public enum ThrottlePolicy: Hashable, Sendable {
  /// It has failed.
  case fail
  /// It is tried again: by its client, or by the platform's queue of asynchronous invocations.
  case retry(RetryPolicy)
}

/// Exponential back-off of a request that was throttled. Times are in microseconds.
///
/// After its i-th failed attempt (i = 1, 2 …) a request is tried again after
/// min(firstDelay·factor^(i−1), maximumDelay), with jitter times a uniform number in [0, 1), rounded
/// down, but at least 1 ("full jitter": M. Brooker, "Exponential Backoff And Jitter", AWS
/// Architecture Blog, 2015). It gives up when its attempts are used up, or when the next one would
/// be later than its arrival plus `maximumAge`.
public struct RetryPolicy: Hashable, Sendable {
  /// Attempts in all, the first included; at least 1, nil is as many as `maximumAge` allows.
  public var attempts: Int?
  /// 1 to `longestTime`.
  public var firstDelay: Int64
  /// At least 1.
  public var factor: Int
  /// 1 to `longestTime`.
  public var maximumDelay: Int64
  public var hasJitter: Bool
  /// 0 to `longestTime`; nil is no limit.
  public var maximumAge: Int64?

  /// 366 days.
  public static let longestTime: Int64 = 366 * 86_400_000_000
  /// More attempts of one request than this, without jitter, are refused: they would keep a replay
  /// busy for hours.
  public static let mostAttempts = 10_000

  public init(
    attempts: Int?, firstDelay: Int64, factor: Int, maximumDelay: Int64, hasJitter: Bool,
    maximumAge: Int64? = nil
  ) {
    self.attempts = attempts
    self.firstDelay = firstDelay
    self.factor = factor
    self.maximumDelay = maximumDelay
    self.hasJitter = hasJitter
    self.maximumAge = maximumAge
  }

  /// The delays before jitter, in order; the last one repeats.
  var delays: [Int64] {
    var delays = [min(firstDelay, maximumDelay)]
    while factor > 1, let last = delays.last, last < maximumDelay {
      let (product, overflow) = last.multipliedReportingOverflow(by: Int64(factor))
      delays.append(overflow ? maximumDelay : min(product, maximumDelay))
    }
    return delays
  }

  /// Throws `Failure(.usage)` for values out of range and for attempts without end.
  func check() throws {
    try check(attempts ?? 1, in: 1...Int.max, "attempts")
    try check(firstDelay, in: 1...Self.longestTime, "first delay in µs")
    try check(factor, in: 1...Int.max, "factor")
    try check(maximumDelay, in: 1...Self.longestTime, "maximum delay in µs")
    try check(maximumAge ?? 0, in: 0...Self.longestTime, "maximum age in µs")
    guard attempts != nil || maximumAge != nil else {
      throw Failure(
        .usage, "retries without end: neither their attempts nor their age is limited",
        hint: "limit the attempts or the age of a request")
    }
    let most = min(attempts ?? .max, attemptsWithinAge)
    guard most <= Self.mostAttempts else {
      throw Failure(
        .usage, "up to \(most) attempts of each request are more than \(Self.mostAttempts)",
        hint: "lengthen the delays, or lower the attempts or the age of a request")
    }
  }

  private var attemptsWithinAge: Int {
    guard var left = maximumAge else { return .max }
    var attempts = 1
    let delays = delays
    for delay in delays.dropLast() {
      guard delay <= left else { return attempts }
      left -= delay
      attempts += 1
    }
    return attempts + Int(left / (delays.last ?? 1))
  }

  private func check<Value: BinaryInteger>(
    _ value: Value, in range: ClosedRange<Value>, _ name: String
  ) throws {
    guard range.contains(value) else {
      let bounds =
        range.upperBound == Value(Int.max)
        ? "at least \(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
      throw Failure(.usage, "the retries' \(name) must be \(bounds), not \(value)")
    }
  }
}

/// The times of one service's next attempts.
struct RetryDraw {
  private let attempts: Int
  private let delays: [Int64]
  private let hasJitter: Bool
  private let maximumAge: Int64
  private var generator: SeededGenerator

  init(_ policy: RetryPolicy, seed: UInt64, service: String) {
    attempts = policy.attempts ?? .max
    delays = policy.delays
    hasJitter = policy.hasJitter
    maximumAge = policy.maximumAge ?? ReplayColumns.forEver
    generator = SeededGenerator(seed: seed, service, "retry")
  }

  /// When to try again after `failures` attempts of which the last failed at `time`; nil gives up.
  mutating func next(failures: Int, at time: Int64, arrival: Int64) -> Int64? {
    guard failures < attempts else { return nil }
    var delay = delays[min(failures, delays.count) - 1]
    if hasJitter { delay = max(1, Int64(generator.below(Int(delay)))) }
    return time &+ delay &- arrival <= maximumAge ? time &+ delay : nil
  }
}

/// A token bucket that is full at its start and fills up evenly.
///
/// Its level is kept in units of 1/period tokens, so that each microsecond adds a whole number of
/// them. Int128 holds every level: capacity and time are below 2⁶³.
struct TokenBucket {
  private let tokens: Int128
  private let period: Int128
  private let capacity: Int128
  private var level: Int128
  private var last: Int64

  /// Holds `tokens` and gains as many each `period` microseconds, from `start` on.
  init(tokens: Int, period: Int64, start: Int64) {
    self.tokens = Int128(tokens)
    self.period = Int128(period)
    capacity = self.tokens * self.period
    level = capacity
    last = start
  }

  /// Whether it holds a whole token at `time`, which does not decrease from call to call.
  mutating func hasToken(at time: Int64) -> Bool {
    level = min(capacity, level &+ tokens &* Int128(truncatingIfNeeded: time &- last))
    last = time
    return level >= period
  }

  /// Takes a token away; it has one.
  mutating func take() { level &-= period }

  /// Whether it has a token for each of `times`, which do not decrease.
  func covers(_ times: [Int64]) -> Bool {
    guard times.count > tokens else { return true }
    var bucket = self
    for time in times {
      guard bucket.hasToken(at: time) else { return false }
      bucket.take()
    }
    return true
  }
}

extension TokenBucket? {
  /// No bucket is no limit.
  mutating func hasToken(at time: Int64) -> Bool { self?.hasToken(at: time) ?? true }

  mutating func take() { self?.take() }
}

import Units

/// When a throttled request is sent again: delays that grow by a factor up to a maximum.
public struct RetryRule: Hashable, Sendable {
  /// Attempts in all, the first one included; nil where only the age of a request ends them.
  public let attempts: Int?
  /// Delay before the first repetition, in microseconds; the longest one where there is jitter.
  public let firstDelay: Int64
  /// What each delay is multiplied by for the next one.
  public let factor: Int
  /// Bound of the delays in microseconds.
  public let maximumDelay: Int64
  /// Whether a delay is drawn uniformly between 0 and its value (full jitter).
  public let hasJitter: Bool
  /// How long after its arrival a request is still repeated, in microseconds; nil without a bound.
  public let maximumAge: Int64?

  public init(
    attempts: Int?, firstDelay: Int64, factor: Int, maximumDelay: Int64, hasJitter: Bool,
    maximumAge: Int64?
  ) {
    self.attempts = attempts
    self.firstDelay = firstDelay
    self.factor = factor
    self.maximumDelay = maximumDelay
    self.hasJitter = hasJitter
    self.maximumAge = maximumAge
  }
}

extension RetryRule: CustomStringConvertible {
  /// The rule for people: `after 1s × 2ⁱ, at most 20s, drawn from 0 up; 3 attempts`.
  public var description: String {
    "after \(DurationText.text(firstDelay)) × \(factor)ⁱ, at most \(DurationText.text(maximumDelay))"
      + (hasJitter ? ", drawn from 0 up" : "") + (attempts.map { "; \($0) attempts" } ?? "")
      + (maximumAge.map { "; for \(DurationText.text($0))" } ?? "")
  }
}

import Glibc

/// A distribution of durations in microseconds, as options and traces name it.
public enum DurationDistribution: Hashable, Sendable {
  /// Always the same.
  case constant(Int64)
  /// Exponential with this mean.
  case exponential(mean: Int64)
  /// Lognormal with this median and the standard deviation of the logarithm.
  case lognormal(median: Int64, sigma: Double)

  /// The longest time that a distribution may name or make: 366 days, in microseconds.
  public static let longest: Int64 = 31_622_400_000_000

  /// Reads `253ms`, `constant(253ms)`, `exponential(2s)` or `lognormal(131ms,0.26)`; nil when it
  /// is none of these, or a parameter is negative or above `longest`.
  public init?(_ text: String) {
    if let plain = DurationText.microseconds(text) {
      guard plain <= Self.longest else { return nil }
      self = .constant(plain)
      return
    }
    guard text.hasSuffix(")"), let open = text.firstIndex(of: "(") else { return nil }
    let parameters = text[text.index(after: open)...].dropLast().split(
      separator: ",", omittingEmptySubsequences: false)
    guard let first = parameters.first, let time = DurationText.microseconds(first),
      time <= Self.longest
    else { return nil }
    switch (text[..<open], parameters.count) {
    case ("constant", 1): self = .constant(time)
    case ("exponential", 1): self = .exponential(mean: time)
    case ("lognormal", 2):
      guard let sigma = Double(String(parameters[1])), sigma >= 0, sigma <= 10 else { return nil }
      self = .lognormal(median: time, sigma: sigma)
    default: return nil
    }
  }

  /// A duration in whole microseconds, at most `longest`, so that a long tail cannot overflow.
  @inlinable
  public func sample(_ generator: inout SeededGenerator) -> Int64 {
    switch self {
    case .constant(let time): return time
    case .exponential(let mean): return bounded(generator.exponential(mean: Double(mean)))
    case .lognormal(let median, let sigma):
      return bounded(Double(median) * exponentialOf(sigma * generator.normal()))
    }
  }

  /// The mean in microseconds.
  public var mean: Double {
    switch self {
    case .constant(let time): return Double(time)
    case .exponential(let mean): return Double(mean)
    case .lognormal(let median, let sigma): return Double(median) * exp(sigma * sigma / 2)
    }
  }

  /// The text that `init` reads.
  public var text: String {
    switch self {
    case .constant(let time): return "constant(\(DurationText.text(time)))"
    case .exponential(let mean): return "exponential(\(DurationText.text(mean)))"
    case .lognormal(let median, let sigma):
      return "lognormal(\(DurationText.text(median)),\(sigma))"
    }
  }
}

@usableFromInline
func exponentialOf(_ value: Double) -> Double { exp(value) }

@usableFromInline
func bounded(_ microseconds: Double) -> Int64 {
  Int64(min(microseconds.rounded(), Double(DurationDistribution.longest)))
}

import Pricing
import Simulation
import Units

/// The names of the routing policies in options and price files.
enum RoutingName: String, CaseIterable {
  case mostRecentlyUsed = "most-recently-used"
  case leastRecentlyUsed = "least-recently-used"
  case random

  var routing: Routing {
    switch self {
    case .mostRecentlyUsed: return .mostRecentlyUsed
    case .leastRecentlyUsed: return .leastRecentlyUsed
    case .random: return .random
    }
  }
}

/// The names of the ways to balance a fleet.
enum BalanceName: String, CaseIterable {
  case fifo
  case roundRobin = "round-robin"
  case leastOutstanding = "least-outstanding"

  var balance: Balance {
    switch self {
    case .fifo: return .fifo
    case .roundRobin: return .roundRobin
    case .leastOutstanding: return .leastOutstanding
    }
  }
}

/// The names of what becomes of throttled requests.
enum ThrottleName: String, CaseIterable {
  case fail
  case retry
  case queue
}

extension ScaleRate {
  /// Reads `1000/10s`; nil for anything else.
  init?(_ text: String) {
    let sides = text.split(separator: "/", omittingEmptySubsequences: false)
    guard sides.count == 2, let environments = Int(sides[0]), 1...1_000_000_000 ~= environments,
      let period = DurationText.microseconds(sides[1]), period >= 1
    else { return nil }
    self.init(environments: environments, period: period)
  }
}

extension RetryPolicy {
  init(_ rule: RetryRule) {
    self.init(
      attempts: rule.attempts, firstDelay: rule.firstDelay, factor: rule.factor,
      maximumDelay: rule.maximumDelay, hasJitter: rule.hasJitter, maximumAge: rule.maximumAge)
  }
}

extension KeepAlive {
  /// Reads `600s` or a ramp `300s..360s`; nil for anything else.
  init?(_ text: String) {
    if let time = DurationText.microseconds(text) {
      self = .fixed(time)
      return
    }
    guard let dots = text.firstRange(of: ".."),
      let low = DurationText.microseconds(text[..<dots.lowerBound]),
      let high = DurationText.microseconds(text[dots.upperBound...]), low <= high
    else { return nil }
    self = low == high ? .fixed(low) : .ramp(low...high)
  }

  /// For people.
  var text: String {
    switch self {
    case .fixed(let time): return DurationText.text(time)
    case .ramp(let range):
      return DurationText.text(range)
    }
  }
}

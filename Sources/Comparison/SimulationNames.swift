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
      return "\(DurationText.text(range.lowerBound))..\(DurationText.text(range.upperBound))"
    }
  }
}

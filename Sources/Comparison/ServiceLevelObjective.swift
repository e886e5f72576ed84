import Simulation
import Units

/// What users must get: a bound on a latency percentile, on errors, or both.
public struct ServiceLevelObjective: Hashable, Sendable {
  public struct LatencyBound: Hashable, Sendable {
    public let percentile: Percentile
    /// Microseconds.
    public let maximum: Int64

    public init(percentile: Percentile, maximum: Int64) {
      self.percentile = percentile
      self.maximum = maximum
    }
  }

  public var latencies: [LatencyBound]
  /// The highest share of requests that may fail, 0–1.
  public var errors: ExactDecimal?

  public init(latencies: [LatencyBound], errors: ExactDecimal?) {
    self.latencies = latencies
    self.errors = errors
  }

  /// Reads `p99<=250ms,errors<=0.1%`; throws `.usage` with what is wrong with it.
  public init(_ text: String) throws {
    self.init(latencies: [], errors: nil)
    for term in text.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = term.split(separator: "<=", omittingEmptySubsequences: false)
      guard sides.count == 2 else { throw Self.unreadable(text, String(term)) }
      let name = String(sides[0]).trimmed
      let value = String(sides[1]).trimmed
      if name == "errors" {
        guard errors == nil, value.hasSuffix("%"), let percent = ExactDecimal(value.dropLast()),
          let share = percent.times(1, over: 100), share >= .zero, share.scaled <= ExactDecimal.one
        else { throw Self.unreadable(text, String(term)) }
        errors = share
      } else {
        guard let percentile = Percentile(rawValue: name),
          !latencies.contains(where: { $0.percentile == percentile }),
          let bound = DurationText.microseconds(value)
        else { throw Self.unreadable(text, String(term)) }
        latencies.append(LatencyBound(percentile: percentile, maximum: bound))
      }
    }
  }

  private static func unreadable(_ text: String, _ term: String) -> Failure {
    Failure(
      .usage, "--slo \"\(text)\": \"\(term)\" is not understood",
      hint: "write terms such as p99<=250ms and errors<=0.1%, separated by commas; "
        + "percentiles are \(Percentile.allCases.map(\.rawValue).joined(separator: ", "))")
  }

  /// Whether the outcome keeps every bound. One with requests of which none is completed keeps no
  /// latency bound; nothing can miss one where there are no requests.
  public func isMet(by outcome: Outcome) -> Bool {
    guard outcome.requests > 0 else { return true }
    for bound in latencies {
      guard outcome.completed > 0, bound.percentile.value(of: outcome.latency) <= bound.maximum
      else {
        return false
      }
    }
    guard let errors, outcome.requests > 0 else { return true }
    guard
      let share = ExactDecimal(
        Int128(outcome.throttled + outcome.rejected), over: Int128(outcome.requests))
    else {
      return false
    }
    return share <= errors
  }

  /// The text that `init` reads.
  public var text: String {
    let terms = latencies.map { "\($0.percentile.rawValue)<=\(DurationText.text($0.maximum))" }
    guard let errors, let percent = errors.times(100, over: 1) else {
      return terms.joined(separator: ",")
    }
    return (terms + ["errors<=\(percent.text)%"]).joined(separator: ",")
  }
}

/// The latency percentiles that an objective can bound.
public enum Percentile: String, CaseIterable, Sendable {
  case p50
  case p90
  case p95
  case p99
  case max

  /// The share of requests at or below it, 0–1.
  var share: Double {
    switch self {
    case .p50: return 0.5
    case .p90: return 0.9
    case .p95: return 0.95
    case .p99: return 0.99
    case .max: return 1
    }
  }

  /// The value in microseconds.
  func value(of percentiles: LatencyPercentiles) -> Int64 {
    switch self {
    case .p50: return percentiles.p50
    case .p90: return percentiles.p90
    case .p95: return percentiles.p95
    case .p99: return percentiles.p99
    case .max: return percentiles.max
    }
  }
}

extension String {
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}

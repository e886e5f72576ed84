import Pricing

/// Which costs beside compute the options of a comparison include.
struct SurroundingCoverage {
  private let covered: [Companion.Key]
  private let knowsResponses: Bool

  init(_ comparison: OptionRanking) {
    let named = comparison.results.flatMap { $0.option.parts.flatMap(\.surroundings).map(\.key) }
    covered = Companion.Key.allCases.filter(named.contains)
    knowsResponses = comparison.scenario.trace.responseBytes != nil
  }

  /// The keys that some option includes, with commas; `not included` where there are none.
  var included: String {
    covered.isEmpty ? "not included" : covered.map(\.rawValue).joined(separator: ",")
  }

  /// What no option includes, for people; nil where nothing is left.
  var sentence: String? {
    let left = Companion.Key.allCases.filter { !covered.contains($0) && $0 != .cluster }
    guard !left.isEmpty else { return nil }
    let offered = left.filter(UsualSurrounding.keys.contains).map {
      $0 == .egress && !knowsResponses ? "egress=2048" : $0.rawValue
    }
    let hint =
      offered.isEmpty ? "" : "; --with \(offered.joined(separator: ",")) adds the usual ones"
    return "not included: \(left.map(\.title).joined(separator: ", "))\(hint)"
  }
}

extension Companion.Key {
  fileprivate var title: String {
    switch self {
    case .front: return "load balancers and API gateways"
    case .logs: return "logs"
    case .egress: return "data transfer out"
    case .nat: return "NAT"
    case .publicIPv4: return "public IPv4"
    case .disk: return "disks"
    case .imageStorage: return "image storage"
    case .cluster: return "cluster fees"
    }
  }
}

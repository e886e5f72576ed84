import Traces
import Units

/// Cold starts and environments as a trace says they were.
public struct ObservedStarts: Equatable, Sendable {
  /// Requests of which the trace says whether they started cold.
  public let requests: Int
  /// Of these, those that did; nil where the trace says it of none.
  public let coldStarts: Int?
  /// Environments that served requests, each counted once a service; nil where none is named.
  public let environments: Int?

  /// Whether nothing is known.
  public var isEmpty: Bool { coldStarts == nil && environments == nil }

  /// What the trace has of each service, in its order.
  ///
  /// Where no column says whether a request started cold, one with an initialisation time did.
  public static func services(of trace: Trace) -> [ObservedStarts] {
    trace.rows.map { rows in
      let (requests, coldStarts) = starts(of: trace, rows)
      return ObservedStarts(
        requests: requests, coldStarts: requests > 0 ? coldStarts : nil,
        environments: environments(of: trace, rows))
    }
  }

  private static func starts(of trace: Trace, _ rows: Range<Int>) -> (known: Int, cold: Int) {
    if let starts = trace.coldStarts {
      return (starts[rows].count { $0 >= 0 }, starts[rows].count { $0 == 1 })
    }
    guard let times = trace.initTimes else { return (0, 0) }
    return (rows.count, times[rows].count { $0 > 0 })
  }

  private static func environments(of trace: Trace, _ rows: Range<Int>) -> Int? {
    guard let instances = trace.instances else { return nil }
    let count = Set(instances[rows].lazy.filter { $0 != Trace.noInstance }).count
    return count > 0 ? count : nil
  }

  /// The sum over services; what is known of one only counts for that one.
  static func whole(_ services: [ObservedStarts]) -> ObservedStarts {
    func sum(_ values: [Int?]) -> Int? {
      let known = values.compactMap { $0 }
      return known.isEmpty ? nil : known.reduce(0, +)
    }
    return ObservedStarts(
      requests: services.reduce(0) { $0 + $1.requests },
      coldStarts: sum(services.map(\.coldStarts)),
      environments: sum(services.map(\.environments)))
  }
}

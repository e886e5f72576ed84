import Testing
import Traces
import Units

/// Subsets against what is left of a plain list of requests.
struct TraceSubsetTests {
  private struct Request: Equatable {
    var service: String
    var arrival: Int64
    /// Tells requests with equal arrivals apart, in every other column.
    var number: Int
  }

  /// Requests in time order, many of them simultaneous; the last service has none.
  private static func requests(seed: UInt64) -> [Request] {
    var generator = SeededGenerator(seed: seed, "subset")
    let arrivals = (0..<200).map { _ in Int64(generator.below(90)) }.sorted()
    return arrivals.enumerated().map {
      Request(service: "s\(generator.below(4))", arrival: $1, number: $0)
    }
  }

  private static let names = (0..<5).map { "s\($0)" }

  private func trace(_ requests: [Request], optional: Bool) -> Trace {
    let groups = Self.names.map { name in requests.filter { $0.service == name } }
    var ranges: [Range<Int>] = []
    for group in groups {
      let start = ranges.last?.upperBound ?? 0
      ranges.append(start..<start + group.count)
    }
    let grouped = groups.flatMap { $0 }
    func column(_ factor: Int64) -> [Int64]? {
      optional ? grouped.map { factor * Int64($0.number) } : nil
    }
    return Trace(
      serviceNames: Self.names, rows: ranges,
      serviceOrder: requests.map { UInt32(Self.names.firstIndex(of: $0.service) ?? 0) },
      arrivals: grouped.map(\.arrival), durations: grouped.map { Int64($0.number) },
      memories: grouped.map { Int32($0.number) }, cpuTimes: column(2), initTimes: column(3),
      billedTimes: column(5))
  }

  /// The requests of a trace in time order, by walking it.
  private func walked(_ trace: Trace, optional: Bool) -> [Request] {
    var cursors = trace.rows.map(\.lowerBound)
    let requests = trace.serviceOrder.map { service in
      let row = cursors[Int(service)]
      cursors[Int(service)] += 1
      return Request(
        service: trace.serviceNames[Int(service)], arrival: trace.arrivals[row],
        number: Int(trace.durations[row]))
    }
    #expect(cursors == trace.rows.map(\.upperBound))
    #expect(trace.memories.map(Int64.init) == trace.durations)
    for (column, factor) in [(trace.cpuTimes, 2), (trace.initTimes, 3), (trace.billedTimes, 5)] {
      #expect(column == (optional ? trace.durations.map { Int64(factor) * $0 } : nil))
    }
    return requests
  }

  @Test(arguments: [[0, 2], [3, 1], [4], [], [0, 1, 2, 3, 4]], [true, false])
  func ofServices(services: [Int], optional: Bool) {
    let requests = Self.requests(seed: 1)
    let subset = trace(requests, optional: optional).subset(services: services)
    let names = services.map { Self.names[$0] }
    #expect(subset.serviceNames == names)
    #expect(walked(subset, optional: optional) == requests.filter { names.contains($0.service) })
  }

  @Test(arguments: 0..<12 as Range<UInt64>, [true, false])
  func ofRows(seed: UInt64, optional: Bool) {
    let requests = Self.requests(seed: seed)
    let trace = trace(requests, optional: optional)
    var generator = SeededGenerator(seed: seed, "rows")
    // From none of the rows to all of them.
    let chosen = trace.durations.indices.filter { _ in generator.below(11) < seed }
    let numbers = Set(chosen.map { Int(trace.durations[$0]) })
    let subset = trace.subset(rows: chosen)
    #expect(subset.serviceNames == Self.names)
    #expect(walked(subset, optional: optional) == requests.filter { numbers.contains($0.number) })
  }
}

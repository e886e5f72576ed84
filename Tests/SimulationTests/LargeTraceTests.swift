import Simulation
import Testing
import Traces
import Units

/// What only shows on traces that are large enough to be divided among threads.
struct LargeTraceTests {
  /// 200,000 requests over 40 services, on two scales of time.
  static let busy = largeTrace(span: 40_000_000, longest: 30_000)
  static let quiet = largeTrace(span: 4_000_000_000, longest: 40_000)

  @Test(arguments: [busy, quiet])
  func threadsChangeNothing(trace: Trace) throws {
    let models = [
      model(keepAlive: .ramp(100_000...400_000), initialization: .fromTrace, routing: .random),
      model(keepAlive: .fixed(300_000), account: 100),
    ]
    for model in models {
      let one = try model.replay(trace, seed: 3, jobs: 1)
      #expect(try model.replay(trace, seed: 3, jobs: 2) == one)
      #expect(try model.replay(trace, seed: 3, jobs: 3) == one)
    }
    let fleet = ProvisionedModel(instances: 30, slotsPerInstance: 3, queueTimeout: 100_000)
    #expect(try fleet.replay(trace, jobs: 1) == fleet.replay(trace, jobs: 3))
  }

  /// A limit at the peak throttles nothing but makes the services be replayed together, which
  /// counts the requests in flight one by one.
  @Test(arguments: [busy, quiet])
  func sweptPeakEqualsCountedPeak(trace: Trace) throws {
    var model = model(keepAlive: .fixed(50_000), initialization: .distribution(.constant(700)))
    let apart = try model.replay(trace, seed: 1, jobs: 2)
    let peak = apart.whole.peakConcurrency
    #expect(apart.services.reduce(0) { $0 + $1.peakConcurrency } > peak)
    model.accountConcurrency = peak
    #expect(try model.replay(trace, seed: 1, jobs: 2) == apart)
    model.accountConcurrency = peak - 1
    #expect(try model.replay(trace, seed: 1, jobs: 2).whole.throttled > 0)
  }

  @Test(arguments: [1, 100, 2048, 2049, 300_000], [0, 7, 12, 21, 33, 45])
  func percentilesAreExact(count: Int, bits: Int) throws {
    var generator = SeededGenerator(seed: UInt64(count), "latencies")
    let rows = (0..<count).map { index in
      let wide = generator.below(1 << bits)
      return Row(
        service: "s", arrival: Int64(index),
        duration: Int64(index % 3 == 0 ? wide : wide >> generator.below(bits + 1)))
    }
    let (trace, _) = makeTrace(rows, optional: false)
    let replay = try model(keepAlive: .fixed(0)).replay(trace, seed: 1, jobs: 3)
    let found = figures(replay.whole)
    for (name, value) in naivePercentiles(rows.map(\.duration)) { #expect(found[name] == value) }
  }

  private static func largeTrace(span: Int, longest: Int) -> Trace {
    var generator = SeededGenerator(seed: UInt64(span), "large")
    let arrivals = (0..<200_000).map { _ in Int64(generator.below(span) / 7 * 7) }.sorted()
    let services = arrivals.map { _ in min(generator.below(40), generator.below(40)) }
    let rows = (0..<40).map { place in arrivals.indices.filter { services[$0] == place } }
    var ranges: [Range<Int>] = []
    for group in rows {
      let start = ranges.last?.upperBound ?? 0
      ranges.append(start..<start + group.count)
    }
    return Trace(
      serviceNames: (0..<40).map { "service-\($0)" }, rows: ranges,
      serviceOrder: services.map { UInt32($0) }, arrivals: rows.flatMap { $0.map { arrivals[$0] } },
      durations: arrivals.map { _ in
        generator.below(8) == 0 ? 0 : Int64(generator.below(longest))
      },
      memories: arrivals.map { _ in 128 }, initTimes: arrivals.map { _ in 5 })
  }
}

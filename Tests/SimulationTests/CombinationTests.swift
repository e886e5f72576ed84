import Simulation
import Testing
import Traces
import Units

/// Replays of parts put together against the replay of the whole.
struct CombinationTests {
  private static let trace = makeTrace(
    randomRows(seed: 17, count: 3000, span: 20_000, services: 5, longest: 90)
  ).trace

  private static let partitions: [[[Int]]] = [
    [[0], [1], [2], [3], [4]], [[3, 1], [4, 0, 2]], [[0, 1, 2, 3, 4]], [[4, 2, 0, 1, 3]],
  ]

  private func parts(
    _ partition: [[Int]], _ replay: (Trace, [Int]) throws -> Replay
  ) rethrows -> [Replay.Part] {
    try partition.map {
      Replay.Part(services: $0, replay: try replay(Self.trace.subset(services: $0), $0))
    }
  }

  @Test(arguments: partitions)
  func fleetsOfServices(partition: [[Int]]) throws {
    let models = [Balance.fifo, .roundRobin, .leastOutstanding, .fifo, .roundRobin].enumerated()
      .map { index, balance in
        ProvisionedModel(
          instances: 1 + index % 3, slotsPerInstance: 1, queueLimit: index == 1 ? 9 : nil,
          queueTimeout: index > 2 ? 50 : nil, balance: balance)
      }
    let whole = try PerServiceFleets(models: models).replay(Self.trace, jobs: 2)
    #expect(whole.whole.rejected > 0)
    let parts = try parts(partition) { subset, services in
      try PerServiceFleets(models: services.map { models[$0] })
        .replay(subset, jobs: 2, keepingLatencies: true)
    }
    #expect(try Replay.combining(parts, of: Self.trace, jobs: 2) == whole)
  }

  /// Environments that are warm at the end are cut at the end of their part, and the peaks of the
  /// parts' environments are added up.
  @Test(arguments: partitions)
  func functions(partition: [[Int]]) throws {
    let model = model(
      keepAlive: .ramp(100...300), initialization: .distribution(.exponential(mean: 20)),
      routing: .random, reserved: 7)
    let whole = try model.replay(Self.trace, seed: 5, jobs: 2)
    let parts = try parts(partition) { subset, _ in
      try model.replay(subset, seed: 5, jobs: 2, keepingLatencies: true)
    }
    let combined = try Replay.combining(parts, of: Self.trace, jobs: 2)
    let cut = ["instanceTime", "availableSlotTime", "peakInstances"]
    func kept(_ outcome: Outcome) -> [String: Int128] {
      figures(outcome).filter { !cut.contains($0.key) }
    }
    #expect(kept(combined.whole) == kept(whole.whole))
    for (found, expected) in zip(combined.services, whole.services) {
      #expect(kept(found) == kept(expected))
      #expect(found.peakInstances == expected.peakInstances)
      #expect(found.instanceTime <= expected.instanceTime)
    }
    let peaks = parts.reduce(0) { $0 + $1.replay.whole.peakInstances }
    #expect(combined.whole.peakInstances == peaks)
  }

  /// A fleet of two services, a hybrid and functions, set against sums over plain requests.
  @Test func mixedOptions() throws {
    let functions = model(
      keepAlive: .fixed(500), initialization: .distribution(.constant(10)))
    let fleet = ProvisionedModel(instances: 2, slotsPerInstance: 2, queueLimit: 3)
    let hybrid = HybridModel(
      bases: [HybridModel.Base(services: [0], instances: 2, slotsPerInstance: 1)],
      burst: functions, maximumWait: 4)
    let parts = try parts([[4, 1], [0], [2, 3]]) { subset, services in
      switch services {
      case [4, 1]: try fleet.replay(subset, keepingLatencies: true)
      case [0]: try hybrid.replay(subset, seed: 1, jobs: 1, keepingLatencies: true).replay
      default: try functions.replay(subset, seed: 1, jobs: 1, keepingLatencies: true)
      }
    }
    let trace = Self.trace
    let whole = try Replay.combining(parts, of: trace, jobs: 2).whole
    #expect(whole.rejected > 0 && whole.coldStarts > 0)
    #expect(whole.requests == trace.count)
    var stays: [(arrival: Int64, end: Int64)] = []
    for part in parts {
      let subset = trace.subset(services: part.services)
      for (arrival, latency) in zip(subset.arrivals, part.replay.latencies ?? [])
      where latency >= 0 {
        stays.append((arrival, arrival + latency))
      }
    }
    let latencies = naivePercentiles(stays.map { $0.end - $0.arrival })
    for (name, value) in latencies { #expect(figures(whole)[name] == value) }
    let peak = stays.map { one in
      stays.filter { $0.arrival <= one.arrival && one.arrival < $0.end }.count
        + (one.arrival == one.end ? 1 : 0)
    }.max()
    #expect(whole.peakConcurrency == peak)
    let window = (stays.map(\.end).max() ?? 0) - (trace.firstArrival ?? 0)
    #expect(whole.window == window)
    let environments = try functions.replay(
      trace.subset(services: [2, 3]), seed: 1, jobs: 1
    ).whole
    let burst = try hybrid.replay(trace.subset(services: [0]), seed: 1, jobs: 1).burst.whole
    #expect(
      whole.instanceTime
        == 4 * Int128(window) + environments.instanceTime + burst.instanceTime)
    #expect(
      whole.availableSlotTime
        == 6 * Int128(window) + environments.instanceTime + burst.instanceTime)
  }

  @Test func partsMustBeWhole() throws {
    let functions = model(keepAlive: .fixed(1))
    let kept = try parts([[0, 1], [2, 3, 4]]) { subset, _ in
      try functions.replay(subset, seed: 1, jobs: 1, keepingLatencies: true)
    }
    let bare = try parts([[0, 1, 2, 3, 4]]) { subset, _ in
      try functions.replay(subset, seed: 1, jobs: 1)
    }
    for parts in [[], [kept[0]], [kept[0], kept[0], kept[1]], bare] {
      #expect(throws: Failure.self) { try Replay.combining(parts, of: Self.trace, jobs: 1) }
    }
    let twice = Replay.Part(services: [0, 1], replay: kept[1].replay)
    #expect(throws: Failure.self) {
      try Replay.combining([twice, kept[1]], of: Self.trace, jobs: 1)
    }
  }
}

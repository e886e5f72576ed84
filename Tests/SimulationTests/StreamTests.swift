import Metering
import Testing
import Traces
import Units

@testable import Simulation

/// A trace that is not in memory is replayed as it is in memory; percentiles are within 0.1 %.
@Suite struct StreamTests {
  private static let traces: (memory: Trace, stream: Trace)? = {
    var random = SeededGenerator(seed: 5, "stream")
    var time = 0.0
    var text = "timestamp_us,service,duration,memory_mb\n"
    for row in 0..<40_000 {
      time += random.exponential(mean: row % 7_000 < 900 ? 900 : 9_000)
      let service = ["a", "b", "c"][min(2, Int(random.exponential(mean: 0.7)))]
      let duration = Int(random.exponential(mean: service == "b" ? 90_000 : 30_000))
      text += "\(Int(time)),\(service),\(duration),\(service == "c" ? 1_024 : 512)\n"
    }
    var options = TraceReadOptions(durationUnit: .microseconds)
    guard
      let memory = try? TraceReader.read(bytes: Array(text.utf8), name: "t", options: options)
    else { return nil }
    options.mostInMemory = 1_000
    guard
      let stream = try? TraceReader.read(
        bytes: Array(text.utf8), name: "t", options: options, blockSize: 10_000)
    else { return nil }
    return (memory.trace, stream.trace)
  }()

  private func traces() throws -> (memory: Trace, stream: Trace) {
    let traces = try #require(Self.traces)
    #expect(traces.memory.stream == nil && traces.stream.stream != nil)
    #expect(traces.stream.count == 40_000 && traces.memory.count == 40_000)
    #expect(traces.stream.serviceNames == traces.memory.serviceNames)
    return traces
  }

  /// All but percentiles, which are near, and peaks that are not known.
  private func expectSame(
    _ stream: Replay, _ memory: Replay, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for (one, other) in zip(stream.services + [stream.whole], memory.services + [memory.whole]) {
      var (one, other) = (one, other)
      let pairs = [
        (one.latency.p50, other.latency.p50), (one.latency.p90, other.latency.p90),
        (one.latency.p95, other.latency.p95), (one.latency.p99, other.latency.p99),
      ]
      for (near, exact) in pairs {
        #expect(
          abs(near - exact) * 1_000 <= exact, "\(near) \(exact)", sourceLocation: sourceLocation)
      }
      #expect(one.latency.max == other.latency.max, sourceLocation: sourceLocation)
      other.latency = one.latency
      if one.peakConcurrency == Outcome.unknownPeak { one.peakConcurrency = other.peakConcurrency }
      #expect(one == other, sourceLocation: sourceLocation)
    }
  }

  private static var function: PerInvocationModel {
    PerInvocationModel(
      keepAlive: .ramp(2_000_000...3_000_000),
      initialization: .distribution(.exponential(mean: 250_000)),
      billedTime: BilledTimeRule(increment: 1_000, minimum: 1_000, includesInit: true),
      billedMemory: BilledMemoryRule(step: 64, minimum: 128))
  }

  @Test(arguments: [Routing.mostRecentlyUsed, .leastRecentlyUsed, .random])
  func functions(_ routing: Routing) throws {
    let (memory, stream) = try traces()
    var model = Self.function
    model.routing = routing
    expectSame(
      try model.replay(stream, seed: 3, jobs: 2), try model.replay(memory, seed: 3, jobs: 2))
    model.provisionedConcurrency = [3, 0, 2]
    model.reservedConcurrency = 20
    model.requestsPerConcurrency = 10
    expectSame(
      try model.replay(stream, seed: 3, jobs: 2), try model.replay(memory, seed: 3, jobs: 2))
    model.accountConcurrency = 25
    model.scaleRate = ScaleRate(environments: 5, period: 1_000_000)
    expectSame(
      try model.replay(stream, seed: 3, jobs: 2), try model.replay(memory, seed: 3, jobs: 2))
  }

  @Test func environmentsThatRequestsShare() throws {
    let (memory, stream) = try traces()
    var model = Self.function
    model.requestsPerEnvironment = 4
    model.minimumEnvironments = [1, 0, 0]
    model.maximumEnvironments = 6
    expectSame(
      try model.replay(stream, seed: 3, jobs: 2), try model.replay(memory, seed: 3, jobs: 2))
    model.activeTime = BilledTimeRule(increment: 100_000, minimum: 0, includesInit: true)
    model.existence = BilledTimeRule(increment: 100_000, minimum: 60_000_000, includesInit: true)
    for activatesKept in [false, true] {
      model.activatesKept = activatesKept
      expectSame(
        try model.replay(stream, seed: 3, jobs: 2), try model.replay(memory, seed: 3, jobs: 2))
    }
  }

  @Test(arguments: [Balance.fifo, .roundRobin, .leastOutstanding])
  func fleets(_ balance: Balance) throws {
    let (memory, stream) = try traces()
    for (limit, timeout) in [(nil, nil), (20, 500_000), (nil, 100_000)] as [(Int?, Int64?)] {
      let model = ProvisionedModel(
        instances: 4, slotsPerInstance: 2, queueLimit: limit, queueTimeout: timeout,
        balance: balance)
      expectSame(try model.replay(stream), try model.replay(memory))
      expectSame(
        try model.replay(stream, services: [0, 2]), try model.replay(memory, services: [0, 2]))
      let fleets = PerServiceFleets(models: [model, model, model])
      expectSame(try fleets.replay(stream, jobs: 1), try fleets.replay(memory, jobs: 2))
    }
  }

  @Test func hybrids() throws {
    let (memory, stream) = try traces()
    let model = HybridModel(
      bases: [
        .init(services: [0, 2], instances: 2, slotsPerInstance: 2),
        .init(services: [1], instances: 1, slotsPerInstance: 3),
      ], burst: Self.function, maximumWait: 20_000)
    let (one, other) = (
      try model.replay(stream, seed: 3, jobs: 1), try model.replay(memory, seed: 3, jobs: 2)
    )
    expectSame(one.replay, other.replay)
    expectSame(one.burst, other.burst)
    #expect(one.bases == other.bases)
  }

  @Test func parts() throws {
    let (memory, stream) = try traces()
    func parts(_ trace: Trace) throws -> Replay {
      let fleet = ProvisionedModel(instances: 5, slotsPerInstance: 2)
      return try Replay.combining(
        [
          .init(
            services: [0, 2],
            replay: try Self.function.replay(
              trace.subset(services: [0, 2]), seed: 3, jobs: 1, keepingLatencies: true)),
          .init(
            services: [1],
            replay: try fleet.replay(trace.subset(services: [1]), keepingLatencies: true)),
        ], of: trace, jobs: 2)
    }
    expectSame(try parts(stream), try parts(memory))
  }

  @Test func retriesNeedMemory() throws {
    let (_, stream) = try traces()
    var model = Self.function
    model.throttling = .retry(
      RetryPolicy(attempts: 2, firstDelay: 5, factor: 1, maximumDelay: 5, hasJitter: false))
    let failure = #expect(throws: Failure.self) { try model.replay(stream, seed: 3, jobs: 1) }
    #expect(failure?.code == .usage)
  }

  @Test func durationsAreNear() throws {
    let (memory, stream) = try traces()
    let (near, exact) = (
      try DurationPercentiles(of: stream, jobs: 1), try DurationPercentiles(of: memory, jobs: 2)
    )
    for (one, other) in zip(near.services + [near.whole], exact.services + [exact.whole]) {
      #expect(abs(one.p99 - other.p99) * 1_000 <= other.p99 && one.max == other.max)
    }
  }

  /// Erlang's delay formula knows chance, the fluid does not: it never needs more slots.
  @Test func theFluidIsALowerBound() throws {
    let (memory, stream) = try traces()
    let work = try #require(stream.stream).work
    let slots = FluidFleet(work, services: [0, 1, 2]).slots(share: 0.01, wait: 200_000)
    let sized = try ProvisionedModel(instances: 1, slotsPerInstance: 1).smallestFleet(
      for: memory, upTo: 1_000
    ) { $0.whole.latency.p99 <= 400_000 }
    #expect(slots > 1 && slots <= sized.model.instances)
  }

  /// From the lower bound on, the fewest that meet the objective to within 1 %.
  @Test func fleetsForStreamsAreTheSmallest() throws {
    let (memory, stream) = try traces()
    let model = ProvisionedModel(instances: 1, slotsPerInstance: 1)
    let exact = try model.smallestFleet(for: memory, upTo: 1_000) {
      $0.whole.latency.p99 <= 400_000
    }
    let near = try model.smallestFleet(
      for: stream, services: [0, 1, 2], from: 1, upTo: 1_000
    ) { $0.whole.latency.p99 <= 400_000 }
    #expect(near.meets && near.model.instances == exact.model.instances)
  }
}

import Metering
import Simulation
import Testing
import Traces
import Units

struct EdgeTests {
  static let year: Int64 = 366 * 86_400_000_000

  @Test func emptyTraceAndEmptyService() throws {
    let empty = Trace(
      serviceNames: [], rows: [], serviceOrder: [], arrivals: [], durations: [], memories: [])
    let model = model(keepAlive: .fixed(1))
    #expect(try model.replay(empty, seed: 1, jobs: 2).whole.requests == 0)
    let fleet = ProvisionedModel(instances: 1, slotsPerInstance: 1)
    #expect(try fleet.replay(empty).whole.meanInstances == .zero)
    #expect(try PerServiceFleets(models: []).replay(empty, jobs: 1).whole.requests == 0)
    #expect(try Replay.combining([], of: empty, jobs: 1).whole.requests == 0)
    let hybrid = HybridModel(bases: [], burst: model)
    #expect(try hybrid.replay(empty, seed: 1, jobs: 1).replay.whole.requests == 0)
    let hollow = Trace(
      serviceNames: ["a", "b"], rows: [0..<0, 0..<1], serviceOrder: [1], arrivals: [5],
      durations: [7], memories: [1])
    #expect(try model.replay(hollow, seed: 1, jobs: 2).whole.completed == 1)
    #expect(try fleet.replay(hollow, services: [0]).whole.requests == 0)
  }

  @Test func extremesDoNotOverflow() throws {
    let rows = (0..<5000).map {
      Row(service: "s\($0 % 2)", arrival: Int64($0), duration: Self.year, memory: 16_700_000)
    }
    let (trace, _) = makeTrace(rows, optional: false)
    let replay = try model(
      keepAlive: .fixed(.max), initialization: .distribution(.constant(Self.year))
    ).replay(trace, seed: 1, jobs: 1)
    #expect(replay.whole.latencySum == 5000 * 2 * Int128(Self.year))
    #expect(replay.whole.billedMemoryTime == 5000 * 2 * Int128(Self.year) * 16_700_032)
    for balance in [Balance.fifo, .roundRobin, .leastOutstanding] {
      let fleet = ProvisionedModel(instances: .max, slotsPerInstance: .max, balance: balance)
      #expect(try fleet.replay(trace).whole.latencySum == 5000 * Int128(Self.year))
      let fleets = try PerServiceFleets(models: [fleet, fleet]).replay(trace, jobs: 1)
      #expect(fleets.whole.standingSlots == .max)
      let slotTime = 2 * Int128(Int.max) * Int128(fleets.whole.window)
      #expect(fleets.whole.availableSlotTime == slotTime)
    }
    let single = ProvisionedModel(instances: 1, slotsPerInstance: 1)
    #expect(try single.replay(trace).whole.latency.max > 4999 * Self.year - 5000)
    _ = try model(keepAlive: .ramp(.min ... .max)).replay(trace, seed: 1, jobs: 1)
  }

  @Test func faultyInputIsAFailure() throws {
    let fleet = ProvisionedModel(instances: 0, slotsPerInstance: 1)
    let (trace, _) = makeTrace([Row(service: "s", arrival: 0, duration: 1)])
    #expect(throws: Failure(.usage, "a fleet needs at least one instance and one slot on each")) {
      try fleet.replay(trace)
    }
    for arrivals in [[2, 1], [0, 2, 1, 3], [Int64.min, 0]] as [[Int64]] {
      let count = arrivals.count
      let broken = Trace(
        serviceNames: ["s"], rows: [0..<count], serviceOrder: [UInt32](repeating: 0, count: count),
        arrivals: arrivals, durations: [Int64](repeating: 1, count: count),
        memories: [Int32](repeating: 1, count: count))
      #expect(throws: Failure.self) {
        try model(keepAlive: .fixed(1)).replay(broken, seed: 1, jobs: 1)
      }
    }
  }

  @Test func idleForExactlyKeepAliveIsWarm() throws {
    let rows = [0, 20, 41].map { Row(service: "s", arrival: $0, duration: 10) }
    let (trace, _) = makeTrace(rows)
    let replay = try model(keepAlive: .fixed(10)).replay(trace, seed: 1, jobs: 1)
    #expect(replay.whole.coldStarts == 2)
    #expect(replay.whole.meanRunning == ExactDecimal(30, over: 51))
    #expect(replay.whole.meanInstances == ExactDecimal(50, over: 51))
    #expect(replay.whole.utilization == ExactDecimal(30, over: 50))
  }

  @Test func smallestFleetIsFoundByFewReplays() throws {
    let trace = poissonTrace(rate: 20, count: 3000, seed: 4) { $0.exponential(mean: 1) }
    let base = ProvisionedModel(instances: 1, slotsPerInstance: 2)
    let meets: (Replay) -> Bool = { $0.whole.latency.p95 < 3_500_000 }
    let sizing = try base.smallestFleet(for: trace, upTo: 1000, meets: meets)
    #expect(sizing.meets && meets(sizing.replay))
    #expect(sizing.replays < 9)
    var smaller = sizing.model
    smaller.instances -= 1
    #expect(try !meets(smaller.replay(trace)))
    #expect(try sizing.model.replay(trace) == sizing.replay)

    let easy = try base.smallestFleet(for: trace, upTo: 1000) { _ in true }
    #expect(easy.model.instances == 1)
    let hopeless = try base.smallestFleet(for: trace, upTo: 100) { _ in false }
    #expect(!hopeless.meets && hopeless.model.instances == 100)
  }
}

import Simulation
import Testing
import Traces

/// The search for the best base against trying every number of instances.
struct HybridSizingTests {
  /// 4.2 erlangs over 2000 requests.
  static let trace = poissonTrace(rate: 6, count: 2000, seed: 41) { $0.exponential(mean: 0.7) }
  static let maximum = 14

  static func hybrid(slots: Int) -> HybridModel {
    HybridModel(
      bases: [HybridModel.Base(services: [0], instances: 0, slotsPerInstance: slots)],
      burst: model(
        keepAlive: .fixed(60_000_000), initialization: .distribution(.constant(40_000))))
  }

  /// 100 for a busy second of functions, `slotPrice` for a second of a slot.
  static func cost(_ replay: HybridReplay, _ instances: Int, slots: Int, slotPrice: Int) -> Int128 {
    Int128(instances * slots * slotPrice) * Int128(replay.replay.whole.window)
      + 100 * replay.burst.whole.billedTime
  }

  struct Trial {
    var instances: Int
    var cost: Int128
    var replay: HybridReplay
  }

  static func all(slots: Int, slotPrice: Int) throws -> [Trial] {
    try (0...maximum).map { instances in
      var model = hybrid(slots: slots)
      model.bases[0].instances = instances
      let replay = try model.replay(trace, seed: 1, jobs: 1)
      return Trial(
        instances: instances,
        cost: cost(replay, instances, slots: slots, slotPrice: slotPrice), replay: replay)
    }
  }

  private func search(
    slots: Int, slotPrice: Int, from start: Int, meets: (HybridReplay, Int) -> Bool
  ) throws -> CountSearch<Int128, HybridReplay>.Best {
    var tried: [Int] = []
    let found = try Self.hybrid(slots: slots).bestBase(
      for: Self.trace, startingAt: start, upTo: Self.maximum, seed: 1, jobs: 1
    ) { replay, instances in
      tried.append(instances)
      let cost = Self.cost(replay, instances, slots: slots, slotPrice: slotPrice)
      return (cost, meets(replay, instances))
    }
    #expect(Set(tried).count == tried.count)
    #expect(found.trials == tried.count)
    return found
  }

  @Test(arguments: [1, 2], [5, 35, 60, 85, 101])
  func findsWhatBruteForceFinds(slots: Int, slotPrice: Int) throws {
    let all = try Self.all(slots: slots, slotPrice: slotPrice)
    let cheapest = try #require(all.min { $0.cost < $1.cost })
    let screened = Self.hybrid(slots: slots).screenedInstances(
      for: Self.trace, breakEven: Double(slotPrice) / 100, upTo: Self.maximum)
    #expect(abs(screened - cheapest.instances) <= 1, "screened \(screened)")
    for start in [screened, -1, 0, 1, 5, 9, 14, 99] {
      let found = try search(slots: slots, slotPrice: slotPrice, from: start) { _, _ in true }
      #expect(found.meets)
      #expect(found.count == cheapest.instances, "from \(start)")
      #expect(found.outcome == cheapest.replay && found.cost == cheapest.cost)
    }
  }

  @Test(arguments: [5, 35, 60, 101], [1.0, 0.3, 0.1, 0.01])
  func theObjectiveMakesTheBaseLarger(slotPrice: Int, overflow: Double) throws {
    func meets(_ replay: HybridReplay, _ instances: Int) -> Bool {
      Double(replay.burst.whole.requests) <= overflow * Double(replay.replay.whole.requests)
    }
    let all = try Self.all(slots: 1, slotPrice: slotPrice).filter {
      meets($0.replay, $0.instances)
    }
    let cheapest = try #require(all.min { $0.cost < $1.cost })
    for start in [0, 4, 14] {
      let found = try search(slots: 1, slotPrice: slotPrice, from: start, meets: meets)
      #expect(found.meets)
      #expect(found.count == cheapest.instances, "from \(start)")
    }
  }

  @Test func functionsAloneMayBeWhatMeets() throws {
    let found = try search(slots: 1, slotPrice: 60, from: 3) { _, instances in
      instances == 0 || instances == Self.maximum
    }
    #expect(found.meets && found.count == 0)
    let hopeless = try search(slots: 1, slotPrice: 60, from: 3) { _, _ in false }
    let all = try Self.all(slots: 1, slotPrice: 60)
    #expect(!hopeless.meets)
    #expect(hopeless.cost == all.map(\.cost).min())
  }

  /// The published shape: a base of some slots and functions for the rest cost less than functions
  /// alone, and less than the smallest fleet whose requests do not wait longer.
  @Test func aMixBeatsBoth() throws {
    let slotPrice = 60
    let mix = try search(slots: 1, slotPrice: slotPrice, from: 3) { _, _ in true }
    let functions = try Self.all(slots: 1, slotPrice: slotPrice)[0]
    let p99 = mix.outcome.replay.whole.latency.p99
    let fleet = try ProvisionedModel(instances: 1, slotsPerInstance: 1).smallestFleet(
      for: Self.trace, upTo: 50
    ) { $0.whole.latency.p99 <= p99 }
    #expect(fleet.meets && (1...6).contains(mix.count))
    let fleetCost = Int128(fleet.model.instances * slotPrice) * Int128(fleet.replay.whole.window)
    #expect(mix.cost < functions.cost && mix.cost < fleetCost)
  }

  @Test func screeningEnds() {
    func screened(_ slots: Int, _ breakEven: Double, upTo maximum: Int = .max) -> Int {
      Self.hybrid(slots: slots).screenedInstances(
        for: Self.trace, breakEven: breakEven, upTo: maximum)
    }
    #expect(screened(1, 1) == 0)
    #expect(screened(1, .nan) == 0)
    #expect(screened(.max, 0) == 1)
    #expect(screened(1, 0, upTo: 7) == 7)
    #expect(screened(1, -1) == 2000)
  }
}

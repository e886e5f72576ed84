import Simulation
import Testing
import Traces
import Units

/// Searches against trying every number, over workloads drawn from a seed: bursts, long tails and
/// environments that end soon make costs with several minima and objectives that fewer meet and
/// more miss.
struct SearchRegretTests {
  /// What a workload asks of a number of instances or environments.
  struct Objective {
    let bound: Int64
    let isMedian: Bool

    func isMet(by outcome: Outcome) -> Bool {
      (isMedian ? outcome.latency.p90 : outcome.latency.p99) <= bound
    }
  }

  /// A workload, and what was drawn with it.
  struct Workload {
    let trace: Trace
    let burst: PerInvocationModel
    let maximumWait: Int64
    /// For a second of a slot or of provisioned capacity, where a busy second costs 100.
    let price: Int
    var generator: SeededGenerator

    init(seed: UInt64) {
      var generator = SeededGenerator(seed: seed, "workload")
      let choose = { (values: [Int]) in values[generator.below(values.count)] }
      let (pause, together) = (choose([100, 400, 1_500]), choose([1, 2, 9]))
      let (short, long, rare) = (
        choose([20, 200, 900]), choose([900, 4_000]), choose([2, 5, 20])
      )
      var rows: [Row] = []
      var time: Int64 = 0
      while rows.count < 240 {
        time += Int64(generator.exponential(mean: Double(pause)) * 1_000)
        for _ in 0...generator.below(together) {
          let mean = generator.below(rare) == 0 ? long : short
          rows.append(
            Row(
              service: "s", arrival: time + Int64(generator.below(50_000)),
              duration: Int64(generator.exponential(mean: Double(mean)) * 1_000)))
        }
      }
      trace = makeTrace(rows, optional: false).trace
      let keepAlive = [200_000, 2_000_000, 30_000_000][generator.below(3)]
      let start = [100_000, 800_000, 3_000_000][generator.below(3)]
      burst = model(
        keepAlive: .fixed(Int64(keepAlive)),
        initialization: .distribution(.constant(Int64(start))))
      maximumWait = [0, 0, 200_000, 1_500_000][generator.below(4)]
      price = [3, 10, 25, 45, 70][generator.below(5)]
      self.generator = generator
    }

    /// An objective at which some of the outcomes lie.
    mutating func objective(among outcomes: [Outcome]) -> Objective {
      let isMedian = generator.below(2) == 0
      let values = outcomes.map { isMedian ? $0.latency.p90 : $0.latency.p99 }
      return Objective(bound: values[generator.below(values.count)], isMedian: isMedian)
    }
  }

  /// The regret of a search that found `cost`, in thousandths of the best.
  private func regret(_ cost: Int128, _ best: Int128) -> Int { Int((cost - best) * 1_000 / best) }

  /// The base of a hybrid, by the cost of instances and busy seconds.
  @Test func noBaseIsCheaperThanTheOneFound() throws {
    var regrets: [Int] = []
    for seed in UInt64(1)...120 {
      var workload = Workload(seed: seed)
      let hybrid = HybridModel(
        bases: [HybridModel.Base(services: [0], instances: 0, slotsPerInstance: 1)],
        burst: workload.burst, maximumWait: workload.maximumWait)
      func cost(_ replay: HybridReplay, _ instances: Int) -> Int128 {
        Int128(instances * workload.price) * Int128(replay.replay.whole.window)
          + 100 * replay.burst.whole.billedTime
      }
      let most = try hybrid.usefulInstances(for: workload.trace, upTo: 500, seed: 1, jobs: 1)
      let all = try (0...most + 5).map { instances in
        var model = hybrid
        model.bases[0].instances = instances
        return try model.replay(workload.trace, seed: 1, jobs: 1)
      }
      // More than are useful change nothing but what they cost.
      #expect(all[most...].allSatisfy { $0.replay.whole.latency == all[most].replay.whole.latency })
      let objective = workload.objective(among: all.map(\.replay.whole))
      let best = try #require(
        all.indices.filter { objective.isMet(by: all[$0].replay.whole) }
          .map { cost(all[$0], $0) }.min())
      func found(_ others: Int) throws -> CountSearch<Int128, HybridReplay>.Best {
        let span = Int128(workload.trace.observedSpan)
        return try hybrid.bestBase(
          for: workload.trace, startingAt: 1, upTo: most, tryingOthers: others, seed: 1, jobs: 1,
          floor: { Int128($0 * workload.price) * span }
        ) { (cost($0, $1), objective.isMet(by: $0.replay.whole)) }
      }
      let exact = try found(.max)
      #expect(exact.meets && exact.isProven && exact.cost == best, "seed \(seed)")
      #expect(exact.cost == cost(exact.outcome, exact.count))
      let halved = try found(0)
      regrets.append(halved.meets ? regret(halved.cost, best) : .max)
      #expect(halved.isProven == false || halved.cost == best, "seed \(seed)")
    }
    // Steps and halving alone would not do: one costs 8 % more than need be.
    #expect(regrets.contains { $0 > 50 })
  }

  /// Provisioned environments: their time costs, and what runs on demand.
  @Test func noLevelIsCheaperThanTheOneFound() throws {
    var regrets: [Int] = []
    for seed in UInt64(1)...120 {
      var workload = Workload(seed: seed)
      func replay(_ count: Int) throws -> Replay {
        var model = workload.burst
        model.provisionedConcurrency = [count]
        return try model.replay(workload.trace, seed: 1, jobs: 1)
      }
      func cost(_ replay: Replay, _ count: Int) -> Int128 {
        Int128(count * workload.price) * Int128(replay.whole.window)
          + 60 * replay.whole.provisionedBilledTime + 100 * replay.whole.billedTime
      }
      let most = try max(1, replay(0).whole.peakConcurrency)
      let all = try (0...most).map(replay)
      let objective = workload.objective(among: all.dropFirst().map(\.whole))
      let best = try #require(
        (1...most).filter { objective.isMet(by: all[$0].whole) }.map { cost(all[$0], $0) }.min())
      func found(_ others: Int) throws -> CountSearch<Int128, Replay>.Best {
        let span = Int128(workload.trace.observedSpan)
        var search = CountSearch<Int128, Replay>(
          1...most, floor: { Int128($0 * workload.price) * span },
          attempt: {
            let replay = try replay($0)
            return .init(
              outcome: replay, cost: cost(replay, $0), meets: objective.isMet(by: replay.whole))
          })
        return try search.best(from: 1, tryingOthers: others)
      }
      let exact = try found(.max)
      #expect(exact.meets && exact.isProven && exact.cost == best, "seed \(seed)")
      let halved = try found(0)
      regrets.append(halved.meets ? regret(halved.cost, best) : .max)
    }
    #expect(regrets.contains { $0 > 50 })
  }

  /// Fleets with limits and with a queue for each instance: fewer can meet what more miss.
  @Test(arguments: [Balance.fifo, .roundRobin, .leastOutstanding], [nil, 0, 2])
  func noFleetIsSmallerThanTheOneFound(balance: Balance, limit: Int?) throws {
    var larger = 0
    for seed in UInt64(1)...60 {
      var workload = Workload(seed: seed)
      let fleet = ProvisionedModel(
        instances: 1, slotsPerInstance: 1, queueLimit: limit, balance: balance)
      let all = try (1...45).map { instances in
        var fleet = fleet
        fleet.instances = instances
        return try fleet.replay(workload.trace).whole
      }
      let objective = workload.objective(among: all)
      let allowed = limit == nil ? 0 : workload.trace.count / 20
      func meets(_ outcome: Outcome) -> Bool {
        objective.isMet(by: outcome) && outcome.rejected <= allowed
      }
      guard let fewest = all.firstIndex(where: meets) else { continue }
      let found = try fleet.smallestFleet(for: workload.trace, upTo: 1_000) { meets($0.whole) }
      #expect(found.meets && found.isProven, "seed \(seed)")
      #expect(found.model.instances == fewest + 1, "seed \(seed)")
      let halved = try fleet.smallestFleet(
        for: workload.trace, upTo: 1_000, tryingOthers: 0
      ) { meets($0.whole) }
      if halved.model.instances > fewest + 1 { larger += 1 }
    }
    // One endless queue needs no more than steps and halving.
    if balance == .fifo, limit == nil { #expect(larger == 0) }
    if balance == .roundRobin { #expect(larger > 0) }
  }
}

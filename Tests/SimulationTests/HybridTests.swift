import Simulation
import Testing
import Traces
import Units

struct HybridTests {
  typealias Base = HybridModel.Base

  static let bases: [[Base]] = [
    [Base(services: [0, 1, 2, 3], instances: 2, slotsPerInstance: 2)],
    [
      Base(services: [1], instances: 2, slotsPerInstance: 1),
      Base(services: [0], instances: 1, slotsPerInstance: 3),
    ],
    [
      Base(services: [0, 2], instances: 3, slotsPerInstance: 1),
      Base(services: [3], instances: 0, slotsPerInstance: 1),
      Base(services: [1], instances: 40, slotsPerInstance: 2),
    ],
    [],
  ]

  @Test(arguments: bases, [0, 1, 25, 300, .max, -4])
  func agreesWithTheNaiveReplay(bases: [Base], maximumWait: Int64) throws {
    for seed in 1...4 as ClosedRange<UInt64> {
      var rows = randomRows(seed: seed, count: 250, span: 3000, services: 4, longest: 90)
      // Every service has a row, and all rows of it go to one place.
      for service in 0..<4 {
        rows.insert(Row(service: "service-\(service)", arrival: 0, duration: 9), at: service)
      }
      let burst = model(
        keepAlive: .fixed(200), initialization: .distribution(.constant(30)),
        reserved: seed == 2 ? 2 : nil, account: seed == 3 ? 4 : nil)
      try expectAgreement(
        HybridModel(bases: bases, burst: burst, maximumWait: maximumWait), rows, seed: seed)
    }
  }

  private func expectAgreement(_ model: HybridModel, _ rows: [Row], seed: UInt64) throws {
    let (trace, ordered) = makeTrace(rows)
    let names = trace.serviceNames
    let fast = try model.replay(trace, seed: seed, jobs: 2)
    let naive = NaiveHybrid(model, ordered: ordered, names: names)
    let burst = NaivePerInvocation(
      model.burst, ordered: naive.overflow, names: names, seed: seed)
    let stays = burst.served.map { (row: $0.row, stay: $0.latency) }
    func expected(_ service: String?) -> [String: Int128] {
      naive.figures(
        service, burst: burst.figures(service), burstStays: stays, all: ordered)
    }
    #expect(fast.burst.whole.requests == naive.overflow.count)
    #expect(figures(fast.burst.whole) == burst.figures(nil))
    #expect(figures(fast.replay.whole) == expected(nil), "\(model)")
    for (index, name) in names.enumerated() {
      #expect(figures(fast.replay.services[index]) == expected(name), "\(name) \(model)")
      #expect(figures(fast.burst.services[index]) == burst.figures(name))
    }
    for (base, fleet) in zip(fast.bases, naive.fleets) {
      #expect(base.completed == fleet.served.count)
      #expect(base.busySlotTime == sum(fleet.served.map(\.row.duration)))
    }
  }

  /// Overflow and utilisation of M/M/c/c, 100 requests/s of 0.1 s: the values of an independent
  /// reference, which are those of Erlang B.
  @Test(arguments: [
    (0, 1.0, 0.0), (2, 0.819672131147541, 0.901639344262295),
    (5, 0.5639521768554027, 0.8720956462891947), (8, 0.3383184328873665, 0.8271019588907919),
  ])
  func overflowsAsErlangSays(slots: Int, overflow: Double, utilization: Double) throws {
    let trace = poissonTrace(rate: 100, count: 1_000_000, seed: 31) { $0.exponential(mean: 0.1) }
    let model = HybridModel(
      bases: [Base(services: [0], instances: slots, slotsPerInstance: 1)],
      burst: model(keepAlive: .fixed(600_000_000)))
    let hybrid = try model.replay(trace, seed: 1, jobs: 1)
    let share = Double(hybrid.burst.whole.requests) / Double(trace.count)
    #expect(abs(share / overflow - 1) < 0.01, "\(share)")
    let busy = Double(hybrid.bases[0].busySlotTime)
    let found = slots == 0 ? 0 : busy / Double(hybrid.bases[0].availableSlotTime)
    #expect(abs(found - utilization) <= 0.01 * utilization, "\(found)")
    #expect(hybrid.replay.whole.completed == trace.count)
  }

  /// A base with all the patience in the world is a fleet, and no base at all are functions.
  @Test func theTwoEndsAreThePureModels() throws {
    let (trace, _) = makeTrace(
      randomRows(seed: 8, count: 900, span: 9000, services: 3, longest: 60))
    let burst = model(keepAlive: .fixed(100), routing: .random)
    var hybrid = HybridModel(
      bases: [Base(services: [0, 1, 2], instances: 2, slotsPerInstance: 2)], burst: burst,
      maximumWait: .max)
    let fleet = ProvisionedModel(instances: 2, slotsPerInstance: 2)
    let patient = try hybrid.replay(trace, seed: 3, jobs: 2, keepingLatencies: true)
    #expect(patient.replay == (try fleet.replay(trace, keepingLatencies: true)))
    hybrid.bases = []
    let functions = try burst.replay(trace, seed: 3, jobs: 2, keepingLatencies: true)
    let pure = try hybrid.replay(trace, seed: 3, jobs: 2, keepingLatencies: true)
    #expect(pure.replay == functions)
  }

  @Test func faultyModelsAreFailures() throws {
    let (trace, _) = makeTrace([Row(service: "s", arrival: 0, duration: 1)])
    let faults: [[Base]] = [
      [Base(services: [0], instances: 1, slotsPerInstance: 0)],
      [Base(services: [0], instances: -1, slotsPerInstance: 1)],
      [Base(services: [1], instances: 1, slotsPerInstance: 1)],
      [Base(services: [0, 0], instances: 1, slotsPerInstance: 1)],
    ]
    for bases in faults {
      #expect(throws: Failure.self) {
        try HybridModel(bases: bases, burst: model(keepAlive: .fixed(1)))
          .replay(trace, seed: 1, jobs: 1)
      }
    }
    let huge = HybridModel(
      bases: [Base(services: [0], instances: .max, slotsPerInstance: .max)],
      burst: model(keepAlive: .fixed(1)), maximumWait: .max)
    #expect(try huge.replay(trace, seed: 1, jobs: 1).replay.whole.completed == 1)
  }
}

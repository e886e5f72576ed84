import Simulation
import Testing
import Units

/// The fast replays against the naive ones: every figure, exactly.
struct AgreementTests {
  static let keepAlives: [KeepAlive] = [
    .fixed(0), .fixed(37), .fixed(400), .ramp(0...60), .ramp(150...260),
  ]
  static let initializations: [Initialization] = [
    .distribution(.constant(15)), .distribution(.exponential(mean: 30)), .fromTrace,
    .distribution(.constant(0)),
  ]
  static let limits: [(reserved: Int?, account: Int?)] = [
    (nil, nil), (3, nil), (nil, 7), (4, 9), (0, nil),
  ]

  @Test(arguments: [Routing.mostRecentlyUsed, .leastRecentlyUsed, .random], keepAlives)
  func perInvocation(routing: Routing, keepAlive: KeepAlive) throws {
    var seed: UInt64 = 1
    for limit in Self.limits {
      for initialization in Self.initializations {
        seed += 1
        let rows = randomRows(seed: seed, count: 300, span: 4000, services: 4, longest: 120)
        let model = model(
          keepAlive: keepAlive, initialization: initialization, routing: routing,
          reserved: limit.reserved, account: limit.account, includesInit: seed % 2 == 0,
          memory: seed % 3 == 0 ? 300 : nil, logged: seed % 5 == 0)
        try expectAgreement(model, rows, seed: seed)
      }
    }
  }

  @Test(arguments: [Routing.mostRecentlyUsed, .leastRecentlyUsed, .random])
  func perInvocationOverThousands(routing: Routing) throws {
    let rows = randomRows(seed: 99, count: 2500, span: 30_000, services: 5, longest: 100)
    let model = model(
      keepAlive: .ramp(50...300), initialization: .distribution(.exponential(mean: 20)),
      routing: routing, reserved: 6, account: 12)
    try expectAgreement(model, rows, seed: 5)
  }

  private func expectAgreement(_ model: PerInvocationModel, _ rows: [Row], seed: UInt64) throws {
    let (trace, ordered) = makeTrace(rows)
    let fast = try model.replay(trace, seed: seed, jobs: 2)
    let naive = NaivePerInvocation(model, ordered: ordered, names: trace.serviceNames, seed: seed)
    #expect(figures(fast.whole) == naive.figures(nil), "\(model)")
    for (name, outcome) in zip(trace.serviceNames, fast.services) {
      #expect(figures(outcome) == naive.figures(name), "\(name) \(model)")
    }
  }

  static let queues: [(limit: Int?, timeout: Int64?)] = [
    (nil, nil), (0, nil), (3, nil), (nil, 0), (nil, 40), (5, 60), (2, 10),
  ]

  static let sizes: [(instances: Int, slots: Int)] = [
    (1, 1), (1, 4), (3, 1), (2, 3), (40, 2), (9, 1),
  ]

  @Test(arguments: sizes, [Balance.fifo, .roundRobin, .leastOutstanding])
  func fleet(size: (instances: Int, slots: Int), balance: Balance) throws {
    for (index, queue) in Self.queues.enumerated() {
      let model = ProvisionedModel(
        instances: size.instances, slotsPerInstance: size.slots, queueLimit: queue.limit,
        queueTimeout: queue.timeout, balance: balance)
      for seed in 1...4 as ClosedRange<UInt64> {
        let rows = randomRows(
          seed: seed + UInt64(4 * index), count: 600,
          span: 30_000 / (size.instances * size.slots), services: 3, longest: 100)
        try expectAgreement(model, rows)
      }
    }
  }

  private func expectAgreement(_ model: ProvisionedModel, _ rows: [Row]) throws {
    let (trace, ordered) = makeTrace(rows)
    let fast = try model.replay(trace, jobs: 2)
    let naive = NaiveFleet(model, ordered: ordered)
    #expect(figures(fast.whole) == naive.figures(nil), "\(model)")
    for (name, outcome) in zip(trace.serviceNames, fast.services) {
      #expect(figures(outcome) == naive.figures(name), "\(name) \(model)")
    }
    for services in [[1], [0, 2]] {
      let names = services.map { trace.serviceNames[$0] }
      let part = try model.replay(trace, services: services)
      let alone = NaiveFleet(model, ordered: ordered.filter { names.contains($0.service) })
      #expect(figures(part.whole) == alone.figures(nil), "\(services) \(model)")
    }
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func fleetsOfServices(seed: UInt64) throws {
    let (trace, ordered) = makeTrace(
      randomRows(seed: seed, count: 500, span: 6000, services: 3, longest: 80))
    let models = [Balance.fifo, .roundRobin, .leastOutstanding].enumerated().map {
      ProvisionedModel(
        instances: 2 + $0, slotsPerInstance: 1 + Int(seed) % 2, queueLimit: seed == 3 ? 2 : nil,
        queueTimeout: seed == 4 ? 30 : nil, balance: $1)
    }
    let fast = try PerServiceFleets(models: models).replay(
      trace, jobs: 2, keepingLatencies: true)
    let naive = zip(models, trace.serviceNames).map { model, name in
      NaiveFleet(model, ordered: ordered.filter { $0.service == name })
    }
    for (index, name) in trace.serviceNames.enumerated() {
      // The fleets exist in the window of the whole trace.
      let cut = ["window", "instanceTime", "availableSlotTime"]
      func kept(_ figures: [String: Int128]) -> [String: Int128] {
        figures.filter { !cut.contains($0.key) }
      }
      #expect(kept(figures(fast.services[index])) == kept(naive[index].figures(name)))
      let latencies = naive[index].served.map { $0.end - $0.row.arrival }
      let found = fast.latencies?[trace.rows[index]].filter { $0 >= 0 }
      #expect(found?.sorted() == latencies.sorted())
    }
    let last = naive.compactMap(\.lastDeparture).max() ?? 0
    #expect(fast.whole.window == last - ordered[0].arrival)
    #expect(
      fast.whole.instanceTime
        == models.reduce(0) { $0 + Int128($1.instances) } * Int128(fast.whole.window))
  }
}

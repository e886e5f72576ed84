import Simulation
import Testing
import Units

/// Fleets and closed forms against each other and against published values.
struct QueueingTests {
  struct Queue: Sendable {
    var arrivalRate: Double
    var serviceRate: Double
    var servers: Int
    var erlangB: Double
    var erlangC: Double
    var meanWait: Double
    /// 50, 95 and 99 percent.
    var waits: [Double]
    var p95Response: Double
  }

  static let queues = [
    Queue(
      arrivalRate: 0.8, serviceRate: 1, servers: 1, erlangB: 0.4444444444444445, erlangC: 0.8,
      meanWait: 4, waits: [2.350018146228679, 13.862943611198904, 21.910133173369406],
      p95Response: 14.978661367769954),
    Queue(
      arrivalRate: 1.8, serviceRate: 1, servers: 2, erlangB: 0.3665158371040724,
      erlangC: 0.8526315789473683, meanWait: 4.2631578947368425,
      waits: [2.668597218159216, 14.181522683129442, 22.228712245299945],
      p95Response: 15.29723894467057),
    Queue(
      arrivalRate: 7.2, serviceRate: 1, servers: 8, erlangB: 0.19031316866395676,
      erlangC: 0.701532990146257, meanWait: 0.8769162376828215,
      waits: [0.42332478502576304, 3.30155615126832, 5.313353541810946],
      p95Response: 4.925146784706809),
    Queue(
      arrivalRate: 90, serviceRate: 10, servers: 10, erlangB: 0.16796322629158647,
      erlangC: 0.6687315241076972, meanWait: 0.06687315241076972,
      waits: [0.029077457190386923, 0.2593359664897914, 0.4202797577332015],
      p95Response: 0.4360866567780361),
  ]

  @Test(arguments: queues)
  func closedForms(queue: Queue) {
    let load = queue.arrivalRate / queue.serviceRate
    expect(QueueingTheory.erlangB(servers: queue.servers, load: load), queue.erlangB, 1e-12)
    expect(QueueingTheory.erlangC(servers: queue.servers, load: load), queue.erlangC, 1e-12)
    let wait = QueueingTheory.meanWait(
      servers: queue.servers, arrivalRate: queue.arrivalRate, serviceRate: queue.serviceRate)
    expect(wait, queue.meanWait, 1e-12)
    for (quantile, expected) in zip([0.5, 0.95, 0.99], queue.waits) {
      let found = QueueingTheory.waitQuantile(
        quantile, servers: queue.servers, arrivalRate: queue.arrivalRate,
        serviceRate: queue.serviceRate)
      expect(found, expected, 1e-9)
    }
  }

  @Test func closedFormsAtTheEdges() {
    expect(QueueingTheory.blocking(servers: 4, capacity: 8, load: 4), 0.13852813852813853, 1e-12)
    #expect(QueueingTheory.meanWait(servers: 2, arrivalRate: 2, serviceRate: 1) == .infinity)
    let endless = QueueingTheory.waitQuantile(0.5, servers: 2, arrivalRate: 3, serviceRate: 1)
    #expect(endless == .infinity)
    #expect(QueueingTheory.waitQuantile(0.1, servers: 9, arrivalRate: 1, serviceRate: 1) == 0)
    #expect(QueueingTheory.erlangC(servers: 1, load: 1) == 1)
    #expect(QueueingTheory.erlangB(servers: 0, load: 1) == 1)
    #expect(QueueingTheory.erlangB(servers: 3, load: 0) == 0)
  }

  /// Overflow of a base of instances: 100 requests/s of 0.1 s, 10 erlangs.
  @Test(arguments: [
    (0, 1.0), (2, 0.819672131147541), (5, 0.5639521768554027), (8, 0.3383184328873665),
  ])
  func overflow(servers: Int, probability: Double) {
    expect(QueueingTheory.erlangB(servers: servers, load: 10), probability, 1e-12)
  }

  static let requests = 10_000_000
  /// Three deviations of the mean wait at a utilisation of 0.9 and 10⁷ requests.
  static let tolerance = 0.02

  @Test(arguments: queues)
  func fleetWaitsAsInTheory(queue: Queue) throws {
    let trace = poissonTrace(rate: queue.arrivalRate, count: Self.requests, seed: 21) {
      $0.exponential(mean: 1 / queue.serviceRate)
    }
    let whole = try ProvisionedModel(instances: queue.servers, slotsPerInstance: 1)
      .replay(trace).whole
    expect(Double(whole.waitSum) / Double(whole.completed) / 1e6, queue.meanWait, Self.tolerance)
    expect(Double(whole.latency.p95) / 1e6, queue.p95Response, Self.tolerance)
  }

  @Test func constantServiceHalvesTheWait() throws {
    let trace = poissonTrace(rate: 0.8, count: Self.requests, seed: 22) { _ in 1 }
    let whole = try ProvisionedModel(instances: 1, slotsPerInstance: 1).replay(trace).whole
    expect(Double(whole.waitSum) / Double(whole.completed) / 1e6, 2, Self.tolerance)
    expect(Double(whole.busySlotTime) / Double(whole.availableSlotTime), 0.8, Self.tolerance)
  }

  /// M/M/4/8 at 4 erlangs.
  @Test func fullQueueRejects() throws {
    let trace = poissonTrace(rate: 4, count: Self.requests, seed: 23) { $0.exponential(mean: 1) }
    let fleet = ProvisionedModel(instances: 2, slotsPerInstance: 2, queueLimit: 4)
    let whole = try fleet.replay(trace).whole
    let rejected = Double(whole.rejected) / Double(whole.requests)
    expect(rejected, 0.13852813852813853, Self.tolerance)
    let wait = Double(whole.waitSum) / Double(whole.completed) / 1e6
    expect(wait, 0.4020100502512563, Self.tolerance)
    let utilization = Double(whole.busySlotTime) / Double(whole.availableSlotTime)
    expect(utilization, 0.8614718614718614, Self.tolerance)
  }

  @Test func lossSystemLosesAsErlangSays() throws {
    let trace = poissonTrace(rate: 5, count: Self.requests, seed: 24) { $0.exponential(mean: 1) }
    let fleet = ProvisionedModel(instances: 6, slotsPerInstance: 1, queueLimit: 0)
    let whole = try fleet.replay(trace).whole
    let lost = QueueingTheory.erlangB(servers: 6, load: 5)
    expect(Double(whole.rejected) / Double(whole.requests), lost, Self.tolerance)
  }

  /// Requests without duration at 0.001/s: p = e^(−λτ), idle share 1 − p.
  @Test(arguments: [
    (600, 0.5488116360940264, 0.4511883639059736), (300, 0.7408182206817179, 0.2591817793182821),
  ])
  func keepAlive(seconds: Int64, coldShare: Double, idle: Double) throws {
    let trace = poissonTrace(rate: 0.001, count: Self.requests / 10, seed: 25) { _ in 0 }
    let whole = try model(keepAlive: .fixed(seconds * 1_000_000))
      .replay(trace, seed: 1, jobs: 1).whole
    let share = Double(whole.coldStarts) / Double(whole.requests)
    let deviation = (coldShare * (1 - coldShare) / Double(whole.requests)).squareRoot()
    #expect(abs(share - coldShare) < 3 * deviation)
    // The idle share also varies with the times between arrivals.
    expect(mean(whole.instanceTime, whole.window), idle, 5 * deviation / idle)
    let theory = QueueingTheory.coldStartProbability(
      arrivalRate: 0.001, keepAlive: Double(seconds))
    expect(theory, coldShare, 1e-12)
  }

  private func expect(_ found: Double, _ expected: Double, _ tolerance: Double) {
    #expect(abs(found / expected - 1) <= tolerance, "\(found), not \(expected)")
  }
}

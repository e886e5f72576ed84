import Metering
import Simulation
import Traces
import Units

/// Queues whose figures are known in closed form, replayed.
struct ClosedForms {
  private static let requests = 300_000

  func checks() throws -> [SelfTest.Check] {
    [
      try erlangC(rate: 3, servers: 4), try erlangB(rate: 3, servers: 4),
      try deterministicService(), try keepAlive(), try hybridOverflow(), try provisionedOverflow(),
    ]
  }

  /// Mean wait of M/M/c: Erlang C.
  private func erlangC(rate: Double, servers: Int) throws -> SelfTest.Check {
    let trace = poissonTrace(rate: rate, service: .exponential(mean: 1_000_000))
    let replay = try ProvisionedModel(instances: servers, slotsPerInstance: 1).replay(trace)
    return check(
      "M/M/\(servers) mean wait in ms",
      expected: QueueingTheory.meanWait(
        servers: servers, arrivalRate: rate, serviceRate: 1) * 1_000,
      actual: Double(replay.whole.waitSum) / Double(replay.whole.completed) / 1_000,
      within: 0.05, source: "Erlang C formula")
  }

  /// Loss of M/M/c/c: Erlang B.
  private func erlangB(rate: Double, servers: Int) throws -> SelfTest.Check {
    let trace = poissonTrace(rate: rate, service: .exponential(mean: 1_000_000))
    let replay = try ProvisionedModel(instances: servers, slotsPerInstance: 1, queueLimit: 0)
      .replay(trace)
    return check(
      "M/M/\(servers)/\(servers) share rejected",
      expected: QueueingTheory.erlangB(servers: servers, load: rate),
      actual: Double(replay.whole.rejected) / Double(replay.whole.requests), within: 0.02,
      source: "Erlang B formula")
  }

  /// Mean wait of M/D/1: ρ / (2 μ (1 − ρ)) (Pollaczek and Khinchine).
  private func deterministicService() throws -> SelfTest.Check {
    let trace = poissonTrace(rate: 0.8, service: .constant(1_000_000))
    let replay = try ProvisionedModel(instances: 1, slotsPerInstance: 1).replay(trace)
    return check(
      "M/D/1 mean wait in ms", expected: 2_000,
      actual: Double(replay.whole.waitSum) / Double(replay.whole.completed) / 1_000,
      within: 0.05, source: "Pollaczek and Khinchine formula")
  }

  /// Cold starts of requests without duration: e^(−λτ).
  private func keepAlive() throws -> SelfTest.Check {
    let trace = poissonTrace(rate: 0.001, service: .constant(0))
    let whole = try functions.replay(trace, seed: 1, jobs: 1).whole
    return check(
      "cold starts with a keep-alive of 600 s",
      expected: QueueingTheory.coldStartProbability(arrivalRate: 0.001, keepAlive: 600),
      actual: Double(whole.coldStarts) / Double(whole.completed), within: 0.02,
      source: "exp(-λτ), no arrival within the keep-alive")
  }

  /// What a base of instances cannot hold: Erlang B.
  private func hybridOverflow() throws -> SelfTest.Check {
    let trace = poissonTrace(rate: 10, service: .exponential(mean: 1_000_000))
    let base = HybridModel.Base(services: [0], instances: 8, slotsPerInstance: 1)
    let replay = try HybridModel(bases: [base], burst: functions).replay(trace, seed: 1, jobs: 1)
    return check(
      "share that a hybrid's base of 8 slots cannot hold",
      expected: QueueingTheory.erlangB(servers: 8, load: 10),
      actual: Double(replay.burst.whole.requests) / Double(replay.replay.whole.requests),
      within: 0.02, source: "Erlang B formula")
  }

  /// What provisioned concurrency cannot hold: Erlang B.
  private func provisionedOverflow() throws -> SelfTest.Check {
    let trace = poissonTrace(rate: 10, service: .exponential(mean: 1_000_000))
    var model = functions
    model.provisionedConcurrency = [5]
    let whole = try model.replay(trace, seed: 1, jobs: 1).whole
    return check(
      "share that provisioned concurrency of 5 cannot hold",
      expected: QueueingTheory.erlangB(servers: 5, load: 10),
      actual: Double(whole.completed - whole.provisionedRequests) / Double(whole.completed),
      within: 0.02, source: "Erlang B formula")
  }

  /// Functions that start in no time.
  private var functions: PerInvocationModel {
    PerInvocationModel(
      keepAlive: .fixed(600_000_000), initialization: .distribution(.constant(0)),
      billedTime: BilledTimeRule(increment: 1_000, minimum: 0, includesInit: true),
      billedMemory: BilledMemoryRule(step: 1, minimum: 1))
  }

  private func check(
    _ name: String, expected: Double, actual: Double, within tolerance: Double, source: String
  ) -> SelfTest.Check {
    func text(_ value: Double) -> String {
      ExactDecimal(Int128((value * 10_000).rounded()), over: 10_000)?.text ?? "–"
    }
    let percent = ExactDecimal(Int128((tolerance * 100).rounded()), over: 1)?.text ?? ""
    return SelfTest.Check(
      name: name, expected: "\(text(expected)) ± \(percent) %", actual: text(actual),
      source: source, passed: abs(actual / expected - 1) <= tolerance)
  }

  /// One service with Poisson arrivals at `rate` a second.
  private func poissonTrace(rate: Double, service: DurationDistribution) -> Trace {
    var arrivals = SeededGenerator(seed: 1, "selftest", "arrivals")
    var durations = SeededGenerator(seed: 1, "selftest", "durations")
    var time = 0.0
    let stamps = (0..<Self.requests).map { _ in
      time += arrivals.exponential(mean: 1_000_000 / rate)
      return Int64(time)
    }
    return Trace(
      serviceNames: ["selftest"], rows: [0..<Self.requests],
      serviceOrder: [UInt32](repeating: 0, count: Self.requests), arrivals: stamps,
      durations: stamps.map { _ in service.sample(&durations) },
      memories: [Int32](repeating: 128, count: Self.requests))
  }
}

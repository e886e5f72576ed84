import Metering
import Simulation
import Testing
import Traces
import Units

/// Limits, provisioned environments and retries worked out by hand.
struct LimitTests {
  static let second: Int64 = 1_000_000

  @Test func overflowOfProvisionedStartsCold() throws {
    // Two at once; the environment of the second expires before the third pair.
    let rows = [0, 0, 100, 100].map {
      Row(service: "s", arrival: Int64($0), duration: 30, memory: 200)
    }
    var model = model(keepAlive: .fixed(20), initialization: .distribution(.constant(7)))
    model.provisionedConcurrency = [1]
    let whole = try replay(model, rows)
    #expect(whole.provisionedRequests == 2 && whole.coldStarts == 2)
    // 37 µs and 30 µs, each rounded up to 10; memory to 256.
    #expect(whole.billedTime == 80 && whole.billedMemoryTime == 80 * 256)
    #expect(whole.provisionedBilledTime == 60 && whole.provisionedBilledMemoryTime == 60 * 256)
    #expect(whole.restoredMemory == 512)
    #expect(whole.window == 137 && whole.waitSum == 14 && whole.latency.max == 37)
    // One for 137 µs; the other for 37 + 20 and for 37.
    #expect(whole.instanceTime == 137 + 57 + 37 && whole.peakInstances == 2)
  }

  @Test func provisionedOfAnIdleServiceExists() throws {
    let rows = [
      Row(service: "a", arrival: 0, duration: 10), Row(service: "b", arrival: 5, duration: 20),
    ]
    var model = model(keepAlive: .fixed(0))
    model.provisionedConcurrency = [0, 1_000_000_000]
    let (trace, _) = makeTrace(rows)
    let replay = try model.replay(trace, seed: 1, jobs: 1)
    #expect(replay.services[1].instanceTime == 25 * 1_000_000_000)
    #expect(replay.whole.peakInstances == 1_000_000_001)
    #expect(replay.whole.standingInstances == 1_000_000_000)
    #expect(replay.whole.utilization == ExactDecimal(30, over: 25_000_000_010))
  }

  /// The tenth of 10 tokens is gone, so that half a token's time later there is none.
  @Test func scaleRateFillsUpEvenly() throws {
    let times: [Int64] = Array(repeating: 0, count: 12) + [499_999, 500_000, 1_000_000, 90_000_000]
    let rows = times.map { Row(service: "s", arrival: $0, duration: 200 * Self.second) }
    var model = model(keepAlive: .fixed(0))
    model.scaleRate = ScaleRate(environments: 10, period: 5 * Self.second)
    let whole = try replay(model, rows)
    // 10 of 12; not half a microsecond's share early; then one each half second.
    #expect(whole.coldStarts == 13 && whole.throttled == 3)
  }

  @Test(arguments: 1...7)
  func scaleRateStartsAsManyAtOnce(environments: Int) throws {
    let rows = (0..<5).map { _ in Row(service: "s", arrival: 0, duration: 10) }
    var model = model(keepAlive: .fixed(0))
    model.scaleRate = ScaleRate(environments: environments, period: 1_000)
    #expect(try replay(model, rows).coldStarts == min(5, environments))
  }

  @Test func unusedScaleRateDoesNotAccrue() throws {
    let late = 1_000 * Self.second
    let rows = (0..<7).map { _ in Row(service: "s", arrival: late, duration: 10) }
    var model = model(keepAlive: .fixed(0))
    model.scaleRate = ScaleRate(environments: 4, period: 1)
    let first = Row(service: "s", arrival: 0, duration: 1)
    #expect(try replay(model, [first] + rows).coldStarts == 5)
  }

  /// "Spills over after 10 concurrency or 100 requests per second, whichever happens first."
  @Test func provisionedRateSpillsOver() throws {
    let rows = (0..<150).map { Row(service: "s", arrival: Int64($0), duration: 0) }
    var model = model(keepAlive: .fixed(Self.second))
    model.provisionedConcurrency = [10]
    model.requestsPerConcurrency = 10
    let fast = try replay(model, rows)
    #expect(fast.provisionedRequests == 100 && fast.completed == 150 && fast.coldStarts == 1)
    let long = rows.map { Row(service: "s", arrival: $0.arrival, duration: 1_000) }
    #expect(try replay(model, long).provisionedRequests == 10)
  }

  /// 10 × (15 − 4 provisioned) requests a second over both services, less than concurrency allows.
  @Test func accountRateIsThatOfWhatIsNotProvisioned() throws {
    let rows = (0..<400).map { Row(service: "s\($0 % 2)", arrival: Int64($0), duration: 0) }
    var model = model(keepAlive: .fixed(Self.second), account: 15)
    model.requestsPerConcurrency = 10
    #expect(try replay(model, rows).throttled == 250)
    model.provisionedConcurrency = [4, 0]
    let whole = try replay(model, rows)
    #expect(whole.provisionedRequests == 40 && whole.throttled == 400 - 40 - 110)
  }

  @Test func provisionedOccupiesTheAccount() throws {
    let rows = (0..<10).map { _ in Row(service: "b", arrival: 0, duration: 5) }
    let idle = Row(service: "a", arrival: 0, duration: 5)
    var model = model(keepAlive: .fixed(0), account: 7)
    #expect(try replay(model, [idle] + rows).completed == 7)
    model.provisionedConcurrency = [4, 0]
    #expect(try replay(model, [idle] + rows).completed == 1 + 3)
    model.provisionedConcurrency = [7, 0]
    #expect(try replay(model, [idle] + rows).completed == 1)
  }

  /// Attempts at 0, 10, 30, 60 (10, 20, 30 later); the first request runs until 60.
  @Test func backsOffUntilThereIsRoom() throws {
    let rows = [60, 5].map { Row(service: "s", arrival: 0, duration: $0) }
    var model = model(
      keepAlive: .fixed(100), initialization: .distribution(.constant(0)), reserved: 1)
    var policy = RetryPolicy(
      attempts: 4, firstDelay: 10, factor: 2, maximumDelay: 30, hasJitter: false)
    model.throttling = .retry(policy)
    let whole = try replay(model, rows)
    #expect(whole.retries == 3 && whole.throttled == 0 && whole.coldStarts == 1)
    #expect(whole.latencySum == 60 + 65 && whole.waitSum == 60 && whole.busySlotTime == 65)
    #expect(whole.peakConcurrency == 1)
    policy.attempts = 3
    model.throttling = .retry(policy)
    let short = try replay(model, rows)
    #expect(short.retries == 2 && short.throttled == 1 && short.window == 60)
    policy.attempts = nil
    policy.maximumAge = 59
    model.throttling = .retry(policy)
    #expect(try replay(model, rows) == short)
    policy.maximumAge = 60
    model.throttling = .retry(policy)
    #expect(try replay(model, rows) == whole)
  }

  @Test func retriesComeBeforeArrivalsInTheOrderOfTheirSchedule() throws {
    // At 10 there is room for one: a and b were refused at 1 and 2 and are due, c arrives.
    let rows = [
      Row(service: "s", arrival: 0, duration: 10), Row(service: "s", arrival: 5, duration: 100),
      Row(service: "s", arrival: 5, duration: 200), Row(service: "s", arrival: 10, duration: 300),
    ]
    var model = model(keepAlive: .fixed(0), reserved: 1)
    model.throttling = .retry(
      RetryPolicy(attempts: 2, firstDelay: 5, factor: 1, maximumDelay: 5, hasJitter: false))
    let whole = try replay(model, rows)
    #expect(whole.completed == 2 && whole.throttled == 2 && whole.latency.max == 105)
  }

  /// Poisson arrivals find all P provisioned environments busy with the probability of Erlang B,
  /// whatever the times are distributed like and whatever the overflow does.
  @Test(arguments: [(2, 1.5), (5, 5), (8, 10), (20, 14)])
  func overflowIsErlangB(provisioned: Int, load: Double) throws {
    let count = 1_000_000
    for isConstant in [false, true] {
      let trace = poissonTrace(rate: load, count: count, seed: 31) {
        isConstant ? 1 : $0.exponential(mean: 1)
      }
      var model = model(
        keepAlive: .fixed(5 * Self.second), initialization: .distribution(.constant(200_000)))
      model.provisionedConcurrency = [provisioned]
      let whole = try model.replay(trace, seed: 1, jobs: 2).whole
      let share = 1 - Double(whole.provisionedRequests) / Double(count)
      let expected = QueueingTheory.erlangB(servers: provisioned, load: load)
      #expect(abs(share / expected - 1) < 0.02, "\(share), not \(expected)")
    }
  }

  private func replay(_ model: PerInvocationModel, _ rows: [Row]) throws -> Outcome {
    let (trace, _) = makeTrace(rows)
    return try model.replay(trace, seed: 1, jobs: 2).whole
  }
}

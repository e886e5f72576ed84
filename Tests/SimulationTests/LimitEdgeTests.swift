import Simulation
import Testing
import Traces
import Units

/// Limits that are hostile, that never act, or that are divided among threads.
struct LimitEdgeTests {
  /// Limits just out of reach change nothing, and those just within reach do.
  @Test(arguments: [true, false])
  func limitsThatNeverActChangeNothing(isBusy: Bool) throws {
    let trace = isBusy ? LargeTraceTests.busy : LargeTraceTests.quiet
    var model = model(keepAlive: .fixed(50_000), initialization: .distribution(.constant(700)))
    let plain = try model.replay(trace, seed: 1, jobs: 2)
    model.provisionedConcurrency = trace.rows.map { _ in 0 }
    model.throttling = .retry(
      RetryPolicy(attempts: 2, firstDelay: 1, factor: 1, maximumDelay: 1, hasJitter: true))
    model.accountConcurrency = plain.whole.peakConcurrency
    model.reservedConcurrency = plain.services.map(\.peakConcurrency).max()
    model.scaleRate = ScaleRate(environments: plain.whole.coldStarts, period: 1)
    model.requestsPerConcurrency = trace.count
    #expect(try model.replay(trace, seed: 1, jobs: 2) == plain)
    model.scaleRate = ScaleRate(environments: 1, period: .max)
    #expect(try model.replay(trace, seed: 1, jobs: 2).whole.throttled > 0)
    model.scaleRate = nil
    model.requestsPerConcurrency = 1
    #expect(try model.replay(trace, seed: 1, jobs: 2).whole.throttled > 0)
    model.reservedConcurrency = nil
    #expect(try model.replay(trace, seed: 1, jobs: 2).whole.throttled > 0)
  }

  /// No rate passes the screen that acts: rates about the size of bursts.
  @Test func screenedRatesAgreeWithReplayedOnes() throws {
    for seed in 1...40 as ClosedRange<UInt64> {
      let rows = bursts(seed: seed)
      let (trace, ordered) = makeTrace(rows)
      for requests in 8...30 {
        var model = model(keepAlive: .fixed(100_000))
        model.requestsPerConcurrency = 1
        if requests % 2 == 0 {
          model.accountConcurrency = requests
        } else {
          model.reservedConcurrency = requests
        }
        let fast = try model.replay(trace, seed: seed, jobs: 1).whole
        let naive = NaivePerInvocation(
          model, ordered: ordered, names: trace.serviceNames, seed: seed)
        #expect(figures(fast) == naive.figures(nil), "\(requests) requests")
      }
    }
  }

  /// Every 1.5 seconds 10 to 25 requests within a tenth of a millisecond.
  private func bursts(seed: UInt64) -> [Row] {
    var generator = SeededGenerator(seed: seed, "bursts")
    return (0..<8).flatMap { burst in
      (0..<10 + generator.below(16)).map { _ in
        Row(
          service: "service-\(generator.below(4) / 3)",
          arrival: Int64(1_500_000 * burst + generator.below(100)), duration: 0)
      }
    }
  }

  @Test(arguments: [ThrottlePolicy.fail, retryOnce])
  func threadsChangeNothing(policy: ThrottlePolicy) throws {
    let trace = LargeTraceTests.busy
    var model = model(
      keepAlive: .ramp(100_000...400_000), initialization: .fromTrace, routing: .random,
      reserved: 40)
    model.provisionedConcurrency = trace.rows.indices.map { $0 % 4 }
    model.requestsPerConcurrency = 20
    model.scaleRate = ScaleRate(environments: 2, period: 1_000_000)
    model.throttling = policy
    let one = try model.replay(trace, seed: 3, jobs: 1)
    #expect(one.whole.throttled > 0 && one.whole.provisionedRequests > 0)
    #expect(try model.replay(trace, seed: 3, jobs: 2) == one)
    // An account limit that does not act couples the services without changing a figure.
    model.accountConcurrency = 100_000
    model.requestsPerConcurrency = nil
    let coupled = try model.replay(trace, seed: 3, jobs: 3)
    model.accountConcurrency = nil
    #expect(try model.replay(trace, seed: 3, jobs: 2) == coupled)
  }

  static let retryOnce = ThrottlePolicy.retry(
    RetryPolicy(
      attempts: 2, firstDelay: 5_000, factor: 2, maximumDelay: 5_000, hasJitter: true))

  @Test func extremesDoNotOverflow() throws {
    let year = EdgeTests.year
    let rows = (0..<2_000).map {
      Row(
        service: "s\($0 % 2)", arrival: $0 < 1_000 ? -(1 << 59) : 1 << 59, duration: year,
        memory: 16_700_000)
    }
    let (trace, _) = makeTrace(rows, optional: false)
    var model = model(
      keepAlive: .fixed(.max), initialization: .distribution(.constant(year)), reserved: .max,
      account: .max)
    model.provisionedConcurrency = [1_000_000_000, 3]
    model.scaleRate = ScaleRate(environments: .max, period: .max)
    model.requestsPerConcurrency = .max
    let whole = try model.replay(trace, seed: 1, jobs: 1).whole
    #expect(whole.completed == 2_000 && whole.provisionedRequests == 1_006)
    #expect(whole.instanceTime > 1_000_000_000 * Int128(1 << 60))
    model.reservedConcurrency = 3
    model.provisionedConcurrency = [3, 0]
    model.throttling = .retry(
      RetryPolicy(
        attempts: 10_000, firstDelay: year, factor: .max, maximumDelay: year, hasJitter: true))
    let retried = try model.replay(trace, seed: 1, jobs: 1).whole
    #expect(retried.completed + retried.throttled == 2_000 && retried.retries > 100_000)
  }

  /// A flood of requests that never find room ends when their attempts do.
  @Test func floodsEnd() throws {
    let rows = (0..<3_000).map { _ in Row(service: "s", arrival: 0, duration: 0) }
    let (trace, _) = makeTrace(rows)
    var model = model(keepAlive: .fixed(0), reserved: 0)
    model.throttling = .retry(
      RetryPolicy(
        attempts: nil, firstDelay: 1, factor: 1, maximumDelay: 1, hasJitter: true,
        maximumAge: 2_000))
    let whole = try model.replay(trace, seed: 1, jobs: 1).whole
    #expect(whole.throttled == 3_000 && whole.retries == 3_000 * 2_000)
    model.reservedConcurrency = 1
    #expect(try model.replay(trace, seed: 1, jobs: 1).whole.completed == 3_000)
  }

  static let refused: [(change: @Sendable (inout PerInvocationModel) -> Void, failure: Failure)] = [
    (
      { $0.provisionedConcurrency = [1] },
      Failure(.software, "1 provisioned concurrencies for 2 services")
    ),
    (
      { $0.provisionedConcurrency = [-1, 0] },
      Failure(.usage, "provisioned concurrency must be 0 to 1000000000, not -1")
    ),
    (
      { $0.provisionedConcurrency = [.max, .max] },
      Failure(.usage, "provisioned concurrency must be 0 to 1000000000, not \(Int.max)")
    ),
    (
      {
        $0.provisionedConcurrency = [3, 2]
        $0.accountConcurrency = 4
      },
      Failure(
        .usage, "provisioned concurrency 5 over all services is more than the account's 4",
        hint: "raise the account's concurrency, or provision less")
    ),
    (
      {
        $0.provisionedConcurrency = [0, 6]
        $0.reservedConcurrency = 5
      },
      Failure(
        .usage, "provisioned concurrency 6 is more than the reserved 5",
        hint: "reserve at least as much, or provision less")
    ),
    (
      { $0.scaleRate = ScaleRate(environments: 1, period: 0) },
      Failure(.usage, "a scaling rate needs at least 0 environments and 1 µs, not 1 in 0 µs")
    ),
    (
      { $0.requestsPerConcurrency = 0 },
      Failure(.usage, "requests a second and concurrency must be at least 1, not 0")
    ),
    (
      { $0.throttling = .retry(retries(attempts: nil)) },
      Failure(
        .usage, "retries without end: neither their attempts nor their age is limited",
        hint: "limit the attempts or the age of a request")
    ),
    (
      { $0.throttling = .retry(retries(attempts: 10_001)) },
      Failure(
        .usage, "up to 10001 attempts of each request are more than 10000",
        hint: "lengthen the delays, or lower the attempts or the age of a request")
    ),
    (
      { $0.throttling = .retry(retries(attempts: .max, age: 60_000_000)) },
      Failure(
        .usage, "up to 60000001 attempts of each request are more than 10000",
        hint: "lengthen the delays, or lower the attempts or the age of a request")
    ),
    (
      { $0.throttling = .retry(retries(attempts: 2, delay: 0)) },
      Failure(
        .usage, "the retries' first delay in µs must be 1 to 31622400000000, not 0")
    ),
    (
      { $0.throttling = .retry(retries(attempts: 0)) },
      Failure(.usage, "the retries' attempts must be at least 1, not 0")
    ),
    (
      { $0.throttling = .retry(retries(attempts: 1, age: .max)) },
      Failure(
        .usage, "the retries' maximum age in µs must be 0 to 31622400000000, not \(Int64.max)")
    ),
  ]

  @Test(arguments: refused.indices)
  func whatMakesNoSenseIsRefused(index: Int) throws {
    let (trace, _) = makeTrace(["a", "b"].map { Row(service: $0, arrival: 0, duration: 1) })
    var model = model(keepAlive: .fixed(1))
    Self.refused[index].change(&model)
    #expect(throws: Self.refused[index].failure) { try model.replay(trace, seed: 1, jobs: 1) }
  }

  @Test func emptyTracesHaveLimitsToo() throws {
    let empty = Trace(
      serviceNames: [], rows: [], serviceOrder: [], arrivals: [], durations: [], memories: [])
    var model = model(keepAlive: .fixed(1), reserved: 4, account: 5)
    model.provisionedConcurrency = []
    model.requestsPerConcurrency = 1
    model.scaleRate = ScaleRate(environments: 0, period: 1)
    #expect(try model.replay(empty, seed: 1, jobs: 2).whole.requests == 0)
    let hollow = Trace(
      serviceNames: ["a", "b"], rows: [0..<0, 0..<1], serviceOrder: [1], arrivals: [5],
      durations: [7], memories: [1])
    model.provisionedConcurrency = [3, 1]
    let replay = try model.replay(hollow, seed: 1, jobs: 2)
    #expect(replay.services[0].instanceTime == 21 && replay.whole.provisionedRequests == 1)
  }

  @Test func arrivalsOutOfOrderAreAFailure() throws {
    for arrivals in [[0, 2, 1, 3], [0, .max, 1, 3], [0, .min, 1, 3]] as [[Int64]] {
      let broken = Trace(
        serviceNames: ["s"], rows: [0..<4], serviceOrder: [0, 0, 0, 0], arrivals: arrivals,
        durations: [1, 1, 1, 1], memories: [1, 1, 1, 1])
      var model = model(keepAlive: .fixed(1), reserved: 2, account: 3)
      model.provisionedConcurrency = [1]
      model.requestsPerConcurrency = 1
      model.scaleRate = ScaleRate(environments: 2, period: .max)
      model.throttling = Self.retryOnce
      let failure = #expect(throws: Failure.self) { try model.replay(broken, seed: 1, jobs: 1) }
      #expect(failure?.code == .data)
    }
  }

  private static func retries(
    attempts: Int?, delay: Int64 = 1, age: Int64? = nil
  ) -> RetryPolicy {
    RetryPolicy(
      attempts: attempts, firstDelay: delay, factor: 1, maximumDelay: 1, hasJitter: false,
      maximumAge: age)
  }
}

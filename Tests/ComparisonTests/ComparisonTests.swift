import Pricing
import Simulation
import Testing
import Traces
import Units

@testable import Comparison

/// A trace of some services with Poisson arrivals and exponential durations.
func poissonTrace(
  rates: [Double], durationMs: Int64 = 100, memories: [Int32], hours: Double, seed: UInt64 = 1
) -> Trace {
  var rows: [Range<Int>] = []
  var arrivals: [Int64] = []
  var durations: [Int64] = []
  var memory: [Int32] = []
  for (service, rate) in rates.enumerated() {
    var generator = SeededGenerator(seed: seed, "test", "\(service)")
    let distribution = DurationDistribution.exponential(mean: durationMs * 1_000)
    let start = arrivals.count
    var time = 0.0
    while true {
      time += generator.exponential(mean: 1_000_000 / rate)
      guard time < hours * 3_600_000_000 else { break }
      arrivals.append(Int64(time))
      durations.append(distribution.sample(&generator))
      memory.append(memories[service])
    }
    rows.append(start..<arrivals.count)
  }
  let order = rows.enumerated().flatMap { service, range in range.map { (arrivals[$0], service) } }
    .sorted { $0 < $1 }.map { UInt32($0.1) }
  return Trace(
    serviceNames: rates.indices.map { "service-\($0)" }, rows: rows, serviceOrder: order,
    arrivals: arrivals, durations: durations, memories: memory)
}

@Suite struct ComparisonTests {
  static let book = Result { try PriceBook(.embedded) }
  static let trace = poissonTrace(
    rates: [5, 1, 0.05], memories: [512, 1_769, 128], hours: 1)

  private func compare(
    _ specs: [String], trace: Trace = trace, slo: String? = nil, jobs: Int = 2,
    freeTier: Bool = false
  ) throws -> OptionRanking {
    let book = try Self.book.get()
    let resolver = OptionResolver(priceBook: book)
    return try OptionRanking(
      resolver.resolve(specs.map { try OptionSpec($0) }, defaults: []), priceBook: book,
      scenario: Scenario(
        trace: trace,
        period: BillingPeriod(
          observed: trace.observedSpan, stated: 3_600_000_000, projection: .month),
        objectives: slo.map {
          try Objectives(ServiceLevelObjective($0), services: trace.serviceNames.count)
        } ?? Objectives(defaultFor: trace, jobs: 1), freeTier: freeTier, seed: 1, jobs: 1),
      areDefaults: false, jobs: jobs)
  }

  /// One instance fewer must miss the objective, and the count must meet it.
  @Test(arguments: ["aws-ec2:type=c5.large,slots=1", "aws-ec2:type=t4g.small", "aws-fargate"])
  func sizedFleetsAreTheSmallest(spec: String) throws {
    let slo = "p99<=520ms,errors<=0.1%"
    let sized = try compare([spec], slo: slo).results[0]
    #expect(sized.meetsObjective == true)
    let specs = sized.serviceSpecs ?? [sized.spec]
    for (index, spec) in specs.enumerated() {
      let count = try #require(spec["count"].flatMap { Int($0) })
      guard count > 1 else { continue }
      let smaller = OptionSpec(
        platform: spec.platform,
        settings: spec.settings.map {
          $0.key == "count" ? .init(key: "count", value: String(count - 1)) : $0
        })
      let trace = sized.serviceSpecs == nil ? Self.trace : Self.trace.only(service: index)
      #expect(
        try compare([smaller.description], trace: trace, slo: slo).results[0].meetsObjective
          == false)
    }
  }

  /// With a stated count the size still has to meet the objective, not only be cheap.
  @Test func aStatedCountLeavesTheSizeToTheObjective() throws {
    let trace = poissonTrace(rates: [40], durationMs: 100, memories: [512], hours: 0.2)
    let result = try compare(
      ["aws-fargate:count=1"], trace: trace, slo: "p99<=800ms,errors<=0.1%"
    ).results[0]
    #expect(result.meetsObjective == true)
    // 4 erlangs need more than the 3 requests that 1 vCPU serves at once.
    let vcpu = try #require(result.spec["vcpu"].flatMap { ExactDecimal($0) })
    #expect(vcpu > ExactDecimal(scaled: ExactDecimal.one))
  }

  @Test func theSpecOfARowReproducesIt() throws {
    for spec in ["aws-ec2:type=c5.large", "aws-lambda:arch=arm64"] {
      let first = try compare([spec]).results[0]
      let again = try compare([first.spec.description]).results[0]
      #expect(again.bill == first.bill)
      #expect(again.replay == first.replay)
    }
  }

  /// A service's own fleet must behave as if the service were alone.
  @Test func fleetsOfServicesAreIndependent() throws {
    let together = try compare(["aws-fargate:vcpu=1,memory=4096,count=1,slots=2"]).results[0]
    let replay = try #require(together.replay)
    for (index, outcome) in replay.services.enumerated() {
      let alone = try ProvisionedModel(instances: 1, slotsPerInstance: 2)
        .replay(Self.trace, services: [index]).services[0]
      #expect(outcome.latency == alone.latency)
      #expect(outcome.waitSum == alone.waitSum)
      #expect(outcome.peakConcurrency == alone.peakConcurrency)
    }
    #expect(replay.whole.requests == Self.trace.count)
    #expect(replay.whole.peakInstances == 3)
  }

  /// Requests that give up are in flight until they do: counted here event by event.
  @Test func thePeakCountsRequestsThatGiveUp() throws {
    let timeout: Int64 = 30_000
    let fleet = ProvisionedModel(instances: 1, slotsPerInstance: 1, queueTimeout: timeout)
    for seed: UInt64 in 1...10 {
      let trace = poissonTrace(
        rates: [8, 12, 3], memories: [512, 512, 512], hours: 0.02, seed: seed)
      let replay = try PerServiceFleets(models: [fleet, fleet, fleet]).replay(trace, jobs: 2)
      var events: [(time: Int64, change: Int)] = []
      for rows in trace.rows {
        var free = Int64.min
        for row in rows {
          let arrival = trace.arrivals[row]
          let start = max(arrival, free)
          let isServed = start - arrival <= timeout
          if isServed { free = start + trace.durations[row] }
          events.append((arrival, 1))
          events.append((isServed ? free : arrival + timeout, -1))
        }
      }
      // At one time departures come first.
      events.sort { ($0.time, $0.change) < ($1.time, $1.change) }
      var level = 0
      let peak = events.map { event in
        level += event.change
        return level
      }.max()
      #expect(replay.whole.rejected > 0)
      #expect(replay.whole.peakConcurrency == peak)
    }
  }

  /// An hour of 3 services: the month is 730 times as much; $0.20 a million requests.
  @Test func variableMetersAreProjectedAndSumUp() throws {
    let result = try compare(["aws-lambda:init=0ms,keep-alive=600s"]).results[0]
    let bill = try #require(result.bill)
    let requests = Int128(Self.trace.count) * 730
    #expect(bill.total(of: .request) == Money(requests * 2, over: 10_000_000))
    var gigabyteSeconds: Int128 = 0
    for row in 0..<Self.trace.count {
      gigabyteSeconds +=
        Int128((Self.trace.durations[row] + 999) / 1_000) * Int128(Self.trace.memories[row])
    }
    // MB·ms / (1024 × 1000) GB-s × 730 × $0.0000166667
    let expected = try #require(
      Money("0.0000166667")?.times(gigabyteSeconds * 730, over: 1_024_000))
    let compute = bill.total(of: .compute)
    // Each of the three services is rounded once, to 10⁻¹² dollars.
    #expect(abs(compute.scaled - expected.scaled) <= 2)
    #expect(bill.lines.reduce(Money.zero) { $0 + $1.amount } == bill.total)
  }

  @Test func rankingPutsTheObjectiveBeforeCost() throws {
    let comparison = try compare(
      [
        "aws-ec2:type=t4g.small,count=1,slots=1", "aws-ec2:type=c5.large,count=4",
        "aws-lambda:memory=20000", "aws-fargate:vcpu=0.25,memory=4096",
      ])
    #expect(comparison.results.map(\.rank) == [1, 2, nil, nil])
    #expect(comparison.results[0].spec["type"] == "c5.large")
    #expect(comparison.results[1].meetsObjective == false)
    let reasons = comparison.results.compactMap(\.infeasibleReason)
    #expect(
      reasons[0]
        == "memory 20000 MB is above the maximum of 10240 MB (AWS Lambda Developer Guide, "
        + "Lambda quotas, 2026); aws-fargate or aws-ec2 may do")
    #expect(
      reasons[1]
        == "Fargate does not sell 0.25 vCPU with 4096 MB; with 0.25 vCPU it sells 512, 1024, 2048 "
        + "MB")
  }

  @Test func fifteenMinutesAreTheLimitOfLambda() throws {
    let trace = Trace(
      serviceNames: ["report"], rows: [0..<2], serviceOrder: [0, 0],
      arrivals: [0, 3_600_000_000], durations: [900_000_000, 900_000_001], memories: [512, 512])
    let result = try compare(["aws-lambda"], trace: trace).results[0]
    #expect(
      result.infeasibleReason
        == "a request runs 900001ms, above the limit of 900 s (AWS Lambda Developer Guide, Lambda "
        + "quotas, 2026); aws-fargate or "
        + "aws-lambda-managed-instances (90 minutes, asynchronous) or aws-lambda:durable=yes "
        + "(a year, asynchronous, in steps of 15 minutes) or alibaba-fc (24 hours) may do")
    let within = Trace(
      serviceNames: ["report"], rows: [0..<1], serviceOrder: [0], arrivals: [0],
      durations: [900_000_000], memories: [512])
    #expect(try compare(["aws-lambda"], trace: within).results[0].isFeasible)
  }

  @Test func threadsChangeNoFigure() throws {
    let specs = ["aws-lambda", "aws-ec2:type=c5.large", "aws-fargate:arch=arm64"]
    let one = ComparisonRecords(try compare(specs, jobs: 1))
    for jobs in [2, 3, 7] {
      let many = ComparisonRecords(try compare(specs, jobs: jobs))
      #expect(many.rows == one.rows && many.services == one.services)
      #expect(many.components == one.components)
    }
  }

  @Test func currenciesAreNotMixed() throws {
    let failure = try #require(throws: Failure.self) {
      try compare(["aws-ec2:type=c5.large", "aws-ec2:type=c5.large,region=cn-north-1"])
    }
    #expect(failure.message.hasPrefix("the options are billed in USD and CNY"))
  }

  /// With CPU times, twice the memory halves the CPU part up to 1,769 MB: 60 ms of CPU at full
  /// speed are 60 × 1769 / 512 = 207.3 ms at 512 MB.
  @Test func memoryScalesTheCPUPart() throws {
    let trace = Trace(
      serviceNames: ["a"], rows: [0..<1], serviceOrder: [0], arrivals: [0],
      durations: [300_000], memories: [512], cpuTimes: [60_000])
    let slow = try compare(["aws-lambda:memory=512,init=0ms"], trace: trace).results[0]
    let fast = try compare(["aws-lambda:memory=3008,init=0ms"], trace: trace).results[0]
    #expect(slow.replay?.whole.latency.max == 300_000)
    // 300,000 − 60,000 × 1769 / 512 + 60,000 = 152,695.3, rounded up
    #expect(fast.replay?.whole.latency.max == 152_696)
    #expect(fast.warnings.isEmpty)
  }
}

extension Trace {
  /// The trace of one service alone.
  fileprivate func only(service: Int) -> Trace {
    let range = rows[service]
    return Trace(
      serviceNames: [serviceNames[service]], rows: [0..<range.count],
      serviceOrder: [UInt32](repeating: 0, count: range.count),
      arrivals: Array(arrivals[range]), durations: Array(durations[range]),
      memories: Array(memories[range]))
  }
}

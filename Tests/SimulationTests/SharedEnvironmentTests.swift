import Metering
import Simulation
import Testing
import Traces
import Units

private let everything = BilledTimeRule(increment: 1, minimum: 0, includesInit: true)

private func model(
  slots: Int, keepAlive: Int64, initTime: Int64, routing: Routing = .mostRecentlyUsed,
  maximum: Int? = nil, kept: [Int]? = nil, rule: BilledTimeRule = everything
) -> PerInvocationModel {
  var model = PerInvocationModel(
    keepAlive: .fixed(keepAlive), initialization: .distribution(.constant(initTime)),
    routing: routing, billedTime: everything,
    billedMemory: BilledMemoryRule(step: 1, minimum: 0))
  model.requestsPerEnvironment = slots
  model.maximumEnvironments = maximum
  model.minimumEnvironments = kept
  model.activeTime = rule
  return model
}

private func outcome(
  _ model: PerInvocationModel, _ rows: [(arrival: Int64, duration: Int64)]
) throws -> Outcome {
  let (trace, _) = makeTrace(
    rows.map { Row(service: "a", arrival: $0.arrival, duration: $0.duration) }, optional: false)
  return try model.replay(trace, seed: 1, jobs: 1).whole
}

/// By hand, in microseconds.
@Suite struct SharedEnvironmentTests {
  /// The first starts an environment; the second joins it and both wait until 100, the third needs
  /// another one.
  @Test func aRequestJoinsAnEnvironmentThatInitialises() throws {
    let outcome = try outcome(
      model(slots: 2, keepAlive: 1_000, initTime: 100), [(0, 10), (40, 10), (50, 10)])
    #expect((outcome.coldStarts, outcome.joinedStarts, outcome.completed) == (2, 1, 3))
    #expect(outcome.waitSum == 100 + 60 + 100)
    #expect(outcome.latencySum == 110 + 70 + 110)
    #expect(outcome.peakInstances == 2)
    // The first environment is active from 0 to 110, the second from 50 to 160.
    #expect(outcome.activeTime == 110 + 110)
    #expect(outcome.runningTime == 220)
  }

  /// Free slots of the environment that was used last are filled before an idle one is woken.
  @Test func requestsArePacked() throws {
    let outcome = try outcome(
      model(slots: 2, keepAlive: 10_000, initTime: 0),
      [(0, 100), (0, 100), (0, 100), (200, 50), (210, 50), (300, 10)])
    #expect((outcome.coldStarts, outcome.peakInstances) == (2, 2))
    // 0–100 in both, 200–260 and 300–310 in one of them.
    #expect(outcome.activeTime == 100 + 100 + 60 + 10)
  }

  /// At least 1,000, then steps of 100: 40 → 1,000 and 1,230 → 1,300; without initialisation.
  @Test func activePeriodsAreRounded() throws {
    let rule = BilledTimeRule(increment: 100, minimum: 1_000, includesInit: false)
    let outcome = try outcome(
      model(slots: 4, keepAlive: 5_000, initTime: 500, rule: rule),
      [(0, 40), (3_000, 1_000), (3_230, 1_000)])
    #expect(outcome.coldStarts == 1)
    #expect(outcome.activeTime == 1_000 + 1_300)
  }

  /// One kept environment of two slots; the third request of 0 finds no room.
  @Test func keptEnvironmentsServeFirstAndNeverEnd() throws {
    let outcome = try outcome(
      model(slots: 2, keepAlive: 10, initTime: 100, kept: [1]),
      [(0, 50), (0, 50), (0, 50), (5_000, 50)])
    #expect((outcome.coldStarts, outcome.standingInstances, outcome.standingSlots) == (1, 1, 2))
    #expect(outcome.minimumActiveTime == 100)
    #expect(outcome.activeTime == 150)
    // 0–150 and its keep-alive of 10; the kept one for the whole window of 5,050.
    #expect((outcome.environmentTime, outcome.instanceTime) == (160, 160 + 5_050))
  }

  @Test func moreThanTheMaximumAreThrottled() throws {
    let outcome = try outcome(
      model(slots: 2, keepAlive: 10, initTime: 0, maximum: 1),
      [(0, 50), (0, 50), (49, 50), (50, 50)])
    #expect((outcome.completed, outcome.throttled, outcome.coldStarts) == (3, 1, 1))
  }

  /// An hour is 3.6e9 µs; the second period ends in the second hour.
  @Test func hoursOfUse() throws {
    var counted = model(slots: 1, keepAlive: 10, initTime: 0)
    counted.metersByHour = true
    let outcome = try outcome(counted, [(0, 10), (3_599_999_999, 2), (10_800_000_000, 5)])
    #expect(outcome.hours.map(\.hour) == [0, 1, 3])
    #expect(outcome.hours.map(\.requests) == [1, 1, 1])
    #expect(outcome.hours.map(\.activeTime) == [10, 2, 5])
  }

  /// 0.25 vCPU of 1,000 MB at 4,000 MB a vCPU.
  @Test func cpuTime() throws {
    var counted = model(slots: 1, keepAlive: 10, initTime: 0)
    counted.cpu = CPUTimeRule(memoryPerVcpu: 4_000)
    counted.memory = 1_000
    #expect(try outcome(counted, [(0, 100), (500, 60)]).cpuTime == 160 * 250)
  }

  @Test func otherLimitsAreRefused() {
    var limited = model(slots: 2, keepAlive: 10, initTime: 0)
    limited.reservedConcurrency = 1
    #expect(throws: Failure.self) { try outcome(limited, [(0, 1)]) }
  }

  /// With one request an environment every shared figure is that of the plain replay.
  @Test(arguments: [Routing.mostRecentlyUsed, .leastRecentlyUsed])
  func oneRequestEachIsThePlainModel(routing: Routing) throws {
    for seed in 1...20 as ClosedRange<UInt64> {
      let rows = randomRows(seed: seed, count: 200, span: 4_000, services: 3, longest: 60)
      let trace = makeTrace(rows, optional: false).trace
      let shared = model(slots: 1, keepAlive: 70, initTime: 13, routing: routing)
      var plain = shared
      plain.activeTime = nil
      let (one, other) = (
        try shared.replay(trace, seed: 1, jobs: 1).whole,
        try plain.replay(trace, seed: 1, jobs: 2).whole
      )
      #expect(one.coldStarts == other.coldStarts)
      #expect(one.latency == other.latency)
      #expect(one.latencySum == other.latencySum)
      #expect(one.instanceTime == other.instanceTime)
      #expect(one.runningTime == other.runningTime)
      #expect(one.billedTime == other.billedTime)
      #expect(one.peakInstances == other.peakInstances)
      #expect(one.peakConcurrency == other.peakConcurrency)
      #expect(one.activeTime == other.billedTime)
    }
  }

  /// No two requests end at the same time: which of two equal environments is used then is open, and
  /// with it how their rounded periods overlap.
  @Test(arguments: [1, 2, 3, 80], [Routing.mostRecentlyUsed, .leastRecentlyUsed])
  func agreesWithTheObviousReplay(slots: Int, routing: Routing) throws {
    for seed in 1...30 as ClosedRange<UInt64> {
      var rows = randomRows(seed: seed, count: 150, span: 3_000, services: 1, longest: 80)
      for index in rows.indices {
        rows[index].service = "a"
        rows[index].arrival = rows[index].arrival * 1_000 + Int64(index)
        rows[index].duration *= 1_000
      }
      let kept = Int(seed % 3)
      let maximum = seed % 4 == 0 ? max(1, kept + 2) : nil
      let rule = BilledTimeRule(increment: 7_000, minimum: 20_000, includesInit: seed % 2 == 0)
      let initTime = Int64(seed % 5) * 9_000
      let model = model(
        slots: slots, keepAlive: 40_000, initTime: initTime, routing: routing,
        maximum: maximum, kept: kept > 0 ? [kept] : nil, rule: rule)
      let (trace, ordered) = makeTrace(rows, optional: false)
      var naive = NaiveSharedEnvironments(
        model, kept: kept, keepAlive: 40_000, initTime: initTime, start: ordered[0].arrival)
      for row in ordered { naive.arrive(row) }
      naive.pass(until: .max - 100_000)
      let outcome = try model.replay(trace, seed: seed, jobs: 1).whole
      #expect(outcome.coldStarts == naive.coldStarts)
      #expect(outcome.joinedStarts == naive.joined)
      #expect(outcome.throttled == naive.throttled)
      #expect(outcome.latencySum == naive.latencies.reduce(0) { $0 + Int128($1) })
      func billed(_ isKept: Bool) -> Int128 {
        naive.environments.filter { $0.isKept == isKept }.reduce(0) { $0 + $1.billed(by: rule) }
      }
      #expect(outcome.activeTime == billed(false))
      #expect(outcome.minimumActiveTime == billed(true))
      let existence = naive.environments.filter { !$0.isKept }.reduce(Int128(0)) {
        $0 + Int128(min($1.died ?? .max, naive.lastDeparture) - $1.start)
      }
      #expect(outcome.environmentTime == existence)
    }
  }

  /// Ten requests of 10 in steps of 20: each alone would be billed 100, of an existence of 190 + 10.
  @Test func roundedPeriodsThatOverlapAreBilledOnce() throws {
    let rule = BilledTimeRule(increment: 100, minimum: 0, includesInit: true)
    let rows = (0..<10).map { (arrival: Int64($0) * 20, duration: Int64(10)) }
    var rounded = model(slots: 1, keepAlive: 1_000, initTime: 0, rule: rule)
    // 0 to 190 in steps of 100.
    #expect(try outcome(rounded, rows).activeTime == 200)
    rounded.unitesActivePeriods = false
    #expect(try outcome(rounded, rows).activeTime == 1_000)
  }

  /// Tick by tick over two services: kept environments are active while others exist, else while
  /// they have requests; the existence of each other one is rounded.
  @Test func activityFollowsOthersAsInTheObviousReplay() throws {
    let rule = BilledTimeRule(increment: 7, minimum: 60, includesInit: true)
    for seed in 1...30 as ClosedRange<UInt64> {
      var model = model(slots: Int(seed % 3) + 1, keepAlive: 40, initTime: Int64(seed % 4) * 11)
      let kept = [Int(seed % 3), 1]
      model.minimumEnvironments = kept
      model.activatesKept = true
      model.existence = rule
      let (trace, ordered) = makeTrace(
        randomRows(seed: seed, count: 60, span: 3_000, services: 2, longest: 80), optional: false)
      let replays = trace.serviceNames.indices.map { service in
        let rows = ordered.filter { $0.service == trace.serviceNames[service] }
        var naive = NaiveSharedEnvironments(
          model, kept: kept[service], keepAlive: 40, initTime: Int64(seed % 4) * 11,
          start: rows[0].arrival)
        for row in rows { naive.arrive(row) }
        naive.pass(until: .max - 1_000)
        return naive
      }
      let last = replays.map(\.lastDeparture).max() ?? 0
      let outcomes = try model.replay(trace, seed: seed, jobs: 1).services
      for (naive, outcome) in zip(replays, outcomes) {
        let others = naive.environments.filter { !$0.isKept }
        let keptOnes = naive.environments.filter(\.isKept)
        let active = (ordered[0].arrival..<last).reduce(Int128(0)) { sum, tick in
          let isAboveMinimum = others.contains { $0.start <= tick && tick < $0.died ?? .max }
          return sum
            + Int128(isAboveMinimum ? keptOnes.count : keptOnes.filter { $0.isBusy(tick) }.count)
        }
        #expect(outcome.minimumActiveTime == active)
        #expect(
          outcome.environmentTime
            == others.reduce(0) {
              $0
                + Int128(
                  rule.billed(duration: min($1.died ?? .max, last) - $1.start, initialization: 0))
            })
      }
    }
  }

  /// Scenario P2 of SimFaaS 0.2.2 (PyPI): two requests an environment; means of ten runs of 1e5 s.
  @Test func simFaaSWithTwoRequestsAnEnvironment() throws {
    var model = model(slots: 2, keepAlive: 600_000_000, initTime: 0)
    model.initialization = .distribution(.exponential(mean: 253_000))
    let (runs, count) = (10, 90_000)
    var (cold, instances, running) = (0.0, 0.0, 0.0)
    for run in 1...runs {
      let trace = poissonTrace(rate: 0.9, count: count, seed: UInt64(run)) {
        $0.exponential(mean: 1.991)
      }
      let whole = try model.replay(trace, seed: UInt64(run), jobs: 2).whole
      cold += Double(whole.coldStarts) / Double(count * runs)
      instances += Double(whole.meanInstances.text)! / Double(runs)
      running += Double(whole.meanRunning.text)! / Double(runs)
    }
    #expect(abs(cold - 0.0006230147620347443) <= 3 * 7.5e-5)
    #expect(abs(instances - 4.123265031236366) <= 3 * 0.0356)
    #expect(abs(running - 1.2914099391323641) <= 3 * 0.00366)
  }
}

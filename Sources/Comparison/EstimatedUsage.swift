import Metering
import Pricing
import Units

/// What the totals of a month say that an option used.
struct EstimatedUsage {
  let option: PlatformOption
  let totals: UsageTotals
  /// Which bound of the time of environments is meant.
  var bound = EstimatedEnvironments.Bound.billed

  /// The usage; nil where meters alone are billed.
  ///
  /// Throws `.usage` where a total is missing, or says nothing about the option.
  ///
  /// - Parameter metersAlone: whether meters are stated, so that nothing else need be.
  func usage(metersAlone: Bool) throws -> Usage? {
    if option.nodes != nil, case .perInvocation = option.deployment {
      throw Failure(
        .usage, "\(option.spec): how many nodes its pods need shows in a trace",
        hint: "give the trace to costsim compare, or bill the nodes alone")
    }
    switch option.deployment {
    case .perInvocation(let settings): return try invocations(settings, metersAlone)
    case .provisioned(let settings):
      if totals.hours == nil && metersAlone { return nil }
      return try fleet(settings, metersAlone)
    case .surrounding(let count, _): return try surrounding(count, metersAlone)
    }
  }

  // MARK: Functions

  private func invocations(
    _ settings: InvocationSettings, _ metersAlone: Bool
  ) throws -> Usage? {
    try rejectProvisionedTotals(settings)
    guard let requests = totals.allRequests, requests > 0 || !runsByTheHour else {
      guard metersAlone || runsByTheHour else {
        throw missing("--requests", "how many requests a month has")
      }
      return try capacity(settings, metersAlone)
    }
    var usage = try capacity(settings, metersAlone) ?? Usage()
    usage.requests = requests
    try requireRoom(for: requests, settings)
    if let requests = totals.requests, statesTimes || (needsDuration && !metersAlone) {
      try addTimes(of: requests, settings, to: &usage)
    }
    let duration = totals.provisionedDuration ?? totals.duration
    if let requests = totals.provisionedRequests, duration != nil || !metersAlone {
      (usage.provisionedBilledTime, usage.provisionedBilledMemoryTime) = try billed(
        requests, duration, settings, flag: "--provisioned-duration-ms")
    }
    return usage
  }

  /// Whether hours of environments are stated, which need no requests.
  private var runsByTheHour: Bool { option.countsEnvironments && totals.hours != nil }

  private var statesTimes: Bool { totals.duration != nil || totals.cpuTime != nil }

  /// Whether a meter counts how long requests run.
  private var needsDuration: Bool {
    let bases: [MeterBasis] = [
      .billedTime, .executionTime, .provisionedBilledTime, .activeTime,
    ]
    return bases.contains(where: option.counts) || option.counts(.cpuTime) && totals.cpuTime == nil
      || option.billsEnvironments && totals.hours == nil
  }

  /// What requests take of environments; nil where that is not billed or not stated.
  var environments: EstimatedEnvironments? {
    get throws {
      guard case .perInvocation(let settings) = option.deployment, option.billsEnvironments,
        let requests = totals.requests, let duration = totals.duration
      else { return nil }
      return EstimatedEnvironments(
        option: option, settings: settings, requests: requests, duration: duration,
        period: try billedTime(totals.hours, flag: "--hours", .exact),
        hasHours: totals.hours != nil)
    }
  }

  /// The times of so many requests.
  private func addTimes(
    of requests: Int128, _ settings: InvocationSettings, to usage: inout Usage
  ) throws {
    if option.platform.metering.billedTime != nil {
      (usage.billedTime, usage.billedMemoryTime) = try billed(
        requests, totals.duration, settings, flag: "--duration-ms")
    }
    if option.billsEnvironments, totals.duration != nil || totals.hours == nil {
      guard let duration = totals.duration, let environments = try environments else {
        throw missing("--duration-ms", "how long a request runs")
      }
      try requirePossible(duration, settings)
      try environments.add(bound, to: &usage)
      usage.environmentMemory = Int128(
        option.platform.metering.billedMemory.billed(try memory(settings)))
    }
    guard option.counts(.cpuTime) else { return }
    guard let time = totals.cpuTime ?? totals.duration else {
      throw missing("--cpu-ms", "or --duration-ms, which it is taken to be")
    }
    usage.cpuTime = try product(requests, Int128(time) * 1_000)
  }

  private func requirePossible(_ duration: Int64, _ settings: InvocationSettings) throws {
    if let reason = Feasibility(option: option).requestReason(
      longest: duration, largest: try memory(settings))
    {
      throw Failure(.usage, "\(option.spec): \(reason)")
    }
  }

  /// Refuses more requests than the stated limits have time for in a month.
  private func requireRoom(for requests: Int128, _ settings: InvocationSettings) throws {
    guard let duration = totals.duration else { return }
    let busy = try product(requests, Int128(duration))
    let period = Int128(BillingPeriod.month)
    let most =
      settings.requestsPerEnvironment ?? option.platform.behaviour.requestsPerEnvironment?.value
      ?? 1
    let limits = [
      ("max-instances", settings.maximumEnvironments.map { Int128($0) * Int128(most) }),
      ("reserved", settings.reservedConcurrency.map { Int128($0) }),
    ]
    for case (let key, let limit?) in limits where option.spec[key] != nil {
      let needed = (busy + period - 1) / max(1, period)
      guard needed > limit else { continue }
      throw Failure(
        .usage,
        "\(option.spec): the requests take \(grouped(Int(clamping: needed))) at once on average, "
          + "but \(key)= leaves room for \(grouped(Int(clamping: limit)))",
        hint: "state fewer requests, or more room")
    }
  }

  private func product(_ requests: Int128, _ quantity: Int128) throws -> Int128 {
    let (product, overflow) = requests.multipliedReportingOverflow(by: quantity)
    guard !overflow else { throw Failure(.usage, "\(requests) requests are too many to bill") }
    return product
  }

  /// Totals of provisioned concurrency would be left out of the bill of an option without it.
  private func rejectProvisionedTotals(_ settings: InvocationSettings) throws {
    guard settings.provisioned == nil, totals.provisionedRequests != nil else { return }
    throw Failure(
      .usage, "\(option.spec) has no provisioned concurrency, but --provisioned-requests is given",
      hint: "write provisioned=N into the option, or count them in --requests")
  }

  /// Billed time of so many requests, and the same × memory.
  private func billed(
    _ requests: Int128, _ duration: Int64?, _ settings: InvocationSettings, flag: String
  ) throws -> (time: Int128, memoryTime: Int128) {
    guard let duration else { throw missing(flag, "how long a request runs") }
    try requirePossible(duration, settings)
    let rule = try option.platform.billedTimeRule
    let billed = Int128(rule.billed(duration: duration, initialization: 0))
    let time = try product(requests, billed) + startTime(of: requests, duration, settings, rule)
    let memory = option.platform.metering.billedMemory.billed(try self.memory(settings))
    return (time, try product(time, Int128(memory)))
  }

  /// What the stated initialisation adds to the fewest requests that can have one.
  private func startTime(
    of requests: Int128, _ duration: Int64, _ settings: InvocationSettings, _ rule: BilledTimeRule
  ) throws -> Int128 {
    guard rule.includesInit, let initialization = settings.statedInit(of: option) else { return 0 }
    let starts = EstimatedEnvironments.leastStarts(
      busy: try product(requests, Int128(duration)), period: Int128(BillingPeriod.month))
    let started = rule.billed(
      duration: duration, initialization: Int64(clamping: initialization))
    return min(starts, requests)
      * Int128(started - rule.billed(duration: duration, initialization: 0))
  }

  private func memory(_ settings: InvocationSettings) throws -> Int32 {
    guard let memory = settings.memory ?? totals.memory else {
      throw missing("--memory-mb", "or memory= in the option")
    }
    return memory
  }

  /// What is there whether requests come or not; nil where there is no such thing.
  private func capacity(
    _ settings: InvocationSettings, _ metersAlone: Bool
  ) throws -> Usage? {
    var usage: Usage?
    if let count = try provisionedCount(settings), totals.provisionedHours != nil || !metersAlone {
      let time = try billedTime(
        totals.provisionedHours, flag: "--provisioned-hours", option.platform.provisionedTimeRule)
      let memory = option.platform.metering.billedMemory.billed(try self.memory(settings))
      usage = Usage()
      usage?.provisionedTime = Int128(count) * time
      usage?.provisionedMemoryTime = Int128(count) * time * Int128(memory)
    }
    if option.countsEnvironments, totals.hours != nil || settings.minimumEnvironments > 0 {
      usage = usage ?? Usage()
      try addEnvironments(settings, to: &usage!)
    }
    if option.counts(.accountTime), totals.hours != nil || !metersAlone {
      usage = usage ?? Usage()
      usage?.accountTime = try billedTime(
        totals.hours, flag: "--hours", option.platform.accountTimeRule)
    }
    if option.hasDeployedTime, totals.hours != nil || !metersAlone {
      let time = try billedTime(totals.hours, flag: "--hours", option.platform.deployedTimeRule)
      let memory = option.platform.metering.billedMemory.billed(try self.memory(settings))
      usage = usage ?? Usage()
      usage?.deployedTime = time
      usage?.deployedMemoryTime = time * Int128(memory)
    }
    return usage
  }

  /// Hours of environments: those that are kept, else of one that runs for so long.
  private func addEnvironments(_ settings: InvocationSettings, to usage: inout Usage) throws {
    let time = try billedTime(totals.hours, flag: "--hours", InstanceTimeRule.exact)
    usage.environmentMemory = Int128(
      option.platform.metering.billedMemory.billed(try memory(settings)))
    if settings.minimumEnvironments > 0 {
      usage.minimumTime = Int128(settings.minimumEnvironments) * time
      usage.minimumIdleTime = usage.minimumTime
    } else {
      usage.environmentTime = time
    }
  }

  private func provisionedCount(_ settings: InvocationSettings) throws -> Int? {
    switch settings.provisioned {
    case nil: return nil
    case .count(let count): return count
    case .sized:
      throw Failure(
        .usage, "\(option.spec): provisioned=auto is sized to a trace",
        hint: "say how many, such as provisioned=10")
    }
  }

  // MARK: Instances and services

  private func fleet(_ settings: FleetSettings, _ metersAlone: Bool) throws -> Usage {
    var usage = Usage(instanceTime: try instanceTime(settings))
    if option.counts(.requests) {
      guard let requests = totals.requests ?? (metersAlone ? 0 : nil) else {
        throw missing("--requests", "how many requests a month has")
      }
      usage.requests = requests
    }
    if option.counts(.accountTime) {
      usage.accountTime = try billedTime(
        totals.hours, flag: "--hours", option.platform.accountTimeRule)
    }
    return usage
  }

  private func instanceTime(_ settings: FleetSettings) throws -> Int128 {
    if !option.platform.sizes.isEmpty {
      guard settings.milliVcpu != nil, settings.memory != nil else {
        throw Failure(
          .usage, "\(option.spec) needs vcpu= and memory=",
          hint: "without a trace there is nothing to size an instance by")
      }
    }
    return Int128(settings.count ?? 1)
      * (try billedTime(totals.hours, flag: "--hours", option.platform.instanceTimeRule))
  }

  private func surrounding(_ count: Int, _ metersAlone: Bool) throws -> Usage? {
    var usage = Usage()
    let countsRequests = option.counts(.requests)
    if countsRequests {
      guard let requests = totals.requests ?? (metersAlone ? 0 : nil) else {
        throw missing("--requests", "how many requests a month has")
      }
      usage.requests = requests
    }
    if option.hasDeployedTime, totals.hours != nil || !metersAlone {
      usage.deployedTime =
        Int128(count)
        * (try billedTime(totals.hours, flag: "--hours", option.platform.deployedTimeRule))
    }
    guard countsRequests || option.hasDeployedTime || metersAlone else {
      throw Failure(
        .usage, "\(option.spec) needs --meter NAME=QUANTITY",
        hint: "its meters are \(option.meters.map(\.id).joined(separator: ", "))")
    }
    return usage
  }

  /// 100,000 years.
  private static let longest: Int64 = 3_155_760_000_000_000_000

  private func billedTime(
    _ hours: ExactDecimal?, flag: String, _ rule: InstanceTimeRule
  ) throws -> Int128 {
    let hours = hours ?? ExactDecimal(scaled: 730 * ExactDecimal.one)
    guard let time = hours.times(3_600_000_000, over: ExactDecimal.one),
      let microseconds = Int64(exactly: time.scaled), microseconds <= Self.longest
    else { throw Failure(.usage, "\(flag) \(hours) is too large") }
    return Int128(rule.billed(microseconds))
  }

  private func missing(_ flag: String, _ meaning: String) -> Failure {
    Failure(.usage, "\(option.spec) is billed by request: \(flag) is missing", hint: meaning)
  }
}

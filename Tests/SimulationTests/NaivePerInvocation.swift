import Simulation
import Units

/// The per-invocation model as it reads: an object for each environment, one list of events.
final class NaivePerInvocation {
  final class Environment {
    let service: String
    let born: Int64
    let isProvisioned: Bool
    var died: Int64?
    var idleSince: Int64?
    /// Rank of the departure that made it idle, over all of its service.
    var idleRank = 0
    init(service: String, born: Int64, isProvisioned: Bool = false) {
      self.service = service
      self.born = born
      self.isProvisioned = isProvisioned
    }
  }

  struct Event {
    /// Departures, then retries, then arrivals, then expiries.
    enum Kind: Int { case departure, retry, arrival, expiry }
    let time: Int64
    let kind: Kind
    let sequence: Int
    var row: Row?
    var environment: Environment?
    var idleRank = 0
    var failures = 0
  }

  struct Served {
    let row: Row
    let start: Int64
    let initTime: Int64
    let isCold: Bool
    let isProvisioned: Bool
    var execution: Int64 { initTime + row.duration }
    var latency: Int64 { start + execution - row.arrival }
  }

  let model: PerInvocationModel
  let rows: [Row]
  let names: [String]
  var events: [Event] = []
  var environments: [Environment] = []
  /// Not busy.
  var provisioned: [Environment] = []
  var idle: [String: [Environment]] = [:]
  var executing: [Environment] = []
  var served: [Served] = []
  var throttled: [Row] = []
  var retries: [Row] = []
  var departures: [String: Int] = [:]
  var sequence = 0
  var streams: [String: SeededGenerator] = [:]
  var peakConcurrency: [String: Int] = [:]
  var peakInstances: [String: Int] = [:]
  var lastDeparture: Int64?

  init(_ model: PerInvocationModel, ordered rows: [Row], names: [String], seed: UInt64) {
    self.model = model
    self.rows = rows
    self.names = names
    for (index, name) in names.enumerated() {
      for purpose in ["init", "keep-alive", "routing", "retry"] {
        streams[name + "/" + purpose] = SeededGenerator(seed: seed, name, purpose)
      }
      for _ in 0..<provisionedCount(index) {
        provisioned.append(Environment(service: name, born: 0, isProvisioned: true))
      }
      peakInstances[name] = provisionedCount(index)
    }
    peakInstances["whole"] = provisioned.count
    for row in rows { schedule(row.arrival, .arrival, row: row) }
    while let index = events.indices.min(by: { precedes(events[$0], events[$1]) }) {
      handle(events.remove(at: index))
    }
  }

  private func provisionedCount(_ service: Int) -> Int {
    model.provisionedConcurrency?[service] ?? 0
  }

  private func schedule(
    _ time: Int64, _ kind: Event.Kind, row: Row? = nil, environment: Environment? = nil,
    idleRank: Int = 0, failures: Int = 0
  ) {
    events.append(
      Event(
        time: time, kind: kind, sequence: sequence, row: row, environment: environment,
        idleRank: idleRank, failures: failures))
    sequence += 1
  }

  private func precedes(_ left: Event, _ right: Event) -> Bool {
    (left.time, left.kind.rawValue, left.sequence)
      < (right.time, right.kind.rawValue, right.sequence)
  }

  private func handle(_ event: Event) {
    switch (event.kind, event.row, event.environment) {
    case (.arrival, let row?, _), (.retry, let row?, _):
      if !serve(row, at: event.time) { fail(row, at: event.time, failures: event.failures + 1) }
    case (.departure, _, let environment?): depart(environment, at: event.time)
    case (.expiry, _, let environment?): expire(environment, event)
    default: break
    }
  }

  /// Whether no limit refuses `row` at `time`.
  private func serve(_ row: Row, at time: Int64) -> Bool {
    let own = executing.filter { $0.service == row.service }
    if let limit = model.reservedConcurrency, own.count >= limit { return false }
    if let free = provisioned.firstIndex(where: { $0.service == row.service }),
      mayServe(
        at: time, after: starts(row.service, provisioned: true), provisionedTotal(row.service))
    {
      execute(row, at: time, provisioned.remove(at: free), isCold: false)
      return true
    }
    if let limit = model.accountConcurrency {
      let onDemand = limit - provisionedTotal(nil)
      guard executing.filter({ !$0.isProvisioned }).count < onDemand,
        mayServe(at: time, after: starts(nil, provisioned: false), onDemand)
      else { return false }
    }
    if let limit = model.reservedConcurrency,
      !mayServe(at: time, after: starts(row.service, provisioned: false), limit)
    {
      return false
    }
    if let warm = takeIdle(row.service) {
      execute(row, at: time, warm, isCold: false)
      return true
    }
    let born = environments.filter { $0.service == row.service }.map(\.born)
    if let rate = model.scaleRate,
      !conforms(at: time, after: born, burst: rate.environments, period: rate.period)
    {
      return false
    }
    let environment = Environment(service: row.service, born: time)
    environments.append(environment)
    execute(row, at: time, environment, isCold: true)
    return true
  }

  private func provisionedTotal(_ service: String?) -> Int {
    names.indices.filter { service == nil || names[$0] == service }.map(provisionedCount)
      .reduce(0, +)
  }

  /// When requests of a service, or of all for nil, began to execute.
  private func starts(_ service: String?, provisioned: Bool) -> [Int64] {
    served.filter {
      (service == nil || $0.row.service == service) && $0.isProvisioned == provisioned
    }.map(\.start)
  }

  private func mayServe(at time: Int64, after starts: [Int64], _ concurrency: Int) -> Bool {
    guard let requests = model.requestsPerConcurrency else { return true }
    return conforms(at: time, after: starts, burst: requests * concurrency, period: 1_000_000)
  }

  /// Whether events at `times` and one more at `time` keep within a token bucket, put as a bound on
  /// every interval: in t µs no more than burst·(1 + t/period) events.
  private func conforms(at time: Int64, after times: [Int64], burst: Int, period: Int64) -> Bool {
    let all = times + [time]
    return all.indices.allSatisfy {
      (Int64(all.count - $0) - Int64(burst)) * period <= Int64(burst) * (time - all[$0])
    }
  }

  private func execute(_ row: Row, at time: Int64, _ environment: Environment, isCold: Bool) {
    environment.idleSince = nil
    let request = Served(
      row: row, start: time, initTime: isCold ? initialization(row) : 0, isCold: isCold,
      isProvisioned: environment.isProvisioned)
    served.append(request)
    executing.append(environment)
    schedule(time + request.execution, .departure, environment: environment)
    for name in [row.service, "whole"] {
      let isMine: (Environment) -> Bool = { name == "whole" || $0.service == name }
      let alive = environments.filter { $0.died == nil && isMine($0) }.count
      let always = provisionedTotal(name == "whole" ? nil : name)
      peakInstances[name] = max(peakInstances[name, default: 0], alive + always)
      peakConcurrency[name] = max(
        peakConcurrency[name, default: 0], executing.filter(isMine).count)
    }
  }

  private func fail(_ row: Row, at time: Int64, failures: Int) {
    guard case .retry(let policy) = model.throttling, failures < policy.attempts ?? .max else {
      throttled.append(row)
      return
    }
    var delay = policy.firstDelay
    for _ in 1..<failures { delay = min(delay * Int64(policy.factor), policy.maximumDelay) }
    delay = min(delay, policy.maximumDelay)
    if policy.hasJitter {
      let drawn = streams[row.service + "/retry"]?.next() ?? 0
      delay = max(1, Int64((UInt128(drawn) * UInt128(delay)) >> 64))
    }
    if let age = policy.maximumAge, time + delay > row.arrival + age {
      throttled.append(row)
    } else {
      retries.append(row)
      schedule(time + delay, .retry, row: row, failures: failures)
    }
  }

  private func takeIdle(_ service: String) -> Environment? {
    var list = idle[service, default: []]
    guard !list.isEmpty else { return nil }
    let ranks = list.map(\.idleRank)
    let index: Int?
    switch model.routing {
    case .mostRecentlyUsed: index = ranks.firstIndex(of: ranks.max() ?? 0)
    case .leastRecentlyUsed: index = ranks.firstIndex(of: ranks.min() ?? 0)
    case .random: index = streams[service + "/routing"]?.below(list.count)
    }
    guard let index else { return nil }
    let taken = list[index]
    list.swapAt(index, list.count - 1)
    list.removeLast()
    idle[service] = list
    return taken
  }

  private func initialization(_ row: Row) -> Int64 {
    switch model.initialization {
    case .distribution(let distribution):
      var stream = streams[row.service + "/init"] ?? SeededGenerator(seed: 0)
      defer { streams[row.service + "/init"] = stream }
      return distribution.sample(&stream)
    case .fromTrace:
      if row.initTime > 0 { return row.initTime }
      let own = rows.filter { $0.service == row.service && $0.initTime > 0 }.map(\.initTime)
      let all = rows.filter { $0.initTime > 0 }.map(\.initTime)
      let chosen = own.isEmpty ? all : own
      guard !chosen.isEmpty else { return 0 }
      return Int64((Double(sum(chosen)) / Double(chosen.count)).rounded(.toNearestOrEven))
    }
  }

  private func depart(_ environment: Environment, at time: Int64) {
    let service = environment.service
    executing.removeAll { $0 === environment }
    lastDeparture = time
    if environment.isProvisioned {
      provisioned.append(environment)
      return
    }
    let keepAlive: Int64
    switch model.keepAlive {
    case .fixed(let time): keepAlive = time
    case .ramp(let range):
      let drawn = streams[service + "/keep-alive"]?.below(range.count) ?? 0
      keepAlive = range.lowerBound + Int64(drawn)
    }
    environment.idleSince = time
    environment.idleRank = departures[service, default: 0]
    departures[service, default: 0] += 1
    idle[service, default: []].append(environment)
    schedule(
      time + keepAlive, .expiry, environment: environment, idleRank: environment.idleRank)
  }

  private func expire(_ environment: Environment, _ event: Event) {
    var list = idle[environment.service, default: []]
    guard environment.idleSince != nil, environment.idleRank == event.idleRank,
      let index = list.firstIndex(where: { $0 === environment })
    else { return }
    environment.died = event.time
    list.swapAt(index, list.count - 1)
    list.removeLast()
    idle[environment.service] = list
  }

  /// The figures of a service, or of all for nil.
  func figures(_ service: String?) -> [String: Int128] {
    let name = service ?? "whole"
    let served = served.filter { service == nil || $0.row.service == service }
    let requests = rows.filter { service == nil || $0.service == service }.count
    let first = rows.first?.arrival ?? 0
    let last = lastDeparture ?? first
    let lives = environments.filter { service == nil || $0.service == service }.map {
      min($0.died ?? last, last) - $0.born
    }
    let window = Int128(last - first)
    let existing = sum(lives) + Int128(provisionedTotal(service)) * window
    let onDemand = served.filter { !$0.isProvisioned }
    let inside = served.filter(\.isProvisioned)
    let cold = served.filter(\.isCold)
    var result: [String: Int128] = [
      "requests": Int128(requests), "completed": Int128(served.count),
      "throttled": Int128(throttled.filter { service == nil || $0.service == service }.count),
      "retries": Int128(retries.filter { service == nil || $0.service == service }.count),
      "rejected": 0, "coldStarts": Int128(cold.count), "provisionedRequests": Int128(inside.count),
      "latencySum": sum(served.map(\.latency)),
      "waitSum": sum(served.map { $0.start + $0.initTime - $0.row.arrival }),
      "initTime": sum(served.map(\.initTime)), "billedTime": sum(onDemand.map(billedTime)),
      "billedMemoryTime": sum(onDemand.map { billedTime($0) * billedMemory($0) }),
      "provisionedBilledTime": sum(inside.map(billedTime)),
      "provisionedBilledMemoryTime": sum(inside.map { billedTime($0) * billedMemory($0) }),
      "restoredMemory": sum(cold.map(billedMemory)), "window": window,
      "runningTime": sum(served.map(\.execution)), "busySlotTime": sum(served.map(\.execution)),
      "instanceTime": existing, "availableSlotTime": existing,
      "peakInstances": Int128(peakInstances[name, default: 0]),
      "peakConcurrency": Int128(peakConcurrency[name, default: 0]),
    ]
    result.merge(naivePercentiles(served.map(\.latency))) { $1 }
    return result
  }

  private func billedTime(_ served: Served) -> Int64 {
    if model.usesLoggedBilledTime { return served.row.billed }
    let rule = model.billedTime
    var billed: Int64 = 0
    let used = served.row.duration + (rule.includesInit ? served.initTime : 0)
    while billed < max(used, rule.minimum) { billed += rule.increment }
    return billed
  }

  private func billedMemory(_ served: Served) -> Int64 {
    let rule = model.billedMemory
    var billed: Int32 = 0
    while billed < max(model.memory ?? served.row.memory, rule.minimum) { billed += rule.step }
    return Int64(billed)
  }
}

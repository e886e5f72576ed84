import Simulation
import Units

/// The per-invocation model as it reads: an object for each environment, one list of events.
final class NaivePerInvocation {
  final class Environment {
    let service: String
    let born: Int64
    var died: Int64?
    var idleSince: Int64?
    /// Rank of the departure that made it idle, over all of its service.
    var idleRank = 0
    init(service: String, born: Int64) {
      self.service = service
      self.born = born
    }
  }

  struct Event {
    /// Departures, then arrivals, then expiries.
    enum Kind: Int { case departure, arrival, expiry }
    let time: Int64
    let kind: Kind
    let sequence: Int
    var row: Row?
    var environment: Environment?
    var idleRank = 0
  }

  struct Served {
    let row: Row
    let initTime: Int64
    let latency: Int64
    let isCold: Bool
  }

  let model: PerInvocationModel
  let rows: [Row]
  let names: [String]
  var events: [Event] = []
  var environments: [Environment] = []
  var idle: [String: [Environment]] = [:]
  var inFlight: [String: Int] = [:]
  var served: [Served] = []
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
    for name in names {
      for purpose in ["init", "keep-alive", "routing"] {
        streams[name + "/" + purpose] = SeededGenerator(seed: seed, name, purpose)
      }
    }
    for row in rows { schedule(row.arrival, .arrival, row: row) }
    while let index = events.indices.min(by: { precedes(events[$0], events[$1]) }) {
      handle(events.remove(at: index))
    }
  }

  private func schedule(
    _ time: Int64, _ kind: Event.Kind, row: Row? = nil, environment: Environment? = nil,
    idleRank: Int = 0
  ) {
    events.append(
      Event(
        time: time, kind: kind, sequence: sequence, row: row, environment: environment,
        idleRank: idleRank))
    sequence += 1
  }

  private func precedes(_ left: Event, _ right: Event) -> Bool {
    (left.time, left.kind.rawValue, left.sequence)
      < (right.time, right.kind.rawValue, right.sequence)
  }

  private func handle(_ event: Event) {
    switch (event.kind, event.row, event.environment) {
    case (.arrival, let row?, _): arrive(row)
    case (.departure, _, let environment?): depart(environment, at: event.time)
    case (.expiry, _, let environment?): expire(environment, event)
    default: break
    }
  }

  private func arrive(_ row: Row) {
    let total = inFlight.values.reduce(0, +)
    if let limit = model.reservedConcurrency, inFlight[row.service, default: 0] >= limit { return }
    if let limit = model.accountConcurrency, total >= limit { return }
    var initTime: Int64 = 0
    let environment: Environment
    let warm = takeIdle(row.service)
    if let warm {
      environment = warm
    } else {
      environment = Environment(service: row.service, born: row.arrival)
      environments.append(environment)
      initTime = initialization(row)
    }
    environment.idleSince = nil
    served.append(
      Served(
        row: row, initTime: initTime, latency: initTime + row.duration, isCold: warm == nil))
    inFlight[row.service, default: 0] += 1
    schedule(row.arrival + initTime + row.duration, .departure, environment: environment)
    for name in [row.service, "whole"] {
      let alive = environments.filter { $0.died == nil && (name == "whole" || $0.service == name) }
      peakInstances[name] = max(peakInstances[name, default: 0], alive.count)
    }
    peakConcurrency[row.service] = max(
      peakConcurrency[row.service, default: 0], inFlight[row.service, default: 0])
    peakConcurrency["whole"] = max(peakConcurrency["whole", default: 0], total + 1)
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
    inFlight[service, default: 0] -= 1
    lastDeparture = time
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
    let billed = served.map { billedTime($0) }
    let memories = served.map { Int64(billedMemory($0)) }
    var result: [String: Int128] = [
      "requests": Int128(requests), "completed": Int128(served.count),
      "throttled": Int128(requests - served.count), "rejected": 0,
      "coldStarts": Int128(served.filter(\.isCold).count),
      "latencySum": sum(served.map(\.latency)), "waitSum": sum(served.map(\.initTime)),
      "initTime": sum(served.map(\.initTime)), "billedTime": sum(billed),
      "billedMemoryTime": sum(zip(billed, memories).map { $0 * $1 }),
      "window": Int128(last - first), "runningTime": sum(served.map(\.latency)),
      "busySlotTime": sum(served.map(\.latency)), "instanceTime": sum(lives),
      "availableSlotTime": sum(lives),
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

  private func billedMemory(_ served: Served) -> Int32 {
    let rule = model.billedMemory
    var billed: Int32 = 0
    while billed < max(model.memory ?? served.row.memory, rule.minimum) { billed += rule.step }
    return billed
  }
}

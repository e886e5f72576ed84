import Metering
import Simulation
import Units

/// One service whose environments serve several requests at once, as it reads: a list of
/// environments that is searched for every request. Initialisation and keep-alive are constant.
struct NaiveSharedEnvironments {
  struct Environment {
    let start: Int64
    let ready: Int64
    let isKept: Bool
    /// Ends of the requests that it holds.
    var ends: [Int64] = []
    var lastUse = 0
    /// nil while it has requests.
    var idleSince: Int64?
    var activeSince: Int64 = 0
    var died: Int64?
    /// The periods in which it had requests, and the initialisation inside each.
    var periods: [(start: Int64, end: Int64, initialization: Int64)] = []

    func isBusy(_ tick: Int64) -> Bool { periods.contains { $0.start <= tick && tick < $0.end } }

    /// Steps are laid one behind the other from the start of a period until it is covered; a period
    /// that starts in a step that is billed already goes on from there.
    func billed(by rule: BilledTimeRule) -> Int128 {
      var steps: [Range<Int64>] = []
      for period in periods {
        let start = rule.includesInit ? period.start : period.start + period.initialization
        let isCovered = steps.contains { $0.contains(start) }
        var next = isCovered ? steps.map(\.upperBound).max() ?? start : start
        let least = isCovered ? start : start + rule.minimum
        while next < max(period.end, least) {
          steps.append(next..<next + rule.increment)
          next += rule.increment
        }
      }
      return steps.reduce(0) { $0 + Int128($1.count) }
    }
  }

  let slots: Int
  let keepAlive: Int64
  let initTime: Int64
  let maximum: Int
  let isOldestFirst: Bool
  var environments: [Environment]
  var uses = 0
  var coldStarts = 0
  var joined = 0
  var throttled = 0
  var latencies: [Int64] = []
  var lastDeparture: Int64 = 0

  init(_ model: PerInvocationModel, kept: Int, keepAlive: Int64, initTime: Int64, start: Int64) {
    slots = model.requestsPerEnvironment
    self.keepAlive = keepAlive
    self.initTime = initTime
    maximum = model.maximumEnvironments ?? .max
    isOldestFirst = model.routing == .leastRecentlyUsed
    environments = (0..<kept).map { _ in
      Environment(start: start, ready: start, isKept: true, idleSince: start)
    }
  }

  mutating func arrive(_ row: Row) {
    pass(until: row.arrival)
    let time = row.arrival
    let warm = environments.indices.filter {
      environments[$0].died == nil && environments[$0].ends.count < slots
        && environments[$0].ready <= time
    }
    func isBefore(_ left: Int, _ right: Int) -> Bool {
      let (one, other) = (environments[left], environments[right])
      if one.isKept != other.isKept { return one.isKept }
      if one.lastUse != other.lastUse {
        return isOldestFirst ? one.lastUse < other.lastUse : one.lastUse > other.lastUse
      }
      return left < right
    }
    let starting = environments.indices.filter {
      environments[$0].died == nil && environments[$0].ends.count < slots
        && environments[$0].ready > time
    }
    if let index = warm.min(by: isBefore) {
      serve(row, on: index)
    } else if let index = starting.min(by: { environments[$0].ready < environments[$1].ready }) {
      joined += 1
      serve(row, on: index)
    } else if environments.filter({ $0.died == nil }).count < maximum {
      coldStarts += 1
      environments.append(
        Environment(start: time, ready: time + initTime, isKept: false, idleSince: time))
      serve(row, on: environments.count - 1)
    } else {
      throttled += 1
    }
  }

  private mutating func serve(_ row: Row, on index: Int) {
    let end = max(row.arrival, environments[index].ready) + row.duration
    if environments[index].ends.isEmpty { environments[index].activeSince = row.arrival }
    environments[index].ends.append(end)
    environments[index].idleSince = nil
    uses += 1
    environments[index].lastUse = uses
    latencies.append(end - row.arrival)
  }

  /// Departures and expiries until `time`; one that ends at `time` is still warm at it.
  mutating func pass(until time: Int64) {
    let due = environments.indices.flatMap { index in
      environments[index].ends.filter { $0 <= time }.map { (end: $0, index: index) }
    }.sorted { ($0.end, $0.index) < ($1.end, $1.index) }
    for (end, index) in due {
      let held = environments[index].ends.firstIndex(of: end)
      if let held { environments[index].ends.remove(at: held) }
      lastDeparture = max(lastDeparture, end)
      uses += 1
      if slots == 1 { environments[index].lastUse = uses }
      guard environments[index].ends.isEmpty, environments[index].idleSince == nil else { continue }
      environments[index].idleSince = end
      let since = environments[index].activeSince
      environments[index].periods.append(
        (since, end, max(0, environments[index].ready - since)))
    }
    for index in environments.indices where !environments[index].isKept {
      guard environments[index].died == nil, let idle = environments[index].idleSince,
        environments[index].ends.isEmpty, idle + keepAlive < time
      else { continue }
      environments[index].died = idle + keepAlive
    }
  }
}

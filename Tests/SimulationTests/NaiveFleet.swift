import Simulation

/// The fleet as a recurrence over requests in order of arrival: start = max(arrival, free slot),
/// of the whole fleet or of the instance that a balancer chose.
final class NaiveFleet {
  struct Served {
    let row: Row
    let start: Int64
    let end: Int64
    let slot: Int
  }

  let model: ProvisionedModel
  let rows: [Row]
  var served: [Served] = []
  var lastDeparture: Int64?
  var peakConcurrency: [String: Int] = [:]

  init(_ model: ProvisionedModel, ordered rows: [Row]) {
    self.model = model
    self.rows = rows
    var freeAt = [Int64](
      repeating: .min, count: model.instances * model.slotsPerInstance)
    var queueExits: [(instance: Int?, time: Int64)] = []
    var systemExits: [(service: String, instance: Int?, time: Int64)] = []
    for (number, row) in rows.enumerated() {
      queueExits.removeAll { $0.time <= row.arrival }
      systemExits.removeAll { $0.time <= row.arrival }
      let instance = instance(of: number, outstanding: systemExits.map(\.instance))
      let slots = freeAt.indices.filter { instance == nil || $0 % model.instances == instance }
      let slot = slots.min { (freeAt[$0], $0) < (freeAt[$1], $1) } ?? 0
      let start = max(row.arrival, freeAt[slot])
      let waiting = queueExits.filter { $0.instance == instance }.count
      if start > row.arrival, let limit = model.queueLimit, waiting >= limit { continue }
      if let timeout = model.queueTimeout, start - row.arrival > timeout {
        queueExits.append((instance, row.arrival + timeout))
        systemExits.append((row.service, instance, row.arrival + timeout))
      } else {
        let end = start + row.duration
        freeAt[slot] = end
        queueExits.append((instance, start))
        systemExits.append((row.service, instance, end))
        served.append(Served(row: row, start: start, end: end, slot: slot))
      }
      let own = systemExits.filter { $0.service == row.service }.count
      peakConcurrency[row.service] = max(peakConcurrency[row.service, default: 0], own)
      peakConcurrency["whole"] = max(peakConcurrency["whole", default: 0], systemExits.count)
    }
    lastDeparture = served.map(\.end).max()
  }

  /// The instance that the balancer chooses; nil with one queue for all.
  private func instance(of number: Int, outstanding: [Int?]) -> Int? {
    switch model.balance {
    case .fifo: return nil
    case .roundRobin: return number % model.instances
    case .leastOutstanding:
      let counts = (0..<model.instances).map { instance in
        outstanding.filter { $0 == instance }.count
      }
      return counts.firstIndex(of: counts.min() ?? 0)
    }
  }

  func figures(_ service: String?) -> [String: Int128] {
    let mine = served.filter { service == nil || $0.row.service == service }
    let requests = rows.filter { service == nil || $0.service == service }.count
    let first = rows.first?.arrival ?? 0
    let window = Int128((lastDeparture ?? first) - first)
    let latencies = mine.map { $0.end - $0.row.arrival }
    var result: [String: Int128] = [
      "requests": Int128(requests), "completed": Int128(mine.count), "throttled": 0,
      "rejected": Int128(requests - mine.count), "coldStarts": 0, "initTime": 0,
      "retries": 0, "provisionedRequests": 0, "provisionedBilledTime": 0,
      "provisionedBilledMemoryTime": 0, "restoredMemory": 0,
      "billedTime": 0, "billedMemoryTime": 0, "latencySum": sum(latencies),
      "waitSum": sum(mine.map { $0.start - $0.row.arrival }), "window": window,
      "runningTime": runningTime(), "busySlotTime": sum(mine.map(\.row.duration)),
      "instanceTime": Int128(model.instances) * window,
      "availableSlotTime": Int128(model.instances * model.slotsPerInstance) * window,
      "peakInstances": Int128(model.instances),
      "peakConcurrency": Int128(peakConcurrency[service ?? "whole", default: 0]),
    ]
    result.merge(naivePercentiles(latencies)) { $1 }
    return result
  }

  /// The union of each instance's busy intervals.
  private func runningTime() -> Int128 {
    var total: Int128 = 0
    for instance in 0..<model.instances {
      let intervals = served.filter { $0.slot % model.instances == instance }
        .map { ($0.start, $0.end) }.sorted { $0 < $1 }
      var until = Int64.min
      for (start, end) in intervals where end > until {
        total += Int128(end - max(start, until))
        until = end
      }
    }
    return total
  }
}

import Simulation

/// The hybrid event by event: fleets with a queue each, and what the functions are left with.
///
/// Whether a request would wait too long is decided by serving a copy of the fleet to the end.
final class NaiveHybrid {
  struct Fleet {
    let instances: Int
    let slots: Int
    /// End of the request in each slot, nil where it is free, and since when it is free.
    var ends: [Int64?]
    var freeSince: [Int64]
    var queue: [Row] = []
    var served: [(row: Row, start: Int64, slot: Int)] = []

    init(_ base: HybridModel.Base) {
      instances = base.instances
      slots = base.slotsPerInstance
      ends = Array(repeating: nil, count: instances * slots)
      freeSince = Array(repeating: .min, count: instances * slots)
    }

    mutating func start(_ row: Row, in slot: Int, at time: Int64) {
      ends[slot] = time + row.duration
      served.append((row, time, slot))
    }

    /// Takes the departures until `time`, one by one.
    mutating func advance(to time: Int64) {
      while let end = ends.compactMap({ $0 }).min(), end <= time {
        let slot = ends.firstIndex(of: end) ?? 0
        ends[slot] = nil
        freeSince[slot] = end
        if !queue.isEmpty { start(queue.removeFirst(), in: slot, at: end) }
      }
    }

    mutating func arrive(_ row: Row) {
      let free = ends.indices.filter { ends[$0] == nil }
      guard let slot = free.min(by: { (freeSince[$0], $0) < (freeSince[$1], $1) }) else {
        queue.append(row)
        return
      }
      start(row, in: slot, at: row.arrival)
    }
  }

  let model: HybridModel
  let names: [String]
  private(set) var fleets: [Fleet]
  private(set) var overflow: [Row] = []

  init(_ model: HybridModel, ordered rows: [Row], names: [String]) {
    self.model = model
    self.names = names
    fleets = model.bases.map { Fleet($0) }
    for row in rows {
      guard let base = base(of: row.service), fleets[base].instances > 0 else {
        overflow.append(row)
        continue
      }
      fleets[base].advance(to: row.arrival)
      var trial = fleets[base]
      trial.arrive(row)
      trial.advance(to: .max)
      let last = trial.served.max { $0.start < $1.start }
      if let last, last.start - row.arrival <= max(0, model.maximumWait) {
        fleets[base].arrive(row)
      } else {
        overflow.append(row)
      }
    }
    for index in fleets.indices { fleets[index].advance(to: .max) }
  }

  private func base(of service: String) -> Int? {
    model.bases.firstIndex { $0.services.contains { names[$0] == service } }
  }

  /// The figures of all requests, or of a service, given those of the overflow on the functions
  /// and how long each completed request of the overflow was in flight.
  func figures(
    _ service: String?, burst: [String: Int128], burstStays: [(row: Row, stay: Int64)],
    all rows: [Row]
  ) -> [String: Int128] {
    func isMine(_ row: Row) -> Bool { service == nil || row.service == service }
    let parts = fleets.indices.filter { service == nil || base(of: service ?? "") == $0 }
    let stays: [(row: Row, stay: Int64)] =
      fleets.flatMap { $0.served.map { ($0.row, $0.start + $0.row.duration - $0.row.arrival) } }
      + burstStays
    let mine = stays.filter { isMine($0.row) }
    let ends = stays.map { $0.row.arrival + $0.stay }
    let first = rows.first?.arrival ?? 0
    let window = (ends.max() ?? first) - first
    let served = parts.flatMap { fleets[$0].served }.filter { isMine($0.row) }
    let busy = sum(served.map(\.row.duration))
    let waits = sum(served.map { $0.start - $0.row.arrival })
    var result = burst
    for (name, more) in [
      ("requests", Int128(served.count)), ("completed", Int128(served.count)),
      ("latencySum", busy + waits), ("waitSum", waits), ("busySlotTime", busy),
      ("runningTime", parts.reduce(0) { $0 + runningTime($1) }),
      ("instanceTime", parts.reduce(0) { $0 + Int128(fleets[$1].instances) * Int128(window) }),
      (
        "availableSlotTime",
        parts.reduce(0) {
          $0 + Int128(fleets[$1].instances * fleets[$1].slots) * Int128(window)
        }
      ),
      ("peakInstances", parts.reduce(0) { $0 + Int128(fleets[$1].instances) }),
    ] { result[name, default: 0] += more }
    result["window"] = Int128(window)
    result["peakConcurrency"] = Int128(peak(mine))
    result.merge(naivePercentiles(mine.map(\.stay))) { $1 }
    return result
  }

  /// The union of each instance's busy intervals.
  private func runningTime(_ index: Int) -> Int128 {
    let fleet = fleets[index]
    var total: Int128 = 0
    for instance in 0..<fleet.instances {
      let intervals = fleet.served.filter { $0.slot % fleet.instances == instance }
        .map { ($0.start, $0.start + $0.row.duration) }.sorted { $0 < $1 }
      var until = Int64.min
      for (start, end) in intervals where end > until {
        total += Int128(end - max(start, until))
        until = end
      }
    }
    return total
  }

  /// Just after each arrival, how many of those that arrived are still there; a request without
  /// latency is there at its own arrival alone.
  private func peak(_ stays: [(row: Row, stay: Int64)]) -> Int {
    stays.map { one in
      let others = stays.filter {
        $0.row.arrival <= one.row.arrival && one.row.arrival < $0.row.arrival + $0.stay
      }
      return others.count + (one.stay == 0 ? 1 : 0)
    }.max() ?? 0
  }
}

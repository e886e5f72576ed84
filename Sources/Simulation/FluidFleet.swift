import Traces

/// A fleet's queue as a fluid: in each bin of time work arrives evenly and slots take it away.
///
/// The fluid limit of a many-server queue (Newell, "Applications of Queueing Theory", 1982): it knows
/// sustained overload, and nothing of chance. The slots that it needs are a lower bound in practice,
/// from which exact replays start.
public struct FluidFleet {
  private let bins: [ArrivingWork.Bin]
  /// Seconds.
  private let length: Double

  /// The requests of some services of a stream together.
  public init(_ work: ArrivingWork, services: [Int]) {
    length = Double(work.length) / 1_000_000
    let count = services.map { work.services[$0].count }.max() ?? 0
    bins = (0..<count).map { place in
      services.reduce(into: ArrivingWork.Bin()) { sum, service in
        guard place < work.services[service].count else { return }
        sum.add(work.services[service][place])
      }
    }
  }

  /// The fewest slots with which at most `share` of the requests wait longer than `wait`
  /// microseconds.
  public func slots(share: Double, wait: Int64) -> Int {
    let requests = bins.reduce(0.0) { $0 + Double($1.requests) }
    let allowed = share * requests
    func lateRequests(_ slots: Int) -> Double {
      let capacity = Double(slots) * length
      var (backlog, late) = (0.0, 0.0)
      for bin in bins {
        let before = backlog
        backlog = max(0, backlog + Double(bin.time) - capacity)
        let least = min(before, backlog) / Double(slots) * 1_000_000
        if least > Double(wait) { late += Double(bin.requests) }
      }
      return late
    }
    var (tooFew, enough) = (0, 1)
    while lateRequests(enough) > allowed { (tooFew, enough) = (enough, enough * 2) }
    while enough - tooFew > 1 {
      let middle = (tooFew + enough) / 2
      if lateRequests(middle) > allowed { tooFew = middle } else { enough = middle }
    }
    return enough
  }
}

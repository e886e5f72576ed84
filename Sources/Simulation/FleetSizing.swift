import Traces
import Units

/// The outcome of a search for the smallest fleet.
public struct FleetSizing: Equatable, Sendable {
  /// The smallest fleet that meets the objective, or the largest allowed when none does.
  public let model: ProvisionedModel
  /// The replay on that fleet.
  public let replay: Replay
  /// Whether it meets the objective.
  public let meets: Bool
  /// Replays that the search made.
  public let replays: Int
  /// Whether no fewer instances can meet it.
  public let isProven: Bool
}

extension ProvisionedModel {
  /// The fewest instances, 1...`maxInstances`, whose replay satisfies `meets`; the other properties
  /// of this model stay.
  ///
  /// The search starts from the offered load (busy time / span of arrivals) in instances, doubles
  /// until the objective is met, then halves the interval. That is exact for one queue without
  /// limits, in which no request waits longer when there are more slots. With limits or a queue for
  /// each instance fewer can meet what more miss, so that those below are tried as well.
  ///
  /// Throws what `replay` throws.
  ///
  /// - Parameter others: replays beyond those of steps and halving, at most; nearest first.
  public func smallestFleet(
    for trace: Trace, services: [Int]? = nil, upTo maxInstances: Int,
    tryingOthers others: Int = .max,
    jobs: Int = 1, meets: (Replay) throws -> Bool
  ) throws -> FleetSizing {
    var tried: Set<Int> = []
    func trial(_ count: Int) throws -> FleetSizing {
      var model = self
      model.instances = count
      let replay = try model.replay(trace, services: services, jobs: jobs)
      tried.insert(count)
      return FleetSizing(
        model: model, replay: replay, meets: try meets(replay), replays: tried.count,
        isProven: false)
    }
    let load = OfferedLoad(of: trace, services: services ?? Array(trace.rows.indices))
    var tooFew = 0
    var best = try trial(max(1, min(instances(for: load), maxInstances)))
    while !best.meets {
      tooFew = best.model.instances
      guard tooFew < maxInstances else { break }
      best = try trial(tooFew > maxInstances / 2 ? maxInstances : 2 * tooFew)
    }
    while best.meets, best.model.instances - tooFew > 1 {
      let middle = try trial(tooFew + (best.model.instances - tooFew) / 2)
      if middle.meets { best = middle } else { tooFew = middle.model.instances }
    }
    var isProven = best.meets
    if !hasOneEndlessQueue {
      // With an instance for each request none waits, and more change nothing.
      let fewest = min(best.model.instances, max(1, load.requests))
      let untried = (1..<fewest).reversed().filter { !tried.contains($0) }
      for count in untried.prefix(others) {
        let fewer = try trial(count)
        if fewer.meets { best = fewer }
      }
      isProven = untried.count <= others
    }
    return FleetSizing(
      model: best.model, replay: best.replay, meets: best.meets, replays: tried.count,
      isProven: isProven)
  }

  /// Whether no request waits longer, and none is lost, when there are more slots.
  private var hasOneEndlessQueue: Bool {
    balance == .fifo && queueLimit == nil && queueTimeout == nil
  }

  /// Offered load over the span of arrivals in whole instances, rounded down.
  private func instances(for load: OfferedLoad) -> Int {
    guard load.span > 0 else { return 1 }
    return Int(clamping: load.busyTime / load.span / Int128(max(1, slotsPerInstance)))
  }
}

extension ProvisionedModel {
  /// The fewest instances from `least` on, up to `maxInstances`, whose replay satisfies `meets`, to
  /// within 1 % of their number; for traces that are not in memory, of which each replay takes long.
  ///
  /// Steps that double from 2 % lead to a fleet that meets the objective, halving leads back; fewer
  /// instances that meet it where more miss it are not looked for. Throws what `replay` throws.
  public func smallestFleet(
    for trace: Trace, services: [Int], from least: Int, upTo maxInstances: Int,
    meets: (Replay) throws -> Bool
  ) throws -> FleetSizing {
    var replays = 0
    func tried(_ count: Int) throws -> FleetSizing {
      var model = self
      model.instances = count
      let replay = try model.replay(trace, services: services)
      replays += 1
      return FleetSizing(
        model: model, replay: replay, meets: try meets(replay), replays: replays, isProven: false)
    }
    var best = try tried(max(1, min(least, maxInstances)))
    guard !best.meets else { return best }
    var tooFew = best.model.instances
    var step = max(1, tooFew / 50)
    while !best.meets {
      tooFew = best.model.instances
      guard tooFew < maxInstances else { return best }
      best = try tried(min(tooFew + step, maxInstances))
      step *= 2
    }
    while best.model.instances - tooFew > max(1, tooFew / 100) {
      let middle = try tried((tooFew + best.model.instances) / 2)
      if middle.meets { best = middle } else { tooFew = middle.model.instances }
    }
    return best
  }
}

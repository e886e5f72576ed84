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
}

extension ProvisionedModel {
  /// The fewest instances, 1...`maxInstances`, whose replay satisfies `meets`; the other properties
  /// of this model stay.
  ///
  /// The search starts from the offered load (busy time / span of arrivals) in instances, doubles
  /// until the objective is met, then halves the interval. It is exact when more instances never
  /// break an objective that fewer meet.
  ///
  /// Throws what `replay` throws.
  public func smallestFleet(
    for trace: Trace, services: [Int]? = nil, upTo maxInstances: Int, jobs: Int = 1,
    meets: (Replay) throws -> Bool
  ) throws -> FleetSizing {
    var replays = 0
    func tried(_ count: Int) throws -> FleetSizing {
      var model = self
      model.instances = count
      let replay = try model.replay(trace, services: services, jobs: jobs)
      replays += 1
      return FleetSizing(
        model: model, replay: replay, meets: try meets(replay), replays: replays)
    }
    let load = offeredInstances(of: trace, services: services ?? Array(trace.rows.indices))
    var tooFew = 0
    var best = try tried(max(1, min(load, maxInstances)))
    while !best.meets {
      guard best.model.instances < maxInstances else { return best }
      tooFew = best.model.instances
      best = try tried(tooFew > maxInstances / 2 ? maxInstances : 2 * tooFew)
    }
    while best.model.instances - tooFew > 1 {
      let middle = try tried(tooFew + (best.model.instances - tooFew) / 2)
      if middle.meets { best = middle } else { tooFew = middle.model.instances }
    }
    return FleetSizing(model: best.model, replay: best.replay, meets: true, replays: replays)
  }

  /// Offered load over the span of arrivals in whole instances, rounded down.
  private func offeredInstances(of trace: Trace, services: [Int]) -> Int {
    let load = OfferedLoad(of: trace, services: services)
    guard load.span > 0 else { return 1 }
    return Int(clamping: load.busyTime / load.span / Int128(max(1, slotsPerInstance)))
  }
}

extension ProvisionedModel {
  /// The fewest instances from `least` on, up to `maxInstances`, whose replay satisfies `meets`, to
  /// within 1 % of their number; for traces that are not in memory, of which each replay takes long.
  ///
  /// Steps that double from 2 % lead to a fleet that meets the objective, halving leads back. Throws
  /// what `replay` throws.
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
        model: model, replay: replay, meets: try meets(replay), replays: replays)
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

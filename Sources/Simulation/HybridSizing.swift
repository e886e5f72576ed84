import Traces
import Units

/// The outcome of a search for the best base of a hybrid.
public struct HybridSizing<Cost: Comparable> {
  /// Instances of the base that was varied.
  public let instances: Int
  /// The replay with them.
  public let replay: HybridReplay
  public let cost: Cost
  /// Whether it meets the objective.
  public let meets: Bool
  /// Replays that the search made.
  public let replays: Int
}

extension HybridModel {
  /// The number of instances, 0...`maximum`, of base `index` with the least cost among those whose
  /// replay meets the objective; the other properties of this model stay. Where none is found, the
  /// cheapest of all, which does not meet it.
  ///
  /// From `start` (see `screenedInstances`) exact replays decide: steps that double lead to where
  /// the cost stops falling, and halving finds the minimum. If the objective is missed there, more
  /// instances are tried until it is met, then fewer of those; functions alone are tried too. The
  /// search is exact when the cost, as the base grows, falls to one minimum and then rises, and
  /// when above it more instances never break an objective that fewer meet.
  ///
  /// `evaluate` is asked for each replay once, with its number of instances. Throws what it and
  /// `replay` throw.
  public func bestBase<Cost: Comparable>(
    for trace: Trace, onFunctions: Trace? = nil, varying index: Int = 0, startingAt start: Int,
    upTo maximum: Int,
    seed: UInt64, jobs: Int, evaluate: (HybridReplay, Int) throws -> (cost: Cost, meets: Bool)
  ) throws -> HybridSizing<Cost> {
    try withoutActuallyEscaping(evaluate) { evaluate in
      var search = BaseSearch<Cost>(maximum: max(0, maximum)) { instances in
        var model = self
        model.bases[index].instances = instances
        let replay = try model.replay(
          trace, onFunctions: onFunctions, seed: seed, jobs: jobs)
        let (cost, meets) = try evaluate(replay, instances)
        return BaseSearch<Cost>.Trial(
          instances: instances, replay: replay, cost: cost, meets: meets)
      }
      let best = try search.best(from: start)
      return HybridSizing(
        instances: best.instances, replay: best.replay, cost: best.cost, meets: best.meets,
        replays: search.replays)
    }
  }

  /// The number of instances, 0...`maximum`, of base `index` up to which one more pays by Erlang's
  /// loss formula, as if arrivals were Poisson and none waited: the load that its slots carry is
  /// more than `breakEven` of their time.
  ///
  /// `breakEven` is the price of a slot per second over the functions' price per busy second.
  public func screenedInstances(
    for trace: Trace, varying index: Int = 0, breakEven: Double, upTo maximum: Int
  ) -> Int {
    let base = bases[index]
    let offered = OfferedLoad(of: trace, services: base.services)
    let load = offered.erlangs
    var (instances, slots, lost) = (0, 0, 1.0)
    // More slots than requests carry nothing more.
    while instances < maximum, slots < offered.requests {
      let before = lost
      for _ in 0..<min(base.slotsPerInstance, offered.requests - slots) {
        slots += 1
        // The recursion of `QueueingTheory.erlangB`.
        lost = load * lost / (Double(slots) + load * lost)
      }
      guard load * (before - lost) > breakEven * Double(base.slotsPerInstance) else { break }
      instances += 1
    }
    return instances
  }
}

import Traces
import Units

extension HybridModel {
  /// The number of instances, `least`...`maximum`, of base `index` with the least cost among those
  /// whose replay meets the objective; the other properties of this model stay. Where none is
  /// found, the cheapest of all, which does not meet it.
  ///
  /// The search begins at `start` (see `screenedInstances`). Throws what `evaluate` and `replay`
  /// throw.
  ///
  /// - Parameters:
  ///   - others: replays beyond those of steps and halving, at most (see `CountSearch`).
  ///   - floor: what a number of instances costs at least, never less than fewer; nil is not known.
  ///   - evaluate: the cost of a replay with a number of instances, and whether it meets the
  ///     objective; asked for once a number.
  public func bestBase<Cost: Comparable>(
    for trace: Trace, onFunctions: Trace? = nil, varying index: Int = 0, startingAt start: Int,
    from least: Int = 0, upTo maximum: Int, tryingOthers others: Int = .max,
    seed: UInt64, jobs: Int, floor: (Int) throws -> Cost? = { _ in nil },
    evaluate: (HybridReplay, Int) throws -> (cost: Cost, meets: Bool)
  ) throws -> CountSearch<Cost, HybridReplay>.Best {
    try withoutActuallyEscaping(evaluate) { evaluate in
      try withoutActuallyEscaping(floor) { floor in
        let range = max(0, least)...max(0, least, maximum)
        var search = CountSearch<Cost, HybridReplay>(range, floor: floor) { instances in
          let replay = try with(instances, at: index).replay(
            trace, onFunctions: onFunctions, seed: seed, jobs: jobs)
          let (cost, meets) = try evaluate(replay, instances)
          return CountSearch.Trial(outcome: replay, cost: cost, meets: meets)
        }
        return try search.best(from: start, tryingOthers: others)
      }
    }
  }

  private func with(_ instances: Int, at index: Int) -> HybridModel {
    var model = self
    model.bases[index].instances = instances
    return model
  }

  /// The number of instances, 0...`maximum`, of base `index` above which more change no request:
  /// with it none waits for a slot.
  public func usefulInstances(
    for trace: Trace, varying index: Int = 0, upTo maximum: Int, seed: UInt64, jobs: Int
  ) throws -> Int {
    let replay = try with(maximum, at: index).replay(trace, seed: seed, jobs: jobs)
    let whole = replay.replay.whole
    guard replay.burst.whole.requests == 0, whole.waitSum == 0 else { return maximum }
    let slots = bases[index].slotsPerInstance
    return min(maximum, whole.peakConcurrency / slots + (whole.peakConcurrency % slots > 0 ? 1 : 0))
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

/// Searches the number of instances of a base for the least cost; no number is tried twice.
struct BaseSearch<Cost: Comparable> {
  struct Trial {
    let instances: Int
    let replay: HybridReplay
    let cost: Cost
    let meets: Bool
  }

  private let maximum: Int
  private let replay: (Int) throws -> Trial
  private var trials: [Int: Trial] = [:]

  init(maximum: Int, replay: @escaping (Int) throws -> Trial) {
    self.maximum = maximum
    self.replay = replay
  }

  /// Trials that were made.
  var replays: Int { trials.count }

  mutating func best(from start: Int) throws -> Trial {
    let cheapest = try trial(of: cheapest(from: min(max(start, 0), maximum)))
    if cheapest.meets { return cheapest }
    let larger = try smallestThatMeets(above: cheapest.instances)
    let candidates = [try trial(of: 0), larger].compactMap { $0 }.filter(\.meets)
    return candidates.min { $0.cost < $1.cost } ?? cheapest
  }

  private mutating func trial(of instances: Int) throws -> Trial {
    if let known = trials[instances] { return known }
    let trial = try replay(instances)
    trials[instances] = trial
    return trial
  }

  private mutating func isCheaper(_ count: Int, than other: Int) throws -> Bool {
    try trial(of: count).cost < trial(of: other).cost
  }

  /// The number at which the cost stops falling, the lower of equal ones.
  private mutating func cheapest(from start: Int) throws -> Int {
    let isRising = try start == maximum || !isCheaper(start + 1, than: start)
    var (low, high) =
      isRising ? try interval(below: start) : try interval(above: start)
    while low < high {
      let middle = low + (high - low) / 2
      if try isCheaper(middle + 1, than: middle) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Where the minimum is, which is `start` or below it.
  private mutating func interval(below start: Int) throws -> (low: Int, high: Int) {
    var (here, high, step) = (start, start, 1)
    while here > 0 {
      let next = here - min(step, here)
      if try isCheaper(here, than: next) { return (next + 1, high) }
      high = here - 1
      here = next
      step = doubled(step)
    }
    return (0, high)
  }

  /// Where the minimum is, which is above `start`.
  private mutating func interval(above start: Int) throws -> (low: Int, high: Int) {
    var (low, here, step) = (start + 1, start + 1, 1)
    while here < maximum {
      let next = here + min(step, maximum - here)
      guard try isCheaper(next, than: here) else { return (low, next - 1) }
      low = here + 1
      here = next
      step = doubled(step)
    }
    return (low, maximum)
  }

  private func doubled(_ step: Int) -> Int { 2 * min(step, max(1, maximum / 2)) }

  private mutating func smallestThatMeets(above count: Int) throws -> Trial? {
    var (tooFew, step) = (count, 1)
    var found: Trial?
    while found == nil {
      guard tooFew < maximum else { return nil }
      let next = try trial(of: tooFew + min(step, maximum - tooFew))
      if next.meets { found = next } else { tooFew = next.instances }
      step = doubled(step)
    }
    while let enough = found?.instances, enough - tooFew > 1 {
      let middle = try trial(of: tooFew + (enough - tooFew) / 2)
      if middle.meets { found = middle } else { tooFew = middle.instances }
    }
    return found
  }
}

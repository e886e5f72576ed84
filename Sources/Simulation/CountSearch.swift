/// Searches the whole numbers of a range for the one with the least cost among those that meet an
/// objective; where none does, for the least cost. Of equal costs the lower number is taken.
///
/// Steps that double and halving lead to a number that meets the objective and to a minimum of the
/// cost. Neither need be the best: one more instance can send more to the functions, and an
/// objective that fewer meet can be missed by more. So the numbers around that one are tried as
/// well, as far as what they cost at least leaves anything to gain.
public struct CountSearch<Cost: Comparable, Outcome> {
  /// What was found.
  public struct Best {
    public let count: Int
    public let outcome: Outcome
    public let cost: Cost
    /// Whether it meets the objective.
    public let meets: Bool
    /// Numbers that were tried, each once.
    public let trials: Int
    /// Whether no other number of the range can be better: each was tried or costs more at least.
    public let isProven: Bool
  }

  /// What a number led to.
  public struct Trial {
    let outcome: Outcome
    let cost: Cost
    let meets: Bool

    public init(outcome: Outcome, cost: Cost, meets: Bool) {
      self.outcome = outcome
      self.cost = cost
      self.meets = meets
    }
  }

  private let range: ClosedRange<Int>
  private let floor: (Int) throws -> Cost?
  private let attempt: (Int) throws -> Trial
  private var known: [Int: (cost: Cost, meets: Bool)] = [:]
  private var best: (count: Int, trial: Trial)?

  /// - Parameters:
  ///   - floor: what a number costs at least, never less than a lower number; nil is not known.
  ///   - attempt: what a number leads to; asked for once.
  public init(
    _ range: ClosedRange<Int>, floor: @escaping (Int) throws -> Cost?,
    attempt: @escaping (Int) throws -> Trial
  ) {
    self.range = range
    self.floor = floor
    self.attempt = attempt
  }

  /// The best number, from `start` on (within the range); after steps and halving at most `most`
  /// others are tried. Throws what `floor` and `attempt` throw.
  public mutating func best(from start: Int, tryingOthers most: Int) throws -> Best {
    let start = min(max(start, range.lowerBound), range.upperBound)
    let bottom = try bottom(from: start)
    if try !trial(of: bottom).meets { try climb(from: bottom) }
    _ = try trial(of: range.lowerBound)
    let isProven = try scan(around: best?.count ?? start, atMost: most)
    guard let best else { preconditionFailure("a search without a trial") }
    return Best(
      count: best.count, outcome: best.trial.outcome, cost: best.trial.cost,
      meets: best.trial.meets, trials: known.count, isProven: isProven)
  }

  @discardableResult
  private mutating func trial(of count: Int) throws -> (cost: Cost, meets: Bool) {
    if let known = known[count] { return known }
    let trial = try attempt(count)
    known[count] = (trial.cost, trial.meets)
    if best.map({ isBetter(count, trial, than: $0) }) ?? true { best = (count, trial) }
    return (trial.cost, trial.meets)
  }

  private func isBetter(
    _ count: Int, _ trial: Trial, than best: (count: Int, trial: Trial)
  ) -> Bool {
    if trial.meets != best.trial.meets { return trial.meets }
    return trial.cost == best.trial.cost
      ? count < best.count : trial.cost < best.trial.cost
  }

  // MARK: Steps and halving

  /// A number at which the cost stops falling.
  private mutating func bottom(from start: Int) throws -> Int {
    let isRising = try start == range.upperBound || !isCheaper(start + 1, than: start)
    var (low, high) = try isRising ? interval(below: start) : interval(above: start)
    while low < high {
      let middle = low + (high - low) / 2
      if try isCheaper(middle + 1, than: middle) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private mutating func isCheaper(_ count: Int, than other: Int) throws -> Bool {
    try trial(of: count).cost < trial(of: other).cost
  }

  /// Where a minimum is, which is `start` or below it.
  private mutating func interval(below start: Int) throws -> (low: Int, high: Int) {
    var (here, high, step) = (start, start, 1)
    while here > range.lowerBound {
      let next = here - min(step, here - range.lowerBound)
      if try isCheaper(here, than: next) { return (next + 1, high) }
      high = here - 1
      here = next
      step = doubled(step)
    }
    return (range.lowerBound, high)
  }

  /// Where a minimum is, which is above `start`.
  private mutating func interval(above start: Int) throws -> (low: Int, high: Int) {
    var (low, here, step) = (start + 1, start + 1, 1)
    while here < range.upperBound {
      let next = here + min(step, range.upperBound - here)
      guard try isCheaper(next, than: here) else { return (low, next - 1) }
      low = here + 1
      here = next
      step = doubled(step)
    }
    return (low, range.upperBound)
  }

  private func doubled(_ step: Int) -> Int { 2 * min(step, max(1, range.upperBound / 2)) }

  /// Tries more until a number meets the objective, then fewer of those.
  private mutating func climb(from count: Int) throws {
    var (tooFew, step) = (count, 1)
    var found: Int?
    while found == nil {
      guard tooFew < range.upperBound else { return }
      let next = tooFew + min(step, range.upperBound - tooFew)
      if try trial(of: next).meets { found = next } else { tooFew = next }
      step = doubled(step)
    }
    while let enough = found, enough - tooFew > 1 {
      let middle = tooFew + (enough - tooFew) / 2
      if try trial(of: middle).meets { found = middle } else { tooFew = middle }
    }
  }

  // MARK: All others

  /// Tries at most `most` numbers that can be better, nearest first; whether none is left.
  private mutating func scan(around center: Int, atMost most: Int) throws -> Bool {
    var left = most
    var (below, above) = (center - 1, center + 1)
    while below >= range.lowerBound || above <= range.upperBound {
      for count in [below, above] where range.contains(count) && known[count] == nil {
        guard try canBeBetter(count) else {
          // Nor can any above it.
          if count == above { above = range.upperBound }
          continue
        }
        guard left > 0 else { return false }
        left -= 1
        try trial(of: count)
      }
      below -= 1
      above += 1
    }
    return true
  }

  private func canBeBetter(_ count: Int) throws -> Bool {
    guard let best, best.trial.meets, let least = try floor(count) else { return true }
    return least == best.trial.cost ? count < best.count : least < best.trial.cost
  }
}

/// What one service's replay hands over for the figures that need the whole trace.
struct ServiceAccount: Sendable {
  /// Without percentiles, without the idle time of `remaining` and without what `provisioned`
  /// environments occupy.
  var outcome: Outcome
  /// `Int64.min` when no request completed.
  let lastDeparture: Int64
  let coldStarts: [Int64]
  var expiries: [Int64]
  let remaining: [IdlePeriod]
  /// Environments that exist for the whole window.
  var provisioned = 0
  /// Requests that an environment serves at once.
  var slots = 1
  /// Whether the most environments at once are yet to be counted.
  var sharesEnvironments = false
  /// When the environments of `remaining` started, where environments are shared.
  var starts: [Int64] = []
  /// Rounds their existence; nil where environments are not shared.
  var activity: ActivityMeter?
  /// Until when others make kept environments active after the last departure.
  var keptActiveUntil: Int64?

  /// Ends the window of the means: idle environments that are left are cut there, and those that
  /// ran out later, before an attempt that was refused.
  ///
  /// - Parameter billed: when the billed time ends, not before `last`.
  mutating func close(first: Int64, last: Int64, billed: Int64) {
    outcome.environmentTime =
      existence(until: billed) + addedExistence(until: billed)
    outcome.instanceTime = existence(until: last)
    for period in remaining { expiries.append(period.end) }
    outcome.window = last - first
    if let end = keptActiveUntil {
      let others = max(0, min(end, billed) - lastDeparture)
      outcome.minimumActiveTime += Int128(provisioned) * Int128(others)
    }
    outcome.instanceTime += Int128(provisioned) * Int128(outcome.window)
    outcome.peakInstances += provisioned
    outcome.standingInstances = provisioned
    outcome.standingSlots = provisioned * slots
    outcome.availableSlotTime = outcome.instanceTime * Int128(slots)
  }

  /// How long environments that were started on demand exist until then.
  private func existence(until last: Int64) -> Int128 {
    let over = expiries.reduce(Int128(0)) { $0 + Int128(max(0, $1 - last)) }
    return remaining.reduce(outcome.instanceTime - over) {
      $0 + Int128(min($1.end, last) - $1.start)
    }
  }

  /// What the platform's rounding adds to it.
  private func addedExistence(until last: Int64) -> Int128 {
    guard let activity else { return 0 }
    return zip(starts, remaining).reduce(activity.addedExistence) { sum, environment in
      sum + activity.added(to: min(environment.1.end, last) - environment.0)
    }
  }
}

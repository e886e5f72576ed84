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

  /// Ends the window of the means: idle environments that are left are cut there, and those that
  /// ran out later, before an attempt that was refused.
  mutating func close(first: Int64, last: Int64) {
    for end in expiries where end > last { outcome.instanceTime -= Int128(end - last) }
    for period in remaining {
      outcome.instanceTime += Int128(min(period.end, last) - period.start)
      expiries.append(period.end)
    }
    outcome.window = last - first
    outcome.environmentTime = outcome.instanceTime
    outcome.instanceTime += Int128(provisioned) * Int128(outcome.window)
    outcome.peakInstances += provisioned
    outcome.standingInstances = provisioned
    outcome.standingSlots = provisioned * slots
    outcome.availableSlotTime = outcome.instanceTime * Int128(slots)
  }
}

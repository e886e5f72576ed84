extension Outcome {
  /// The same in a longer window of several replays, during all of which the standing instances
  /// exist; others have ended when it did.
  func extended(to window: Int64) -> Outcome {
    var outcome = self
    let added = Int128(window) - Int128(self.window)
    outcome.instanceTime = saturatingSum(instanceTime, Int128(standingInstances) * added)
    outcome.availableSlotTime = saturatingSum(availableSlotTime, Int128(standingSlots) * added)
    outcome.window = window
    return outcome
  }

  /// Adds a part with instances of its own: counts, sums and peaks of instances. Percentiles,
  /// window and peak concurrency stay.
  mutating func addPart(_ part: Outcome) {
    add(part)
    peakInstances = saturatingSum(peakInstances, part.peakInstances)
  }
}

/// The sum, or the largest number where it does not fit: fleets may be stated as large as one likes.
func saturatingSum<Number: FixedWidthInteger>(_ left: Number, _ right: Number) -> Number {
  let (sum, overflow) = left.addingReportingOverflow(right)
  return overflow ? .max : sum
}

/// The product of numbers that are not negative, or the largest number where it does not fit.
func saturatingProduct(_ left: Int, _ right: Int) -> Int {
  let (product, overflow) = left.multipliedReportingOverflow(by: right)
  return overflow ? .max : product
}

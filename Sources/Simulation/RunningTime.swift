/// The time that instances had at least one request, summed over them.
struct RunningTime {
  /// The end of what each instance has been given so far.
  private var until: [Int64] = []
  private(set) var total: Int128 = 0

  /// Counts a request on `instance`, one that has served before or the next of those that have not.
  ///
  /// Starts on an instance never decrease, so that the union of its busy intervals grows at its end.
  mutating func add(_ instance: Int, from start: Int64, until end: Int64) {
    if instance == until.count { until.append(.min) }
    let busy = until[instance]
    guard end > busy else { return }
    total &+= Int128(truncatingIfNeeded: end &- max(start, busy))
    until[instance] = end
  }
}

import Units

/// The active time of a service's kept environments on a platform that counts all environments as
/// active while there are more than are kept: their busy time, and whatever time others exist.
struct KeptActivity {
  private let kept: Int
  private(set) var time: Int128 = 0
  private var since: Int64
  private var busy = 0
  /// Environments that were started on demand and exist.
  private var others = 0
  /// When keep-alives end, with those that a request has overtaken.
  private var ends = BinaryHeap<Departure>()
  /// The end of the keep-alive by place; `Int64.max` while there is none.
  private var idleEnds: [Int64] = []

  init(kept: Int, start: Int64) {
    self.kept = kept
    since = start
  }

  /// Counts the time until `time`; an environment whose keep-alive ends at that time still exists.
  mutating func advance(to time: Int64) {
    while let end = ends.first, end.time < time {
      ends.removeFirst()
      guard idleEnds[end.place] == end.time else { continue }
      count(until: end.time)
      idleEnds[end.place] = .max
      others &-= 1
    }
    count(until: time)
  }

  private mutating func count(until time: Int64) {
    guard time > since else { return }
    self.time &+= Int128(others > 0 ? kept : busy) * Int128(time &- since)
    since = time
  }

  mutating func keptBecomesBusy() { busy &+= 1 }

  mutating func keptBecomesIdle() { busy &-= 1 }

  /// An environment starts on demand.
  mutating func start(_ place: Int) {
    while idleEnds.count <= place { idleEnds.append(.max) }
    others &+= 1
  }

  /// An environment that was started on demand has a request again.
  mutating func resume(_ place: Int) { idleEnds[place] = .max }

  /// It has none any more.
  mutating func idle(_ place: Int, until end: Int64) {
    idleEnds[place] = end
    ends.insert(Departure(time: end, place: place))
  }

  /// When the last of the others ends, all of which are idle; nil where there are none.
  var lastEnd: Int64? { idleEnds.filter { $0 != .max }.max() }
}

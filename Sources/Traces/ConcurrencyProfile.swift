import Units

/// How many requests of a service are in progress at once, over the time of a trace.
public struct ConcurrencyProfile: Equatable, Sendable {
  /// The sum of all durations over the time (Little's law).
  public let mean: ExactDecimal
  public let peak: Int
  /// The most by which it rises within ten seconds.
  public let largestGrowth: Int
  /// Of the minutes of the time, counted from its start, the share in which no request arrives.
  public let idleMinuteShare: ExactDecimal

  private static let growthWindow: Int64 = 10_000_000
  private static let minute: Int64 = 60_000_000

  /// Requests that end when others begin are not in progress with them.
  ///
  /// - Parameters:
  ///   - service: its place in the trace.
  ///   - start: when the time begins, in microseconds; no arrival is before it.
  ///   - span: how long it is, in microseconds.
  public init(of trace: Trace, service: Int, start: Int64, span: Int64) {
    let rows = trace.rows[service]
    let arrivals = trace.arrivals[rows]
    let departures = rows.map { trace.arrivals[$0] + trace.durations[$0] }.sorted()
    var busy: Int128 = 0
    for row in rows { busy += Int128(trace.durations[row]) }
    mean = ExactDecimal(busy, over: Int128(max(1, span)))?.rounded(places: 6) ?? .zero

    var (peak, growth, running, ended) = (0, 0, 0, 0)
    var past = PastLevels()
    var (lastMinute, busyMinutes) = (Int64(-1), Int64(0))
    for arrival in arrivals {
      while ended < departures.count, departures[ended] <= arrival {
        past.add(running, until: departures[ended])
        running -= 1
        ended += 1
      }
      let least = min(running, past.least(after: arrival - Self.growthWindow) ?? running)
      past.add(running, until: arrival)
      running += 1
      peak = max(peak, running)
      growth = max(growth, running - least)
      let minute = (arrival - start) / Self.minute
      if minute != lastMinute { (lastMinute, busyMinutes) = (minute, busyMinutes + 1) }
    }
    self.peak = peak
    largestGrowth = growth
    let minutes = max(1, roundedUp(span, over: Self.minute), lastMinute + 1)
    idleMinuteShare =
      ExactDecimal(Int128(minutes - busyMinutes), over: Int128(minutes))?.rounded(places: 6)
      ?? .zero
  }
}

/// The levels of a count that could still be the least of a window, the lowest first.
private struct PastLevels {
  private var levels: [(level: Int, end: Int64)] = []
  private var first = 0

  /// A level that held until a moment, which is not before that of the one added last.
  mutating func add(_ level: Int, until end: Int64) {
    while levels.count > first, let last = levels.last, last.level >= level { levels.removeLast() }
    levels.append((level, end))
  }

  /// The least that held after a moment; nil where none did. Moments never go back.
  mutating func least(after moment: Int64) -> Int? {
    while first < levels.count, levels[first].end <= moment { first += 1 }
    return first < levels.count ? levels[first].level : nil
  }
}

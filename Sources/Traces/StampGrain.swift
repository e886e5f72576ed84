/// A unit that time stamps are cut to.
public enum StampGrain: String, CaseIterable, Sendable {
  case second, minute, hour

  /// Microseconds.
  public var length: Int64 {
    switch self {
    case .second: return 1_000_000
    case .minute: return 60_000_000
    case .hour: return 3_600_000_000
    }
  }
}

/// How many stamps of rows are whole seconds, minutes and hours, as they are written.
struct StampCoarseness: Sendable {
  /// Stamps that are whole multiples of a unit.
  private struct Whole: Sendable {
    var count = 0
    var first = Int64.max
    var last = Int64.min

    @inline(__always)
    mutating func note(_ stamp: Int64) {
      count &+= 1
      if stamp < first { first = stamp }
      if stamp > last { last = stamp }
    }

    static func + (left: Self, right: Self) -> Self {
      Whole(
        count: left.count + right.count, first: min(left.first, right.first),
        last: max(left.last, right.last))
    }
  }

  /// Stamps of any kind.
  var rows = 0
  private var seconds = Whole()
  private var minutes = Whole()
  private var hours = Whole()

  @inline(__always)
  mutating func note(_ stamp: Int64) {
    guard stamp % StampGrain.second.length == 0 else { return }
    seconds.note(stamp)
    guard stamp % StampGrain.minute.length == 0 else { return }
    minutes.note(stamp)
    if stamp % StampGrain.hour.length == 0 { hours.note(stamp) }
  }

  static func + (left: Self, right: Self) -> Self {
    var sum = left
    sum.rows += right.rows
    sum.seconds = left.seconds + right.seconds
    sum.minutes = left.minutes + right.minutes
    sum.hours = left.hours + right.hours
    return sum
  }

  /// The longest unit that nine stamps of ten or more are whole multiples of; nil where most are
  /// finer.
  ///
  /// One minute by itself may be a whole second by chance, so that two different ones show it.
  var grain: StampGrain? {
    StampGrain.allCases.last { grain in
      let whole = whole(grain)
      return whole.count > 0 && whole.count * 10 >= rows * 9
        && (grain == .second || whole.first < whole.last)
    }
  }

  /// Stamps that are whole multiples of a unit.
  func count(of grain: StampGrain) -> Int { whole(grain).count }

  private func whole(_ grain: StampGrain) -> Whole {
    switch grain {
    case .second: return seconds
    case .minute: return minutes
    case .hour: return hours
    }
  }
}

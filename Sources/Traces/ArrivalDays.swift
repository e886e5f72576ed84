/// The requests of a block that arrive on one day.
struct ArrivalDay: Sendable {
  /// Days since 1970.
  let day: Int64
  var count: Int
  /// The first and the last arrival, in microseconds.
  var first: Int64
  var last: Int64
  /// Where a request of that day stands first, a row of a block, and its arrival.
  var block: Int
  var row: Int
  let arrival: Int64

  /// Microseconds.
  static let length: Int64 = 86_400_000_000

  static func of(_ arrival: Int64) -> Int64 {
    (arrival - (arrival < 0 ? length - 1 : 0)) / length
  }

  init(_ arrival: Int64, block: Int, row: Int) {
    day = Self.of(arrival)
    count = 0
    (first, last) = (arrival, arrival)
    (self.block, self.row) = (block, row)
    self.arrival = arrival
  }

  /// The same day without its requests.
  var empty: ArrivalDay {
    var day = self
    day.count = 0
    return day
  }

  mutating func add(_ first: Int64, _ last: Int64, count: Int) {
    self.first = min(self.first, first)
    self.last = max(self.last, last)
    self.count += count
  }
}

extension ParsedBlock {
  /// Notes on which days the requests arrive.
  mutating func noteDays() {
    guard let arrivals = columns.arrivals?.base, columns.count > 0 else { return }
    let weights = columns.weights?.base
    if weights == nil, isInOrder, ArrivalDay.of(firstArrival) == ArrivalDay.of(lastArrival) {
      var day = ArrivalDay(firstArrival, block: index, row: 0)
      day.add(firstArrival, lastArrival, count: columns.count)
      return days = [day]
    }
    var places: [Int64: Int] = [:]
    days = []
    // The day of the row before, so that most rows need no look-up.
    var (start, place) = (Int64.max, 0)
    for row in 0..<columns.count {
      let arrival = arrivals[row]
      if arrival < start || arrival - start >= ArrivalDay.length {
        let day = ArrivalDay.of(arrival)
        start = day * ArrivalDay.length
        place = places[day] ?? days.count
        if place == days.count {
          places[day] = place
          days.append(ArrivalDay(arrival, block: index, row: row))
        }
      }
      days[place].add(arrival, arrival, count: weights.map { Int($0[row]) } ?? 1)
    }
  }
}

extension ParsedBlock {
  /// The days on which counted periods with requests begin; the rows are lines. Nothing of rows that
  /// hold a day each, which have no date.
  var countedDays: [ArrivalDay] {
    counted.rows.compactMap { row in
      guard row.counts.count == 1, let count = row.counts.first, count > 0 else { return nil }
      var day = ArrivalDay(row.start, block: index, row: row.line)
      day.add(row.start, row.start, count: count)
      return day
    }
  }
}

/// The longest time of a trace in which nothing arrives.
public struct EmptyStretch: Equatable, Sendable {
  /// The last arrival before it and the first one behind it, in microseconds since 1970.
  public let start: Int64
  public let end: Int64
  /// Last − first arrival of the trace.
  public let span: Int64
  /// This time and all others of more than a week, in microseconds.
  public let emptyTime: Int64
  /// The requests on the side that has fewer of them, and all of them.
  public let requestsApart: Int
  public let requests: Int
  /// Whether that side is the one before.
  public let isBefore: Bool
  /// Where the first of those stands in the files, and its arrival.
  public internal(set) var place = ""
  public let arrivalApart: Int64
  var blockApart: Int
  var rowApart: Int

  /// Microseconds that are no ordinary pause.
  private static let least = 7 * ArrivalDay.length

  /// The longest stretch between two days where those of more than a week together take more than
  /// half of the span, which no load of one system has; nil where there is none.
  init?(_ days: [ArrivalDay]) {
    let days = days.sorted { $0.day < $1.day }
    guard let first = days.first, let last = days.last else { return nil }
    guard
      let cut = days.indices.dropFirst().max(by: {
        days[$0].first - days[$0 - 1].last < days[$1].first - days[$1 - 1].last
      })
    else { return nil }
    (start, end, span) = (days[cut - 1].last, days[cut].first, last.last - first.first)
    emptyTime = zip(days, days.dropFirst()).map { $1.first - $0.last }.filter { $0 > Self.least }
      .reduce(0, +)
    guard end - start > Self.least, emptyTime > span / 2 else { return nil }
    let (before, behind) = (days[..<cut], days[cut...])
    let counts = [before, behind].map { $0.reduce(0) { $0 + $1.count } }
    isBefore = counts[0] < counts[1]
    let apart = isBefore ? before : behind
    requestsApart = counts.min() ?? 0
    requests = counts.reduce(0, +)
    guard
      let row = apart.min(by: { ($0.block, $0.row) < ($1.block, $1.row) })
    else { return nil }
    (blockApart, rowApart) = (row.block, row.row)
    arrivalApart = row.arrival
  }
}

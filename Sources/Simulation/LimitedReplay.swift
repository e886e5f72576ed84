import Traces
import Units

/// Replays some services in time order under every limit of a per-invocation platform.
///
/// At one time departures come first, then retries in the order in which they were scheduled, then
/// arrivals in the order of the trace.
struct LimitedReplay<Idle: IdleEnvironments> {
  /// Those of the requests that arrive next.
  var columns: ReplayColumns
  private var services: [LimitedService<Idle>]
  private var account: OnDemandAccount
  /// Of the service at place p: place 2p on demand, 2p + 1 provisioned.
  private var departures = BinaryHeap<Departure>()
  private var retries = BinaryHeap<Retry>()
  private var scheduledRetries = 0
  private var executing = 0
  /// Most requests that were executing at once over the services.
  private(set) var peak = 0

  private var previous = Int64.min

  init(
    _ services: [LimitedService<Idle>], account: OnDemandAccount, _ columns: ReplayColumns
  ) {
    self.services = services
    self.account = account
    self.columns = columns
  }

  /// Replays all requests of a walk; throws `Failure(.data)` for arrivals out of order.
  mutating func run(_ walk: ArrivalWalk) throws {
    var walk = walk
    while let (row, place) = walk.next() { try arrive(row: row, place: place) }
    finish()
  }

  /// The request of `row` arrives, of the service at `place`.
  mutating func arrive(row: Int, place: Int) throws {
    let time = columns.arrivals[row]
    guard time >= previous else {
      throw Failure(.data, "arrivals are out of order: \(time) after \(previous) µs")
    }
    previous = time
    catchUp(to: time)
    attempt(Retry(time: time, sequence: 0, row: row, place: place, failures: 0))
  }

  /// No more requests arrive.
  mutating func finish() { catchUp(to: .max) }

  func accounts(requests: [Int]) throws -> [ServiceAccount] {
    try zip(services, requests).map { try $0.finished(requests: $1) }
  }

  /// Departures and retries until `time`, inclusive.
  private mutating func catchUp(to time: Int64) {
    while let retry = retries.first, retry.time <= time {
      depart(until: retry.time)
      retries.removeFirst()
      attempt(retry)
    }
    depart(until: time)
  }

  private mutating func depart(until time: Int64) {
    while let departure = departures.first, departure.time <= time {
      departures.removeFirst()
      let isProvisioned = departure.place & 1 == 1
      services[departure.place / 2].depart(at: departure.time, isProvisioned: isProvisioned)
      if !isProvisioned { account.leave() }
      executing -= 1
    }
  }

  private mutating func attempt(_ attempt: Retry) {
    let place = attempt.place
    if let departure = services[place].attempt(
      row: attempt.row, at: attempt.time, account: &account, columns: columns)
    {
      departures.insert(
        Departure(time: departure.time, place: 2 * place + (departure.isProvisioned ? 1 : 0)))
      executing += 1
      peak = max(peak, executing)
    } else if let next = services[place].retry(
      row: attempt.row, failures: attempt.failures + 1, at: attempt.time, columns: columns)
    {
      scheduledRetries += 1
      retries.insert(
        Retry(
          time: next, sequence: scheduledRetries, row: attempt.row, place: place,
          failures: attempt.failures + 1))
    }
  }
}

/// An attempt of a request that has failed before.
private struct Retry: Comparable {
  var time: Int64
  /// Rank among all retries, in the order in which they were scheduled.
  var sequence: Int
  var row: Int
  var place: Int
  var failures: Int

  static func < (left: Retry, right: Retry) -> Bool {
    left.time < right.time || (left.time == right.time && left.sequence < right.sequence)
  }
}

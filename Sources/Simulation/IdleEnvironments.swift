import Units

/// The time an environment is idle: from a departure to its reuse, or until `end` (inclusive).
struct IdlePeriod {
  var start: Int64
  var end: Int64
}

/// The idle environments of one service, in the order in which a routing wants them.
protocol IdleEnvironments: SendableMetatype {
  init(seed: UInt64, service: String)

  /// Idle periods that ran out before an arrival looked for an environment.
  var expired: ExpiredPeriods { get set }

  /// An environment became idle; times do not decrease from call to call.
  mutating func release(_ period: IdlePeriod)

  /// Takes a warm environment for an arrival at `time`: the start of its idle period, or nil.
  mutating func take(at time: Int64) -> Int64?

  /// The periods that are left when all requests have departed, whether or not they ran out.
  var remaining: [IdlePeriod] { get }
}

/// What is kept of idle periods that ended without reuse.
struct ExpiredPeriods {
  private(set) var time: Int128 = 0
  private(set) var ends: [Int64] = []

  mutating func add(_ period: IdlePeriod) {
    time &+= Int128(truncatingIfNeeded: period.end &- period.start)
    ends.append(period.end)
  }
}

/// Most recently used first: a stack.
///
/// Environments that ran out under a warm one stay until they are seen. A cold start has seen them
/// all, so the stack never holds more than the peak concurrency.
struct IdleStack: IdleEnvironments {
  private(set) var remaining: [IdlePeriod] = []
  var expired = ExpiredPeriods()

  init(seed: UInt64, service: String) {}

  mutating func release(_ period: IdlePeriod) { remaining.append(period) }

  mutating func take(at time: Int64) -> Int64? {
    while let period = remaining.popLast() {
      if period.end >= time { return period.start }
      expired.add(period)
    }
    return nil
  }
}

/// Least recently used first: a queue, with the same bound on what it holds.
struct IdleQueue: IdleEnvironments {
  private var queue = RingQueue<IdlePeriod>()
  var expired = ExpiredPeriods()

  init(seed: UInt64, service: String) {}

  var remaining: [IdlePeriod] { (0..<queue.count).map { queue[$0] } }

  mutating func release(_ period: IdlePeriod) { queue.append(period) }

  mutating func take(at time: Int64) -> Int64? {
    while let period = queue.popFirst() {
      if period.end >= time { return period.start }
      expired.add(period)
    }
    return nil
  }
}

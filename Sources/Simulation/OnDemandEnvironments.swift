/// The environments of one service that start when no idle one is left.
struct OnDemandEnvironments<Idle: IdleEnvironments> {
  private var idle: Idle
  private var keepAlive: KeepAliveDraw
  private var initialization: InitializationDraw
  private(set) var coldStarts: [Int64] = []
  private(set) var initTime: Int128 = 0
  private var reusedIdleTime: Int128 = 0

  init(_ model: PerInvocationModel, service: String, meanInitTime: Int64, seed: UInt64) {
    idle = Idle(seed: seed, service: service)
    keepAlive = KeepAliveDraw(model.keepAlive, seed: seed, service: service)
    initialization = InitializationDraw(
      model.initialization, mean: meanInitTime, seed: seed, service: service)
  }

  /// Takes a warm environment at `time` if there is one.
  mutating func reuse(at time: Int64) -> Bool {
    guard let idleStart = idle.take(at: time) else { return false }
    reusedIdleTime &+= Int128(truncatingIfNeeded: time &- idleStart)
    return true
  }

  /// Starts an environment at `time` for the request of `row`: its initialisation time.
  mutating func start(row: Int, at time: Int64, columns: ReplayColumns) -> Int64 {
    coldStarts.append(time)
    let time = initialization.next(row: row, columns: columns)
    initTime &+= Int128(truncatingIfNeeded: time)
    return time
  }

  /// A request departs at `time` and leaves its environment idle.
  mutating func release(at time: Int64) {
    idle.release(IdlePeriod(start: time, end: time &+ keepAlive.next()))
  }

  /// The account of a service whose environments have held requests for `busyTime` in all.
  func account(_ outcome: Outcome, busyTime: Int128, lastDeparture: Int64) -> ServiceAccount {
    var outcome = outcome
    outcome.coldStarts = coldStarts.count
    outcome.initTime = initTime
    outcome.instanceTime = busyTime + reusedIdleTime + idle.expired.time
    return ServiceAccount(
      outcome: outcome, lastDeparture: lastDeparture, coldStarts: coldStarts,
      expiries: idle.expired.ends, remaining: idle.remaining)
  }
}

import Traces

/// Puts the accounts of all services of a trace together.
struct AccountMerge {
  let trace: Trace
  let columns: ReplayColumns
  let accounts: [ServiceAccount]
  /// See `PerInvocationModel.billedUntil`.
  let billedUntil: Int64?
  let jobs: Int

  /// Most requests in flight over all services that were replayed apart and not retried. While it
  /// is within the account's limit the limit never acts, so that the services need not be replayed
  /// together.
  func peakConcurrency() throws -> Int {
    let peaks = accounts.map(\.outcome.peakConcurrency)
    guard peaks.count > 1 else { return peaks.first ?? 0 }
    return try ConcurrencySweep(
      trace, columns, known: peaks.max() ?? 0, last: window.last, jobs: jobs
    ).peak()
  }

  func replay(peakConcurrency: Int) throws -> Replay {
    try Self.replay(
      accounts, window: window, billedUntil: billedUntil, peakConcurrency: peakConcurrency,
      percentiles: try servicePercentiles(of: trace.rows, columns: columns, jobs: jobs)
    ) { try LatencyPercentiles(of: columns.latencies(of: 0..<trace.count), jobs: jobs) }
  }

  /// The replay of all services in a window.
  ///
  /// - Parameter whole: the percentiles over several services.
  static func replay(
    _ given: [ServiceAccount], window: (first: Int64, last: Int64), billedUntil: Int64?,
    peakConcurrency: Int, percentiles: [LatencyPercentiles],
    whole wholePercentiles: () throws -> LatencyPercentiles
  ) throws -> Replay {
    let (first, last) = window
    var accounts = given
    for index in accounts.indices {
      accounts[index].close(first: first, last: last, billed: max(last, billedUntil ?? last))
      if accounts[index].sharesEnvironments {
        accounts[index].outcome.peakInstances += peakInstances(of: [accounts[index]])
      }
    }
    for index in accounts.indices { accounts[index].outcome.latency = percentiles[index] }
    let services = accounts.map(\.outcome)
    for service in services { try service.checkConservation() }
    guard services.count != 1 else { return Replay(services: services, whole: services[0]) }
    var whole = Outcome()
    whole.window = last - first
    for service in services { whole.add(service) }
    whole.latency = try wholePercentiles()
    whole.peakInstances = peakInstances(of: accounts) + whole.standingInstances
    whole.peakConcurrency = peakConcurrency
    return Replay(services: services, whole: whole)
  }

  /// First arrival and last departure over all services.
  private var window: (first: Int64, last: Int64) {
    let arrivals = trace.rows.filter { !$0.isEmpty }.map { columns.arrivals[$0.lowerBound] }
    let first = arrivals.min() ?? 0
    return (first, max(first, accounts.map(\.lastDeparture).max() ?? first))
  }

  /// Most environments at once that were started on demand.
  private static func peakInstances(of accounts: [ServiceAccount]) -> Int {
    let starts = accounts.flatMap(\.coldStarts).sorted()
    let ends = accounts.flatMap(\.expiries).sorted()
    var peak = 0
    var ended = 0
    for (index, start) in starts.enumerated() {
      // An environment that expires at this time is still warm at it.
      while ended < ends.count, ends[ended] < start { ended += 1 }
      peak = max(peak, index + 1 - ended)
    }
    return peak
  }
}

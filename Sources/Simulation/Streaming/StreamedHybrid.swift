import Traces
import Units

extension HybridModel {
  /// Replays a trace that is not in memory: what no base serves goes to the functions at once.
  func streamed(_ trace: Trace, seed: UInt64) throws -> HybridReplay {
    guard let stream = trace.stream else { throw Failure(.software, "the trace is no stream") }
    let source = StreamedColumns(stream)
    return try burst.run(
      OverflowPass(model: self, trace: trace, source: source), trace, source.columns, seed: seed)
  }
}

/// A pass of all requests on bases, and of what they do not serve on functions.
private struct OverflowPass: InvocationPass {
  let model: HybridModel
  let trace: Trace
  let source: StreamedColumns

  func run<Machine: InvocationMachine>(_ machine: inout Machine) throws -> HybridReplay {
    var account = HybridAccount(model, trace, source.columns)
    try source.forEachBlock { services, count in
      for row in 0..<count {
        let service = Int(services[row])
        let isServed = account.serve(row, of: service)
        if !isServed { try machine.arrive(row: row, place: service) }
        account.count(row, of: service, onFunctions: !isServed)
      }
    }
    let accounts = try machine.finish(requests: account.overflow)
    return try account.replay(accounts)
  }
}

/// What is counted in a pass over a stream on bases and functions.
private struct HybridAccount {
  private let trace: Trace
  private let billedUntil: Int64?
  private let columns: ReplayColumns
  private var bases: [BaseReplay]
  /// The base of each service and its place there; nil where it has none.
  private let places: [(base: Int, place: Int)?]
  /// Requests of each service that went to the functions.
  private(set) var overflow: [Int]
  private var firstOverflow: Int64?
  private var tally: LatencyTally
  private var burstTally: LatencyTally
  private var walks: [InFlightWalk]
  private var whole: InFlightWalk
  private var burst: InFlightWalk
  private var burstSum: Int128 = 0
  private var lastDeparture: Int64

  init(_ model: HybridModel, _ trace: Trace, _ columns: ReplayColumns) {
    self.trace = trace
    billedUntil = model.burst.billedUntil
    self.columns = columns
    bases = model.bases.map { BaseReplay($0, columns, maximumWait: model.longestWait) }
    var places = [(base: Int, place: Int)?](repeating: nil, count: trace.rows.count)
    for (index, base) in model.bases.enumerated() {
      for (place, service) in base.services.enumerated() { places[service] = (index, place) }
    }
    self.places = places
    let first = trace.firstArrival ?? 0
    overflow = trace.rows.map { _ in 0 }
    tally = LatencyTally(services: trace.rows.count)
    burstTally = tally
    walks = trace.rows.map { _ in InFlightWalk(from: first) }
    whole = InFlightWalk(from: first)
    burst = whole
    lastDeparture = first
  }

  /// Whether a base serves the request of `row`.
  mutating func serve(_ row: Int, of service: Int) -> Bool {
    columns.latencies[row] = ReplayColumns.notCompleted
    if let (base, place) = places[service] { bases[base].arrive(row: row, place: place) }
    guard columns.latencies[row] < 0 else { return true }
    overflow[service] += 1
    if firstOverflow == nil { firstOverflow = columns.arrivals[row] }
    return false
  }

  /// Counts the request of `row`, whose latency is filled in if it was served.
  mutating func count(_ row: Int, of service: Int, onFunctions: Bool) {
    let (arrival, latency) = (columns.arrivals[row], columns.latencies[row])
    guard latency >= 0 else { return }
    tally.add(latency, of: service)
    walks[service].arrive(at: arrival, latency: latency)
    if walks.count > 1 { whole.arrive(at: arrival, latency: latency) }
    lastDeparture = max(lastDeparture, arrival &+ latency)
    guard onFunctions else { return }
    burstTally.add(latency, of: service)
    guard walks.count > 1 else { return }
    burst.arrive(at: arrival, latency: latency)
    burstSum &+= Int128(truncatingIfNeeded: latency)
  }

  /// The result, once all requests have arrived.
  mutating func replay(_ accounts: [ServiceAccount]) throws -> HybridReplay {
    let onFunctions = try burstReplay(accounts)
    let first = trace.firstArrival ?? 0
    let window = lastDeparture - first
    let baseAccounts = bases.map { $0.finish() }
    var (services, all) = HybridMerge.sums(baseAccounts, onFunctions, window: window)
    let percentiles = tally.services
    for service in services.indices {
      services[service].latency = percentiles[service]
      services[service].peakConcurrency = try walks[service].checkedPeak(
        against: services[service].latencySum)
      try HybridMerge.check(services[service], requests: trace.rows[service].count)
    }
    try HybridMerge.check(all, requests: trace.count)
    all.latency = services.count == 1 ? percentiles[0] : tally.whole
    all.peakConcurrency =
      services.count == 1
      ? services[0].peakConcurrency : try whole.checkedPeak(against: all.latencySum)
    var replay = Replay(services: services, whole: all)
    replay.tally = tally
    return HybridReplay(
      replay: replay, burst: onFunctions, bases: baseAccounts.map { $0.use(in: window) })
  }

  private mutating func burstReplay(_ accounts: [ServiceAccount]) throws -> Replay {
    let first = firstOverflow ?? 0
    let last = max(first, accounts.map(\.lastDeparture).max() ?? first)
    return try AccountMerge.replay(
      accounts, window: (first, last), billedUntil: billedUntil,
      peakConcurrency: accounts.count > 1
        ? burst.checkedPeak(against: burstSum) : accounts.first?.outcome.peakConcurrency ?? 0,
      percentiles: burstTally.services
    ) { burstTally.whole }
  }
}

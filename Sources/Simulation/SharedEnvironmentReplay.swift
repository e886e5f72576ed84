import Traces
import Units

/// A replay on a platform whose environments serve several requests at once, are kept, are limited
/// in number or are billed by their active periods; its services do not touch each other.
struct SharedEnvironmentReplay {
  private let model: PerInvocationModel
  private let trace: Trace
  private let columns: ReplayColumns
  private let seed: UInt64
  private let jobs: Int
  private let meanInitTimes: [Int64]

  init(
    _ model: PerInvocationModel, _ trace: Trace, _ columns: ReplayColumns, seed: UInt64, jobs: Int
  ) throws {
    try Self.check(model, services: trace.rows.count)
    self.model = model
    self.trace = trace
    self.columns = columns
    self.seed = seed
    self.jobs = jobs
    meanInitTimes =
      model.initialization == .fromTrace
      ? Simulation.meanInitTimes(of: trace) : [Int64](repeating: 0, count: trace.rows.count)
  }

  static func check(_ model: PerInvocationModel, services: Int) throws {
    guard model.throttling == .fail, model.provisionedConcurrency == nil,
      model.reservedConcurrency == nil, model.accountConcurrency == nil, model.scaleRate == nil,
      model.requestsPerConcurrency == nil
    else {
      throw Failure(
        .usage, "environments that requests share have no limits but a maximum of their number",
        hint: "leave out reserved, account-concurrency, scale-rate, provisioned and on-throttle")
    }
    let kept = model.minimumEnvironments ?? Array(repeating: 0, count: services)
    guard kept.count == services, kept.allSatisfy({ 0...1_000_000 ~= $0 }) else {
      throw Failure(.software, "minimumEnvironments does not fit the trace")
    }
    guard model.requestsPerEnvironment > 0, model.maximumEnvironments ?? 1 > 0,
      kept.allSatisfy({ $0 <= model.maximumEnvironments ?? .max })
    else { throw Failure(.usage, "the numbers of environments contradict each other") }
  }

  func run() throws -> Replay {
    let accounts = try inTurnOfSize(of: trace.rows, jobs: jobs) { try account(of: $0) }
    let merge = AccountMerge(
      trace: trace, columns: columns, accounts: accounts, billedUntil: model.billedUntil,
      jobs: jobs)
    return try merge.replay(peakConcurrency: try merge.peakConcurrency())
  }

  private func account(of index: Int) throws -> ServiceAccount {
    let rows = trace.rows[index]
    var environments = SharedEnvironments(
      model, kept: model.minimumEnvironments?[index] ?? 0, name: trace.serviceNames[index],
      meanInitTime: meanInitTimes[index], seed: seed,
      start: rows.isEmpty ? 0 : columns.arrivals[rows.lowerBound])
    for row in rows { environments.arrive(row: row, at: columns.arrivals[row], columns: columns) }
    return try environments.finished(requests: rows.count)
  }
}

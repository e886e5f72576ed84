import Metering
import Simulation
import Traces
import Units

/// What is timed: a generated trace and the models that replay it.
enum Workload {
  /// 100 requests a second over services of Zipf popularity, as native CSV.
  static func csv(rows: Int, services: Int) throws -> [UInt8] {
    let generator = TraceGenerator(
      pattern: .poisson, rate: 100, count: rows, span: nil, start: 0,
      services: (1...services).map { "svc-\($0)" }, zipf: 1,
      duration: .lognormal(median: 100_000, sigma: 0.5), memories: [128, 256, 512, 1_024], seed: 1)
    var bytes: [UInt8] = []
    try generator.write { bytes += $0 }
    return bytes
  }

  static func read(_ bytes: [UInt8], jobs: Int) throws -> Trace {
    try TraceReader.read(bytes: bytes, name: "generated.csv", options: TraceReadOptions(jobs: jobs))
      .trace
  }

  static func models(services: Int) -> [(name: String, model: PerInvocationModel)] {
    let plain = model(.fixed(600_000_000), .mostRecentlyUsed)
    var limited = plain
    limited.accountConcurrency = 1_000
    limited.scaleRate = ScaleRate(environments: 1_000, period: 10_000_000)
    limited.requestsPerConcurrency = 10
    var provisioned = limited
    provisioned.provisionedConcurrency = (0..<services).map { $0 < 5 ? 2 : 0 }
    var throttled = limited
    throttled.accountConcurrency = 12
    throttled.throttling = .retry(
      RetryPolicy(
        attempts: 3, firstDelay: 100_000, factor: 2, maximumDelay: 20_000_000, hasJitter: true))
    var shared = plain
    shared.requestsPerEnvironment = 80
    shared.activeTime = BilledTimeRule(increment: 100_000, minimum: 0, includesInit: true)
    return [
      ("most recently used", plain),
      ("80 requests an environment", shared),
      ("most recently used, ramp", model(.ramp(300_000_000...360_000_000), .mostRecentlyUsed)),
      ("least recently used", model(.fixed(600_000_000), .leastRecentlyUsed)),
      ("random", model(.fixed(600_000_000), .random)),
      ("limits that never act", limited),
      ("provisioned", provisioned),
      ("account limit with retries", throttled),
    ]
  }

  private static func model(_ keepAlive: KeepAlive, _ routing: Routing) -> PerInvocationModel {
    PerInvocationModel(
      keepAlive: keepAlive, initialization: .distribution(.constant(200_000)), routing: routing,
      billedTime: BilledTimeRule(increment: 1_000, minimum: 0, includesInit: true),
      billedMemory: BilledMemoryRule(step: 1, minimum: 128))
  }

  /// Instances of four slots that are busy for 80 % of the time, with each balancer.
  static func fleets(for trace: Trace) -> [(name: String, fleet: ProvisionedModel)] {
    let busy = trace.durations.reduce(Int128(0)) { $0 + Int128($1) }
    let span = Int128(max(1, trace.observedSpan))
    let instances = Int(busy * 5 / (span * 4)) / 4 + 1
    let balancers: [(String, Balance)] = [
      ("one queue", .fifo), ("round robin", .roundRobin),
      ("least outstanding", .leastOutstanding),
    ]
    return balancers.map {
      ($0, ProvisionedModel(instances: instances, slotsPerInstance: 4, balance: $1))
    }
  }

  /// The same arrivals with requests that last 50 times as long, for which fleets are larger.
  static func slowed(_ trace: Trace) -> Trace {
    Trace(
      serviceNames: trace.serviceNames, rows: trace.rows, serviceOrder: trace.serviceOrder,
      arrivals: trace.arrivals, durations: trace.durations.map { 50 * $0 },
      memories: trace.memories)
  }

  /// A shared base of half that fleet, and functions for the rest.
  static func hybrid(for trace: Trace) -> HybridModel {
    let fleet = fleets(for: trace)[0].fleet
    return HybridModel(
      bases: [
        HybridModel.Base(
          services: Array(trace.rows.indices), instances: max(1, fleet.instances / 2),
          slotsPerInstance: fleet.slotsPerInstance)
      ], burst: models(services: trace.rows.count)[0].model)
  }
}

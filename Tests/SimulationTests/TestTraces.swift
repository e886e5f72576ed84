import Metering
import Simulation
import Traces
import Units

/// A request as a test writes it, in any order.
struct Row {
  var service: String
  var arrival: Int64
  var duration: Int64
  var memory: Int32 = 128
  var initTime: Int64 = 0
  var billed: Int64 = 0
}

/// The trace of `rows`, and the rows in time order, ties as given.
func makeTrace(_ rows: [Row], optional: Bool = true) -> (trace: Trace, ordered: [Row]) {
  var names: [String] = []
  for row in rows where !names.contains(row.service) { names.append(row.service) }
  let ordered = rows.enumerated().sorted {
    ($0.element.arrival, $0.offset) < ($1.element.arrival, $1.offset)
  }.map(\.element)
  let grouped = names.map { name in ordered.filter { $0.service == name } }
  var ranges: [Range<Int>] = []
  for group in grouped {
    let start = ranges.last?.upperBound ?? 0
    ranges.append(start..<start + group.count)
  }
  let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, UInt32($0)) })
  let columns = grouped.flatMap { $0 }
  let trace = Trace(
    serviceNames: names, rows: ranges, serviceOrder: ordered.map { places[$0.service, default: 0] },
    arrivals: columns.map(\.arrival), durations: columns.map(\.duration),
    memories: columns.map(\.memory), initTimes: optional ? columns.map(\.initTime) : nil,
    billedTimes: optional ? columns.map(\.billed) : nil)
  return (trace, ordered)
}

/// A busy little trace with many ties, zero durations and services of different size.
func randomRows(seed: UInt64, count: Int, span: Int, services: Int, longest: Int) -> [Row] {
  var generator = SeededGenerator(seed: seed, "rows")
  return (0..<count).map { _ in
    let service = min(generator.below(services), generator.below(services))
    return Row(
      service: "service-\(service)", arrival: Int64(generator.below(span)),
      duration: generator.below(6) == 0 ? 0 : Int64(generator.below(longest)),
      memory: [128, 129, 512, 1769][generator.below(4)],
      initTime: generator.below(3) == 0 ? Int64(generator.below(40)) : 0,
      billed: Int64(generator.below(500)))
  }
}

/// One service with Poisson arrivals (a second is the unit of rate and service time).
func poissonTrace(
  rate: Double, count: Int, seed: UInt64, service: (inout SeededGenerator) -> Double
) -> Trace {
  var generator = SeededGenerator(seed: seed, "poisson")
  var time = 0.0
  var arrivals: [Int64] = []
  var durations: [Int64] = []
  arrivals.reserveCapacity(count)
  durations.reserveCapacity(count)
  for _ in 0..<count {
    time += generator.exponential(mean: 1 / rate)
    arrivals.append(Int64(time * 1e6))
    durations.append(Int64((service(&generator) * 1e6).rounded(.up)))
  }
  return Trace(
    serviceNames: ["s"], rows: [0..<count], serviceOrder: [UInt32](repeating: 0, count: count),
    arrivals: arrivals, durations: durations, memories: [Int32](repeating: 128, count: count))
}

/// A model with rules that round, as short as tests want it.
func model(
  keepAlive: KeepAlive, initialization: Initialization = .distribution(.constant(0)),
  routing: Routing = .mostRecentlyUsed, reserved: Int? = nil, account: Int? = nil,
  includesInit: Bool = true, memory: Int32? = nil, logged: Bool = false
) -> PerInvocationModel {
  PerInvocationModel(
    keepAlive: keepAlive, initialization: initialization, routing: routing,
    reservedConcurrency: reserved, accountConcurrency: account,
    billedTime: BilledTimeRule(increment: 10, minimum: 20, includesInit: includesInit),
    billedMemory: BilledMemoryRule(step: 64, minimum: 128), memory: memory,
    usesLoggedBilledTime: logged)
}

/// Every figure of an outcome by name, so that a difference is readable.
func figures(_ outcome: Outcome) -> [String: Int128] {
  [
    "requests": Int128(outcome.requests), "completed": Int128(outcome.completed),
    "throttled": Int128(outcome.throttled), "rejected": Int128(outcome.rejected),
    "retries": Int128(outcome.retries),
    "provisionedRequests": Int128(outcome.provisionedRequests),
    "provisionedBilledTime": outcome.provisionedBilledTime,
    "provisionedBilledMemoryTime": outcome.provisionedBilledMemoryTime,
    "restoredMemory": outcome.restoredMemory, "coldStarts": Int128(outcome.coldStarts),
    "p50": Int128(outcome.latency.p50),
    "p90": Int128(outcome.latency.p90), "p95": Int128(outcome.latency.p95),
    "p99": Int128(outcome.latency.p99), "max": Int128(outcome.latency.max),
    "latencySum": outcome.latencySum, "waitSum": outcome.waitSum, "initTime": outcome.initTime,
    "billedTime": outcome.billedTime, "billedMemoryTime": outcome.billedMemoryTime,
    "window": Int128(outcome.window), "runningTime": outcome.runningTime,
    "instanceTime": outcome.instanceTime, "busySlotTime": outcome.busySlotTime,
    "availableSlotTime": outcome.availableSlotTime,
    "peakInstances": Int128(outcome.peakInstances),
    "peakConcurrency": Int128(outcome.peakConcurrency),
  ]
}

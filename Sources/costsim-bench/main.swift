import Glibc
import Metering
import Simulation
import Traces
import Units

/// Times parsing, each replay model and both together on a generated trace, and names the machine.
///
///     swift run -c release costsim-bench [ROWS] [SERVICES]

let words = CommandLine.arguments.dropFirst().compactMap { Int($0) }
let rowCount = words.first ?? 2_000_000
let serviceCount = words.dropFirst().first ?? 500
guard rowCount > 0, serviceCount > 0, words.count == CommandLine.arguments.count - 1 else {
  print("usage: costsim-bench [ROWS] [SERVICES]")
  exit(ExitCode.usage.rawValue)
}
let jobs = availableCores

print(Machine.description(jobs: jobs))
print("\(rowCount) rows, \(serviceCount) services; median (least to most) of 5 runs\n")

let bytes = try Workload.csv(rows: rowCount, services: serviceCount)
let trace = try Workload.read(bytes, jobs: jobs)
let models = Workload.models(services: trace.serviceNames.count)
for threads in jobs == 1 ? [1] : [1, jobs] {
  let unit = "\(threads) thread\(threads == 1 ? "" : "s")"
  try Benchmark.run("parse, \(unit)", rows: rowCount, bytes: bytes.count) {
    _ = try Workload.read(bytes, jobs: threads)
  }
  for (name, model) in models {
    try Benchmark.run("replay \(name), \(unit)", rows: rowCount) {
      _ = try model.replay(trace, seed: 1, jobs: threads)
    }
  }
  for trace in [trace, Workload.slowed(trace)] {
    for (name, fleet) in Workload.fleets(for: trace) {
      try Benchmark.run("fleet of \(fleet.instances), \(name), \(unit)", rows: rowCount) {
        _ = try fleet.replay(trace, jobs: threads)
      }
    }
    let hybrid = Workload.hybrid(for: trace)
    let base = hybrid.bases[0].instances
    try Benchmark.run("hybrid with a base of \(base), \(unit)", rows: rowCount) {
      _ = try hybrid.replay(trace, seed: 1, jobs: threads)
    }
  }
  try Benchmark.run("parse and replay, \(unit)", rows: rowCount, bytes: bytes.count) {
    let trace = try Workload.read(bytes, jobs: threads)
    _ = try models[0].model.replay(trace, seed: 1, jobs: threads)
  }
}

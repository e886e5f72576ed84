import Foundation
import Testing
import Units

/// What `compare` sizes against every number that could be stated instead, by its own figures.
struct SizingTests {
  /// Bursts of short and long requests, drawn from a seed.
  private static func workload(_ seed: UInt64) -> String {
    var generator = SeededGenerator(seed: seed, "sizing")
    var rows: [(at: Int, length: Int)] = []
    var time = 0
    while rows.count < 120 {
      time += 1 + Int(generator.exponential(mean: 350))
      for _ in 0...generator.below(4) {
        let mean = generator.below(4) == 0 ? 2_500.0 : 150.0
        rows.append((time + generator.below(60), 1 + Int(generator.exponential(mean: mean))))
      }
    }
    return rows.sorted { ($0.at, $0.length) < ($1.at, $1.length) }
      .map { "\(Double($0.at) / 1_000),a,\($0.length),1024\n" }.joined()
  }

  /// The row of what is sized costs no more than any that states a number and meets the objective.
  private func expectNoRegret(
    sized: String, stated: [String], seed: UInt64, _ words: String,
    streamed: ComparedTrace.Streamed = .same
  ) throws {
    let compared = try ComparedTrace(
      Self.workload(seed), [sized] + stated, words, streamed: streamed)
    let able = (2...stated.count + 1).map { compared.row($0) }.filter {
      $0["meetsSlo"] == .flag(true)
    }
    let best = able.map { $0.number("monthlyCostUsd") }.min()
    guard let best else { return }
    #expect(compared.row(1)["meetsSlo"] == .flag(true), "seed \(seed)")
    #expect(compared.row(1).number("monthlyCostUsd") <= best, "seed \(seed)")
  }

  /// Round robin has queues that more instances can make longer.
  @Test func noFleetThatMeetsTheObjectiveIsCheaper() throws {
    for seed in UInt64(1)...20 {
      let fleet = "aws-ec2:type=c5.large,slots=1,balance=round-robin"
      try expectNoRegret(
        sized: fleet, stated: (1...16).map { "\(fleet),count=\($0)" }, seed: seed,
        "--span 1h --slo p95<=8s,p90<=\(seed % 2 == 0 ? 4 : 5)s",
        streamed: .isSizedOtherwise)
    }
  }

  @Test func noBaseThatMeetsTheObjectiveIsCheaper() throws {
    for seed in UInt64(1)...20 {
      func hybrid(_ count: String) -> String {
        "hybrid:base=(aws-ec2:type=t3.nano,slots=1\(count)),"
          + "burst=(aws-lambda:init=3s,keep-alive=2s),max-wait=\(seed % 3)s"
      }
      try expectNoRegret(
        sized: hybrid(""), stated: (1...16).map { hybrid(",count=\($0)") }, seed: seed,
        "--span 1h --slo p90<=\(3 + seed % 2)s")
    }
  }

  @Test func noProvisionedConcurrencyThatMeetsTheObjectiveIsCheaper() throws {
    for seed in UInt64(1)...20 {
      let functions = "aws-lambda:memory=1024,init=3s,keep-alive=1s,provisioned="
      try expectNoRegret(
        sized: functions + "auto", stated: (1...16).map { "\(functions)\($0)" }, seed: seed,
        "--project none --slo p90<=\(3 + seed % 2)s")
    }
  }

  /// Two requests of 0.1 s an hour pay for no instance.
  @Test func aBaseThatFunctionsAloneBeatIsToldSo() throws {
    let compared = try ComparedTrace(
      "0,a,100,512\n1800,a,100,512\n",
      ["hybrid:base=(aws-ec2:type=c5.large),burst=(aws-lambda:init=0ms,keep-alive=600s)"],
      "--span 1h")
    #expect(
      compared.assumptions().contains("functions without a base would meet the objective for less"))
  }
}

import Foundation
import Testing

/// CPU credits of burstable machines; expected amounts by hand.
struct BurstableInstanceTests {
  /// Two requests at once, each 57 s of CPU a minute, for so many hours of a day: 1.9 vCPU.
  private static func busy(hours: Int, days: Int = 1) -> String {
    (0..<days).flatMap { day in
      (0..<hours * 60).map { minute in
        let second = day * 86_400 + minute * 60
        return "\(second),a,60000,100,57000\n\(second),a,60000,100,57000\n"
      }
    }.joined()
  }

  private static let header = "timestamp_s,service,duration_ms,memory_mb,cpu_ms\n"

  private func compared(
    _ rows: String, _ option: String, _ words: String = "--span 24h"
  ) throws -> ComparedTrace {
    try ComparedTrace(rows, [option], words, header: Self.header)
  }

  /// Of 1.9 vCPU a t3.nano covers 5 % of two: (1.9 − 0.1) × 730 h × $0.05 = $65.70, and 730 h of
  /// $0.0052. Two t4g.nano cover 0.2: 1.7 × 730 × $0.04 = $49.64, and 2 × 730 × $0.0042.
  @Test(
    arguments: [
      ("aws-ec2:type=t3.nano,count=1,slots=2", "69.496"),
      ("aws-ec2:type=t4g.nano,count=2,slots=1", "55.772"),
      ("kubernetes:on=(aws-ec2:type=t3.nano),count=1,slots=2", "69.496"),
      ("hybrid:base=(aws-ec2:type=t3.nano,count=1,slots=2),burst=(aws-lambda)", "69.496"),
      // 4 × 40 % of a vCPU are above 1.9 on average, and a t3.2xlarge covers 3.2.
      ("aws-ec2:type=t3.2xlarge,count=1,slots=2", "242.944"),
    ])
  func aboveTheBaselineAllMonth(option: String, cost: String) throws {
    let row = try compared(Self.busy(hours: 24), option).row
    #expect(row["monthlyCost"].decimal == decimal(cost), "\(row)")
  }

  /// An hour of 1.9 vCPU: 1.9 vCPU-hours against 24 × 0.1 = 2.4 of the day, so nothing is above; two
  /// hours have 3.8 − 2.4 = 1.4 above, × 730 / 24 × $0.05. A second day without use lends nothing.
  @Test(
    arguments: [
      (1, 1, "24h", "3.796"), (2, 1, "24h", "5.925167"), (2, 2, "48h", "5.925167"),
      (2, 1, "48h", "4.860583"),
    ])
  func averageOfADay(hours: Int, days: Int, span: String, cost: String) throws {
    let row = try compared(
      Self.busy(hours: hours, days: days), "aws-ec2:type=t3.nano,count=1,slots=2",
      "--span \(span)"
    ).row
    let amount = try #require(row["monthlyCost"].decimal)
    #expect(abs(amount - decimal(cost)) < decimal("0.000001"), "\(amount)")
  }

  @Test func whatIsBilledIsSaid() throws {
    let unlimited = try compared(
      Self.busy(hours: 24), "aws-ec2:type=t3.nano,count=1,slots=2")
    #expect(
      unlimited.assumptions().contains {
        $0.hasPrefix("t3.nano launches as unlimited: CPU use above 5 % of each vCPU")
      })
    let idle = try compared(Self.busy(hours: 1), "aws-ec2:type=t3.nano,count=1,slots=2")
    #expect(!idle.assumptions().contains { $0.contains("unlimited") })
    #expect(!idle.warnings.contains("burstable"))
  }

  /// T2 launches as standard: nothing more is billed, but it slows down. Machines whose credits are
  /// not known are warned of always.
  @Test func standardIsWarnedOf() throws {
    let costsim = try CostsimBinary()
    try costsim.write("trace.csv", Self.header + Self.busy(hours: 24))
    let prices = try PriceFolder(costsim)
    let (types, rates) = ("ec2-types.csv", "ec2.csv")
    try prices.write(types, prices.text(types) + "t2.medium,2,4096,x86_64,true\n")
    try prices.write(
      rates,
      prices.text(rates)
        + "us-east-1,type=t2.medium purchase=on-demand,instance,Hours,0,0.0464,USD,2026-07-20,"
        + "karpenter-2026,high\n")
    let document = try costsim.run(
      "compare", "trace.csv", "--span", "24h", "--pricing", "prices", "--format", "json",
      "--option", "aws-ec2:type=t2.medium,count=1,slots=2", "--option",
      "azure-vm:type=B1s,count=1,slots=2"
    ).json()
    let warnings = document["warnings"].elements.filter { $0["code"].string == "burstable" }
      .compactMap { $0["message"].string }
    #expect(warnings.contains { $0.contains("t2.medium launches as standard: the requests need") })
    #expect(warnings.contains { $0.contains("B1s earns CPU credits") })
    let row = document["rows"].elements.first { $0["platform"].string == "aws-ec2" }
    #expect(row?["monthlyCost"].decimal == decimal("33.872"))
  }

  @Test func estimates() throws {
    let costsim = try CostsimBinary()
    let words = ["estimate", "--option", "aws-ec2:type=t3.nano", "--format", "json"]
    let without = try costsim.run(words).json()
    #expect(without["rows"][0]["monthlyCost"].decimal == decimal("3.796"))
    #expect(
      without["warnings"].elements.contains {
        $0["message"].string?.contains("CPU use above 5 %") == true
      })
    let with = try costsim.run(
      words + ["--hours", "730", "--meter", "surplus-credits=1314"]
    ).json()
    #expect(with["rows"][0]["monthlyCost"].decimal == decimal("69.496"))
  }
}

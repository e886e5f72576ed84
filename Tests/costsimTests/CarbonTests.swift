import Foundation
import Testing

/// Cloud Carbon Footprint's formula by hand, with its constants of 2024-03-25.
struct CarbonTests {
  /// One c5.large for 730 h in us-east-1: 1,460 vCPU-hours × 0.74 W, 20 busy vCPU-hours × 2.76 W,
  /// 2,920 GB-hours × 0.000392 kWh; PUE 1.135; 0.379069 kg a kWh.
  @Test func instances() throws {
    // 73 of 730 h, each of 4 requests at once of 4 slots: a tenth of the vCPU-hours are busy.
    let rows = (0..<4).map { "\($0 == 0 ? 0 : 0),a,262800000,512" }.joined(separator: "\n")
    let compared = try ComparedTrace(
      rows + "\n2628000,a,1,512\n",
      ["aws-ec2:type=c5.large,count=1,slots=4"], "--span 730h")
    let vcpuHours = decimal("1460")
    let busy = vcpuHours * decimal("0.1")
    let energy =
      ((vcpuHours * decimal("0.74") + busy * decimal("2.76")) / 1_000
        + decimal("2920") * decimal("0.000392")) * decimal("1.135")
    #expect(abs(compared.row.number("energyKwh") - energy) < decimal("0.0001"))
    #expect(
      abs(compared.row.number("carbonKgCo2e") - energy * decimal("0.379069")) < decimal("0.0001"))
  }

  /// One request of 73 h in a stated month keeps one of 4 slots busy for a tenth of it, though it
  /// keeps it busy for all of the trace; without projection likewise.
  @Test(arguments: ["--span 730h", "--span 730h --project none"])
  func aStatedSpanIsIdleToo(words: String) throws {
    let compared = try ComparedTrace(
      "0,a,262800000,512\n", ["aws-ec2:type=c5.large,count=1,slots=4"], words)
    let energy =
      ((decimal("1460") * decimal("0.74") + decimal("36.5") * decimal("2.76")) / 1_000
        + decimal("2920") * decimal("0.000392")) * decimal("1.135")
    #expect(abs(compared.row.number("energyKwh") - energy) < decimal("0.0001"))
  }

  /// The base of a hybrid is as busy as its own slots, whatever the functions are: 73 of 730 h.
  @Test func theBaseOfAHybrid() throws {
    func energy(_ rows: String) throws -> Decimal {
      try ComparedTrace(
        rows,
        [
          "hybrid:base=(aws-ec2:type=c5.large,count=1,slots=1),"
            + "burst=(aws-lambda:init=0ms,keep-alive=1s)"
        ], "--span 730h"
      ).row.number("energyKwh")
    }
    let base =
      ((decimal("1460") * decimal("0.74") + decimal("146") * decimal("2.76")) / 1_000
        + decimal("2920") * decimal("0.000392")) * decimal("1.135")
    #expect(abs(try energy("0,a,262800000,512\n") - base) < decimal("0.0001"))
    let burst = try energy("0,a,262800000,512\n1,a,1000,512\n")
    #expect(abs(burst - base) < decimal("0.001"))
  }

  @Test func unknownGridsHaveNoFigure() throws {
    let compared = try ComparedTrace(
      "0,a,1000,512\n", ["alibaba-fc", "docker-host:vcpu=4,memory=8192,price=0.1"], "--span 730h")
    #expect(compared.row(1)["carbonKgCo2e"] == .null)
    #expect(compared.row(2)["carbonKgCo2e"] == .null)
  }

  @Test func explained() throws {
    let costsim = try CostsimBinary()
    try costsim.write("t.csv", Sample.header + "0,a,1000,512\n")
    let run = try costsim.run(
      "explain", "aws-ec2:type=c5.large,count=1", "t.csv", "--span", "730h")
    #expect(run.text.contains("CO2e in us-east-1: (1,460 vCPU-hours × 0.74 W"))
    #expect(run.text.contains("PUE 1.135"))
  }
}

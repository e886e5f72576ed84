import Foundation
import Testing

/// Numbers at and beyond the edge of every range: refused with a message, never a crash or a hang.
struct ExtremeValueTests {
  let costsim: CostsimBinary

  init() throws { costsim = try CostsimBinary() }

  @Test(
    arguments: [
      "estimate --option aws-lambda:memory=512 --requests 1 --duration-ms 1e25",
      "estimate --option aws-ec2:type=c5.large --hours 2562047788.0152",
      "estimate --option aws-ec2:type=c5.large --hours 1e13",
      "estimate --option aws-lambda:memory=99999999999 --requests 1 --duration-ms 1",
      "estimate --option aws-fargate:vcpu=1e20,memory=512 --hours 1",
      "estimate --option aws-lambda --meter duration=99999999999999999999999999",
      "compare t.csv --project none --option aws-lambda:init=9223372036854775807us",
      "compare t.csv --project none --option aws-lambda:init=lognormal(400d,1)",
      "compare t.csv --project none --option "
        + "aws-ec2:type=c5.large,cpu-per-request=170141183460469231731687.303715884105",
      "compare t.csv --project none --option aws-ec2:type=c5.large,count=99999999999",
      "compare t.csv --span 9999999999999d --option aws-lambda",
      "trace generate --arrivals bursty --rate 1e-18 --span 1s",
      "trace generate --rate 1e300 --requests 1", "trace generate --rate nan --requests 1",
      "explain aws-lambda:memory=512 --requests 1 --duration-ms 1 --project none",
      "explain latencyP99Ms t.csv",
    ])
  func isRefused(line: String) throws {
    try costsim.write("t.csv", Sample.trace)
    let run = try costsim.run(line.split(separator: " ").map(String.init))
    #expect(!run.wasSignalled && run.code == 64, "\(run.code) \(run.errors)")
    #expect(run.text.isEmpty && !run.errors.isEmpty)
  }

  @Test(
    arguments: [
      "compare t.csv --project none --option aws-lambda:keep-alive=290000d",
      "compare t.csv --project none --option aws-ec2:type=c5.large,queue-timeout=290000d,count=1",
      "compare t.csv --project none --option aws-ec2:type=c5.large,count=1000000000",
      "compare t.csv --project none --option aws-ec2:type=c5.large,slots=1000000000,count=1",
      "compare t.csv --span 290000d --option aws-lambda",
      "estimate --option aws-lambda:memory=512 --requests 9223372036854775807 --duration-ms 900000",
      "trace generate --rate 1e-6 --requests 3 --arrivals bursty",
    ])
  func isTaken(line: String) throws {
    try costsim.write("t.csv", Sample.trace)
    try costsim.run(line.split(separator: " ").map(String.init)).succeeded()
  }

  /// CPU times without durations: as many thousandths of a vCPU as there is room for.
  @Test func cpuTimeWithoutDuration() throws {
    let rows = (0..<400).map { "\($0),0,512,31622400000\n" }.joined()
    try costsim.write(
      "t.csv", "timestamp_s,duration_ms,memory_mb,cpu_ms\n" + rows + "400,0.001,512,0\n")
    let run = try costsim.run(
      "compare", "t.csv", "--project", "none", "--option", "aws-ec2:type=c5.large")
    #expect(!run.wasSignalled && run.code == 0)
  }
}

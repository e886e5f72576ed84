import Foundation
import Testing

/// What platforms must have besides what the trace shows; the limits are dated data.
struct WorkloadNeedsTests {
  private let costsim: CostsimBinary

  init() throws {
    costsim = try CostsimBinary()
    try costsim.write("t.csv", Sample.header + "0,a,100,512\n")
  }

  private func reason(_ option: String, _ needs: String) throws -> String? {
    try costsim.run(
      "compare", "t.csv", "--span", "730h", "--option", option, "--needs", needs, "--format", "rows"
    ).json()[0]["infeasibleReason"].string
  }

  @Test func whatAPlatformLacks() throws {
    #expect(
      try reason("aws-lambda", "gpu")
        == "it has no gpu (AWS Lambda Developer Guide, Lambda quotas, 2026-10-01); aws-ec2 or "
        + "alibaba-fc:gpu=tesla may do")
    #expect(
      try reason("aws-lambda", "package=300MB")
        == "300MB of package is above the limit of 250 MB (AWS Lambda Developer Guide, Lambda quotas, "
        + "2026); aws-lambda:package=image may do")
    #expect(try reason("aws-lambda:package=image", "package=300MB,image=10GB") == nil)
    #expect(try reason("gcp-cloud-run", "websocket,grpc") == nil)
    #expect(try reason("gcp-cloud-run", "gpu")?.contains("gcp-cloud-run:billing=instance") == true)
    #expect(try reason("gcp-cloud-run:billing=instance", "gpu") == nil)
    #expect(
      try reason("hybrid:base=(aws-ec2:type=c5.large),burst=(aws-lambda)", "udp")?
        .hasPrefix("it has no udp") == true)
  }

  @Test func whatAFileSaysNothingAbout() throws {
    let text = try costsim.run(
      "compare", "t.csv", "--span", "730h", "--option", "aws-fargate", "--needs", "grpc"
    ).text
    #expect(text.contains("the price file of aws-fargate says nothing about grpc"))
  }

  @Test(
    arguments: [
      ("gpus", #"--needs: "gpus" is not known; did you mean "gpu"?"#),
      ("disk", #"--needs: "disk" has no size such as disk=10GB"#),
      ("disk=10", #"--needs: "disk=10" has no size such as disk=10GB"#),
      ("disk=-1GB", #"--needs: "disk=-1GB" has no size such as disk=10GB"#),
      ("gpu=2", "--needs: gpu is there or not; it has no size"),
      ("gpu,gpu", "--needs names gpu twice"),
      ("", #"--needs: "" is not known"#),
    ]) func unreadable(_ needs: String, _ message: String) throws
  {
    let run = try costsim.run("compare", "t.csv", "--option", "aws-lambda", "--needs", needs)
    #expect(run.code == 64)
    #expect(run.errors.hasPrefix(message), "\(run.errors)")
  }
}

import Foundation
import Testing

/// `--with`: what usually stands beside each platform.
struct UsualSurroundingTests {
  private static let rows = "0,a,5,512\n10,b,7,512\n"
  private static let options = [
    "aws-lambda:memory=512,init=300ms", "aws-ec2:type=c5.large,count=1,slots=4",
    "aws-fargate:vcpu=0.5,memory=1024,count=1",
    "hybrid:base=(aws-ec2:type=c5.large,count=1,slots=4),burst=(aws-lambda:init=0ms)",
  ]
  private static let functionsToo = ",front=api-gateway-http,log-bytes=345,egress-bytes=2048"
  private static let fleetsToo = ",front=alb,log-bytes=242,egress-bytes=2048,nat=1"

  /// Functions need no NAT gateway; functions of a hybrid have logs of their own alone.
  @Test func everyOptionGetsThoseOfItsPlatform() throws {
    let compared = try ComparedTrace(
      Self.rows, Self.options, "--span 730h --with front,logs,egress=2048,nat")
    let specs = (1...4).map { compared.row($0)["option"].string ?? "" }
    #expect(specs[0] == Self.options[0] + Self.functionsToo)
    #expect(specs[1] == Self.options[1] + Self.fleetsToo)
    #expect(specs[2].hasPrefix(Self.options[2] + Self.fleetsToo))
    #expect(
      specs[3]
        == "hybrid:base=(aws-ec2:type=c5.large,count=1,slots=4\(Self.fleetsToo)),"
        + "burst=(aws-lambda:init=0ms,log-bytes=345)")
    // 730 × (0.0225 + 0.045) stand beside a fleet, nothing beside functions.
    for option in [2, 3, 4] {
      #expect(compared.costs(option: option)["hours"] == decimal("49.275"))
    }
    #expect(compared.costs(option: 1)["hours"] == nil)
    #expect(compared.document["assumptions"]["surroundingCosts"].string == "front,logs,egress,nat")
  }

  @Test func theSpecReproducesTheRow() throws {
    let with = try ComparedTrace(
      Self.rows, Self.options, "--span 730h --with front,logs,egress=2048,nat")
    let specs = try (1...4).map { try #require(with.row($0)["option"].string) }
    let without = try ComparedTrace(Self.rows, specs, "--span 730h")
    #expect(without.document["rows"] == with.document["rows"])
    #expect(without.document["components"] == with.document["components"])
  }

  /// What an option says itself stays.
  @Test func whatIsStatedStays() throws {
    let compared = try ComparedTrace(
      Self.rows, ["aws-lambda:init=0ms,front=none,log-bytes=7"],
      "--span 730h --with front,logs,egress=1")
    #expect(
      compared.row["option"].string == "aws-lambda:init=0ms,front=none,log-bytes=7,egress-bytes=1")
  }

  @Test func bytesOfResponsesMustBeKnown() throws {
    try ComparedTrace.expectRefusal(
      Self.rows, ["aws-lambda:init=0ms"], words: "--with egress --span 730h",
      "aws-lambda:init=0ms,egress-bytes=trace: the trace has no column response_bytes to take what "
        + "is sent from",
      hint: "state the bytes of a response, such as egress-bytes=2048 or --with egress=2048")
  }

  @Test func refusals() throws {
    func refused(_ with: String, _ message: String, _ hint: String? = nil) throws {
      try ComparedTrace.expectRefusal(
        Self.rows, ["aws-lambda"], words: "--with \(with)", message, hint: hint)
    }
    let names = "it is some of front, logs, egress, nat"
    try refused(
      "front,lgos", "--with: \"lgos\" is not known; did you mean \"logs\"?", names)
    try refused("disk", "--with: \"disk\" is not known", names)
    try refused("logs,front,logs", "--with names logs twice")
    try refused(
      "egress=much", "--with: \"egress=much\" does not end in a number",
      "such as egress=2048, the bytes of a response")
  }

  /// The table says what is left out.
  @Test func whatIsNotIncluded() throws {
    let costsim = try CostsimBinary()
    try costsim.write("trace.csv", Sample.header + Self.rows)
    func table(_ words: String...) throws -> String {
      try costsim.run(
        ["compare", "trace.csv", "--span", "730h", "--option", "aws-lambda:init=0ms"] + words
      ).succeeded().lines.joined(separator: " ")
        .split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
    }
    #expect(
      try table().hasSuffix(
        "not included: load balancers and API gateways, logs, data transfer out, NAT, public "
          + "IPv4, disks, image storage; --with front,logs,egress=2048,nat adds the usual ones"))
    #expect(
      try table("--with", "front,logs,egress=5").hasSuffix(
        "not included: NAT, public IPv4, disks, image storage; --with nat adds the usual ones"))
  }
}

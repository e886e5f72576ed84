import Foundation
import Testing

/// What stands beside compute in `compare`, by hand at the list prices of us-east-1.
struct SurroundingCostTests {
  static let instance = "aws-ec2:type=c5.large,count=1,slots=9"
  static let functions = "aws-lambda:memory=512,init=300ms,keep-alive=600s"

  private struct Line: Equatable {
    let meter: String
    let service: String?
    let quantity: Decimal
    let cost: Decimal
  }

  /// The lines of the surroundings; they are the whole surrounding cost.
  private func surroundings(_ compared: ComparedTrace) -> [Line] {
    let lines = compared.components().filter { $0["category"].string == "surrounding" }.map {
      Line(
        meter: $0["meter"].string ?? "", service: $0["service"].string,
        quantity: $0.number("quantity"), cost: $0.number("cost"))
    }
    #expect(
      lines.reduce(0) { $0 + $1.cost } == compared.row.number("surroundingCostUsd"))
    return lines
  }

  private func surroundings(
    _ option: String, _ rows: String = Sample.trace.replacing(Sample.header, with: ""),
    _ words: String = "--span 730h", header: String = Sample.header
  ) throws -> [Line] {
    surroundings(try ComparedTrace(rows, [option], words, header: header))
  }

  // MARK: Load balancers

  /// 730 × $0.0225.
  private static let balancerHours = Line(
    meter: "hours", service: nil, quantity: 730, cost: decimal("16.425"))

  /// 25 new connections a second are a unit: 900 requests are 36 s of one, 0.01 h × $0.008. Their
  /// 9 s of activity are 0.003 s of one.
  @Test func loadBalancerByConnections() throws {
    let rows = (0..<900).map { "\($0),a,10,512\n" }.joined()
    #expect(
      try surroundings(Self.instance + ",front=alb", rows) == [
        Self.balancerHours,
        Line(meter: "capacity", service: nil, quantity: decimal("0.01"), cost: decimal("0.00008")),
      ])
  }

  /// 3,000 active connections are a unit: nine of 20 minutes are 3 h / 3,000; as new ones they are
  /// a tenth of that.
  @Test func loadBalancerByActiveConnections() throws {
    let rows = String(repeating: "0,a,1200000,128\n", count: 9)
    #expect(
      try surroundings(Self.instance + ",front=alb", rows) == [
        Self.balancerHours,
        Line(
          meter: "capacity", service: nil, quantity: decimal("0.001"), cost: decimal("0.000008")),
      ])
  }

  /// Each hour counts by what is most in it: 0.01 of the first and 0.001 of the second.
  @Test func loadBalancerHourByHour() throws {
    let rows =
      (0..<900).map { "\($0),a,10,128\n" }.joined()
      + String(repeating: "3600,b,1200000,128\n", count: 9)
    #expect(
      try surroundings(Self.instance + ",front=alb", rows) == [
        Self.balancerHours,
        Line(
          meter: "capacity", service: nil, quantity: decimal("0.011"), cost: decimal("0.000088")),
      ])
  }

  /// A gigabyte an hour is a unit, before functions 0.4 GB (429,496,729 bytes).
  @Test func loadBalancerByTraffic() throws {
    let unit = Line(meter: "capacity", service: nil, quantity: 1, cost: decimal("0.008"))
    let fleet = try surroundings(
      Self.instance + ",front=alb,egress-bytes=1073741824", "0,a,10,512\n")
    #expect(fleet.contains(unit))
    #expect(
      fleet.contains(Line(meter: "egress", service: "a", quantity: 1, cost: decimal("0.09"))))
    #expect(
      try surroundings(Self.functions + ",front=alb,egress-bytes=429496729", "0,a,10,512\n")
        .contains(unit))
  }

  /// 1 GB an hour for $0.006; billed as it stands, a part of an hour is an hour.
  @Test func networkLoadBalancer() throws {
    let capacity = Line(meter: "capacity", service: nil, quantity: 1, cost: decimal("0.006"))
    let option = Self.instance + ",front=nlb,egress-bytes=1073741824"
    let month = try surroundings(option, "0,a,10,512\n")
    #expect(Array(month.prefix(2)) == [Self.balancerHours, capacity])
    let asItStands = try surroundings(option, "0,a,10,512\n", "--project none")
    #expect(
      asItStands.first
        == Line(meter: "hours", service: nil, quantity: 1, cost: decimal("0.0225")))
  }

  /// Variable meters grow with the period, hours do not: half a month doubles the 0.01 units.
  @Test func loadBalancerOfAProjectedTrace() throws {
    let rows = (0..<900).map { "\($0),a,10,512\n" }.joined()
    #expect(
      try surroundings(Self.instance + ",front=alb", rows, "--span 365h") == [
        Self.balancerHours,
        Line(meter: "capacity", service: nil, quantity: decimal("0.02"), cost: decimal("0.00016")),
      ])
  }

  // MARK: Gateways

  /// $1.00, $3.50 and nothing a million; three requests of api, one of mail.
  @Test(arguments: [("api-gateway-http", "0.000001"), ("api-gateway-rest", "0.0000035")])
  func gateways(name: String, price: String) throws {
    #expect(
      try surroundings(Self.functions + ",front=\(name)") == [
        Line(meter: "requests", service: "api", quantity: 3, cost: decimal(price) * 3),
        Line(meter: "requests", service: "mail", quantity: 1, cost: decimal(price)),
      ])
  }

  /// API Gateway's pricing page: an HTTP API's request of 513 KB is metered as two. Sizes of 0, 512 KB,
  /// 513 KB and unknown, and a response of 1.5 MB, are 1 + 1 + 2 + 1 + 3; a REST API counts each once.
  @Test(arguments: [("api-gateway-http", 8), ("api-gateway-rest", 5)])
  func requestsInStepsOfTheirSize(name: String, count: Int) throws {
    let lines = try surroundings(
      Self.functions + ",front=\(name)",
      "0,a,5,512,0,0\n1,a,5,512,524288,7\n2,a,5,512,525312,7\n3,a,5,512,,\n4,a,5,512,9,1572864\n",
      header: "timestamp,service,duration_ms,memory_mb,request_bytes,response_bytes\n")
    #expect(lines.map(\.quantity) == [Decimal(count)])
  }

  /// Responses of a stated 1,200,000 bytes are three steps each.
  @Test func requestsInStepsOfAStatedSize() throws {
    let lines = try surroundings(
      Self.functions + ",front=api-gateway-http,egress-bytes=1200000", "0,a,5,512\n1,b,5,512\n")
    #expect(lines.filter { $0.meter == "requests" }.map(\.quantity) == [3, 3])
  }

  @Test func functionURL() throws {
    let compared = try ComparedTrace(
      "0,a,5,512\n", [Self.functions + ",front=function-url"])
    #expect(
      surroundings(compared) == [Line(meter: "requests", service: "a", quantity: 1, cost: 0)])
    #expect(compared.row.number("surroundingCostUsd") == 0)
  }

  // MARK: By the request

  /// 2²⁸ bytes of each request: 0.75 and 0.25 GB at $0.50.
  @Test func logs() throws {
    #expect(
      try surroundings(Self.functions + ",log-bytes=268435456") == [
        Line(meter: "ingestion", service: "api", quantity: decimal("0.75"), cost: decimal("0.375")),
        Line(
          meter: "ingestion", service: "mail", quantity: decimal("0.25"), cost: decimal("0.125")),
      ])
  }

  /// The same at $0.09, stated or from the trace.
  @Test func dataTransfer() throws {
    let expected = [
      Line(meter: "egress", service: "api", quantity: decimal("0.75"), cost: decimal("0.0675")),
      Line(meter: "egress", service: "mail", quantity: decimal("0.25"), cost: decimal("0.0225")),
    ]
    #expect(try surroundings(Self.functions + ",egress-bytes=268435456") == expected)
    let rows = "0,api,5,512,805306368\n1,mail,5,512,268435456\n2,api,5,512,0\n"
    #expect(
      try surroundings(
        "aws-ec2:type=c5.large,egress-bytes=trace", rows,
        header: "timestamp,service,duration_ms,memory_mb,response_bytes\n") == expected)
  }

  /// Above 10 TB the price falls: 11 × 1,024 GB are 10,240 × 0.09 + 1,024 × 0.085.
  @Test func tiersOfDataTransfer() throws {
    #expect(
      try surroundings(Self.functions + ",egress-bytes=1000000000000", "0,a,5,512\n", "--span 1h")
        .map(\.cost).reduce(0, +)
        == tieredEgress(gigabytes: decimal("730000000000000") / 1_073_741_824))
  }

  /// AWS, EC2 on-demand pricing, data transfer out: the first 10 TB, the next 40, the next 100, more.
  private func tieredEgress(gigabytes: Decimal) -> Decimal {
    let steps: [(Decimal, Decimal)] = [
      (10_240, decimal("0.09")), (40_960, decimal("0.085")), (102_400, decimal("0.07")),
      (.greatestFiniteMagnitude, decimal("0.05")),
    ]
    var left = gigabytes
    var cost: Decimal = 0
    for (most, price) in steps {
      cost += min(left, most) * price
      left -= min(left, most)
    }
    var rounded = Decimal()
    NSDecimalRound(&rounded, &cost, 12, .bankers)
    return rounded
  }

  // MARK: By the hour and the month

  /// 2 gateways × 730 h × $0.045; an address for each of 3 instances × 730 h × $0.005; 30 GB for each
  /// of 2 × $0.08; 5 GB of images × $0.10, however many instances.
  @Test(
    arguments: [
      ("aws-ec2:type=c5.large,count=1,slots=1,nat=2", "hours", "1460", "65.7"),
      ("aws-ec2:type=c5.large,count=3,slots=1,public-ipv4=1", "hours", "2190", "10.95"),
      ("aws-fargate:vcpu=1,memory=2048,count=3,public-ipv4=1", "hours", "2190", "10.95"),
      ("aws-ec2:type=c5.large,count=2,slots=1,disk=30", "storage", "60", "4.8"),
      ("aws-ec2:type=c5.large,count=2,slots=1,image-storage=5", "storage", "5", "0.5"),
      ("aws-lambda:init=0ms,image-storage=2.5", "storage", "2.5", "0.25"),
    ])
  func standing(option: String, meter: String, quantity: String, cost: String) throws {
    #expect(
      try surroundings(option, "0,a,5,512\n") == [
        Line(meter: meter, service: nil, quantity: decimal(quantity), cost: decimal(cost))
      ])
  }

  /// The account's 5 GB of logs are free: 12 GB cost 7 × 0.50.
  @Test func freeTier() throws {
    #expect(
      try surroundings(
        Self.functions + ",log-bytes=12884901888", "0,a,5,512\n", "--span 730h --free-tier"
      )
      .map(\.cost) == [decimal("3.5")])
  }

  /// One front for both parts; each part logs what it ran: 0 on the base, 0.1 on the functions.
  @Test func hybrid() throws {
    let lines = try surroundings(
      "hybrid:base=(aws-ec2:type=c5.large,count=1,slots=1,front=api-gateway-http,"
        + "log-bytes=536870912),burst=(aws-lambda:init=0ms,log-bytes=268435456)",
      "0,a,1000,512\n0.1,a,1000,512\n")
    #expect(
      lines.filter { $0.meter == "requests" }
        == [Line(meter: "requests", service: "a", quantity: 2, cost: decimal("0.000002"))])
    let logs = lines.filter { $0.meter == "ingestion" }
    #expect(logs.reduce(0) { $0 + $1.quantity } == decimal("0.75"))
    #expect(logs.reduce(0) { $0 + $1.cost } == decimal("0.375"))
  }

  @Test func unknownFronts() throws {
    try ComparedTrace.expectRefusal(
      "0,a,5,512\n", ["aws-lambda:front=nlb"],
      "aws-lambda:front=nlb: front \"nlb\" does not go with aws-lambda", hint: "did you mean alb?")
    try ComparedTrace.expectRefusal(
      "0,a,5,512\n", ["aws-lambda:log-bytes=many"],
      "aws-lambda:log-bytes=many: log-bytes \"many\" is not a number of bytes a request")
    try ComparedTrace.expectRefusal(
      "0,a,5,512\n", ["aws-fargate:nat=1.5"],
      "aws-fargate:nat=1.5: nat \"1.5\" is not a whole number")
  }
}

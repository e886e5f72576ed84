import Foundation
import Testing

/// Ways of buying in `compare`: the rates, where they break even, what they risk.
struct CommitmentTests {
  struct Purchase: Sendable, CustomTestStringConvertible {
    let option: String
    /// A month of the trace below.
    let cost: String
    /// The share of its price on demand, where it binds.
    var share: String?
    var isInterruptible = false

    var testDescription: String { option }
  }

  /// 730 h × the price of an hour; functions 1 s × 0.5 GB × the price of a GB-second + $0.0000002.
  static let purchases = [
    // 730 × 0.054; 0.054 / 0.085.
    Purchase(
      option: "aws-ec2:type=c5.large,purchase=reserved-1y,count=1,slots=1", cost: "39.42",
      share: "63.5"),
    // 730 × 0.036; 0.036 / 0.085.
    Purchase(
      option: "aws-ec2:type=c5.large,purchase=reserved-3y,count=1,slots=1", cost: "26.28",
      share: "42.4"),
    // 730 × 0.03404.
    Purchase(
      option: "aws-ec2:type=c5.large,purchase=spot,count=1,slots=1", cost: "24.8492",
      isInterruptible: true),
    // 730 × (0.032384 + 2 × 0.003556); both are four fifths.
    Purchase(
      option: "aws-fargate:vcpu=1,memory=2048,purchase=savings-plan-1y,count=1", cost: "28.83208",
      share: "80.0"),
    // 730 × (0.022264 + 2 × 0.00244475); both are 0.55.
    Purchase(
      option: "aws-fargate:vcpu=1,memory=2048,purchase=savings-plan-3y,count=1",
      cost: "19.822055", share: "55.0"),
    // 730 × (0.01288871 + 2 × 0.00141527).
    Purchase(
      option: "aws-fargate:vcpu=1,memory=2048,purchase=spot,count=1", cost: "11.4750525",
      isInterruptible: true),
    // 0.5 × 0.0000147; 147 / 166.667: requests are not part of it.
    Purchase(
      option: "aws-lambda:memory=512,init=0ms,purchase=savings-plan-1y", cost: "0.00000755",
      share: "88.2"),
  ]

  @Test(arguments: purchases)
  func rates(purchase: Purchase) throws {
    let compared = try ComparedTrace("0,a,1000,512\n", [purchase.option], "--span 730h")
    #expect(compared.row.number("monthlyCost") == decimal(purchase.cost))
    let breakEven = compared.assumptions().filter { $0.contains("paid for") }
    if let share = purchase.share {
      #expect(breakEven.count == 1)
      let months = purchase.option.contains("-3y") ? 36 : 12
      #expect(
        breakEven[0].hasSuffix(
          ": paid for \(months) months, used or not; it pays where more than \(share) % of it is "
            + "used"))
    } else {
      #expect(breakEven == [])
    }
    #expect(compared.warnings.contains("interruptible") == purchase.isInterruptible)
  }

  @Test func onDemandBindsNobody() throws {
    let compared = try ComparedTrace(
      "0,a,1000,512\n", ["aws-ec2:type=c5.large,count=1,slots=1"], "--span 730h")
    #expect(compared.row.number("monthlyCost") == decimal("62.05"))
    #expect(!compared.warnings.contains("interruptible"))
    #expect(!compared.assumptions().contains { $0.contains("paid for") })
  }

  @Test func basesOfHybridsToo() throws {
    let compared = try ComparedTrace(
      "0,a,1000,512\n",
      [
        "hybrid:base=(aws-ec2:type=c5.large,purchase=reserved-1y,count=1,slots=1),"
          + "burst=(aws-lambda:init=0ms)"
      ], "--span 730h")
    #expect(compared.row.number("monthlyCost") == decimal("39.42"))
    #expect(compared.assumptions().contains { $0.contains("more than 63.5 %") })
  }

  @Test func whatIsNotSold() throws {
    try ComparedTrace.expectRefusal(
      "0,a,5,512\n", ["aws-lambda:purchase=spot"],
      "aws-lambda:purchase=spot: purchase \"spot\" is not known to aws-lambda",
      hint: "it is one of on-demand, savings-plan-1y, savings-plan-3y")
  }
}

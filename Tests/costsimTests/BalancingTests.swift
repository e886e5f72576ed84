import Foundation
import Testing

/// How a fleet's requests come to its instances, by hand: two instances with a slot each.
struct BalancingTests {
  private func meanWait(_ rows: String, _ balance: String) throws -> Decimal {
    let compared = try ComparedTrace(
      rows, ["aws-ec2:type=c5.large,count=2,slots=1\(balance)"])
    #expect(compared.row.number("completedRequests") == 3)
    #expect(
      compared.row["option"].string == "aws-ec2:type=c5.large,count=2,slots=1\(balance)")
    return compared.row.number("waitMeanMs")
  }

  /// The third comes when the second instance is idle, but it is the turn of the first, which is
  /// busy until 10: it waits for 9 s, a third of it in the mean.
  @Test func roundRobinTakesTurns() throws {
    let rows = "0,a,10000,512\n0.1,a,100,512\n1,a,100,512\n"
    #expect(try meanWait(rows, "") == 0)
    #expect(try meanWait(rows, ",balance=fifo") == 0)
    #expect(try meanWait(rows, ",balance=least-outstanding") == 0)
    #expect(try meanWait(rows, ",balance=round-robin") == 3_000)
  }

  /// Each instance has one request when the third comes at 0.5, so that it goes to the first, which
  /// is busy until 10; one queue for both serves it at 1.1. It waits for 9.5 or 0.6 s, a third of it
  /// in the mean.
  @Test func leastOutstandingCountsRequests() throws {
    let rows = "0,a,10000,512\n0.1,a,1000,512\n0.5,a,100,512\n"
    #expect(try meanWait(rows, ",balance=fifo") == 200)
    #expect(try meanWait(rows, ",balance=least-outstanding") == decimal("3166.666667"))
    #expect(try meanWait(rows, ",balance=round-robin") == decimal("3166.666667"))
  }

  /// Requests of the first instance alone count for its queue: the third finds it full.
  @Test func queuesOfInstances() throws {
    let rows = "0,a,10000,512\n0.1,a,100,512\n1,a,100,512\n"
    func rejected(_ balance: String) throws -> Decimal {
      try ComparedTrace(rows, ["aws-ec2:type=c5.large,count=2,slots=1,queue=0,balance=\(balance)"])
        .row.number("rejectedRequests")
    }
    #expect(try rejected("fifo") == 0)
    #expect(try rejected("round-robin") == 1)
  }

  @Test func unknown() throws {
    try ComparedTrace.expectRefusal(
      "0,a,5,512\n", ["aws-fargate:balance=round-robbin"],
      "aws-fargate:balance=round-robbin: balance \"round-robbin\" is not known",
      hint: "did you mean round-robin?")
  }
}

import Foundation
import Testing

/// How a fleet's requests come to its instances, by hand: two instances with a slot each.
struct BalancingTests {
  private func totalWait(_ rows: String, _ balance: String) throws -> Decimal {
    let compared = try ComparedTrace(
      rows, ["aws-ec2:type=c5.large,count=2,slots=1\(balance)"])
    #expect(compared.row.number("completedRequests") == 3)
    #expect(
      compared.row["option"].string == "aws-ec2:type=c5.large,count=2,slots=1\(balance)")
    return compared.row.number("waitMeanMs") * 3
  }

  /// The third comes when the second instance is idle, but it is the turn of the first, which is
  /// busy until 10: it waits for 9 s.
  @Test func roundRobinTakesTurns() throws {
    let rows = "0,a,10000,512\n0.1,a,100,512\n1,a,100,512\n"
    #expect(try totalWait(rows, "") == 0)
    #expect(try totalWait(rows, ",balance=fifo") == 0)
    #expect(try totalWait(rows, ",balance=least-outstanding") == 0)
    #expect(try totalWait(rows, ",balance=round-robin") == 9_000)
  }

  /// Each instance has one request when the third comes at 0.5, so that it goes to the first, which
  /// is busy until 10; one queue for both serves it at 1.1.
  @Test func leastOutstandingCountsRequests() throws {
    let rows = "0,a,10000,512\n0.1,a,1000,512\n0.5,a,100,512\n"
    #expect(try totalWait(rows, ",balance=fifo") == 600)
    #expect(try totalWait(rows, ",balance=least-outstanding") == 9_500)
    #expect(try totalWait(rows, ",balance=round-robin") == 9_500)
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

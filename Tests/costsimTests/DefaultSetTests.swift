import Foundation
import Testing

/// `compare` without options, over a small trace of three services.
struct DefaultSetTests {
  /// An hour: a service with an overlap every minute, a rare one, one with a burst.
  private static let rows: String = {
    var requests: [(milliseconds: Int, rest: String)] = []
    for minute in 0..<60 {
      requests.append((minute * 60_000, "web,120,512"))
      requests.append((minute * 60_000 + 50, "web,180,512"))
    }
    for number in 0..<20 { requests.append((1_830_000 + number * 5, "import,400,512")) }
    requests += [(70_000, "report,2500,512"), (3_010_000, "report,2500,512")]
    return requests.sorted { $0.milliseconds < $1.milliseconds }
      .map { "\(Decimal($0.milliseconds) / 1000),\($0.rest)\n" }.joined()
  }()

  private static let whole = Result { try ComparedTrace(rows, [], "--span 1h --jobs 2") }

  private let compared: ComparedTrace

  init() throws { compared = try Self.whole.get() }

  /// One row of each, by platform and what its SPEC names.
  @Test(
    arguments: [
      ("aws-lambda", [], ["arm64", "provisioned"]),
      ("aws-lambda", ["arch=arm64"], ["provisioned"]),
      ("aws-lambda", ["provisioned="], ["arm64"]),
      ("aws-fargate", [], ["arm64", "purchase"]),
      ("aws-fargate", ["arch=arm64"], ["purchase"]),
      ("aws-fargate", ["purchase=spot"], []),
      ("aws-ec2", ["type=c5.large"], ["purchase"]),
      ("aws-ec2", ["type=c7g.large"], ["purchase"]),
      ("aws-ec2", ["type=c7g.large", "purchase=reserved-1y"], []),
      ("hybrid", ["base=(aws-ec2:", "burst=(aws-lambda:"], []),
      ("mixed", ["web=(", "report=(", "import=("], []),
    ] as [(String, [String], [String])])
  func covers(platform: String, with: [String], without: [String]) {
    let found = compared.rows.filter { row in
      let spec = row["option"].string ?? ""
      return row["platform"].string == platform && with.allSatisfy(spec.contains)
        && !without.contains(where: spec.contains)
    }
    #expect(found.count == 1)
    #expect(found.first?["feasible"] == .flag(true))
  }

  @Test func tenAtLeast() {
    #expect(compared.rows.count >= 10)
    #expect(
      compared.rows.map { $0.number("rank") } == (1...compared.rows.count).map { Decimal($0) })
  }

  @Test func threadsChangeNoByte() throws {
    let costsim = try CostsimBinary()
    try costsim.write("trace.csv", Sample.header + Self.rows)
    let words = ComparedTrace.words([], "--span 1h --jobs")
    let one = try costsim.run(words + ["1"]).succeeded()
    let two = try costsim.run(words + ["2"]).succeeded()
    #expect(one.output == two.output)
  }

  @Test func linesAddUpToTheBill() {
    for row in compared.rows {
      let id = row["optionId"]
      let lines = compared.document["components"].elements.filter { $0["optionId"] == id }
      #expect(!lines.isEmpty)
      #expect(
        lines.reduce(0) { $0 + $1.number("cost") } == row.number("monthlyCost"),
        "\(row["option"].string ?? "")")
      #expect(
        row.number("computeCostUsd") + row.number("requestCostUsd")
          + row.number("surroundingCostUsd") == row.number("monthlyCost"))
    }
  }

  @Test func servicesAddUpToTheBill() {
    for row in compared.rows {
      let services = compared.document["services"].elements.filter {
        $0["optionId"] == row["optionId"]
      }
      #expect(services.count == 3)
      #expect(
        services.reduce(0) { $0 + $1.number("monthlyCost") } == row.number("monthlyCost"),
        "\(row["option"].string ?? "")")
      #expect(services.reduce(0) { $0 + $1.number("requests") } == 142)
    }
  }

  /// Each SPEC alone gives its row again: sizes, costs, latencies, cold starts.
  @Test func everyRowIsReproducedByItsOption() throws {
    for row in compared.rows {
      let spec = try #require(row["option"].string)
      let again = try ComparedTrace(Self.rows, [spec], "--span 1h")
      #expect(again.row.withoutPlace == row.withoutPlace, "\(spec)")
      let services = compared.document["services"].elements.filter {
        $0["optionId"] == row["optionId"]
      }
      #expect(
        again.document["services"].elements.map(\.withoutPlace) == services.map(\.withoutPlace),
        "\(spec)")
    }
  }
}

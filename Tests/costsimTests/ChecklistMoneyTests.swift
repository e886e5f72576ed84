import Foundation
import Testing

/// What a checklist says of money and counts, on the sample shop and its week.
struct ChecklistMoneyTests {
  private let costsim: CostsimBinary
  private let shop = CostsimBinary.repository.appendingPathComponent("samples/shop").path
  private let week = CostsimBinary.repository.appendingPathComponent("samples/shop-week.csv").path

  init() throws { costsim = try CostsimBinary() }

  private func run(_ format: String, _ more: String...) throws -> String {
    let run = try costsim.run(["checklist", shop, "--trace", week, "--format", format] + more)
    #expect(run.code == 0, "\(run.errors)")
    return run.text
  }

  @Test func aHostThatMustStayIsNotSaved() throws {
    // Five services stay on it: a c5.large in us-east-1 is 730 h × $0.085 (AWS, 2026).
    let totals = try JSONValue(try run("json"))["totals"]
    let host = try #require(Decimal(string: "62.05"))
    #expect(totals["monthlyCostBeforeUsd"].decimal == host)
    #expect(totals["monthlyCostOfStayingHostUsd"].decimal == host)
    #expect(try #require(totals["monthlyCostAfterUsd"].decimal) > host)
  }

  @Test func whatIsThereNowIsNamedWhereMoneyIs() throws {
    let assumed = try JSONValue(try run("json"))
    let sentence = try #require(assumed["verdict"].string)
    #expect(sentence.contains("aws-ec2:type=c5.large, which is assumed to be what is there now"))
    let stated = try JSONValue(try run("json", "--docker", "aws-ec2:type=c5.large,count=2"))
    let words = try #require(stated["verdict"].string)
    #expect(words.contains("aws-ec2:type=c5.large,count=2 now") && !words.contains("assumed"))
    // Both of two instances that are there stay, because nothing says what runs on which.
    #expect(
      stated["totals"]["monthlyCostOfStayingHostUsd"].decimal == Decimal(string: "124.1"))
  }

  @Test func effortAndMoneyOfRecordsAddUpToTheTotals() throws {
    let document = try JSONValue(try run("json"))
    let rows = records(try run("csv"))
    let names = rows[0]
    func sum(_ name: String) throws -> Decimal {
      let place = try #require(names.firstIndex(of: name))
      return rows.dropFirst().compactMap { Decimal(string: $0[place]) }.reduce(0, +)
    }
    #expect(try sum("effort") == document["plan"]["effort"].decimal)
    #expect(try sum("monthlyCostChangeUsd") == document["totals"]["monthlyCostChangeUsd"].decimal)
    let (before, after) = (
      document["totals"]["monthlyCostBeforeUsd"], document["totals"]["monthlyCostAfterUsd"]
    )
    #expect(
      try sum("monthlyCostChangeUsd") == (try #require(after.decimal)) - (before.decimal ?? 0))
  }

  @Test func thereIsOneCountOfWhatMoves() throws {
    let document = try JSONValue(try run("json"))
    let moving = document["placements"].elements.count {
      !["stay-in-docker", "unknown"].contains($0["placement"].string ?? "")
    }
    let all = document["placements"].elements.count
    let messages = document["findings"].elements.compactMap { $0["message"].string }
    for message in messages where message.hasPrefix("To move: ") {
      #expect(message.hasPrefix("To move: \(moving) of \(all) services"))
    }
    #expect(document["verdict"].string?.hasPrefix("\(moving) of \(all) services can move") == true)
    #expect(try run("table").contains("\(all) services in"))
    #expect(try run("table").contains("\(moving) to move"))
  }

  @Test func whatStaysByDesignIsANote() throws {
    let results = try JSONValue(try run("sarif"))["runs"].elements[0]["results"].elements
    for result in results {
      let text = result["message"]["text"].string ?? ""
      if ["db: ", "queue: ", "cache: ", "index: "].contains(where: text.hasPrefix) {
        #expect(result["level"].string == "note", "\(text)")
      }
    }
  }

  @Test func aBrokerIsNotOneToChangeForWorkers() throws {
    let targets = try JSONValue(try run("json"))["targets"].elements
    for service in ["queue", "cache", "db", "metrics"] {
      let cells = targets.filter { $0["service"].string == service }
      #expect(cells.count > 5 && cells.allSatisfy { $0["changes"].decimal == 0 })
      #expect(cells.allSatisfy { $0["blocked"] == .flag(true) && $0["stays"] == .flag(true) })
    }
  }

  /// The fields of CSV without line breaks within quotes.
  private func records(_ text: String) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var field = ""
    var isQuoted = false
    for character in text {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        row.append(field)
        field = ""
      case _ where character.isNewline && !isQuoted:
        rows.append(row + [field])
        row = []
        field = ""
      default: field.append(character)
      }
    }
    return rows
  }
}

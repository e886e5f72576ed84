import Foundation
import Testing

/// The output contract of interface.md.
struct RecordTests {
  let costsim: CostsimBinary

  init() throws {
    costsim = try CostsimBinary()
    try costsim.write("trace.csv", Sample.trace)
  }

  /// Four options: two feasible kinds, one missed objective, one that is not feasible.
  private static let words = [
    "compare", "trace.csv", "--span", "1d", "--option", "aws-lambda", "--option",
    "aws-fargate:arch=arm64", "--option", "aws-ec2:type=c5.large,count=1", "--option",
    "aws-lambda:memory=64",
  ]

  private func output(_ format: String) throws -> CostsimBinary.Run {
    try costsim.run(Self.words + ["--format", format]).succeeded()
  }

  /// Copied from interface.md.
  private static let rowKeys = """
    optionId, option, platform, provider, region, costModel, rank, feasible, infeasibleReason, \
    requests, completedRequests, throttledRequests, rejectedRequests, coldStarts, coldStartRate, \
    latencyMeanMs, latencyP50Ms, latencyP90Ms, latencyP95Ms, latencyP99Ms, latencyMaxMs, \
    waitMeanMs, meanRunning, meanInstances, peakInstances, peakConcurrency, utilization, \
    monthlyCostUsd, computeCostUsd, requestCostUsd, surroundingCostUsd, \
    costPerMillionRequestsUsd, costLowUsd, costHighUsd, carbonKgCo2e, meetsSlo, currency, \
    monthlyCost, spanHours, periodHours, energyKwh, costIsAtLeast, costIsAssumed
    """.components(separatedBy: ", ")

  private static let componentKeys = """
    optionId, category, meter, service, serviceName, quantity, unit, pricingQuantity, \
    pricingUnit, listUnitPriceUsd, freeQuantity, listCostUsd, costUsd, currency, cost, tier, \
    priceAsOf, priceSource, priceConfidence, priceIsAssumed
    """.components(separatedBy: ", ")

  @Test func keysInOrder() throws {
    let document = try output("json").json()
    #expect(
      document.keys == [
        "schemaVersion", "generator", "generatedAt", "command", "currency", "trace",
        "assumptions", "pricing", "warnings", "verdict", "rows", "services", "components",
      ])
    #expect(document["schemaVersion"].string == "1.0")
    #expect(document["command"].string == "compare")
    #expect(document["generatedAt"].string == "1970-01-01T00:00:00Z")
    #expect(document["rows"].elements.count == 4)
    #expect(document["rows"].elements.allSatisfy { $0.keys == Self.rowKeys })
    #expect(document["components"].elements.allSatisfy { $0.keys == Self.componentKeys })
    for row in document["rows"].elements {
      let isFeasible = row["feasible"] == .flag(true)
      #expect((row["rank"] != .null) == isFeasible)
      #expect((row["infeasibleReason"] == .null) == isFeasible)
    }
    let estimate = try costsim.run(
      "estimate", "--option", "aws-ec2:type=c5.large", "--format", "json"
    ).json()
    #expect(estimate.keys == document.keys)
    #expect(estimate["rows"][0].keys == Self.rowKeys)
    #expect(estimate["components"][0].keys == Self.componentKeys)
  }

  /// Numbers are plain decimals of at most 12 places, without trailing zeros, and never texts.
  @Test func numbers() throws {
    let document = try output("json").json()
    let records = ["rows", "services", "components"].flatMap { document[$0].elements }
    for record in records {
      guard case .object(let members) = record else { continue }
      for member in members {
        guard case .number(let text) = member.value else { continue }
        let decimals = text.split(separator: ".").dropFirst().first ?? ""
        #expect(decimals.count <= 12 && decimals.last != "0", "\(member.key) \(text)")
        #expect(!text.contains("e") && !text.contains("E"), "\(member.key) \(text)")
      }
    }
    for row in document["rows"].elements {
      for key in ["coldStartRate", "utilization"] {
        guard let rate = row[key].decimal else { continue }
        #expect((0...1).contains(rate))
      }
    }
  }

  @Test func sameFiguresInEveryForm() throws {
    let document = try output("json").json()
    #expect(try output("rows").json() == document["rows"])
    #expect(try output("components").json() == document["components"])
    let lines = try output("ndjson").lines.map { try JSONValue($0) }
    #expect(JSONValue.array(lines) == document["rows"])
    // None of the texts here has a comma, a quote or a line break, except the SPECs and reasons.
    let table = try output("csv").text
    let records = try ParsedCSV(table).records
    #expect(records.first == Self.rowKeys)
    #expect(!table.hasPrefix("\u{FEFF}"))
    #expect(records.count == 5)
    for (record, row) in zip(records.dropFirst(), document["rows"].elements) {
      #expect(record == Self.rowKeys.map { row[$0].plainText })
    }
  }

  @Test func sums() throws {
    let document = try output("json").json()
    func sum(_ records: [JSONValue], _ key: String) -> Decimal {
      records.reduce(0) { $0 + ($1[key].decimal ?? .nan) }
    }
    for row in document["rows"].elements where row["feasible"] == .flag(true) {
      func own(_ table: String) -> [JSONValue] {
        document[table].elements.filter { $0["optionId"] == row["optionId"] }
      }
      let total = try #require(row["monthlyCostUsd"].decimal)
      #expect(sum(own("components"), "costUsd") == total)
      for (category, key) in [("compute", "computeCostUsd"), ("request", "requestCostUsd")] {
        let parts = own("components").filter { $0["category"].string == category }
        #expect(sum(parts, "costUsd") == row[key].decimal)
      }
      let services = own("services")
      #expect(services.count == 2)
      for key in ["requests", "completedRequests", "coldStarts"] {
        #expect(sum(services, key) == row[key].decimal)
      }
      let difference = abs(sum(services, "monthlyCostUsd") - total)
      if row["platform"].string == "aws-ec2" {
        // A shared fleet is split by busy time; each part is rounded on its own.
        #expect(difference <= decimal("0.000000000001"))
      } else {
        #expect(difference == 0)
      }
    }
  }

  /// The parts of one total are that total, to the last place.
  @Test func sharedCapacityIsSplitWithoutRest() throws {
    let rows = (0..<7).map { "\($0),s\($0),100,512\n" }.joined()
    try costsim.write("seven.csv", Sample.header + rows)
    let document = try costsim.run(
      "compare", "seven.csv", "--span", "1d", "--format", "json", "--option",
      "aws-ec2:type=c5.large,count=1"
    ).json()
    let sum = document["services"].elements.reduce(Decimal.zero) {
      $0 + ($1["monthlyCostUsd"].decimal ?? .nan)
    }
    // 730 h × $0.085 = $62.05, which seven equal parts of 12 places cannot make up.
    #expect(sum == decimal("62.05"))
  }

  @Test func everyKeyIsExplained() throws {
    for key in Self.rowKeys + Self.componentKeys {
      let text = try costsim.run("explain", key).succeeded().text
      #expect(text.hasPrefix(key + "\n"))
    }
  }

  /// Who asks for data about an option that is not feasible must learn why.
  @Test func explainAnInfeasibleOption() throws {
    let words = ["explain", "aws-lambda:memory=64", "trace.csv", "--project", "none"]
    for run in try [costsim.run(words), costsim.run(words + ["--format", "json"])] {
      #expect(run.code == 64)
      #expect(run.errors.contains("memory 64 MB is below the minimum of 128 MB"))
    }
  }

  @Test func markdownTable() throws {
    let lines = try output("markdown").text.components(separatedBy: "\n")
    let start = try #require(lines.firstIndex { $0.hasPrefix("|") })
    let table = lines[start...].prefix { $0.hasPrefix("|") }
    #expect(table.count == 6)
    let counts = table.map {
      $0.replacingOccurrences(of: "\\|", with: "").filter { $0 == "|" }.count
    }
    #expect(Set(counts).count == 1)
    #expect(lines[start + 1].allSatisfy { "|-: ".contains($0) })
    #expect(lines[start - 1].isEmpty && lines[start + table.count].isEmpty)
  }
}

/// The same input and seed give the same bytes.
struct ReproducibilityTests {
  let costsim: CostsimBinary

  init() throws {
    costsim = try CostsimBinary()
    // Bursts and gaps, so that routing, random keep-alives and init times matter.
    var state: UInt64 = 7
    func next(_ bound: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % bound
    }
    var time: UInt64 = 0
    rows = (0..<2_000).map { _ in
      time += next(10) == 0 ? next(400_000) : next(200)
      return "\(Double(time) / 1_000),s\(next(5)),\(next(3_000)),\(128 << next(4))\n"
    }
    try costsim.write("trace.csv", Sample.header + rows.joined())
  }

  private let rows: [String]
  private static let words = [
    "--project", "none", "--format", "json", "--option",
    "aws-lambda:routing=random,init=lognormal(200ms,0.5)", "--option", "aws-lambda:reserved=3",
    "--option", "aws-fargate", "--option", "aws-ec2:type=c5.large",
  ]

  private func compare(_ words: [String], input: Data = Data()) throws -> CostsimBinary.Run {
    try costsim.run(["compare"] + words + Self.words, input: input).succeeded()
  }

  @Test func threadsDoNotMatter() throws {
    let one = try compare(["trace.csv", "--jobs", "1"])
    for jobs in ["2", "3", "7"] {
      #expect(try compare(["trace.csv", "--jobs", jobs]).output == one.output, "\(jobs)")
    }
    #expect(try compare(["trace.csv"]).output == one.output)
    #expect(try compare(["trace.csv", "--seed", "1"]).output == one.output)
    #expect(try compare(["trace.csv", "--seed", "2"]).output != one.output)
  }

  @Test func inputFormsDoNotMatter() throws {
    let whole = try compare(["trace.csv"]).json()
    let piped = try compare(
      ["-"], input: Data((Sample.header + rows.joined()).utf8)
    ).json()
    #expect(piped["trace"]["files"] == .array([.string("-")]))
    try costsim.write("1.csv", Sample.header + rows[..<700].joined())
    try costsim.write("2.csv", Sample.header + rows[700...].joined())
    let parts = try compare(["1.csv", "2.csv"]).json()
    #expect(parts["trace"]["files"].elements.count == 2)
    for table in ["rows", "services", "components", "verdict", "assumptions", "warnings"] {
      #expect(piped[table] == whole[table], "\(table)")
      #expect(parts[table] == whole[table], "\(table)")
    }
  }

  @Test func pipeOnStandardInput() throws {
    let run = try costsim.shell(
      "cat trace.csv | costsim compare - --project none --option aws-lambda --format rows")
    let rows = try costsim.run(
      "compare", "trace.csv", "--project", "none", "--option", "aws-lambda", "--format", "rows")
    #expect(run.succeeded().output == rows.output)
  }

  /// Rows that are out of order are sorted: later files first gives the same totals.
  @Test func orderOfFilesDoesNotMatterToWholeFigures() throws {
    try costsim.write("1.csv", Sample.header + rows[..<700].joined())
    try costsim.write("2.csv", Sample.header + rows[700...].joined())
    let option = ["--project", "none", "--format", "rows", "--option", Sample.lambda]
    let forwards = try costsim.run(["compare", "1.csv", "2.csv"] + option).json()
    let backwards = try costsim.run(["compare", "2.csv", "1.csv"] + option).json()
    for key in ["requests", "coldStarts", "latencyP99Ms", "latencyMaxMs", "peakConcurrency"] {
      #expect(forwards[0][key] == backwards[0][key], "\(key)")
    }
  }

  @Test func sourceDateEpoch() throws {
    let words = ["compare", "trace.csv", "--option", "aws-lambda", "--format", "json"]
    let run = try costsim.run(words, environment: ["SOURCE_DATE_EPOCH": "1793750400"])
    // 2026-11-04T00:00:00Z is 20,761 days after the epoch.
    #expect(try run.json()["generatedAt"].string == "2026-11-04T00:00:00Z")
    try costsim.run(words, environment: ["SOURCE_DATE_EPOCH": "today"]).expectRefusal(
      78, "SOURCE_DATE_EPOCH \"today\" is not a number of seconds")
  }
}

/// Records of a CSV text after RFC 4180, by the book and slowly.
struct ParsedCSV {
  private(set) var records: [[String]] = [[]]

  struct Malformed: Error {}

  init(_ text: String) throws {
    var cell = ""
    var isQuoted = false
    var rest = Array(text.unicodeScalars)[...]
    while let scalar = rest.popFirst() {
      switch (scalar, isQuoted) {
      case ("\"", true) where rest.first == "\"":
        rest.removeFirst()
        cell.unicodeScalars.append(scalar)
      case ("\"", _): isQuoted.toggle()
      case (",", false):
        records[records.count - 1].append(cell)
        cell = ""
      case ("\r", false):
        guard rest.popFirst() == "\n" else { throw Malformed() }
        records[records.count - 1].append(cell)
        records.append([])
        cell = ""
      default: cell.unicodeScalars.append(scalar)
      }
    }
    guard !isQuoted, cell.isEmpty, records.removeLast().isEmpty else { throw Malformed() }
  }
}

extension JSONValue {
  /// The value as a cell of CSV.
  fileprivate var plainText: String {
    switch self {
    case .string(let text), .number(let text): return text
    case .flag(let flag): return flag ? "true" : "false"
    default: return ""
    }
  }
}

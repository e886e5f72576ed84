import Foundation
import Testing

/// Every example of the published ones, through the program; the file is found by
/// `COSTSIM_CORPUS`. An example that no rule here understands fails.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["COSTSIM_CORPUS"] != nil))
struct PublishedExampleTests {
  struct NotUnderstood: Error {
    let example: String
  }

  /// What is asked of `estimate`, and how the source's lines are called there.
  struct Question {
    let option: String
    let words: String
    var meters: [String: String] = [:]
  }

  /// What the program answers.
  struct Answer {
    let total: Decimal
    let components: [JSONValue]

    /// The amount of a meter, or of one tier of it: `duration`, `duration 2`.
    func amount(of line: String) -> Decimal {
      let words = line.split(separator: " ").map(String.init)
      return components.filter { component in
        component["meter"].string == words[0]
          && (words.count == 1 || component["tier"].decimal == Decimal(string: words[1]))
      }.reduce(.zero) { $0 + ($1["costUsd"].decimal ?? .nan) }
    }
  }

  let file: JSONValue

  init() throws {
    let folder = try #require(ProcessInfo.processInfo.environment["COSTSIM_CORPUS"])
    file = try JSONValue(
      String(contentsOfFile: folder + "/oracles/worked_examples.json", encoding: .utf8))
  }

  // MARK: Vendor pages and golden files

  @Test func vendorExamples() throws {
    let examples = file["aws"].elements
    #expect(examples.count >= 6)
    for example in examples {
      let id = example["id"].string ?? "?"
      let question = try question(of: example)
      let free = example["inputs"]["free_tier"] == .flag(true) ? " --free-tier" : ""
      let answer = try answer(to: question, free)
      let tolerance = try #require(example["suggested_tolerance"].decimal)
      let stated = try #require(example["expected_total_stated"].decimal)
      #expect(abs(answer.total - stated) <= tolerance, "\(id): \(answer.total), not \(stated)")
      // Recomputed figures are given to a millionth; those of Fargate rest on prices a second that
      // the page rounds to nine places.
      let slack = decimal(example["service"].string == "fargate" ? "0.0005" : "0.000001")
      let exact = try #require(example["exact_unrounded_total"].decimal)
      #expect(
        abs(answer.total - exact) <= slack, "\(id): \(answer.total), not \(exact)")
      for line in example["expected_lines"].keys {
        guard let meter = question.meters[line] else { throw NotUnderstood(example: id) }
        let exact = try #require(example["expected_lines"][line]["exact"].decimal)
        #expect(
          abs(answer.amount(of: meter) - exact) <= slack,
          "\(id), \(line): \(answer.amount(of: meter)), not \(exact)")
      }
    }
  }

  private func question(of example: JSONValue) throws -> Question {
    let inputs = example["inputs"]
    let region = example["region"].string ?? ""
    let arch = inputs["arch"].string ?? ""
    func number(_ key: String) throws -> Decimal { try #require(inputs[key].decimal) }
    switch example["service"].string {
    case "lambda" where inputs["billable_gb_seconds"].decimal != nil:
      return Question(
        option: "aws-lambda:arch=\(arch),region=\(region)",
        words: "--meter requests=\(try number("requests")) "
          + "--meter duration=\(try number("billable_gb_seconds"))",
        meters: ["requests": "requests", "tier1": "duration 1", "tier2": "duration 2"])
    case "lambda" where inputs["pc_requests"].decimal != nil:
      return Question(
        option: "aws-lambda:memory=\(try number("memory_mb")),arch=\(arch),region=\(region),"
          + "provisioned=\(try number("provisioned_concurrency"))",
        words: "--requests \(try number("ondemand_requests")) "
          + "--duration-ms \(try number("ondemand_duration_ms")) "
          + "--provisioned-requests \(try number("pc_requests")) "
          + "--provisioned-duration-ms \(try number("pc_duration_ms")) "
          + "--provisioned-hours \(try number("pc_enabled_seconds") / 3600)",
        meters: [
          "requests": "requests", "provisioned_concurrency": "provisioned-concurrency",
          "compute_pc": "provisioned-duration", "compute_ondemand": "duration",
        ])
    case "lambda":
      return Question(
        option: "aws-lambda:memory=\(try number("memory_mb")),arch=\(arch),region=\(region),"
          + "ephemeral=\(try number("ephemeral_mb"))",
        words: "--requests \(try number("requests")) --duration-ms \(try number("duration_ms"))",
        meters: [
          "compute": "duration", "requests": "requests", "ephemeral": "ephemeral-storage",
        ])
    case "fargate":
      return Question(
        option: "aws-fargate:vcpu=\(try number("vcpu")),memory=\(try number("memory_gb") * 1024),"
          + "ephemeral=\(try number("ephemeral_gb")),count=\(try number("tasks")),"
          + "arch=\(arch),region=\(region)",
        words: "--hours \(try number("seconds_per_day") * number("days") / 3600)",
        meters: ["vcpu": "vcpu", "memory": "memory", "ephemeral": "ephemeral-storage"])
    default: throw NotUnderstood(example: example["id"].string ?? "?")
    }
  }

  // MARK: Other vendors

  /// Each asks for one or several bills whose sum is the stated total. What is stated only in units
  /// or rounded to a whole number says so with its tolerance.
  private static let others: [String: (bills: [(option: String, words: String)], slack: String)] = [
    "cf-workers-1": (
      [("cloudflare-workers:memory=128", "--requests 15000000 --cpu-ms 7")], "0.005"
    ),
    "cf-workers-3": (
      [("cloudflare-workers:memory=128", "--requests 720 --cpu-ms 180000")], "0.005"
    ),
    "azfn-consumption-1": (
      [("azure-functions:memory=512", "--requests 3000000 --duration-ms 1000 --free-tier")], "0.005"
    ),
    "azfn-premium-EP1": ([("azure-functions:plan=premium,region=eastus", "--hours 730")], "0.005"),
    "azfn-flex-1": (
      [
        (
          "azure-functions:plan=flex,region=northeurope,memory=512",
          "--meter flex-execution-time=42060 --meter flex-executions=359170 --free-tier"
        )
      ], "0.005"
    ),
    "aca-1": ([("azure-container-apps:memory=1024", "--hours 720")], "0.5"),
    "crun-req-1": (
      [
        (
          "gcp-cloud-run:region=europe-west3,vcpu=1,memory=512",
          "--requests 500000 --duration-ms 3600"
        )
      ], "0.005"
    ),
    // Each line is rounded in the source: 12 + 1.875 + 4 + 12.
    "gcf1-1": (
      [
        ("gcp-functions-1st-gen:memory=256", "--requests 10000000 --duration-ms 240"),
        ("gcp-egress", "--meter egress=100"),
      ], "0.01"
    ),
    // Ten pods of a vCPU; a pod has at most 10 GB of storage.
    "gke-auto-1": (
      [
        ("gcp-gke-autopilot:vcpu=1,memory=5120,ephemeral=10,count=10,cluster=0", "--hours 730"),
        ("gcp-gke-cluster", "--hours 730"),
      ], "0.01"
    ),
    "gce-sud-n1": ([("gcp-compute-engine:type=n1-standard-16", "--hours 730")], "0.005"),
    "ali-fc-derived-1": (
      [("alibaba-fc:vcpu=0.5,memory=512", "--requests 10000000 --duration-ms 100")], "0.000001"
    ),
  ]

  /// MB-ms of a past invoice line turned into GB-s: a unit, not an amount.
  private static let notExpressed = ["azfn-units-1"]

  @Test func otherVendors() throws {
    let examples = file["other"].elements
    #expect(examples.count >= 12)
    for example in examples {
      let id = example["id"].string ?? "?"
      guard !Self.notExpressed.contains(id) else { continue }
      guard let question = Self.others[id] else { throw NotUnderstood(example: id) }
      let stated = try #require(example["stated_total"].decimal)
      let total = try question.bills.reduce(Decimal.zero) { sum, bill in
        let document = try CostsimBinary().run(
          ["estimate", "--option", bill.option, "--format", "json"]
            + bill.words.split(separator: " ").map(String.init)
        ).json()
        return sum + (try #require(document["rows"][0]["monthlyCost"].decimal))
      }
      #expect(abs(total - stated) <= decimal(question.slack), "\(id): \(total), not \(stated)")
    }
  }

  // MARK: Published studies

  @Test func caseStudies() throws {
    let studies = file["published_case_studies"].elements
    #expect(studies.count >= 10)
    for study in studies {
      let id = study["id"].string ?? "?"
      let tolerance = try #require(study["tolerance_abs"].decimal)
      // Figures that do not follow from their own inputs are replaced by those that do.
      let expected = study["matches"] == .flag(true) ? study["stated"] : study["recomputed"]
      let questions = try self.questions(of: study)
      let keys = expected.keys
      #expect(!keys.isEmpty)
      for (place, key) in keys.enumerated() {
        let figure = try #require(expected[key].decimal)
        let question = questions[min(place, questions.count - 1)]
        let answer = try answer(to: question)
        let found: Decimal
        if key == "gb_seconds" {
          found = answer.components.filter { $0["unit"].string == "GB-Seconds" }
            .reduce(.zero) { $0 + ($1["quantity"].decimal ?? .nan) }
        } else if let meter = question.meters[key] {
          found = answer.amount(of: meter)
        } else if key == "total" || questions.count == keys.count {
          found = answer.total
        } else {
          throw NotUnderstood(example: id)
        }
        #expect(abs(found - figure) <= tolerance, "\(id), \(key): \(found), not \(figure)")
      }
    }
  }

  /// One question a study, or one for each of its cases in the order of their figures.
  private func questions(of study: JSONValue) throws -> [Question] {
    let inputs = study["inputs"]
    let id = study["id"].string ?? "?"
    func number(_ key: String) throws -> Decimal { try #require(inputs[key].decimal) }
    switch study["platform"].string {
    case "aws-lambda" where !inputs["cases"].elements.isEmpty:
      return try inputs["cases"].elements.map { item in
        let sides = (item.string ?? "").split(separator: "/").map(String.init)
        guard sides.count == 2, inputs["per"].string == "1M requests" else {
          throw NotUnderstood(example: id)
        }
        let memory = sides[0].replacingOccurrences(of: "GB", with: "024")
          .replacingOccurrences(of: "MB", with: "")
        let duration = sides[1].replacingOccurrences(of: "ms", with: "")
          .replacingOccurrences(of: "s", with: "000")
        return Question(
          option: "aws-lambda:memory=\(memory)",
          words: "--requests 1000000 --duration-ms \(duration)")
      }
    case "aws-lambda" where inputs["runs"].decimal != nil:
      // The study leaves the charge for requests out.
      return [
        Question(
          option: "aws-lambda:memory=\(try number("memory_mb"))",
          words: "--requests \(try number("runs")) "
            + "--duration-ms \(try number("duration_s") * 1000)",
          meters: ["total": "duration"])
      ]
    case "aws-lambda":
      return [
        Question(
          option: "aws-lambda:memory=\(try number("memory_mb"))",
          words: "--requests \(try number("requests")) --duration-ms \(try number("duration_ms"))",
          meters: ["compute": "duration", "requests": "requests"])
      ]
    case "aws-fargate":
      let hours =
        try inputs["hours"].decimal ?? number("minutes") * number("runs_per_month") / 60
      return [
        Question(
          option: "aws-fargate:vcpu=\(try number("vcpu")),memory=\(try number("memory_gb") * 1024)",
          words: "--hours \(hours)", meters: ["vcpu": "vcpu", "memory": "memory"])
      ]
    case "gcp-cloud-run":
      // The source is of europe-west3.
      return [
        Question(
          option: "gcp-cloud-run:region=europe-west3,vcpu=\(try number("vcpu")),"
            + "memory=\(try number("memory_gib") * 1024)",
          words: "--requests \(try number("requests")) --duration-ms \(try number("duration_ms"))",
          meters: ["cpu": "vcpu", "memory": "memory", "requests": "requests"])
      ]
    case "azure-functions":
      return [
        Question(
          option: "azure-functions:memory=\(try number("memory_mb"))",
          words: "--requests \(try number("executions")) "
            + "--duration-ms \(try number("duration_ms"))",
          meters: ["compute": "execution-time", "requests": "executions"])
      ]
    case "aws-api-gateway-rest":
      return [
        Question(option: "aws-api-gateway-rest", words: "--requests \(try number("requests"))")
      ]
    case "aws-nat-gateway":
      return [
        Question(
          option: "aws-nat-gateway",
          words: "--hours \(try number("hours")) --meter data=\(try number("gb"))",
          meters: ["hourly": "hours", "data": "data"])
      ]
    default: throw NotUnderstood(example: id)
    }
  }

  private func answer(to question: Question, _ more: String = "") throws -> Answer {
    let document = try CostsimBinary().run(
      ["estimate", "--option", question.option, "--format", "json"]
        + (question.words + more).split(separator: " ").map(String.init)
    ).json()
    return Answer(
      total: try #require(document["rows"][0]["monthlyCostUsd"].decimal),
      components: document["components"].elements)
  }
}

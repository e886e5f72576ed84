import Foundation
import Testing

/// `mixed`: each service on an option of its own.
struct MixedOptionTests {
  /// A job of 20 minutes, which Lambda does not run, and a light service.
  private static let rows =
    (0..<10).map { "\($0 * 10),api,100,512\n" }.joined() + "100,nightly,1200000,1024\n"

  private static let functions = "aws-lambda:init=300ms,keep-alive=600s"
  private static let tasks = "aws-fargate:vcpu=0.5,memory=1024,count=1,slots=1"

  /// A task costs 730 × (0.5 × 0.04048 + 0.004445) = 14.7752 + 3.24485 a month; the functions of
  /// `api` 0.4 + 9 × 0.1 s × 0.5 GB × 0.0000166667 and 10 × 0.0000002.
  @Test func servicesChooseDifferently() throws {
    let compared = try ComparedTrace(
      Self.rows, [Self.functions, Self.tasks, "mixed"], "--span 730h")
    #expect(compared.row(1)["feasible"] == .flag(false))
    #expect(compared.row(2).number("monthlyCost") == decimal("36.0401"))
    let mixed = compared.row(3)
    #expect(mixed["rank"] == .number("1"))
    #expect(mixed["platform"].string == "mixed")
    #expect(mixed.number("monthlyCost") == decimal("18.020062833355"))
    #expect(compared.service("api", option: 3)["option"].string == Self.functions)
    #expect(compared.service("api", option: 3).number("monthlyCost") == decimal("0.000012833355"))
    #expect(compared.service("nightly", option: 3)["option"].string == Self.tasks)
    #expect(compared.service("nightly", option: 3).number("monthlyCost") == decimal("18.02005"))
    #expect(mixed.number("coldStarts") == 1)
    #expect(mixed.number("latencyMaxMs") == 1_200_000)
  }

  /// The SPEC of the row names what each service got, and gives the same again.
  @Test func theSpecOfTheRowReproducesIt() throws {
    let first = try ComparedTrace(
      Self.rows, [Self.functions, Self.tasks, "mixed"], "--span 730h")
    let spec = try #require(first.row(3)["option"].string)
    #expect(spec == "mixed:api=(\(Self.functions)),nightly=(\(Self.tasks))")
    let again = try ComparedTrace(Self.rows, [spec], "--span 730h")
    #expect(again.row.withoutPlace == first.row(3).withoutPlace)
    for service in ["api", "nightly"] {
      #expect(
        again.service(service).withoutPlace == first.service(service, option: 3).withoutPlace)
    }
  }

  /// What is assigned stays, though it is dearer; the others choose from the rest alone.
  @Test func assignedServices() throws {
    let assigned = "aws-fargate:vcpu=1,memory=2048,count=2,slots=1"
    let compared = try ComparedTrace(
      Self.rows, [Self.functions, Self.tasks, "mixed:api=(\(assigned))"], "--span 730h")
    #expect(compared.service("api", option: 3)["option"].string == assigned)
    // 2 × 730 × (0.04048 + 2 × 0.004445).
    #expect(compared.service("api", option: 3).number("monthlyCost") == decimal("72.0802"))
    #expect(compared.service("nightly", option: 3).number("monthlyCost") == decimal("18.02005"))
    #expect(compared.row(3).number("monthlyCost") == decimal("90.10025"))
  }

  /// Assigned or chosen, services on one option are replayed together: the environment of `a` stays
  /// warm until the end at 100.1, that of `b` starts at 100, so that 100.1 + 0.1 s of environments
  /// exist within 100.1 s.
  @Test func servicesOnOneOptionAreTogether() throws {
    let option = "aws-lambda:init=0ms,keep-alive=600s"
    let rows = "0,a,100,512\n100,b,100,512\n"
    for spec in ["mixed", "mixed:b=(\(option))", "mixed:a=(\(option)),b=(\(option))"] {
      let compared = try ComparedTrace(rows, [option, spec])
      #expect(compared.row(1).number("meanInstances") == decimal("1.000999"))
      #expect(compared.row(2).number("meanInstances") == decimal("1.000999"), "\(spec)")
      #expect(compared.row(2).number("monthlyCost") == compared.row(1).number("monthlyCost"))
    }
  }

  @Test func unknownServices() throws {
    try ComparedTrace.expectRefusal(
      Self.rows, [Self.functions, "mixed:nightli=(\(Self.tasks))"],
      "mixed: the trace has no service \"nightli\"; did you mean \"nightly\"?")
    try ComparedTrace.expectRefusal(
      Self.rows, ["mixed:api=(mixed)"], "mixed:api=(mixed): api is mixed itself")
  }

  /// Alone it chooses from the default options, as it does beside them.
  @Test func aloneItTakesTheDefaults() throws {
    let alone = try ComparedTrace(Self.rows, ["mixed"], "--span 730h")
    let all = try ComparedTrace(Self.rows, [], "--span 730h")
    let beside = try #require(all.rows.first { $0["platform"].string == "mixed" })
    #expect(alone.row["feasible"] == .flag(true))
    #expect(alone.row.withoutPlace == beside.withoutPlace)
    #expect(alone.service("api")["option"].string?.hasPrefix("aws-lambda") == true)
    #expect(alone.service("nightly")["option"].string?.hasPrefix("aws-lambda") == false)
  }

  @Test func aServiceThatNothingServes() throws {
    let compared = try ComparedTrace(
      Self.rows, [Self.functions, "mixed"], "--span 730h")
    #expect(compared.row(2)["feasible"] == .flag(false))
    #expect(
      compared.row(2)["infeasibleReason"].string
        == "no option can serve nightly: a request runs 20m, above the limit of 900 s (AWS "
        + "Lambda Developer Guide, Lambda quotas, 2026); aws-fargate or "
        + "aws-lambda-managed-instances (90 minutes, asynchronous) or aws-lambda:durable=yes "
        + "(a year, asynchronous, in steps of 15 minutes) or alibaba-fc (24 hours) may do")
    #expect(compared.row(2)["monthlyCost"] == .null)
  }
}

import Foundation
import Testing

/// Provisioned concurrency and SnapStart in `estimate`, against arithmetic by hand at the list
/// prices of us-east-1 (AWS Lambda pricing, 2026-09-19): configured $0.0000041667, duration inside
/// $0.0000097222, on demand $0.0000166667 a GB-second.
struct ProvisionedConcurrencyTests {
  let costsim: CostsimBinary

  init() throws { costsim = try CostsimBinary() }

  private func run(_ option: String, _ words: String) throws -> CostsimBinary.Run {
    try costsim.run(
      ["estimate", "--option", option, "--format", "json"]
        + words.split(separator: " ").map(String.init))
  }

  private func total(_ option: String, _ words: String) throws -> Decimal {
    let document = try run(option, words).json()
    return try #require(document["rows"][0]["monthlyCostUsd"].decimal)
  }

  private func quantities(_ option: String, _ words: String) throws -> [String: Decimal] {
    try run(option, words).json()["components"].elements.reduce(into: [:]) {
      $0[$1["meter"].string ?? "", default: 0] += $1["quantity"].decimal ?? .nan
    }
  }

  /// An environment-hour of 1 GB that is busy for u of it costs 3600 × (0.0000041667 + u ×
  /// 0.0000097222) provisioned and 3600 × u × 0.0000166667 on demand: equal at
  /// u = 0.0000041667 / (0.0000166667 − 0.0000097222) = 0.6, exactly.
  @Test(arguments: [(1_800, -1), (2_124, -1), (2_160, 0), (2_196, 1), (3_600, 1)])
  func breaksEvenAtSixtyPercent(busySeconds: Int, advantage: Int) throws {
    let onDemand = try total(
      "aws-lambda:memory=1024", "--requests \(busySeconds) --duration-ms 1000")
    let provisioned = try total(
      "aws-lambda:memory=1024,provisioned=1",
      "--provisioned-hours 1 --provisioned-requests \(busySeconds) --provisioned-duration-ms 1000")
    #expect((onDemand - provisioned).signum == advantage)
  }

  /// Rounded up to five minutes: 301 s are 600 s of 2 × 0.5 GB.
  @Test func configuredTimeIsRoundedUpToFiveMinutes() throws {
    let used = try quantities(
      "aws-lambda:memory=512,provisioned=2",
      "--provisioned-hours 0.083611111111 --provisioned-requests 0 --duration-ms 1")
    #expect(used == ["provisioned-concurrency": 600])
  }

  /// All month is 730 h, 3 × 730 × 3,600 s; the duration of the others holds inside as well.
  @Test func whatIsNotStated() throws {
    let used = try quantities(
      "aws-lambda:memory=1024,provisioned=3",
      "--requests 10 --provisioned-requests 20 --duration-ms 500")
    #expect(
      used == [
        "requests": 30, "duration": 5, "provisioned-concurrency": 7_884_000,
        "provisioned-duration": 10,
      ])
  }

  /// AWS bills /tmp above 512 MB for the time that functions run, wherever they run.
  @Test func temporaryStorageInsideAndOutside() throws {
    let used = try quantities(
      "aws-lambda:memory=512,ephemeral=1536,provisioned=1",
      "--requests 100 --provisioned-requests 300 --duration-ms 1000 --provisioned-hours 1")
    #expect(used["ephemeral-storage"] == 400)
  }

  /// The account's requests are free inside as well, its GB-seconds are not.
  @Test func freeAllowance() throws {
    // 1,000 × 1 s × 1 GB inside: 3600 × 0.0000041667 + 1000 × 0.0000097222.
    #expect(
      try total(
        "aws-lambda:memory=1024,provisioned=1",
        "--provisioned-requests 1000 --duration-ms 1000 --provisioned-hours 1 --free-tier")
        == decimal("0.02472232"))
  }

  @Test func refusals() throws {
    try run("aws-lambda:memory=512", "--requests 1 --duration-ms 1 --provisioned-requests 1")
      .expectRefusal(64, "--provisioned-requests says nothing about options without provisioned=")
    try costsim.run(
      "estimate", "--option", "aws-lambda:memory=512", "--option",
      "aws-lambda:memory=512,provisioned=1", "--provisioned-requests", "1", "--duration-ms", "1"
    ).expectRefusal(
      64,
      "aws-lambda:memory=512 has no provisioned concurrency, but --provisioned-requests is given",
      hint: "write provisioned=N into the option, or count them in --requests")
    try run("aws-lambda:memory=512,provisioned=0", "--requests 1 --duration-ms 1").expectRefusal(
      64,
      "aws-lambda:memory=512,provisioned=0: provisioned \"0\" is not auto or a whole number "
        + "from 1 to 1000000")
    try run("aws-lambda:provisioned=1", "--provisioned-requests 1 --duration-ms 1").expectRefusal(
      64, "aws-lambda:provisioned=1 is billed by request: --memory-mb is missing",
      hint: "or memory= in the option")
    let huge = try run(
      "aws-lambda:memory=10240,provisioned=1000000000",
      "--provisioned-hours 99999999999999 --provisioned-requests 1 --duration-ms 1")
    #expect(!huge.wasSignalled && huge.code == 64)
  }

  // MARK: SnapStart

  private static let python = "aws-lambda:memory=2048,runtime=python3.13,snapstart=yes"

  /// The cache is billed for three hours at least: 10,800 s × 2 GB.
  @Test func cacheOfSnapStart() throws {
    #expect(
      try quantities(Self.python, "--requests 1 --duration-ms 1000 --hours 1")["snapstart-cache"]
        == 21_600)
    #expect(
      try quantities(Self.python, "--requests 1 --duration-ms 1000")["snapstart-cache"]
        == 730 * 3600 * 2)
  }

  /// 500 restores of 2 GB × $0.0001397998.
  @Test func restoresOfSnapStart() throws {
    #expect(try total(Self.python, "--meter snapstart-restore=1000") == decimal("0.1397998"))
  }

  @Test func snapStartThatIsNotSold() throws {
    let origin =
      " (AWS Lambda Developer Guide, SnapStart: Java 11, Python 3.12 and .NET 8 and later, no "
      + "container images, 2026)"
    try run("aws-lambda:memory=512,snapstart=yes", "--requests 1 --duration-ms 1").expectRefusal(
      64,
      "aws-lambda:memory=512,snapstart=yes: snapstart=yes does not go with runtime=nodejs22.x, "
        + "only with java11, java17, java21, java25, python3.12, python3.13, python3.14, dotnet8, "
        + "dotnet10" + origin)
    try run(
      "aws-lambda:memory=512,snapstart=yes,runtime=java21,package=image",
      "--requests 1 --duration-ms 1"
    ).expectRefusal(
      64,
      "aws-lambda:memory=512,snapstart=yes,runtime=java21,package=image: snapstart=yes does not go "
        + "with package=image, only with zip" + origin)
  }

  /// SnapStart of Java costs nothing (AWS Lambda pricing).
  @Test func snapStartOfJava() throws {
    let used = try quantities(
      "aws-lambda:memory=2048,runtime=java21,snapstart=yes", "--requests 1 --duration-ms 1000")
    #expect(used == ["requests": 1, "duration": 2])
    try run("aws-lambda", "--meter snapstart-cache=1").expectRefusal(
      64,
      "--meter \"snapstart-cache\" does not run for aws-lambda, only with snapstart=yes and "
        + "runtime=python3.12|python3.13|python3.14|dotnet8|dotnet10",
      hint: "its meters are requests, duration, ephemeral-storage, provisioned-concurrency, "
        + "provisioned-duration")
  }
}

extension Decimal {
  fileprivate var signum: Int { self == 0 ? 0 : self < 0 ? -1 : 1 }
}

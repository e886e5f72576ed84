import Metering
import Testing
import Units

@Suite struct MeterTests {
  private static func usage() -> Usage {
    var usage = Usage(requests: 2, billedTime: 3, billedMemoryTime: 5, instanceTime: 7)
    usage.provisionedBilledTime = 11
    usage.provisionedBilledMemoryTime = 13
    usage.provisionedTime = 17
    usage.provisionedMemoryTime = 19
    usage.restoredBytes = 23
    usage.deployedTime = 29
    usage.deployedMemoryTime = 31
    usage.capacityUnitTime = 37
    usage.logBytes = 41
    usage.egressBytes = 43
    usage.natBytes = 47
    usage.storedMemoryTime = 53
    return usage
  }

  private func reading(
    _ basis: MeterBasis, times factor: String? = nil, included: Int128 = 0,
    of usage: Usage = usage()
  ) throws -> Int128 {
    try Meter(
      id: "m", title: "", category: .compute, basis: basis, factor: factor, included: included,
      dimension: .time
    ).quantity(of: usage, resources: ConfiguredResources([("memory", 100), ("disk", 1_000)]))
  }

  /// Each basis reads its own figure.
  @Test(
    arguments: [
      (.requests, 2), (.billedTime, 3), (.instanceTime, 7), (.provisionedBilledTime, 11),
      (.executionTime, 14), (.provisionedTime, 17), (.restores, 23), (.deployedTime, 29),
      (.capacityUnits, 37), (.logBytes, 41), (.egressBytes, 43), (.natBytes, 47),
      (.storedTime, 53),
    ] as [(MeterBasis, Int128)])
  func bases(basis: MeterBasis, quantity: Int128) throws {
    #expect(try reading(basis) == quantity)
  }

  /// Memory of requests is summed as it arises; that of instances is configured.
  @Test(
    arguments: [
      (.billedTime, 5), (.provisionedBilledTime, 13), (.executionTime, 18), (.provisionedTime, 19),
      (.deployedTime, 31), (.instanceTime, 700),
    ] as [(MeterBasis, Int128)])
  func basesTimesMemory(basis: MeterBasis, quantity: Int128) throws {
    #expect(try reading(basis, times: "memory") == quantity)
  }

  @Test func otherFactorsAreConfigured() throws {
    #expect(try reading(.executionTime, times: "disk", included: 400) == 14 * 600)
    #expect(try reading(.deployedTime, times: "disk") == 29_000)
  }

  @Test func sumsBeyondExactArithmeticAreRefused() {
    var usage = Usage(billedTime: Int128.max)
    usage.provisionedBilledTime = 1
    #expect(throws: Failure.self) { try reading(.executionTime, of: usage) }
  }

  @Test func whatIsThereAnywayIsNotProjected() {
    #expect(
      MeterBasis.allCases.filter { !$0.isProjected }
        == [
          .provisionedTime, .minimumTime, .minimumIdleTime, .accountTime, .instanceTime,
          .deployedTime, .storedTime,
        ])
  }

  @Test func conditions() {
    let meter = Meter(
      id: "m", title: "", category: .compute, basis: .restores, dimension: .bytes,
      conditions: [
        ParameterCondition(key: "snapstart", values: ["yes"]),
        ParameterCondition(key: "runtime", values: ["python3.13", "dotnet8"]),
      ])
    #expect(meter.runs { ["snapstart": "yes", "runtime": "dotnet8"][$0] })
    #expect(!meter.runs { ["snapstart": "yes", "runtime": "java21"][$0] })
    #expect(!meter.runs { ["snapstart": "no", "runtime": "dotnet8"][$0] })
    #expect(!meter.runs { ["runtime": "dotnet8"][$0] })
  }

  /// 1 GB is 2³⁰ bytes or 1,024 MB, a month 730 h.
  @Test func baseUnits() {
    #expect(UsageUnit.gigabytes.baseUnits == 1_073_741_824)
    #expect(UsageUnit.gigabyteMonths.baseUnits == 730 * UsageUnit.gigabyteHours.baseUnits)
    #expect(UsageUnit.capacityUnitHours.baseUnits == 3_600_000_000_000_000)
  }
}

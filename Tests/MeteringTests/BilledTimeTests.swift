import Metering
import Testing
import Units

@Suite struct BilledTimeTests {
  /// AWS Lambda since 2025-08-01: ceil(init + duration) to 1 ms, once.
  @Test(
    arguments: [
      (0, 0, 0), (1, 0, 1_000), (1_000, 0, 1_000), (1_001, 0, 2_000), (500, 500, 1_000),
      (123_456, 131_000, 255_000),
    ] as [(Int64, Int64, Int64)])
  func roundsTheSumOnce(duration: Int64, initialization: Int64, billed: Int64) {
    let rule = BilledTimeRule(increment: 1_000, minimum: 0, includesInit: true)
    #expect(rule.billed(duration: duration, initialization: initialization) == billed)
  }

  /// Azure Functions Consumption: at least 100 ms, then 1 ms; memory in steps of 128 MB
  /// (metering documentation of Azure Functions).
  @Test func minimumAndSteps() {
    let rule = BilledTimeRule(increment: 1_000, minimum: 100_000, includesInit: false)
    #expect(rule.billed(duration: 40_000, initialization: 9_000_000) == 100_000)
    #expect(rule.billed(duration: 100_001, initialization: 0) == 101_000)
    let memory = BilledMemoryRule(step: 128, minimum: 128)
    #expect([0, 1, 128, 129, 490].map { memory.billed($0) } == [128, 128, 128, 256, 512])
  }

  @Test func metersMultiplyTimeByWhatIsAboveTheIncludedPart() throws {
    let meter = Meter(
      id: "ephemeral-storage", title: "", category: .compute, basis: .billedTime,
      factor: "ephemeral", included: 512, dimension: .memoryTime)
    let usage = Usage(requests: 1, billedTime: 1_000_000)
    #expect(
      try meter.quantity(of: usage, resources: ConfiguredResources([("ephemeral", 2048)]))
        == 1_536_000_000)
    #expect(
      try meter.quantity(of: usage, resources: ConfiguredResources([("ephemeral", 512)])) == 0)
    #expect(throws: Failure.self) {
      try meter.quantity(of: usage, resources: ConfiguredResources([]))
    }
    #expect(
      try meter.quantity(of: Usage(), resources: ConfiguredResources([("ephemeral", 9)])) == 0)
  }
}

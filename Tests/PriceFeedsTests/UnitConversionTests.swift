import Testing
import Units

@testable import PriceFeeds

@Suite struct UnitConversionTests {
  private func number(_ text: String) -> ExactDecimal { ExactDecimal(text) ?? .zero }

  @Test func prices() throws {
    // $0.000002 for 10 requests is $0.20 a million; $0.0000445 a mCPU hour is $0.0445 a vCPU hour;
    // $0.0036 a GB-hour is $0.000001 a GB-second.
    let requests = try #require(
      UnitConversion(from: number("10"), .requests, to: 1_000_000, .requests))
    #expect(requests.price(number("0.000002")) == number("0.2"))
    #expect(requests.quantity(number("100000")) == number("1"))
    let cores = try #require(UnitConversion(from: number("0.001"), .vcpuHours, to: 1, .vcpuHours))
    #expect(cores.price(number("0.0000445")) == number("0.0445"))
    let memory = try #require(
      UnitConversion(from: number("1"), .gigabyteHours, to: 1, .gigabyteSeconds))
    #expect(memory.price(number("0.0036")) == number("0.000001"))
    #expect(memory.quantity(number("2")) == number("7200"))
  }

  @Test func outOfRangeIsNil() throws {
    let months = try #require(
      UnitConversion(
        from: number("0.000000000001"), .gigabyteSeconds, to: .init(Int64.max), .gigabyteMonths))
    #expect(months.price(number("1000000000")) == nil)
  }
}

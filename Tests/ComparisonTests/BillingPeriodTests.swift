import Testing
import Units

@testable import Comparison

private let hour: Int64 = 3_600_000_000
private let day = 24 * hour

@Suite struct BillingPeriodTests {
  @Test func spansWithinOnePercentBecomeWholeDays() throws {
    func span(_ observed: Int64) throws -> Int64 {
      try BillingPeriod(observed: observed, stated: nil, projection: .month).span
    }
    #expect(try span(7 * day - 5 * hour / 3) == 7 * day)
    // 1 % of seven days is 100.8 minutes.
    #expect(try span(7 * day - 101 * hour / 60) == 7 * day - 101 * hour / 60)
    #expect(try span(day - 14 * hour / 60) == day)
    #expect(try span(day + 1) == day + 1)
    #expect(try span(2 * hour) == 2 * hour)
  }

  @Test func projectsTo730HoursAndRoundsHalfToEven() throws {
    let week = try BillingPeriod(observed: 7 * day, stated: nil, projection: .month)
    // 730 / 168 × 604,800 = 2,628,000
    #expect(week.projected(604_800) == 2_628_000)
    let month = try BillingPeriod(observed: hour, stated: 730 * hour, projection: .month)
    #expect(month.projected(12_345) == 12_345)
    let double = try BillingPeriod(observed: hour, stated: 1_460 * hour, projection: .month)
    #expect([1, 3, 5].map { double.projected($0) } == [0, 2, 2])
    #expect(week.projected(Int128.max / 2) == nil)
    let none = try BillingPeriod(observed: hour, stated: nil, projection: .none)
    #expect(none.projected(7) == 7)
    #expect(none.period == hour)
  }

  @Test func shortAndContradictorySpansAreRefused() throws {
    #expect(throws: Failure.self) {
      try BillingPeriod(observed: 59_000_000, stated: nil, projection: .month)
    }
    #expect(throws: Failure.self) {
      try BillingPeriod(observed: hour, stated: hour - 1, projection: .month)
    }
    #expect(try BillingPeriod(observed: 0, stated: nil, projection: .none).span == 0)
  }

  @Test func doubtfulSpansAreNamed() throws {
    func code(_ observed: Int64, _ stated: Int64? = nil) throws -> String? {
      try BillingPeriod(observed: observed, stated: stated, projection: .month).warning?.code
    }
    #expect(try code(hour) == "short-span")
    #expect(try code(36 * hour) == "partial-days")
    #expect(try code(7 * day) == nil)
    #expect(try code(hour, 730 * hour) == nil)
  }
}

@Suite struct ServiceLevelObjectiveTests {
  @Test(arguments: ["p99<=250ms,errors<=0.1%", "p50<=1s", "errors<=0%", "max<=2s,p95<=300ms"])
  func readsItsOwnText(text: String) throws {
    #expect(try ServiceLevelObjective(text).text == text)
  }

  @Test(arguments: [
    "", "p99", "p99<250ms", "p98<=1s", "p99<=250", "errors<=1", "errors<=-1%", "errors<=x%",
    "p99<=1s,p99<=2s", "p99<=1s,,", "p99>=1s",
  ])
  func refusesOtherTexts(text: String) throws {
    let failure = try #require(throws: Failure.self) { try ServiceLevelObjective(text) }
    #expect(failure.code == .usage)
  }
}

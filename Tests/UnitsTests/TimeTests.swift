import Foundation
import Testing
import Units

@Suite struct TimeTests {
  @Test(
    arguments: [
      ("253ms", 253_000), ("1.5s", 1_500_000), ("7d", 604_800_000_000), ("10us", 10),
      ("10µs", 10), ("0s", 0), ("2h", 7_200_000_000), ("5m", 300_000_000), ("0.5us", 0),
    ] as [(String, Int64)])
  func readsDurations(text: String, microseconds: Int64) {
    #expect(DurationText.microseconds(text) == microseconds)
  }

  @Test(arguments: ["", "5", "ms", "-1s", "1 s", "1w", "1.2.3s", "99999999999999d", "1e3s"])
  func refusesOtherTexts(text: String) {
    #expect(DurationText.microseconds(text) == nil)
  }

  @Test func durationTextReadsBack() {
    for value: Int64 in [0, 1, 999, 1_000, 253_000, 90_000_000, 604_800_000_000, 86_400_000_001] {
      #expect(DurationText.microseconds(DurationText.text(value)) == value)
    }
    #expect(DurationText.text(90_000_000) == "90s")
    #expect(DurationText.text(60_000_000...90_000_000) == "60s..90s")
    #expect(DurationText.text(60_000_000...120_000_000) == "1m..2m")
    #expect(DurationText.text(1_001...60_000_000) == "1.001ms..1m")
  }

  @Test func datesAgreeWithFoundation() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
    for days in stride(from: -140_000, through: 140_000, by: 97) {
      // Foundation changes to the Julian calendar before 1582.
      let date = Date(timeIntervalSince1970: Double(days) * 86_400)
      let parts = calendar.dateComponents([.year, .month, .day], from: date)
      let ours = CalendarDate(daysSinceEpoch: days)
      #expect(ours.year == parts.year && ours.month == parts.month && ours.day == parts.day)
      #expect(ours.daysSinceEpoch == days)
    }
  }

  @Test func impossibleDatesAreNil() {
    #expect(CalendarDate("2026-02-29") == nil)
    #expect(CalendarDate("2024-02-29") != nil)
    #expect(CalendarDate("2026-13-01") == nil)
    #expect(CalendarDate("2026-1-01") == nil)
    #expect(CalendarDate("+026-09-19") == nil)
    #expect(CalendarDate("2026-+9-19") == nil)
    #expect(CalendarDate("2100-02-29") == nil)
  }

  @Test func stampsAreWrittenAsISO8601() {
    #expect(iso8601(microseconds: 0) == "1970-01-01T00:00:00Z")
    #expect(iso8601(microseconds: 1_767_225_600_123_450) == "2026-01-01T00:00:00.12345Z")
    #expect(iso8601(microseconds: -1) == "1969-12-31T23:59:59.999999Z")
  }
}

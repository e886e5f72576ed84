import Testing
import Units

@testable import Traces

/// Stamps that are far from all others.
@Suite struct EmptyStretchTests {
  /// Seven days from 2026-11-01, a request each, with other rows before or behind them.
  private func report(
    before: String = "", behind: String = "", blockSize: Int = 1 << 20
  ) throws -> TraceReadReport {
    let rows = (1...7).map { "2026-11-0\($0)T00:00:00Z,5\n" }.joined()
    return try readLog("timestamp,duration_ms\n" + before + rows + behind, blockSize: blockSize)
      .report
  }

  @Test func aWeekHasNone() throws { #expect(try report().emptyStretch == nil) }

  /// By hand: 1995-01-01 to 2026-11-01 are 11,627 days, the six days to 2026-11-07 the rest.
  @Test(arguments: [8, 1 << 20])
  func aStampYearsBefore(_ blockSize: Int) throws {
    let behind = try report(behind: "1995-01-01T00:00:00Z,5\n", blockSize: blockSize).emptyStretch
    let day = ArrivalDay.length
    #expect(behind?.span == 11_633 * day)
    #expect(behind.map { $0.end - $0.start } == 11_627 * day)
    #expect(behind?.place == "log:9" && behind?.requestsApart == 1)
    #expect(behind?.arrivalApart == 788_918_400_000_000)
    let before = try report(before: "1995-01-01T00:00:00Z,5\n", blockSize: blockSize).emptyStretch
    #expect(before?.place == "log:2" && before?.span == 11_633 * day)
  }

  @Test func aStampYearsBehindAndOneBefore1970() throws {
    #expect(try report(behind: "2126-01-01T00:00:00Z,5\n").emptyStretch?.place == "log:9")
    let old = try report(before: "1904-01-01T00:00:00Z,5\n").emptyStretch
    #expect(old?.place == "log:2" && old?.arrivalApart == -2_082_844_800_000_000)
  }

  /// The row of the place is the row of the arrival, and weights count.
  @Test(arguments: [8, 1 << 20])
  func thePlaceAndTheArrivalAreThoseOfOneRow(_ blockSize: Int) throws {
    let rows = (1...7).map { "2026-11-0\($0)T00:00:00Z,5,4\n" }.joined()
    let old = "1995-01-01T05:00:00Z,5,2\n1995-01-01T01:00:00Z,5,3\n"
    let stretch = try readLog(
      "timestamp,duration_ms,weight\n" + rows + old, blockSize: blockSize
    ).report.emptyStretch
    #expect(stretch?.place == "log:9" && stretch?.arrivalApart == 788_936_400_000_000)
    #expect(stretch?.requestsApart == 5 && stretch?.requests == 33 && stretch?.isBefore == true)
  }

  @Test func countsHaveEmptyStretchesToo() throws {
    let csv =
      "period,count\n1995-01-01T00:00:00Z,2\n2026-11-01T00:00:00Z,0\n"
      + "2026-11-02T00:00:00Z,9\n2026-11-03T00:00:00Z,9\n"
    let stretch = try readLog(csv, TraceReadOptions(duration: 1)).report.emptyStretch
    #expect(stretch?.place == "log:2" && stretch?.requestsApart == 2 && stretch?.requests == 20)
  }

  /// Two weeks that lie two months apart are half of nothing; a pause of a weekend is none.
  @Test func pausesOfAWeekAndLess() throws {
    #expect(try report(behind: "2026-11-13T00:00:00Z,5\n").emptyStretch == nil)
    #expect(try report(behind: "2027-01-13T00:00:00Z,5\n").emptyStretch != nil)
  }

  /// Lines that are no requests stand between: the place is the number among the requests.
  @Test func thePlaceInALog() throws {
    let line = { (day: String) in
      #"1.1.1.1 - - [\#(day):10:05:03 +0000] "GET /a HTTP/1.1" 200 20 "-" "M" 0.250"# + "\n"
    }
    var options = TraceReadOptions()
    options.onError = .skip
    let (_, report) = try readLog(
      line("17/May/2026") + "x\n" + line("17/May/1999") + line("18/May/2026"), options)
    #expect(report.emptyStretch?.place == "request 2 of log")
  }
}

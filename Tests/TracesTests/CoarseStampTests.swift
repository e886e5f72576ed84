import Foundation
import Testing
import Units

@testable import Traces

/// Stamps in whole seconds: judged as they are written, spread or warned of, in every form.
@Suite struct CoarseStampTests {
  /// 20 requests a second for five seconds, each of 200 ms, with the stamp of a whole second.
  private static let seconds = (0..<100).map { 1_793_610_000 + $0 / 20 }

  private func stamp(_ second: Int) -> String { "2026-11-02T09:00:0\(second - 1_793_610_000)" }

  /// Every arrival lies in the second behind its stamp, less the duration where stamps are ends.
  private func isSpread(_ trace: Trace, duration: Int64) -> Bool {
    let arrivals = trace.arrivals.sorted()
    return Set(arrivals.map { $0 % 1_000_000 }).count > 90
      && zip(arrivals, Self.seconds).allSatisfy { arrival, second in
        0..<1_000_000 ~= arrival + duration - Int64(second) * 1_000_000
      }
  }

  private var ends: String {
    Self.seconds.map { #"{"t":"\#(stamp($0))+00:00","d":0.2}"# + "\n" }.joined()
  }

  private func options(_ fields: String, _ spreading: StampSpreading) throws -> TraceReadOptions {
    TraceReadOptions(
      durationUnit: .seconds, fields: try FieldMapping(fields), spreading: spreading)
  }

  @Test func mappedEndsInWholeSecondsAreSpreadOverTheirSecond() throws {
    let (trace, report) = try readLog(ends, options("end=t,duration=d", .logs))
    #expect(isSpread(trace, duration: 200_000))
    #expect(report.spreadRows == 100 && report.coarseRows == 0)
  }

  @Test func mappedStartsInWholeSecondsAreSpreadOverTheirSecond() throws {
    let (trace, report) = try readLog(ends, options("time=t,duration=d", .logs))
    #expect(isSpread(trace, duration: 0) && report.spreadRows == 100)
  }

  @Test func wholeSecondEndsThatAreLeftAreCounted() throws {
    let (trace, report) = try readLog(ends, options("end=t,duration=d", .never))
    #expect(trace.arrivals.allSatisfy { $0 % 1_000_000 == 800_000 })
    #expect(report.spreadRows == 0 && report.coarseRows == 100)
  }

  @Test func aFractionAnywhereInALogShowsThatItsStampsAreFine() throws {
    let text = ends + #"{"t":"2026-11-02T09:00:05.125Z","d":0.2}"# + "\n"
    let (trace, report) = try readLog(text, options("end=t,duration=d", .logs), blockSize: 64)
    #expect(report.spreadRows == 0 && report.coarseRows == 0)
    #expect(trace.arrivals.contains(1_793_610_004_925_000))
  }

  @Test func endsOfCSVInWholeSecondsAreToldAndSpreadWhenAsked() throws {
    let text = "t,d\n" + Self.seconds.map { "\(stamp($0))Z,0.2\n" }.joined()
    let told = try readLog(text, options("end=t,duration=d", .logs))
    #expect(told.report.coarseRows == 100 && told.report.spreadRows == 0)
    let spread = try readLog(text, options("end=t,duration=d", .everywhere))
    #expect(isSpread(spread.trace, duration: 200_000))
    #expect(spread.report.coarseRows == 0 && spread.report.spreadRows == 100)
  }

  @Test func nativeCSVIsSpreadWhenAsked() throws {
    let text = "timestamp_s,duration_ms\n" + Self.seconds.map { "\($0),200\n" }.joined()
    #expect(try readLog(text).report.coarseRows == 100)
    let (trace, report) = try readLog(text, TraceReadOptions(spreading: .everywhere))
    #expect(isSpread(trace, duration: 0) && report.spreadRows == 100)
  }

  @Test func spreadingThatIsAskedForActsOnWholeSecondsBesideFineStamps() throws {
    let text = "timestamp_s,duration_ms\n7,1\n7.5,1\n"
    let (trace, report) = try readLog(text, TraceReadOptions(spreading: .everywhere))
    #expect(report.spreadRows == 1 && trace.arrivals.contains(7_500_000))
  }

  /// The same rows in memory and in a spool.
  @Test func aSpooledTraceIsSpreadAsOneInMemory() throws {
    let options = try options("end=t,duration=d", .logs)
    var streamed = options
    streamed.mostInMemory = 10
    let (trace, report) = try readLog(ends, streamed, blockSize: 256)
    #expect(report.spreadRows == 100 && trace.count == 100)
    #expect(try readLog(ends, options, blockSize: 256).report.spreadRows == 100)
  }

  @Test func reportLinesWithWholeSecondsAreSpread() throws {
    let text = Self.seconds.enumerated().map { index, second in
      "\(stamp(second)) REPORT RequestId: \(index)\tDuration: 200.00 ms\tBilled Duration: 200 ms\t"
        + "Memory Size: 256 MB\tMax Memory Used: 80 MB\n"
    }.joined()
    let (trace, report) = try readLog(text)
    #expect(isSpread(trace, duration: 200_000) && report.spreadRows == 100)
  }

  @Test func caddysWholeSecondsAreSpread() throws {
    let text = Self.seconds.map { second in
      #"{"ts":"\#(stamp(second))Z","logger":"http.log.access","msg":"handled request","#
        + #""request":{"host":"a"},"duration":0.2,"size":1}"# + "\n"
    }.joined()
    let (trace, report) = try readLog(text)
    #expect(isSpread(trace, duration: 200_000) && report.spreadRows == 100)
  }

  @Test func commonLogStampsAreStampsInEveryReader() throws {
    let json = #"{"t":"02/Nov/2026:10:00:00 +0100","d":0.2}"# + "\n"
    #expect(
      try readLog(json, options("time=t,duration=d", .logs)).trace.arrivals
        == [1_793_610_000_000_000])
    let csv = "timestamp,duration_ms\n02/Nov/2026:10:00:00 +0100,1\n"
    #expect(try readLog(csv).trace.arrivals == [1_793_610_000_000_000])
    let failure = #expect(throws: Failure.self) {
      try readLog(csv.replacingOccurrences(of: "02/Nov", with: "31/Nov"))
    }
    #expect(failure?.message.contains("does not exist") == true)
  }
}

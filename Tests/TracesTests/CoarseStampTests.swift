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
    #expect(report.spreadRows == 100 && report.coarseStamps.isEmpty)
  }

  @Test func mappedStartsInWholeSecondsAreSpreadOverTheirSecond() throws {
    let (trace, report) = try readLog(ends, options("time=t,duration=d", .logs))
    #expect(isSpread(trace, duration: 0) && report.spreadRows == 100)
  }

  @Test func wholeSecondEndsThatAreLeftAreCounted() throws {
    let (trace, report) = try readLog(ends, options("end=t,duration=d", .never))
    #expect(trace.arrivals.allSatisfy { $0 % 1_000_000 == 800_000 })
    #expect(report.spreadRows == 0 && report.coarseStamps.map(\.count) == [100])
  }

  private static let fine = #"{"t":"2026-11-02T09:00:05.125Z","d":0.2}"# + "\n"

  /// One fine stamp of 101, first or last, says nothing of the others.
  @Test(arguments: [64, 1 << 20])
  func aFineStampDoesNotHideWholeSeconds(_ blockSize: Int) throws {
    for text in [ends + Self.fine, Self.fine + ends] {
      let (trace, report) = try readLog(
        text, options("end=t,duration=d", .logs), blockSize: blockSize)
      #expect(report.spreadRows == 100 && report.coarseStamps.isEmpty)
      #expect(trace.arrivals.contains(1_793_610_004_925_000))
      let told = try readLog(
        text, options("end=t,duration=d", .never), blockSize: blockSize
      ).report.coarseStamps
      #expect(told.map(\.count) == [100] && told.map(\.rows) == [101])
    }
    let csv = "timestamp_s,duration_ms\n" + Self.seconds.map { "\($0),200\n" }.joined() + "1.5,1\n"
    #expect(try readLog(csv, blockSize: blockSize).report.coarseStamps.map(\.count) == [100])
  }

  @Test func stampsOfWhichOneInFiveIsFineAreFine() throws {
    let text = ends + String(repeating: Self.fine, count: 25)
    let report = try readLog(text, options("end=t,duration=d", .logs)).report
    #expect(report.spreadRows == 0 && report.coarseStamps.isEmpty)
  }

  /// Ten requests a minute for ten minutes, and hours.
  @Test(arguments: [(StampGrain.minute, 60), (.hour, 3_600)])
  func theUnitOfCoarseStampsIsNamedAndSpreadOver(_ grain: StampGrain, _ length: Int) throws {
    let rows = (0..<100).map { "\(1_793_610_000 + $0 / 10 * length),200\n" }.joined()
    let csv = "timestamp_s,duration_ms\n" + rows
    #expect(try readLog(csv).report.coarseStamps.map(\.grain) == [grain])
    let left = try readLog(csv, TraceReadOptions(spreading: .every(.second)))
    #expect(left.report.coarseStamps.map(\.grain) == [grain] && left.report.spreadRows == 100)
    let (trace, report) = try readLog(csv, TraceReadOptions(spreading: .every(grain)))
    #expect(report.coarseStamps.isEmpty && report.spreadRows == 100)
    let span = (trace.arrivals.max() ?? 0) - (trace.arrivals.min() ?? 0)
    #expect(span > Int64(length) * 9_200_000 && span < Int64(length) * 10_000_000)
  }

  /// A job that runs each day at one time has stamps of one minute by chance.
  @Test func oneMinuteShowsNoUnit() throws {
    let csv = "timestamp_s,duration_ms\n1793610000,1\n1793610000,1\n"
    #expect(try readLog(csv).report.coarseStamps.map(\.grain) == [.second])
  }

  @Test func endsOfCSVInWholeSecondsAreToldAndSpreadWhenAsked() throws {
    let text = "t,d\n" + Self.seconds.map { "\(stamp($0))Z,0.2\n" }.joined()
    let told = try readLog(text, options("end=t,duration=d", .logs))
    #expect(told.report.coarseStamps.map(\.count) == [100] && told.report.spreadRows == 0)
    let spread = try readLog(text, options("end=t,duration=d", .every(.second)))
    #expect(isSpread(spread.trace, duration: 200_000))
    #expect(spread.report.coarseStamps.isEmpty && spread.report.spreadRows == 100)
  }

  @Test func nativeCSVIsSpreadWhenAsked() throws {
    let text = "timestamp_s,duration_ms\n" + Self.seconds.map { "\($0),200\n" }.joined()
    #expect(try readLog(text).report.coarseStamps.map(\.count) == [100])
    let (trace, report) = try readLog(text, TraceReadOptions(spreading: .every(.second)))
    #expect(isSpread(trace, duration: 0) && report.spreadRows == 100)
  }

  @Test func spreadingThatIsAskedForActsOnWholeSecondsBesideFineStamps() throws {
    let text = "timestamp_s,duration_ms\n7,1\n7.5,1\n"
    let (trace, report) = try readLog(text, TraceReadOptions(spreading: .every(.second)))
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

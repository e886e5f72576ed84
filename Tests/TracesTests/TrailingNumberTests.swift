import Foundation
import Testing
import Units

@testable import Traces

/// Which number behind the common log format is the duration, by the form of all of them.
@Suite struct TrailingNumberTests {
  /// Three entries with these items behind `"-" "curl/8"`.
  private func log(_ tails: [String], isCombined: Bool = true) -> String {
    zip(tails, [5120, 812, 310]).map { tail, bytes in
      #"203.0.113.4 - - [02/Nov/2026:09:00:00 +0000] "GET /a HTTP/1.1" 200 \#(bytes)"#
        + (isCombined ? #" "-" "curl/8" "# : " ") + tail + "\n"
    }.joined()
  }

  private func durations(
    _ tails: [String], _ options: TraceReadOptions = TraceReadOptions()
  ) throws -> [Int64] {
    try readLog(log(tails), options).trace.durations.sorted()
  }

  /// `$request_time` is never less than `$upstream_response_time`, which may be a list or a dash.
  @Test(arguments: [
    ["0.187 0.112", "0.042 0.025", "1.250 0.750"], ["0.112 0.187", "- 0.042", "0.750 1.250"],
    ["0.187 0.002, 0.112", "0.042 -", "1.250 0.750"],
    ["0.187 0.002 : 0.112", "0.042 -", "1.250 0.750"],
    ["0.002, 0.112 0.187", "- 0.042", "0.750 1.250"],
    [
      #""0.187" "-" "-, 0.112""#, #""0.042" "203.0.113.4, 203.0.113.5" "0.025""#,
      #""1.250" "-" "0.750""#,
    ],
    ["0.187 0.112 .", "0.042 0.025 p", "1.250 0.750 ."], ["321 0.187", "321 0.042", "321 1.250"],
    [#""3.12" 0.187"#, #""-" 0.042"#, #""2.01" 1.250"#],
  ])
  func theRequestsTimeIsToldFromTheUpstreams(_ tails: [String]) throws {
    #expect(try durations(tails) == [42_000, 187_000, 1_250_000])
  }

  @Test func bytesAreNeverDurations() throws {
    for tails in [
      ["616 5551", "617 1243", "618 741"],
      [
        "104862944 104857600 5344", "104862732 104861696 1036",
        "104866326 104865792 534",
      ], ["5551", "1243", "741"],
    ] {
      let failure = #expect(throws: Failure.self) { try durations(tails) }
      #expect(failure?.code == .data && failure?.hint?.contains("--duration-ms") == true)
      let options = TraceReadOptions(duration: 120_000)
      #expect(try durations(tails, options) == [120_000, 120_000, 120_000])
    }
  }

  @Test func wholeNumbersAreInTheUnitThatIsStated() throws {
    let tails = ["187", "42", "1250"]
    for (unit, factor) in [(TimeUnit.milliseconds, Int64(1_000)), (.seconds, 1_000_000)] {
      let options = TraceReadOptions(durationUnit: unit)
      #expect(try durations(tails, options) == [42 * factor, 187 * factor, 1_250 * factor])
    }
    let (trace, report) = try readLog(log(tails))
    #expect(trace.durations.sorted() == [42, 187, 1_250])
    #expect(report.durationGuesses.first?.contains("microseconds") == true)
  }

  @Test func microsecondsBesideTheirSecondsAreSure() throws {
    let (trace, report) = try readLog(log(["1870000 1", "42000 0", "3250000 3"]))
    #expect(
      trace.durations.sorted() == [42_000, 1_870_000, 3_250_000] && report.durationGuesses.isEmpty)
  }

  @Test(arguments: [
    ["rt=0.187", "rt=0.042", "rt=1.250"], ["187ms", "42ms", "1250ms"], ["0.187", "-", "1.250"],
    ["0.187 0.500", "0.500 0.042", "1.250 0.750"], ["616 5551 187", "617 1243 42", "618 741 9"],
  ])
  func whatIsAmbiguousIsRefusedWithWhatToDo(_ tails: [String]) {
    let failure = #expect(throws: Failure.self) { try durations(tails) }
    #expect(failure?.message.contains("log format") == true)
    #expect(failure?.hint?.contains("--duration-ms") == true)
  }

  /// What the head showed is held against every entry behind it.
  @Test(arguments: [
    ("0.187 0.112", "0.042 0.500"), ("0.187 0.112", "0.042"), ("0.187", "0.042 0.500"),
    ("1870000 1", "42000 7"), ("1870000 1", "42000"),
  ])
  func anEntryAgainstTheDecisionOfTheHeadIsRefused(_ usual: String, _ other: String) throws {
    let head = String(repeating: log([usual]), count: 1_000)
    let failure = #expect(throws: Failure.self) { try readLog(head + log([other])) }
    #expect(failure?.message.hasPrefix("log:1001: ") == true)
    var options = TraceReadOptions()
    options.onError = .skip
    #expect(try readLog(head + log([other]), options).report.skipped.map(\.count) == [1])
  }

  @Test func whatStandsInPlaceOfADurationIsQuoted() {
    let failure = #expect(throws: Failure.self) {
      try durations(["\"eu-west\" -", "\"eu-west\" -", "\"eu-east\" -"])
    }
    #expect(failure?.message.contains("without durations: behind the log format") == true)
    #expect(failure?.message.contains("stands \"eu-west -\", which is none") == true)
    let plain = #expect(throws: Failure.self) { try readLog(log([""])) }
    #expect(plain?.message == "log is an access log without durations")
  }

  @Test func implausibleDurationsAreTold() throws {
    #expect(try readLog(log(["9", "8", "7"])).report.oddDurations.count == 1)
    #expect(try readLog(log(["187.000", "42.000", "1250.000"])).report.oddDurations.count == 1)
    #expect(try readLog(log(["0.187", "0.042", "1.250"])).report.oddDurations.isEmpty)
    let csv = "timestamp_s,duration_ms\n1,4000001\n"
    #expect(try readLog(csv).report.oddDurations.first?.contains("4,000 s") == true)
  }

  @Test(arguments: [
    #"shop.example.com:443 203.0.113.4 - - [02/Nov/2026:09:00:00 +0000] "GET /a HTTP/1.1" 200 5"#,
    #"[02/Nov/2026:09:00:00 +0000] - 200 - GET https shop.example.com "/cart" [Length 5120]"#,
    #"203.0.113.4 - - [2026-11-02T09:00:00+00:00] "GET /cart HTTP/1.1" 200 5120 0.187"#,
  ])
  func anAccessLogOfAnotherFormIsCalledOne(_ line: String) {
    let failure = #expect(throws: Failure.self) { try readLog(line + "\n") }
    #expect(failure?.message.contains("access log whose log format") == true)
  }

  @Test(arguments: [
    ("187042000", "42503000", 187_042), ("0.187042", "0.042503", 187_042),
    (#""187.042ms""#, #""1m2.5s""#, 187_042),
  ])
  func caddysDurationsAreReadInEachOfTheirForms(
    _ one: String, _ other: String, _ microseconds: Int64
  ) throws {
    let text = [one, other].map {
      #"{"ts":1793610000.687,"logger":"http.log.access","msg":"handled request","request":"#
        + #"{"host":"a"},"duration":\#($0),"size":1}"# + "\n"
    }.joined()
    #expect(try readLog(text).trace.durations.contains(microseconds))
  }

  @Test(arguments: [
    "1793610000.687", "1793610000687", "1793610000687000000", #""2026-11-02T09:00:00.687Z""#,
    #""2026/11/02 09:00:00.687""#,
  ])
  func caddysStampsAreReadInEachOfTheirForms(_ stamp: String) throws {
    let text =
      #"{"ts":\#(stamp),"logger":"http.log.access","msg":"handled request","request":"#
      + #"{"host":"a"},"duration":0.5,"size":1}"# + "\n"
    #expect(try readLog(text).trace.arrivals == [1_793_610_000_187_000])
  }
}

import Testing
import Units

@testable import Traces

/// Lambda's JSON log format, wherever its lines end up (AWS documentation, "Lambda Telemetry API
/// Event schema reference").
@Suite struct LambdaJSONTests {
  private static func start(_ id: Int, _ second: String) -> String {
    #"{"time":"2026-11-02T09:00:\#(second)Z","type":"platform.start","record":{"requestId":"r\#(id)"}}"#
  }

  private static func report(_ id: Int, _ second: String, _ extra: String = "") -> String {
    #"{"time":"2026-11-02T09:00:\#(second)Z","type":"platform.report","record":{"requestId":"r\#(id)","#
      + #""metrics":{"durationMs":100.25,"billedDurationMs":401,"memorySizeMB":512\#(extra)},"#
      + #""status":"success"}}"#
  }

  private static let cold = #","initDurationMs":300.12"#

  /// 2026-11-02T09:00:00Z, in microseconds.
  private static let nine: Int64 = 1_793_610_000_000_000

  private static func escaped(_ line: String) -> String { line.replacing("\"", with: "\\\"") }

  @Test func linesOfTheFormat() throws {
    let (trace, report) = try readLog(
      [
        #"{"time":"2026-11-02T09:00:00.1Z","type":"platform.initStart","record":{}}"#,
        Self.start(1, "00.400"), #"{"level":"INFO","message":"REPORT RequestId: x"}"#,
        Self.report(1, "00.501", Self.cold), Self.report(2, "05.041"),
        #"{"_aws":{"Timestamp":1793610000450},"duration":[55.0]}"#,
      ].joined(separator: "\n") + "\n")
    // The first begins where its START says, the second its duration before the end.
    #expect(trace.arrivals == [Self.nine + 400_000, Self.nine + 5_041_000 - 100_250])
    #expect(trace.durations == [100_250, 100_250] && trace.billedTimes == [401_000, 401_000])
    #expect(trace.initTimes == [300_120, 0] && trace.memories == [512, 512])
    #expect(report.otherLines == 3 && report.formats == ["lambda-json"])
  }

  @Test func textAndJSONInOneExport() throws {
    let text =
      #"REPORT RequestId: r1\tDuration: 40.00 ms\tBilled Duration: 40 ms\tMemory Size: 512 MB"#
    let events = [
      #"{"logStreamName":"a","timestamp":1793610000501,"message":"\#(text)"}"#,
      #"{"logStreamName":"b","timestamp":1793610005041,"message":"\#(Self.escaped(Self.report(2, "05.041")))"}"#,
    ]
    let (trace, _) = try readLog(#"{"events":["# + events.joined(separator: ",") + "]}")
    #expect(trace.durations == [40_000, 100_250])
  }

  @Test func behindWhatAwsLogsTailPrints() throws {
    let (trace, _) = try readLog(
      "2026-11-02T09:00:00.501000+00:00 2026/11/02/[$LATEST]aaaa "
        + Self.report(1, "00.501", Self.cold) + "\n"
        + "2026-11-02T09:00:05.041000+00:00 2026/11/02/[$LATEST]aaaa "
        + Self.report(2, "05.041", #","restoreDurationMs":250"#) + "\n")
    #expect(trace.arrivals == [Self.nine + 400_750, Self.nine + 4_940_750])
    #expect(trace.initTimes == [300_120, 250_000])
  }

  @Test func aSubscriptionNamesFunctionAndEnvironment() throws {
    let delivery = { (function: String, message: String) in
      #"{"messageType":"DATA_MESSAGE","logGroup":"/aws/lambda/\#(function)","#
        + #""logStream":"2026/11/02/[$LATEST]aaaa","logEvents":[{"timestamp":1793610005041,"#
        + #""message":"\#(Self.escaped(message))"}]}"# + "\n"
    }
    let (trace, _) = try readLog(
      delivery("orders", Self.report(1, "00.501")) + delivery("pay", Self.report(2, "05.041")))
    #expect(trace.serviceNames == ["orders", "pay"] && trace.count == 2)
  }

  private static func started(_ id: Int, by function: String) -> String {
    start(id, "00.400").replacing(
      #""requestId""#,
      with: #""functionArn":"arn:aws:lambda:eu-west-1:1:function:\#(function):live","requestId""#)
  }

  @Test(arguments: [64, 1 << 20])
  func theFunctionIsThatOfTheStart(_ blockSize: Int) throws {
    let log =
      [
        Self.report(1, "00.501"), Self.started(1, by: "orders"), Self.started(2, by: "pay"),
        Self.report(2, "05.041"), Self.report(3, "06.041"),
      ].joined(separator: "\n") + "\n"
    let (trace, report) = try readLog(log, blockSize: blockSize)
    #expect(
      trace.serviceNames == ["orders", "pay", "default"] && trace.rows.map(\.count) == [1, 1, 1])
    #expect(report.serviceAssumedRows == 1 && report.soleFunctionRows == 0)
    let grouped = try readLog(
      log, TraceReadOptions(services: [try ServicePattern("function")]), blockSize: blockSize)
    #expect(grouped.trace.serviceNames == ["orders", "pay", "other"])
    #expect(grouped.report.unmatchedRows == 1)
  }

  @Test func theOnlyFunctionOfAFileIsThatOfItsRequests() throws {
    let start =
      #"{"time":"2026-11-02T09:00:00.1Z","type":"platform.initStart","record":"#
      + #"{"functionName":"orders","functionVersion":"3"}}"#
    let (trace, report) = try readLog(
      [start, Self.report(1, "00.501"), Self.report(2, "05.041")].joined(separator: "\n") + "\n")
    #expect(trace.serviceNames == ["orders"] && trace.count == 2)
    #expect(report.soleFunctionRows == 2 && report.serviceAssumedRows == 0)
  }

  @Test func theFunctionBehindWhatAwsLogsTailPrints() throws {
    let (trace, _) = try readLog(
      "2026-11-02T09:00:00.4+00:00 2026/11/02/[$LATEST]aaaa " + Self.started(1, by: "orders") + "\n"
        + "2026-11-02T09:00:00.5+00:00 2026/11/02/[$LATEST]aaaa " + Self.report(1, "00.501") + "\n")
    #expect(trace.serviceNames == ["orders"])
  }

  @Test(arguments: [
    (#""durationMs":100.25,"#, "", "no durationMs"),
    (#""durationMs":100.25"#, #""durationMs":"x""#, "durationMs"),
    (#""memorySizeMB":512"#, #""memorySizeMB":0"#, "less than 1 MB"),
    (#""time":"2026-11-02T09:00:05.041Z","#, "", "no time"),
    (#""requestId":"r2","#, "", "no record.requestId"),
  ])
  func aBadReportIsAnError(_ part: String, _ broken: String, _ problem: String) throws {
    let failure = #expect(throws: Failure.self) {
      try readLog(
        Self.report(1, "00.501") + "\n" + Self.report(2, "05.041").replacing(part, with: broken)
          + "\n")
    }
    #expect(failure?.message.hasPrefix("log:2: ") == true)
    #expect(failure?.message.contains(problem) == true, "\(failure?.message ?? "")")
  }
}

import Testing
import Units

@testable import Traces

private let pairs =
  #"Duration: 155.51 ms\tBilled Duration: 156 ms\tMemory Size: 1769 MB\tMax Memory Used: 40 MB\t\n"#

private func event(_ message: String, _ time: String, stream: String = "s") -> String {
  #"{"logStreamName": "\#(stream)", "timestamp": \#(time), "message": "\#(message)"}"#
}

/// The published example of CloudWatch Lambda Insights, without what is not read:
/// docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Lambda-Insights-example-event.html
private let insights =
  #"{"_aws": {"Timestamp": 1605034324256}, "event_type": "performance", "#
  + #""function_name": "cpu-intensive", "request_id": "12345678-8bcc-42f7-b1de-123456789012", "#
  + #""duration": 45191, "billed_duration": 45200, "cold_start": true, "init_duration": 130, "#
  + #""total_memory": 256}"#

/// Logs of Lambda as JSON.
@Suite struct LambdaEventTests {
  @Test(arguments: [
    (before: "[", between: ",", after: "]"), ("{\"events\": [", ",\n", "], \"nextToken\": null}"),
    ("", "\n", ""),
  ]) func eventsInAnyOrder(_ form: (before: String, between: String, after: String)) throws {
    let events = [
      event("REPORT RequestId: a\\t" + pairs, "2000"), event("hello", "1500", stream: "t"),
      event("START RequestId: a Version: $LATEST\\n", "1840"),
      event("REPORT RequestId: b\\t" + pairs, "3000", stream: "t"),
      event("START RequestId: c Version: 1", "4000"), #"{"eventId": "1"}"#,
    ]
    let (trace, report) = try readLog(
      form.before + events.joined(separator: form.between) + form.after)
    #expect(trace.arrivals == [1_840_000, 2_844_490] && trace.durations == [155_510, 155_510])
    #expect(trace.instances == [0, 1] && trace.billedTimes == [156_000, 156_000])
    #expect(report.runningRequests == 1 && report.otherLines == 2)
    #expect(report.formats == [form.before.isEmpty ? "lambda-insights" : "cloudwatch"])
  }

  @Test func insightsAsLinesAndInEvents() throws {
    let escaped = insights.replacing("\"", with: "\\\"")
    for text in [
      insights, insights + "\n" + #"{"_aws": {"Timestamp": 1}, "custom_metric": 3}"# + "\n",
      "[\(event(escaped, "1605034329999"))]", "[\(insights)]", "\n" + insights,
    ] {
      let (trace, _) = try readLog(text)
      #expect(trace.serviceNames == ["cpu-intensive"] && trace.memories == [256])
      #expect(trace.arrivals == [(1_605_034_324_256 - 45_191) * 1_000])
      #expect(trace.durations == [45_191_000] && trace.billedTimes == [45_200_000])
      #expect(trace.initTimes == [130_000] && trace.coldStarts == [1])
      #expect(trace.loggedPlatform == "aws-lambda")
    }
  }

  private static let badObjects: [(String, String, String)] = [
    (
      "\"duration\": 45191", "\"duration\": \"45191\"",
      "duration \"45191\" is not of the type of the format"
    ),
    ("\"duration\": 45191, ", "", "the entry has no duration (was it cut?)"),
    (
      "\"billed_duration\": 45200", "\"billed_duration\": null",
      "the entry has no billed_duration (was it cut?)"
    ),
    ("\"total_memory\": 256", "\"total_memory\": 0", "total_memory \"0\" is less than 1 MB"),
    ("\"total_memory\": 256", "\"total_memory\": 1e30", "total_memory \"1e30\" is too large"),
    ("1605034324256", "-1", "Timestamp \"-1\" is negative"),
    ("1605034324256", "9200000000000001", "Timestamp \"9200000000000001\" is too large"),
    ("true", "1", "cold_start \"1\" is not of the type of the format"),
    ("130", "[]", "init_duration  is not of the type of the format"),
    ("\"cpu-intensive\"", "7", "function_name \"7\" is not of the type of the format"),
    (
      "\"duration\": 45191", "\"duration\": 1, \"duration\": 2",
      "key \"duration\" appears twice, first on line 1"
    ),
    ("256}", "256", "expected \",\" or \"}\", found the end of the file"),
  ]

  @Test(arguments: badObjects) func aBadObjectIsRefused(
    _ old: String, _ new: String, _ message: String
  ) throws {
    let text = insights + "\n\n" + insights.replacing(old, with: new) + "\n"
    let failure = #expect(throws: Failure.self) { try readLog(text) }
    #expect(
      failure == Failure(.data, "log:3: \(message)", hint: "--on-error skip reads the rest"))
    let (trace, report) = try readLog(text, TraceReadOptions(onError: .skip))
    #expect(trace.count == 1 && report.rowsRead == 2)
  }

  private static let noLogs: [(String, String)] = [
    (
      "[\n{\"message\": \"REPORT RequestId: a\",\n\"timestamp\": 1",
      "log:3: expected \",\" or "
        + "\"}\", found the end of the file"
    ),
    (
      "{\"logStreamName\": 1}",
      "log:1: neither a list of events nor an object with one"
    ),
    ("[" + event("x", "1") + "]", "log holds no request that has ended"),
    (
      "[\n\n" + event("REPORT RequestId: a\\t" + pairs, "\\\"1\\\"").replacing("\\", with: "")
        + "]", ""
    ),
  ]

  @Test(arguments: noLogs) func aDocumentThatIsNoLog(_ text: String, _ message: String) {
    let failure = #expect(throws: Failure.self) { try readLog(text) }
    #expect(failure?.code == .data)
    if !message.isEmpty { #expect(failure?.message == message) }
  }

  @Test func aBadEventIsNamedByItsLine() throws {
    let text =
      "[\n" + event("REPORT RequestId: a\\t" + pairs, "2000") + ",\n"
      + event("REPORT RequestId: b\\tDuration: 1 ms", "2000") + ",\n"
      + event("REPORT RequestId: c\\t" + pairs, "true") + "\n]"
    let failure = #expect(throws: Failure.self) { try readLog(text) }
    #expect(
      failure?.message == "log:3: the entry has no Billed Duration (was it cut?)\n"
        + "log:4: timestamp \"true\" is not of the type of the format")
    #expect(try readLog(text, TraceReadOptions(onError: .skip)).trace.count == 1)
  }

  @Test func filesOfDifferentFormsAreOneTrace() throws {
    let csv = "timestamp_ms,duration_ms,memory_mb,instance\n5000,1,128,x\n6000,1,128,\n"
    let report =
      "2000 START RequestId: b Version: 1\n"
      .replacing("2000", with: "1605034324000")
      + "1605034324200 REPORT RequestId: b\t" + pairs.replacing("\\t", with: "\t").dropLast(2)
    let (trace, read) = try TraceReader.read(
      [
        .bytes(Array(csv.utf8), name: "a"), .bytes(Array(insights.utf8), name: "b"),
        .bytes(Array(report.utf8), name: "c"),
      ], TraceReadOptions(jobs: 2), 64)
    #expect(read.formats == ["csv", "lambda-insights", "lambda-report"])
    #expect(trace.serviceNames == ["default", "cpu-intensive"] && trace.count == 4)
    #expect(trace.loggedPlatform == nil)
    #expect(trace.arrivals[..<3] == [5_000_000, 6_000_000, 1_605_034_324_000_000])
    #expect(trace.billedTimes?[..<3] == [Trace.notLogged, Trace.notLogged, 156_000])
    #expect(trace.coldStarts == [-1, -1, 0, 1])
    #expect(trace.instances == [0, Trace.noInstance, Trace.noInstance, Trace.noInstance])
  }
}

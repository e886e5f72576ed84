import Foundation
import Testing
import Units

@testable import Traces

/// Logs of every format: what an entry means, how requests are grouped, and what becomes of lines
/// that are broken.
@Suite struct LogFormatTests {
  @Test func everyFormatHasASample() {
    let lambda = [
      "lambda-report", "lambda-json", "lambda-insights", "cloudwatch", "cloudwatch-subscription",
    ]
    let counts = [
      "counts", "azure-functions-2019", "azure-durations-2019", "azure-memory-2019",
    ]
    let sampled = Set(LogSample.all.map(\.format) + lambda + counts)
    #expect(sampled == Set(LogFormat.all.map(\.name)))
  }

  @Test(arguments: LogSample.all)
  func anEntryIsReadByDetection(_ sample: LogSample) throws {
    for text in [sample.text, sample.header + "\n" + sample.line, sample.text + sample.text] {
      let (trace, report) = try readLog(text, sample.options)
      #expect(report.formats == [sample.format])
      #expect(trace.serviceNames == [sample.service])
      #expect(trace.arrivals.allSatisfy { $0 == sample.arrival }, "\(trace.arrivals)")
      #expect(trace.durations.allSatisfy { $0 == sample.duration }, "\(trace.durations)")
      #expect(trace.memories.allSatisfy { $0 == sample.memory })
      #expect(trace.requestBytes?.first ?? -1 == sample.requestBytes ?? -1)
      #expect(trace.responseBytes?.first ?? -1 == sample.responseBytes ?? -1)
    }
  }

  @Test(arguments: LogSample.all)
  func blocksOfAnySizeAreTheSame(_ sample: LogSample) throws {
    let text = sample.header + String(repeating: sample.line + "\n", count: 5)
    let whole = try readLog(text, sample.options)
    for blockSize in [1, 7, 333] {
      let parts = try readLog(text, sample.options, blockSize: blockSize)
      #expect(parts.trace.arrivals == whole.trace.arrivals && whole.trace.count == 5)
      #expect(parts.report.otherLines == whole.report.otherLines)
    }
  }

  @Test(arguments: LogSample.all)
  func requestsAreGroupedByHostAndPath(_ sample: LogSample) throws {
    for (pattern, name) in [("host", sample.host), ("path:/api/{1}", sample.apiPath)] {
      var options = sample.options
      options.services = [try ServicePattern(pattern)]
      if let name {
        #expect(try readLog(sample.text, options).trace.serviceNames == [name])
      } else {
        let failure = #expect(throws: Failure.self) { try readLog(sample.text, options) }
        #expect(failure?.code == .usage)
      }
    }
  }

  @Test func theFirstPatternThatMatchesCounts() throws {
    let sample = try #require(LogSample.all.first { $0.format == "caddy" })
    var options = sample.options
    options.services = try ["path:/api/orders", "path:/{area}", "host"].map {
      try ServicePattern($0)
    }
    #expect(try readLog(sample.text, options).trace.serviceNames == ["/api"])
    options.services = [try ServicePattern("path:/api/orders/{1}")]
    let (trace, report) = try readLog(sample.text, options)
    #expect(trace.serviceNames == ["other"] && report.unmatchedRows == 1)
    #expect(report.unmatchedTargets == ["/api/cart/7"])
  }

  @Test(arguments: ["hots", "path", "path:api", "path:/a/{1}b", "host:x", "path:/a?b", ""])
  func patternsThatAreNoneAreRefused(_ text: String) {
    let failure = #expect(throws: Failure.self) { try ServicePattern(text) }
    #expect(failure?.code == .usage)
  }

  /// Whatever is cut, doubled or changed: each line is kept, counted as bad, or as no request, and
  /// what is kept has values in range.
  @Test(arguments: LogSample.all)
  func mutilatedLinesAreCounted(_ sample: LogSample) throws {
    var random = SeededGenerator(seed: 11, sample.format)
    var options = sample.options
    options.onError = .skip
    options.format = sample.format
    let headers = try readLog(sample.text, options).report
    for _ in 0..<2_000 {
      var bytes = Array(sample.line.utf8)
      for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
        mutilate(&bytes, &random)
      }
      bytes.removeAll { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
      if bytes.allSatisfy({ $0 <= 32 }) { continue }
      let text = Array(sample.text.utf8) + bytes + [10]
      let (trace, report) = try TraceReader.read(bytes: text, name: "log", options: options)
      let bad = report.skipped.reduce(0) { $0 + $1.count }
      let others = report.otherLines - headers.otherLines
      #expect(
        trace.count + bad + others == 2 && trace.count >= 1,
        "\(String(decoding: bytes, as: UTF8.self))")
      #expect(trace.durations.allSatisfy { 0...TraceLimits.duration ~= $0 })
      #expect(trace.arrivals.allSatisfy { abs($0) <= TraceLimits.arrival + TraceLimits.duration })
      #expect(trace.memories.allSatisfy { $0 > 0 })
    }
  }

  private func mutilate(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
    let place = Int.random(in: 0..<bytes.count, using: &random)
    switch Int.random(in: 0...4, using: &random) {
    case 0: bytes[place] = UInt8.random(in: 1...255, using: &random)
    case 1: bytes.removeSubrange(place..<min(place + 9, bytes.count))
    case 2: bytes.insert(contentsOf: "\"]} -1 ".utf8, at: place)
    case 3: bytes.removeSubrange(place...)
    default: bytes.insert(contentsOf: bytes[place...].prefix(40), at: place)
    }
  }

  /// A cut line is an error that names it, and is left out and counted where that is asked for.
  @Test(arguments: LogSample.all)
  func aCutLineIsAnErrorOrCounted(_ sample: LogSample) throws {
    // Of a request line without durations, half says nothing wrong.
    let cut = String(sample.line.prefix(sample.line.count / 2))
    let text = sample.text + cut + "\n" + sample.line + "\n"
    let lines = text.split(separator: "\n").count
    var options = sample.options
    options.onError = .skip
    let (trace, report) = try readLog(text, options)
    #expect(trace.count == 2 && report.skipped.map(\.count) == [1])
    let failure = #expect(throws: Failure.self) { try readLog(text, sample.options) }
    #expect(failure?.message.hasPrefix("log:\(lines - 1): ") == true, "\(failure?.message ?? "")")
  }

  @Test func aLogOfTwoFormatsIsNotReadAsOne() throws {
    let lines = try ["nginx", "traefik", "envoy"].map { name in
      try #require(LogSample.all.first { $0.format == name }).line
    }
    var options = TraceReadOptions()
    options.onError = .skip
    let (trace, report) = try readLog(lines.joined(separator: "\n"), options)
    #expect(trace.count == 1 && report.skipped.map(\.count) == [2])
  }

  @Test func wholeSecondsAreSpreadOverTheirSecond() throws {
    let sample = try #require(LogSample.all.first { $0.format == "nginx" })
    let text = String(repeating: sample.text, count: 2_000)
    let (trace, report) = try readLog(text)
    #expect(report.spreadRows == 2_000 && report.coarseStamps.isEmpty)
    #expect(trace.arrivals.allSatisfy { 0..<1_000_000 ~= $0 - sample.arrival })
    // The mean of even draws is 0.5 s with a standard error of 0.2887 / √2000 = 0.0065 s.
    let mean = trace.arrivals.reduce(0) { $0 + Double($1 - sample.arrival) } / 2_000
    #expect(abs(mean - 500_000) < 5 * 6_500)
    #expect(try readLog(text, blockSize: 999).trace.arrivals == trace.arrivals)
    #expect(try readLog(text, TraceReadOptions(seed: 2)).trace.arrivals != trace.arrivals)
  }

  @Test func whatIsNoRequestIsCounted() throws {
    let haProxy = try #require(LogSample.all.first { $0.format == "haproxy" }).line
    let aborted = haProxy.replacingOccurrences(of: "10/0/30/69/109", with: "10/-1/-1/-1/5000")
    let (trace, report) = try readLog(haProxy + "\n" + aborted + "\n")
    #expect(trace.count == 1 && report.otherLines == 1)
    let caddy = try #require(LogSample.all.first { $0.format == "caddy" }).line
    let admin = #"{"level":"info","ts":1.5,"logger":"admin","msg":"stopped"}"#
    #expect(try readLog(caddy + "\n" + admin + "\n").report.otherLines == 1)
  }

  @Test func arraysOfObjectsAreReadAsAWhole() throws {
    let sample = try #require(LogSample.all.first { $0.format == "cloud-run" })
    let array = "[\n  \(sample.line),\n  \(sample.line)\n]\n"
    let (trace, _) = try readLog(array, blockSize: 16)
    #expect(trace.count == 2 && trace.serviceNames == ["cart"])
    let broken = array.replacingOccurrences(of: "\n]", with: "")
    let failure = #expect(throws: Failure.self) { try readLog(broken) }
    #expect(failure?.message == "log:3: broken JSON: the array has no end (was it cut?)")
    let wrong = array.replacingOccurrences(of: "0.250s", with: "250ms")
    let bad = #expect(throws: Failure.self) { try readLog(wrong) }
    #expect(bad?.message.hasPrefix("log:2: httpRequest.latency \"250m\" is not a number") == true)
  }

  @Test(arguments: [
    (
      "Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time\n", "Locust"
    ),
    ("Running 30s test @ http://127.0.0.1:8080\n  2 threads\n  Thread Stats   Avg\n", "wrk"),
    ("\nSummary:\n  Total: 1 s\n\nResponse time histogram:\n\nLatency distribution:\n", "hey"),
    ("This is ApacheBench, Version 2.3\nRequests per second:    100\n", "ApacheBench"),
  ])
  func summariesAreRefusedWithWhatToDo(_ text: String, _ tool: String) {
    let failure = #expect(throws: Failure.self) { try readLog(text) }
    #expect(failure?.message.contains("summary by \(tool)") == true)
    #expect(failure?.hint?.contains("access log") == true)
  }

  @Test func aLogWithoutDurationsAsksForThem() throws {
    let sample = try #require(LogSample.all.first { $0.format == "combined" })
    let failure = #expect(throws: Failure.self) { try readLog(sample.text) }
    #expect(failure?.hint?.contains("--duration-ms") == true)
  }

  @Test func requestsWithoutStampsStandOneAfterTheOther() throws {
    let report =
      "REPORT RequestId: a\tDuration: 8.40 ms\tBilled Duration: 9 ms\t"
      + "Memory Size: 128 MB\tMax Memory Used: 66 MB\n"
    let (trace, read) = try readLog(report + report)
    #expect(trace.arrivals == [0, 8_400] && read.stamplessRows == 2)
    let failure = #expect(throws: Failure.self) {
      try readLog(report + "2026-09-19T08:30:00Z " + report)
    }
    #expect(failure?.message.hasPrefix("log:1: the entry has no time stamp") == true)
    let long = String(repeating: report, count: 1_000) + "2026-09-19T08:30:00Z " + report
    let late = #expect(throws: Failure.self) { try readLog(long) }
    #expect(late?.message.hasPrefix("log:1001: the entry has a time stamp") == true)
  }

  /// The counts that the README of the logs states, by detection alone.
  @Test(
    arguments: [
      ("access_logs/alb.log", "alb", 2), ("access_logs/caddy.jsonl", "caddy", 1),
      ("access_logs/k6.csv", "k6", 1), ("access_logs/lambda_report.txt", "lambda-report", 3),
      ("apache/access_500.log", "combined", 500), ("otlp/trace.json", "otlp", 1),
      ("azure_functions_2021/Azure2021_200.csv", "azure-functions-2021", 199),
      ("cloud_run/gcp_1_cloud_log.json", "cloud-run", 120),
      ("cloud_run/gcp_2_cloud_log.json", "cloud-run", 239),
      ("cloudwatch/aws_1_cloudwatch.json", "cloudwatch", 120),
      ("cloudwatch/aws_2_cloudwatch.json", "cloudwatch", 240),
    ])
  func publicLogsAreRead(_ path: String, _ format: String, _ count: Int) throws {
    guard let corpus = ProcessInfo.processInfo.environment["COSTSIM_CORPUS"] else { return }
    let options = TraceReadOptions(duration: format == "combined" ? 120_000 : nil)
    let (trace, report) = try TraceReader.read(["\(corpus)/traces/\(path)"], options: options)
    #expect(report.formats == [format] && trace.count == count && report.skipped.isEmpty)
  }
}

import Testing
import Units

@testable import Traces

/// Entries of logs that are no requests of a service: left out, and counted by kind.
@Suite struct OtherEntryTests {
  /// What was read of a text: the durations in microseconds in rising order, and what was left out.
  private func read(
    _ text: String, fields: String? = nil, services: [String] = []
  ) throws -> (durations: [Int64], others: [String]) {
    var options = TraceReadOptions()
    options.fields = try fields.map { try FieldMapping($0) } ?? FieldMapping()
    options.services = try services.map { try ServicePattern($0) }
    let (trace, report) = try readLog(text, options)
    return (
      trace.durations.sorted(), report.otherEntries.map { "\($0.count) \($0.reason)" }
    )
  }

  private static let istioTail =
    #" 192.0.2.50:4001 192.0.2.31:8000 192.0.2.9:5001 - default"#

  private static func istio(_ cluster: String, _ milliseconds: Int) -> String {
    #"[2026-11-02T09:00:00.100Z] "GET /a HTTP/1.1" 200 - via_upstream - "-" 0 512 "#
      + #"\#(milliseconds) 3 "-" "curl/8" "r-1" "orders:8000" "192.0.2.31:8000" \#(cluster)"#
      + istioTail + "\n"
  }

  private static let connection =
    #"[2026-11-02T09:00:00.106Z] "- - -" 0 - - - "-" 4100 5200 30011 - "-" "-" "-" "-" "#
    + #""192.0.2.8:5432" PassthroughCluster"# + istioTail + "\n"

  @Test func aSidecarsCallsAndConnectionsAreNoRequests() throws {
    let read = try read(
      Self.istio("inbound|8000||", 24) + Self.istio("outbound|80||stock.svc", 11)
        + Self.connection)
    #expect(read.durations == [24_000])
    #expect(read.others == ["1 TCP connection", "1 outbound call of a sidecar"])
  }

  @Test func aGatewaysOutboundEntriesAreItsRequests() throws {
    let read = try read(
      Self.istio("outbound|80||a.svc", 24) + Self.istio("outbound|80||b.svc", 11))
    #expect(read.durations == [11_000, 24_000] && read.others == [])
  }

  /// The first 64 KiB show a gateway; then a sidecar's entry comes.
  @Test func aLogThatLooksLikeBothAsks() throws {
    let many = String(repeating: Self.istio("outbound|80||a.svc", 24), count: 400)
    let failure = #expect(throws: Failure.self) {
      try read(many + Self.istio("inbound|8000||", 24))
    }
    #expect(failure?.message.contains("log:401: ") == true)
    #expect(failure?.message.contains("gateway or of a sidecar") == true)
  }

  @Test func connectionsInJSON() throws {
    let http =
      #"{"start_time":"2026-11-02T09:00:00.100Z","duration":24,"method":"GET","path":"/a","#
      + #""protocol":"HTTP/1.1","authority":"orders","response_code":200,"response_flags":"-","#
      + #""upstream_cluster":"inbound|8000||"}"# + "\n"
    let tcp =
      #"{"start_time":"2026-11-02T09:00:00.100Z","duration":30011,"method":null,"path":null,"#
      + #""protocol":null,"authority":null,"response_code":0,"response_flags":"-","#
      + #""upstream_cluster":"PassthroughCluster"}"# + "\n"
    for fields in [nil, "time=start_time,duration=duration"] {
      let read = try read(http + tcp, fields: fields)
      #expect(read.durations == [24_000] && read.others == ["1 TCP connection"])
    }
  }

  @Test func errorsOfCaddyStandBesideTheirRequests() throws {
    let entry = { (logger: String, message: String) in
      #"{"level":"error","ts":1793610003.281,"logger":"\#(logger)","msg":"\#(message)","#
        + #""request":{"host":"pay.example.com","uri":"/"},"duration":1.25,"status":502}"# + "\n"
    }
    let log =
      entry("http.log.access.log0", "handled request") + entry("http.log.error.log0", "refused")
      + entry("http.handlers.reverse_proxy", "upstream roundtrip")
    for fields in [nil, "end=ts,duration=duration"] {
      let read = try read(log, fields: fields)
      #expect(read.durations.count == 1)
      #expect(read.others == ["2 entries of error or other loggers"])
    }
  }

  private static func google(_ log: String?, _ type: String, _ rest: String) -> String {
    #"{"timestamp":"2026-11-02T09:00:00.5Z","httpRequest":{\#(rest)"requestUrl":"/a"},"#
      + (log.map { #""logName":"projects/p/logs/\#($0)","# } ?? "")
      + #""resource":{"type":"\#(type)","labels":{"service_name":"s","backend_service_name":"b"}}}"#
      + "\n"
  }

  @Test func whatAnApplicationLogsOfARequestIsNotAnother() throws {
    let log =
      Self.google("run.googleapis.com%2Frequests", "cloud_run_revision", #""latency":"0.2s","#)
      + Self.google("run.googleapis.com%2Fstdout", "cloud_run_revision", #""latency":"0.1s","#)
      + Self.google("run.googleapis.com%2Fstderr", "cloud_run_revision", "")
      + Self.google("winston_log", "cloud_run_revision", #""latency":"0.1s","#)
    let read = try read(log)
    #expect(read.durations == [200_000])
    #expect(read.others == ["3 entries of the application's own log"])
  }

  @Test func aBalancersEntryOfAServicesRequest() throws {
    let service = Self.google(
      "run.googleapis.com%2Frequests", "cloud_run_revision", #""latency":"0.2s","#)
    let balancer = Self.google("requests", "http_load_balancer", #""latency":"0.3s","#)
    let cached = Self.google(
      "requests", "http_load_balancer", #""latency":"0.001s","cacheHit":true,"#)
    let both = try read(balancer + cached + service)
    #expect(both.durations == [200_000] && both.others.count == 1)
    #expect(both.others[0].contains("2 entries of the load balancer"))
    let alone = try read(balancer + cached)
    #expect(alone.durations == [300_000] && alone.others == ["1 response from the cache"])
    var options = TraceReadOptions()
    options.format = "gcp-load-balancer"
    #expect(try readLog(balancer + cached + service, options).trace.durations == [300_000])
  }

  @Test func pointsOfOtherMetricsOfK6() throws {
    let point = { (metric: String, value: Double) in
      #"{"metric":"\#(metric)","type":"Point","data":{"time":"2026-11-02T09:00:00.5Z","value":"#
        + "\(value)}}\n"
    }
    let log =
      #"{"type":"Metric","data":{"name":"vus"},"metric":"vus"}"# + "\n" + point("http_reqs", 1)
      + point("http_req_duration", 187.5) + point("http_req_waiting", 186)
    let read = try read(log, fields: "end=data.time,duration=data.value")
    #expect(read.durations == [187_500] && read.others == ["3 points of other metrics"])
    // The same in CSV, which is read without a mapping.
    let csv = "metric_name,timestamp,metric_value\nhttp_req_duration,1793610000,1\n"
    let failure = #expect(throws: Failure.self) {
      try self.read(csv, fields: "end=timestamp,duration=metric_value")
    }
    #expect(failure?.code == .usage && failure?.hint?.contains("k6") == true)
  }

  @Test(arguments: ["CLIENT", "PRODUCER", "SPAN_KIND_CLIENT", "client"])
  func theCallersSpanOfACall(_ kind: String) throws {
    let span = { (kind: String, duration: Int) in
      #"{"traceId":"a1","id":"1",\#(kind)"timestamp":1793610000500000,"duration":\#(duration),"#
        + #""parentId":"9","localEndpoint":{"serviceName":"orders"}}"#
    }
    let log =
      "["
      + [span(#""kind":"SERVER","#, 250), span(#""kind":"\#(kind)","#, 200), span("", 10)]
      .joined(separator: ",") + "]"
    let read = try read(
      log, fields: "time=timestamp,duration=duration,service=localEndpoint.serviceName")
    #expect(read.durations == [250_000])
    #expect(read.others == ["2 spans of calls or of inner work"])
  }

  @Test func aTextWithItsUnitInItIsADuration() throws {
    let log =
      #"{"t":"2026-11-02T09:00:00Z","d":"0.031204s"}"# + "\n"
      + #"{"t":"2026-11-02T09:00:01Z","d":"12ms"}"# + "\n"
    #expect(try read(log, fields: "time=t,duration=d").durations == [12_000, 31_204])
  }

  /// Contour names the start `@timestamp`.
  @Test func envoysEntriesOfContour() throws {
    let log =
      #"{"@timestamp":"2026-11-02T09:00:00.100Z","authority":"a.example","duration":24,"#
      + #""method":"GET","path":"/","protocol":"HTTP/1.1","response_code":200,"#
      + #""response_flags":"-","upstream_cluster":"default/orders/80/abc"}"# + "\n"
    let (trace, report) = try readLog(log)
    #expect(report.formats == ["envoy-json"] && trace.serviceNames == ["a.example"])
    #expect(trace.arrivals == [1_793_610_000_100_000] && trace.durations == [24_000])
  }

  /// `option httpslog` has fields of the connection and of TLS behind the request.
  @Test func thePathOfHAProxyIsThatOfTheRequest() throws {
    let line =
      #"Nov  2 09:00:14 lb haproxy[101]: 192.0.2.2:33317 [02/Nov/2026:09:00:14.655] in~ s/srv1 "#
      + #"10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 "GET /api/x HTTP/1.1" "#
      + "0/0000000000000000/0/0/0 shop.example.com/TLSv1.3/TLS_AES_256_GCM_SHA384\n"
    var options = TraceReadOptions()
    options.services = [try ServicePattern("path:/{1}")]
    let lost = line.replacingOccurrences("10/0/30/69/109", with: "10/0/-1/-1/5001")
    let (trace, report) = try readLog(line + lost, options)
    #expect(trace.serviceNames == ["/api"])
    #expect(report.otherEntries.map(\.reason) == ["request that no server got"])
  }

  /// Both begin with `#Fields:`; IIS counts milliseconds, CloudFront seconds.
  @Test(arguments: [" ", "\t"])
  func internetInformationServicesCountMilliseconds(_ blank: String) throws {
    let log = """
      #Software: Microsoft Internet Information Services 10.0
      #Fields: date time cs-method cs-uri-stem sc-status sc-win32-status time-taken
      2026-11-02 09:00:00 GET /cart 200 0 187
      """
    let (head, row) = (log.split(separator: "\n").dropLast(), log.split(separator: "\n").last ?? "")
    let text = head.joined(separator: "\n") + "\n" + row.replacing(" ", with: blank) + "\n"
    let (trace, report) = try readLog(text)
    #expect(trace.durations == [187_000] && report.formats == ["iis"])
  }

  @Test func aW3CLogOfAnUnknownServerAsks() throws {
    let failure = #expect(throws: Failure.self) {
      try readLog("#Fields: date time cs-uri-stem time-taken\n2026-11-02 09:00:00 /a 187\n")
    }
    #expect(failure?.message.contains("seconds or in milliseconds") == true)
  }

  @Test func aParentOfZerosIsNoneAndConsumersStartWork() throws {
    let span = { (kind: Int, parent: String, milliseconds: Int) in
      #"{"kind":\#(kind),"parentSpanId":"\#(parent)","startTimeUnixNano":"1793610000000000000","#
        + #""endTimeUnixNano":"1793610000\#(milliseconds)000000"}"#
    }
    let spans = [
      span(2, "00000000000000b3", 100), span(5, "00000000000000b3", 200),
      span(1, "0000000000000000", 300), span(1, "", 400), span(1, "AAAAAAAAAAA=", 500),
      span(3, "00000000000000b3", 600), span(1, "00000000000000b3", 700),
    ]
    let read = try read(
      #"{"resourceSpans":[{"scopeSpans":[{"spans":[\#(spans.joined(separator: ","))]}]}]}"#)
    #expect(read.durations == [100, 200, 300, 400, 500].map { $0 * 1_000 })
    #expect(read.others == ["2 spans of calls or of inner work"])
  }

  @Test func aLogWithoutRequestsSaysWhatItHolds() throws {
    let failure = #expect(throws: Failure.self) { try read(Self.connection + Self.connection) }
    #expect(failure?.message == "log holds no request that has ended, but 2 TCP connections")
  }
}

extension String {
  fileprivate func replacingOccurrences(_ part: String, with other: String) -> String {
    replacing(part, with: other)
  }
}

import Foundation
import Testing
import Units

@testable import Traces

/// Access logs of servers and load balancers.
@Suite struct AccessLogTests {
  /// An entry of the AWS documentation, "Access logs for your Application Load Balancer".
  private static let alb =
    #"https 2018-07-02T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188 192.168.131.39:2817 "#
    + #"10.0.0.1:80 0.086 0.048 0.037 200 200 12 57 "GET https://www.example.com:443/ HTTP/1.1" "#
    + #""curl/7.46.0 \"x\"" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 "#
    + #"arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067 "#
    + #""Root=1-58337281" "www.example.com" "arn:aws:acm" 1 2018-07-02T22:22:48.364000Z "forward" "#
    + #""-" "-" "10.0.0.1:80" "200" "-" "-""#

  private static let combined =
    #"83.149.9.216 - - [17/May/2015:10:05:03 +0200] "GET /a HTTP/1.1" 200 2030 "-" "Mozilla" "#

  @Test func whatNoTargetGotIsNoRequest() throws {
    let lost = Self.alb.replacingOccurrences(
      of: "10.0.0.1:80 0.086 0.048 0.037", with: "- -1 -1 -1")
    let (trace, report) = try readLog(Self.alb + "\n" + lost + "\n")
    #expect(trace.count == 1 && report.otherLines == 1 && report.rowsRead == 1)
  }

  /// It ran: its time is that from its arrival to its end, 11.822641 s. Entries of before 2018 do not
  /// tell when it arrived.
  @Test func whatATargetGotAndDidNotAnswerRan() throws {
    let timedOut = Self.alb.replacingOccurrences(
      of: "0.086 0.048 0.037 200", with: "0.000 -1 -1 504")
    let (trace, report) = try readLog(Self.alb + "\n" + timedOut + "\n")
    #expect(trace.durations == [48_000, 11_822_641] && report.unansweredRows == 1)
    #expect(trace.arrivals[0] == trace.arrivals[1] && report.otherLines == 0)
    let old = timedOut.components(separatedBy: " 2018-07-02T22:22:48")[0]
    let left = try readLog(Self.alb + "\n" + old + "\n").report
    #expect(left.rowsKept == 1 && left.otherEntries.map(\.count) == [1])
    #expect(left.otherEntries.first?.reason.contains("did not answer") == true)
  }

  /// By HAProxy's documentation: `sH` is a server that timed out, `SC` one that refused to connect.
  @Test func whatAServerOfHAProxyGotAndDidNotAnswerRan() throws {
    let line = { (server: String, timers: String) in
      "haproxy[1]: 10.0.1.2:33317 [06/Feb/2009:12:14:14.655] http-in orders/\(server) \(timers) 504 "
        + #"194 - - sH-- 1/1/1/1/0 0/0 "GET /a HTTP/1.1""# + "\n"
    }
    let (trace, report) = try readLog(
      line("srv1", "10/0/30/69/109") + line("srv1", "10/0/30/-1/60000")
        + line("srv1", "0/0/-1/-1/9")
        + line("<NOSRV>", "0/-1/-1/-1/9"))
    #expect(trace.durations == [109_000, 60_000_000] && report.unansweredRows == 1)
    #expect(report.otherEntries.map(\.count) == [2])
  }

  @Test(arguments: [
    ("[17/May/2015:10:05:03 +0200]", "[32/May/2015:10:05:03 +0200]", "does not exist"),
    ("[17/May/2015:10:05:03 +0200]", "[17/Mai/2015:10:05:03 +0200]", "neither a number nor"),
    ("[17/May/2015:10:05:03 +0200]", "[17/May/2015:10:05:03 +0200", "unterminated quote"),
    ("\"Mozilla\" 0.250", "\"Mozilla 0.250", "unterminated quote"),
    ("0.250", "-0.250", "is negative"), ("0.250", "0.25x", "is not a number"),
    ("0.250", "", "is no entry of the format nginx"), ("0.250", "250", "is no entry"),
    (" 2030 ", " 20x30 ", "bytes \"20x30\" is not a number"),
    (" 200 2030", " 2030", "is no entry"),
  ])
  func aBadLineIsAnErrorOrCounted(_ part: String, _ broken: String, _ problem: String) throws {
    let good = Self.combined + "0.250\n"
    let text = good + good.replacingOccurrences(of: part, with: broken)
    let failure = #expect(throws: Failure.self) { try readLog(text) }
    #expect(failure?.message.hasPrefix("log:2: ") == true)
    #expect(failure?.message.contains(problem) == true, "\(failure?.message ?? "")")
    var options = TraceReadOptions()
    options.onError = .skip
    let (trace, report) = try readLog(text, options)
    #expect(trace.count == 1 && report.skipped.map(\.count) == [1])
  }
}

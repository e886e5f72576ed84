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
    let lost = Self.alb.replacingOccurrences(of: "0.086 0.048 0.037", with: "-1 -1 -1")
    let (trace, report) = try readLog(Self.alb + "\n" + lost + "\n")
    #expect(trace.count == 1 && report.otherLines == 1 && report.rowsRead == 1)
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

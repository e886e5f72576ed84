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

  /// 2015-05-17T08:05:03Z in microseconds.
  private static let stamp: Int64 = 1_431_849_903_000_000

  @Test func anALBEntryIsTheTimeOfItsTarget() throws {
    let (trace, report) = try readLog(Self.alb + "\n")
    #expect(report.formats == ["alb"] && trace.serviceNames == ["my-targets"])
    // 2018-07-02T22:22:48.364Z.
    #expect(trace.arrivals == [1_530_570_168_364_000] && trace.durations == [48_000])
    #expect(trace.requestBytes == [12] && trace.responseBytes == [57])
    #expect(report.memoryAssumedRows == 1 && trace.memories == [512])
  }

  @Test func whatNoTargetGotIsNoRequest() throws {
    let lost = Self.alb.replacingOccurrences(of: "0.086 0.048 0.037", with: "-1 -1 -1")
    let (trace, report) = try readLog(Self.alb + "\n" + lost + "\n")
    #expect(trace.count == 1 && report.otherLines == 1 && report.rowsRead == 1)
  }

  @Test func addressesOfSixBytesAndMoreAreNoBrackets() throws {
    let six = Self.alb.replacingOccurrences(
      of: "192.168.131.39:2817 10.0.0.1:80", with: "[fe80::202:b3ff:fe1e:8329]:443 [2001:db8::1]:80"
    )
    #expect(try readLog(six).trace.durations == [48_000])
  }

  @Test func nginxStampsTheEndAndApacheTheStart() throws {
    let nginx = try readLog(Self.combined + "0.250\n")
    #expect(nginx.report.formats == ["nginx"] && nginx.trace.durations == [250_000])
    #expect(nginx.trace.arrivals == [Self.stamp - 250_000])
    #expect(nginx.trace.responseBytes == [2030])
    let apache = try readLog(Self.combined + "250\n")
    #expect(apache.report.formats == ["apache"] && apache.trace.durations == [250])
    #expect(apache.trace.arrivals == [Self.stamp])
  }

  @Test func ingressNamesItsUpstream() throws {
    let line =
      Self.combined
      + "345 0.012 [shop-cart-80] [] 10.4.0.7:8080, 10.4.0.8:8080 1024 0.011 200 3b9a\n"
    // A request that a second upstream got has more fields.
    let single = line.replacingOccurrences(of: ", 10.4.0.8:8080", with: "")
    let (trace, report) = try readLog(single)
    #expect(report.formats == ["ingress-nginx"] && trace.serviceNames == ["shop-cart-80"])
    #expect(trace.durations == [12_000] && trace.requestBytes == [345])
    #expect(try readLog(line).trace.durations == [12_000])
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

  /// Whatever is cut, doubled or changed: each line is kept, counted as bad, or as no request.
  @Test(arguments: ["alb", "nginx", "ingress-nginx", "apache"])
  func mutilatedLinesAreCounted(_ format: String) throws {
    let ends = [
      "nginx": "0.250", "ingress-nginx": "345 0.012 [a-80] [] 10.4.0.7:80 1 0.011 200 3b9a",
      "apache": "250",
    ]
    let line = ends[format].map { Self.combined + $0 } ?? Self.alb
    var random = SeededGenerator(seed: 11, format)
    var options = TraceReadOptions()
    options.onError = .skip
    options.format = format
    for _ in 0..<3_000 {
      var bytes = Array(line.utf8)
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0...3, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 1...255, using: &random)
        case 1: bytes.removeSubrange(place..<max(place, min(place + 9, bytes.count - 1)))
        case 2: bytes.insert(contentsOf: "\"]} -1 ".utf8, at: place)
        default: bytes.insert(contentsOf: bytes[place...].prefix(40), at: place)
        }
        bytes.removeAll { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
      }
      let text = Array(line.utf8) + [10] + bytes + [10]
      let (trace, report) = try TraceReader.read(
        bytes: text, name: "log", options: options, blockSize: 1 << 20)
      let bad = report.skipped.reduce(0) { $0 + $1.count }
      #expect(trace.count + bad + report.otherLines == 2 && trace.count >= 1)
      #expect(trace.durations.allSatisfy { $0 >= 0 })
    }
  }

  /// The lines of the public test data, by detection alone.
  @Test func publicLinesAreRead() throws {
    guard let corpus = ProcessInfo.processInfo.environment["COSTSIM_CORPUS"] else { return }
    let path = corpus + "/traces/access_logs/alb.log"
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    let (trace, report) = try TraceReader.read([path], options: TraceReadOptions())
    #expect(report.formats == ["alb"] && trace.count + report.otherLines == lines.count)
  }
}

import Testing
import Units

@testable import Traces

func readLog(
  _ text: String, _ options: TraceReadOptions = TraceReadOptions(), blockSize: Int = 1 << 20
) throws -> (trace: Trace, report: TraceReadReport) {
  try TraceReader.read(
    bytes: Array(text.utf8), name: "log", options: options, blockSize: blockSize)
}

/// Milliseconds of 2025-05-12T20:24:06.310Z.
private let end: Int64 = 1_747_081_446_310

private let pairs =
  "Duration: 155.51 ms\tBilled Duration: 156 ms\tMemory Size: 1769 MB\tMax Memory Used: 40 MB\t"

/// REPORT lines as CloudWatch and its tools print them.
@Suite struct LambdaReportTests {
  private static let variants: [String] = [
    "2025-05-12T20:24:06.310Z REPORT RequestId: a-1\t" + pairs,
    "2025-05-12T20:24:06.310Z REPORT RequestId: a-1\t" + pairs.dropLast(),
    "2025-05-12T22:24:06.310+02:00\tREPORT RequestId: a-1\t" + pairs + " ",
    // aws logs tail and sam logs: without a zone it is UTC.
    "2025-05-12T20:24:06.310000 2025/05/12/[$LATEST]5b11 REPORT RequestId: a-1\t" + pairs,
    "2025/05/12/[$LATEST]5b11 2025-05-12 20:24:06,310 REPORT RequestID: a-1 "
      + pairs.split(separator: "\t").joined(separator: " "),
    "1747081446310 REPORT RequestId: a-1 Memory Size: 1769 MB Max Memory Used: 40 MB "
      + "XRAY TraceId: 1-66 SegmentId: 29 Sampled: true Billed Duration: 156.00 ms  "
      + "Duration: 155.51 ms",
    "1747081446310\tREPORT RequestId: a-1\tDuration: 155.51 ms \tBilled Duration: 156 ms \t"
      + "Memory Size: 1769 MB \tMax Memory Used: 40 MB \tStatus: timeout\tError Type: A b: c\t",
    // The console's CSV of a log stream.
    "timestamp,message\n1747081446310,\"REPORT RequestId: a-1\t\(pairs)\n\"",
    // aws logs filter-log-events --output text: the time of ingestion before the message, which
    // ends in a line's end, and the stamp behind it.
    "EVENTS\t389\t1747081455176\t2025/05/12/[$LATEST]5b11\tREPORT RequestId: a-1\t\(pairs)\n"
      + "\t1747081446310",
    "EVENTS\t389\t1747081455176\ts\tREPORT RequestId: a-1\t\(pairs)\n"
      + "XRAY TraceId: 1-66\tSampled: true\t\n\t1747081446310",
    "EVENTS\t389\t1747081455176\ts\tREPORT RequestId: a-1\t\(pairs)1747081446310",
  ]

  @Test(arguments: variants) func everyVariantIsTheSameRequest(_ text: String) throws {
    for suffix in ["", "\n", "\r\n"] {
      let (trace, report) = try readLog(text + suffix)
      #expect(trace.arrivals == [end * 1_000 - 155_510])
      #expect(trace.durations == [155_510] && trace.billedTimes == [156_000])
      #expect(trace.memories == [1769] && trace.initTimes == [0] && trace.coldStarts == [0])
      #expect(trace.instances == [text.contains("5b11") ? 0 : Trace.noInstance])
      #expect(trace.loggedPlatform == "aws-lambda" && trace.serviceNames == ["default"])
      #expect(report.formats == ["lambda-report"])
    }
  }

  /// Billed durations of real functions with SnapStart are ⌈Duration⌉ + Billed Restore Duration
  /// (149.53 ms, 163 ms: 313 ms), so that nothing is added to them.
  @Test func restoresAreInitialisationThatIsBilledAlready() throws {
    let (trace, _) = try readLog(
      "1747081446310 REPORT RequestId: a\tDuration: 149.53 ms\tBilled Duration: 313 ms\t"
        + "Memory Size: 3538 MB\tMax Memory Used: 163 MB\tRestore Duration: 789.64 ms\t"
        + "Billed Restore Duration: 163 ms\t\n"
        + "1747081446311 REPORT RequestId: b\tInit Duration: 170.13 ms\t\(pairs)\n")
    #expect(trace.initTimes?.sorted() == [170_130, 789_640])
    #expect(trace.billedTimes?.sorted() == [156_000, 313_000])
    #expect(trace.coldStarts == [1, 1])
  }

  private static let badReports: [(String, String)] = [
    (
      "Duration: 8.40 ms\tBilled Duration: 9 ms\tMemory Size: 128 MB\tMax Mem",
      "the entry has no value for \"Max Mem\" (was it cut?)"
    ),
    ("Duration: 8.40 ms\tBilled Duration: 9 ms", "the entry has no Memory Size (was it cut?)"),
    ("Duration: 8.40 ms\tMemory Size: 1 MB", "the entry has no Billed Duration (was it cut?)"),
    ("Billed Duration: 8 ms\tMemory Size: 1 MB", "the entry has no Duration (was it cut?)"),
    ("Duration: 8 ms\tBilled Duration: 9 ms\tMemory Size: ", "Memory Size is empty"),
    (
      "Duration: 8 ms\tBilled Duration: 9 m",
      "Billed Duration \"9 m\" is not in the unit of the "
        + "format"
    ),
    ("Duration: 8 s\t\(pairs)", "Duration \"8 s\" is not in the unit of the format"),
    ("Duration: 8\t\(pairs)", "Duration \"8 Duration:\" is not in the unit of the format"),
    ("Duration: NaN ms\t\(pairs)", "Duration \"NaN\" is not finite"),
    ("Duration: -1 ms\t\(pairs)", "Duration \"-1\" is negative"),
    ("Duration: x ms\t\(pairs)", "Duration \"x\" is not a number"),
    ("Duration: 31622400001 ms\t\(pairs)", "Duration \"31622400001\" is too large"),
    ("Duration: 1e999 ms\t\(pairs)", "Duration \"1e999\" is too large"),
    ("Billed Duration: 1 ms\t\(pairs)", "Billed Duration occurs twice"),
    (
      "Memory Size: 0 MB\tDuration: 1 ms\tBilled Duration: 1 ms",
      "Memory Size \"0\" is less than 1 MB"
    ),
    ("", "the entry has no Duration (was it cut?)"),
  ]

  @Test(arguments: badReports) func aBadReportIsRefused(_ text: String, _ message: String) throws {
    let log = "\n1747081446310 REPORT RequestId: a\t\(pairs)\n"
    let bad = log + "2025-05-12T20:24:06Z REPORT RequestId: b\t\(text)\n"
    let failure = #expect(throws: Failure.self) { try readLog(bad) }
    #expect(
      failure == Failure(.data, "log:3: \(message)", hint: "--on-error skip reads the rest"))
    let (trace, report) = try readLog(bad, TraceReadOptions(onError: .skip))
    #expect(trace.count == 1 && report.rowsRead == 2 && report.skipped.map(\.count) == [1])
  }

  @Test func stampsThatAreNone() {
    let failure = #expect(throws: Failure.self) {
      try readLog(
        "REPORT RequestId: a\t\(pairs)\n42 REPORT RequestId: b\t\(pairs)\n"
          + "2025-02-30T00:00:00Z REPORT RequestId: c\t\(pairs)\nREPORT RequestId:\n")
    }
    let message = "the entry has no time stamp (aws logs tail prints one before each)"
    #expect(
      failure?.message == "log:1: \(message)\nlog:2: \(message)\n"
        + "log:3: the time stamp \"2025-02-30T00:00:00Z\" does not exist\n"
        + "log:4: the entry has no RequestId (was it cut?)\nlog has no good row")
  }

  /// A retried request keeps its name; a START belongs to the REPORT whose end − duration is near.
  @Test func startsAreFoundByTheName() throws {
    func report(_ name: String, _ time: Int64) -> String {
      "\(end + time) REPORT RequestId: \(name)\t\(pairs)"
    }
    func start(_ name: String, _ time: Int64) -> String {
      "\(end + time) START RequestId: \(name) Version: $LATEST"
    }
    var lines = [
      start("a", 0), "application: hello", report("a", 200), start("a", 60_000),
      report("a", 60_180), start("b", 1_000), start("c", 500), report("d", 900),
    ]
    for _ in 0..<3 {
      for blockSize in [1, 100, 1 << 20] {
        let (trace, report) = try readLog(
          lines.joined(separator: "\n"), TraceReadOptions(jobs: 2), blockSize: blockSize)
        // d has no START: 900 − 155.51.
        #expect(
          trace.arrivals == [0, 744_490, 60_000_000].map { end * 1_000 + $0 })
        #expect(report.runningRequests == 2 && report.otherLines == 1 && report.rowsRead == 3)
      }
      lines = Array(lines.reversed())
      lines.swapAt(0, 4)
    }
  }

  @Test func blocksAndThreadsChangeNothing() throws {
    var text = ""
    for index in 0..<200 {
      let time = end + Int64(index) * 37
      switch index % 4 {
      case 0:
        text += "EVENTS\t1\t2\t2025/05/12/[1]\(index % 7)\tREPORT RequestId: r\(index)\t\(pairs)\n"
        text += index % 8 == 0 ? "XRAY TraceId: 1\t\n\t\(time)\n" : "\t\(time)\n"
      case 1: text += "\(time) START RequestId: r\(index + 1) Version: 1\n"
      case 2: text += "\(time) REPORT RequestId: r\(index)\t\(pairs)\n"
      default: text += "REPORT RequestId: bad\n\tat com.example.Main\n\n"
      }
    }
    let options = TraceReadOptions(onError: .skip)
    let whole = try readLog(text, options)
    #expect(whole.trace.count == 100 && whole.report.rowsRead == 150)
    for blockSize in [1, 50, 333, 4_096] {
      for jobs in 1...3 {
        var options = options
        options.jobs = jobs
        let cut = try readLog(text, options, blockSize: blockSize)
        #expect(cut.report == whole.report)
        #expect(differences(cut.trace, whole.trace).isEmpty)
      }
    }
  }

  @Test func damagedLogsNeverCrash() {
    var generator = SeededGenerator(seed: 7, "damage")
    let good = Array(
      ("2025-05-12T20:24:06.310Z 2025/05/12/[$LATEST]5b11 START RequestId: a Version: 1\n"
        + "2025-05-12T20:24:07.310Z REPORT RequestId: a\t\(pairs)\n").utf8)
    for _ in 0..<3_000 {
      var text = good
      for _ in 0..<generator.below(4) {
        let place = generator.below(text.count)
        switch generator.below(3) {
        case 0: text[place] = UInt8(generator.below(256))
        case 1: text.remove(at: place)
        default: text.removeLast(min(text.count - 1, generator.below(30)))
        }
      }
      let options = TraceReadOptions(onError: .skip, format: "lambda-report")
      guard let (trace, report) = try? TraceReader.read(bytes: text, name: "t", options: options)
      else { continue }
      #expect(trace.count == report.rowsKept)
    }
  }

  @Test func aLineIsNoLongerThanAMebibyte() {
    let text =
      "1747081446310 REPORT RequestId: a\t\(pairs)\n" + String(repeating: "x", count: 1 << 21)
    let failure = #expect(throws: Failure.self) { try readLog(text) }
    #expect(failure == Failure(.data, "log:2: the line is longer than 1 MiB"))
  }
}

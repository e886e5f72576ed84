import Testing
import Units

@testable import Traces

private func read(
  _ text: String, _ options: TraceReadOptions = TraceReadOptions()
) throws -> (trace: Trace, report: TraceReadReport) {
  try TraceReader.read(bytes: Array(text.utf8), name: "trace.csv", options: options)
}

private func failure(_ text: String) -> Failure? {
  #expect(throws: Failure.self) { try read(text) }
}

@Suite struct HeaderTests {
  @Test(
    arguments: [
      (
        "time,service,duration_ms",
        "no column timestamp; the columns are \"time\", \"service\", "
          + "\"duration_ms\"", #"did you mean timestamp by "time"?"#
      ),
      (
        "timestamp,duratoin_ms",
        "no column duration_ms; the columns are \"timestamp\", \"duratoin_ms\"",
        #"did you mean duration_ms by "duratoin_ms"?"#
      ),
      (
        "1,2,3",
        "no column timestamp and no column duration_ms; the columns are \"1\", \"2\", \"3\"",
        "the first line names the columns, such as timestamp,service,duration_ms,memory_mb"
      ),
      (
        "timestamp,timestamp_ms,duration",
        "\"timestamp\" and \"timestamp_ms\" are both the "
          + "time stamp", "rename or remove one of them"
      ),
      (
        "timestamp,duration,duration_ms", "\"duration\" and \"duration_ms\" are both the duration",
        "rename or remove one of them"
      ),
      (
        "timestamp,duration_ms,service,function",
        "\"service\" and \"function\" are both the service", "rename or remove one of them"
      ),
      (
        "timestamp,duration_ms,Duration_MS", "the column \"duration_ms\" occurs twice",
        "rename or remove one of them"
      ),
    ])
  func aBadHeaderSaysWhatIsWrong(header: String, message: String, hint: String) {
    let expected = Failure(.data, "trace.csv:1: \(message)", hint: hint)
    #expect(failure("\(header)\n1,2,3\n") == expected)
  }

  @Test func aBadHeaderIsNamedByItsLine() {
    #expect(failure("\n\r\n \"timestamp\n")?.message.hasPrefix("trace.csv:3: unterminated") == true)
    #expect(failure("a\u{1b}b,c\n")?.message.contains(#""a\x1bb""#) == true)
  }

  @Test(
    arguments: [
      ("", "trace.csv is empty"), ("\u{feff}", "trace.csv is empty"),
      ("\n \r\n", "trace.csv is empty"),
      ("timestamp,duration_ms", "trace.csv has a header but no requests"),
      ("timestamp,duration_ms\n\n\r\n", "trace.csv has a header but no requests"),
      ("timestamp,duration_ms\n1,\0\n", "trace.csv is binary, not CSV text"),
    ])
  func aFileWithoutRowsIsRefused(text: String, message: String) {
    #expect(failure(text) == Failure(.data, message))
  }

  @Test func brokenAndUnknownCompressionIsRefused() throws {
    let file: [UInt8] = [
      0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x2b, 0xc9, 0xcc, 0x4d, 0x2d, 0x2e, 0x49, 0xcc, 0x2d,
      0xd0,
    ]
    let failure = #expect(throws: Failure.self) {
      try TraceReader.read(bytes: file, name: "trace.csv.gz")
    }
    #expect(
      failure
        == Failure(
          .data,
          "trace.csv.gz: the compressed data ends in the middle (was the file cut?)",
          hint: "gzip -t tells as well"))
    let other = #expect(throws: Failure.self) {
      try TraceReader.read(bytes: [0x28, 0xb5, 0x2f, 0xfd, 1], name: "a.zst")
    }
    #expect(other?.hint == "zstd -dc a.zst | costsim compare -")
  }

  @Test func columnsAreFoundByNameInAnyDialect() throws {
    for text in [
      "timestamp_ms,service,duration_ms,memory_mb\n5,a,1.5,256\n",
      "\u{feff}Memory_MB;DURATION_MS; Function ;\"timestamp_ms\"\r\n256;1.5;a;5\r\n",
      "service\tduration_ms\ttimestamp_ms\tmemory_mb\n\na\t1.5\t5\t256",
      "timestamp_us,service,duration_ms,memory_mb,note,status,note\n5000,\"a\",15e-1, 256 ,x,200,",
    ] {
      let (trace, report) = try read(text)
      #expect(trace.serviceNames == ["a"] && trace.arrivals == [5_000])
      #expect(trace.durations == [1_500] && trace.memories == [256])
      #expect(trace.cpuTimes == nil && trace.initTimes == nil && trace.billedTimes == nil)
      #expect(report.serviceAssumedRows == 0 && report.memoryAssumedRows == 0)
      #expect(report.ignoredColumns == (text.contains("note") ? ["note"] : []))
    }
  }

  @Test func whatIsAssumedIsReported() throws {
    var options = TraceReadOptions(defaultMemory: 1024)
    options.durationUnit = .seconds
    let (trace, report) = try read("timestamp_s,duration\n0.5,2\n1,0.0000001", options)
    #expect(trace.serviceNames == ["default"] && trace.memories == [1024, 1024])
    #expect(trace.arrivals == [500_000, 1_000_000] && trace.durations == [2_000_000, 1])
    #expect(report.serviceAssumedRows == 2 && report.memoryAssumedRows == 2)
    #expect(report.stamps == [.init(file: "trace.csv", unit: nil)])
  }

  @Test func optionalColumnsHaveTheirDefaults() throws {
    let (trace, report) = try read(
      """
      timestamp_ms,duration_ms,memory_mb,cpu_ms,init_ms,billed_ms
      1,1.2,,,,
      2,1.2,64.5,0.5,100,3
      """)
    #expect(trace.memories == [512, 65] && report.memoryAssumedRows == 1)
    #expect(trace.cpuTimes == [0, 500] && trace.initTimes == [0, 100_000])
    #expect(trace.billedTimes == [Trace.notLogged, 3_000])
  }

  @Test(
    arguments: [
      ("99999999999", 0, TimeUnit.seconds, false),
      ("1767225600", 1_767_225_600_000_000, .seconds, true),
      ("1767225600.25", 1_767_225_600_250_000, .seconds, true),
      ("100000000000", 100_000_000_000_000, .milliseconds, true),
      ("1767225600000", 1_767_225_600_000_000, .milliseconds, true),
      ("100000000000000", 100_000_000_000_000, .microseconds, true),
      ("1767225600000001", 1_767_225_600_000_001, .microseconds, true),
      ("100000000000000000", 100_000_000_000_000, .nanoseconds, true),
      ("1767225600000001999", 1_767_225_600_000_001, .nanoseconds, true),
      ("-5", -5_000_000, .seconds, true),
    ])
  func theFirstRowTellsTheUnit(stamp: String, time: Int64, unit: TimeUnit, isGood: Bool) throws {
    let text = "timestamp,duration_ms\n\(stamp),1"
    guard isGood else {
      #expect(failure(text)?.message.contains("is too large") == true)
      return
    }
    let (trace, report) = try read(text)
    #expect(trace.arrivals == [time])
    #expect(report.stamps == [.init(file: "trace.csv", unit: unit)])
  }

  @Test func theUnitIsTheFilesAndCanBeGiven() throws {
    let text = "timestamp,duration_ms\n1767225600000,1\n5,1"
    #expect(try read(text).trace.arrivals == [5_000, 1_767_225_600_000_000])
    let given = TraceReadOptions(timestampUnit: .microseconds)
    #expect(try read(text, given).trace.arrivals == [5, 1_767_225_600_000])
    #expect(try read(text, given).report.stamps == [.init(file: "trace.csv", unit: .microseconds)])
  }

  @Test(
    arguments: [
      ("2026-09-19T08:30:00Z", 0), ("2026-09-19 08:30:00z", 0), ("2026-09-19t10:30:00+02:00", 0),
      ("2026-09-19T03:00:00-0530", 0), ("2026-09-19T22:30:00+14", 0),
      ("2026-09-19T08:30:00.125Z", 125_000), ("2026-09-19T08:30:00,125Z", 125_000),
      ("2026-09-19T08:30:00.1234569999Z", 123_456), ("2026-09-19T08:29:60Z", 0),
      ("\"2026-09-19T08:30:00Z\"", 0),
    ])
  func stampsAreISO8601(stamp: String, microseconds: Int64) throws {
    // `date -d 2026-09-19T08:30:00Z +%s`
    let time = 1_789_806_600_000_000 + microseconds
    let text = "timestamp;duration_ms\n\(stamp);1"
    #expect(try read(text).trace.arrivals == [time])
    #expect(try read(text).report.stamps == [.init(file: "trace.csv", unit: nil)])
  }

  @Test func aCommaThatDelimitsIsNoFraction() throws {
    let header = "timestamp,duration_ms,note"
    let good = "\(header)\n\"2026-09-19T08:30:00,5Z\",1,x"
    #expect(try read(good).trace.arrivals == [1_789_806_600_500_000])
    #expect(
      failure("\(good)\n2026-09-19T08:30:00,5Z,1,x")?.message
        == "trace.csv:3: has 4 fields, the header has 3")
  }

  @Test func anISOFileMayHoldNumbersThatTellTheirOwnUnit() throws {
    let (trace, _) = try read("timestamp,duration_ms\n1970-01-01T00:00:00Z,1\n5,1\n1e12,1")
    #expect(trace.arrivals == [0, 5_000_000, 1_000_000_000_000_000])
  }

  @Test func arrivalsRoundDownAndDurationsUp() throws {
    let (trace, report) = try read(
      "timestamp_ns,duration_ms\n1999,0.0010001\n-1,1e-9\n-1000,0", TraceReadOptions())
    #expect(trace.arrivals == [-1, -1, 1] && trace.durations == [1, 0, 2])
    #expect(report.wasOutOfOrder && report.coarseStamps.isEmpty)
  }
}

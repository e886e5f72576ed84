import Testing
import Units

@testable import Traces

@Suite struct FieldMappingTests {
  private func read(
    _ text: String, _ fields: String, unit: TimeUnit = .milliseconds
  ) throws -> (trace: Trace, report: TraceReadReport) {
    try TraceReader.read(
      bytes: Array(text.utf8), name: "t",
      options: TraceReadOptions(durationUnit: unit, fields: try FieldMapping(fields)))
  }

  @Test func everyRole() throws {
    let (trace, report) = try read(
      ",When,what,took,mb,CPU,boot,paid,fresh,box,in,out,timestamp,duration_ms\n"
        + "0,1590530039578.8513,f,2.5,128,1,0.5,3,True,e1,10,20,7,8\n"
        + "1,1590530039579,g,2,128,,,,,,,,7,8\n",
      "time=when,service=what,duration=took,memory=mb,cpu=cpu,init=boot,billed=paid,cold=fresh,"
        + "instance=box,request-bytes=in,response-bytes=out")
    #expect(trace.serviceNames == ["f", "g"])
    #expect(trace.arrivals == [1_590_530_039_578_851, 1_590_530_039_579_000])
    #expect(trace.durations == [2_500, 2_000] && trace.memories == [128, 128])
    #expect(trace.cpuTimes == [1_000, 0] && trace.initTimes == [500, 0])
    #expect(trace.billedTimes == [3_000, -1] && trace.coldStarts == [1, -1])
    #expect(trace.instances == [0, Trace.noInstance])
    #expect(trace.requestBytes == [10, -1] && trace.responseBytes == [20, -1])
    #expect(report.ignoredColumns.isEmpty && report.stamps.map(\.unit) == [.milliseconds])
    #expect(trace.loggedPlatform == nil)
  }

  @Test func unitsAndNativeNamesBesideMappedOnes() throws {
    let (trace, _) = try read(
      "at;elapsed;function\n2026-01-01T00:00:00Z;0.25;f\n", "time=at,duration=elapsed",
      unit: .seconds)
    #expect(trace.durations == [250_000] && trace.serviceNames == ["f"])
    #expect(trace.arrivals == [1_767_225_600_000_000])
  }

  @Test(arguments: [
    ("time", "--fields \"time\" is not ROLE=COLUMN"),
    ("time=", "--fields \"time=\" is not ROLE=COLUMN"),
    ("=a", "--fields \"=a\" is not ROLE=COLUMN"), ("", "--fields \"\" is not ROLE=COLUMN"),
    ("tim=a", "--fields: unknown role \"tim\"; did you mean \"time\"?"),
    ("time=a,time=b", "--fields: the role time is given twice"),
    ("time=a,duration=A", "--fields: the column \"a\" is mapped twice, to time and to duration"),
  ]) func aBadMapping(_ text: String, _ message: String) {
    let failure = #expect(throws: Failure.self) { try FieldMapping(text) }
    #expect(failure?.code == .usage && failure?.message == message)
  }

  @Test func aColumnThatTheHeaderLacks() {
    let failure = #expect(throws: Failure.self) {
      try read("start_time,took\n1,2\n", "time=start_tme,duration=took")
    }
    #expect(
      failure
        == Failure(
          .data, "t:1: no column \"start_tme\" for time (--fields); did you mean \"start_time\"?",
          hint: "the columns are \"start_time\", \"took\""))
    let twice = #expect(throws: Failure.self) { try read("a,a,b\n1,1,2\n", "time=a,duration=b") }
    #expect(twice?.message == "t:1: the column \"a\" occurs twice")
  }

  @Test func aLogHasNoColumns() {
    let failure = #expect(throws: Failure.self) {
      try read(
        "1747081446310 REPORT RequestId: a Duration: 1 ms Billed Duration: 1 ms Memory Size: 1 MB",
        "time=a")
    }
    #expect(
      failure
        == Failure(
          .usage, "--fields names columns or keys, but no file has any to name",
          hint: "the files are lambda-report"))
  }

  @Test func coldIsTrueOrFalse() {
    let failure = #expect(throws: Failure.self) {
      try read("timestamp,duration_ms,cold\n1,2,maybe\n", "duration=duration_ms")
    }
    #expect(
      failure?.message == "t:2: cold \"maybe\" is neither true nor false\nt has no good row")
  }
}

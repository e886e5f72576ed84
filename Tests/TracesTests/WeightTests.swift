import Testing
import Units

@testable import Traces

/// Rows of sampled telemetry that stand for several requests.
@Suite struct WeightTests {
  private static let csv = """
    timestamp_s,service,duration_ms,weight
    100,a,10,1
    110,a,20,5
    111,b,30,3
    120,a,40,2

    """

  private func options(_ fields: String) throws -> TraceReadOptions {
    var options = TraceReadOptions()
    options.fields = try FieldMapping(fields)
    return options
  }

  /// By hand: 1 + 5 + 2 requests of a and 3 of b. The others of the row at 110 s come before the next
  /// one of a at 120 s, those behind it within another 10 s; b has one stamp alone, and the span of
  /// the trace.
  @Test func aRowOfWeightWIsWRequestsBetweenItAndTheNext() throws {
    let (trace, report) = try readLog(Self.csv)
    #expect(trace.rows.map(\.count) == [8, 3] && report.rowsKept == 4)
    #expect(report.weightedRows == 3 && report.weightedRequests == 11)
    let seconds = trace.arrivals.map { Double($0) / 1e6 }
    #expect(seconds[0...1] == [100, 110] && seconds[6] == 120)
    #expect(seconds[2...5].allSatisfy { 110..<120 ~= $0 } && 120..<130 ~= seconds[7])
    #expect(seconds[8...10].contains(111) && seconds[8...10].allSatisfy { 100..<120 ~= $0 })
    #expect(report.loneWeightedRows == 1)
    #expect(Set(seconds).count == 11)
    #expect(trace.durations[0...7].map { $0 / 1_000 } == [10, 20, 20, 20, 20, 20, 40, 40])
  }

  /// A service that one row of a sample shows has its requests anywhere in the trace.
  @Test func aLoneStampOfManyRequestsIsSpreadOverTheTrace() throws {
    let rows = (0...10).map { "\($0 * 360),a,5,1\n" }.joined()
    let (trace, report) = try readLog(
      "timestamp_s,service,duration_ms,weight\n1800,b,5,1000\n" + rows)
    let arrivals = trace.arrivals[trace.rows[0]].map { Double($0) / 1e6 }
    // The mean of 999 even draws from 3,600 s: 1,800 s with a standard error of 33 s.
    #expect(abs(arrivals.reduce(0, +) / 1_000 - 1_800) < 165 && report.loneWeightedRows == 1)
    #expect(
      try readLog("timestamp_s,duration_ms,weight\n5,5,9\n").trace.arrivals.last ?? 0 < 6_000_000)
  }

  @Test(arguments: [
    ("sampling_ratio", "0.25", 4), ("sample_rate", "0.3", 3), ("SampleRate", "7", 7),
  ])
  func aShareThatWasKeptIsAWeight(_ name: String, _ value: String, _ weight: Int) throws {
    let csv = "timestamp_s,duration_ms,\(name)\n1,5,\(value)\n"
    #expect(try readLog(csv).report.samplingColumns == [name])
    #expect(try readLog(csv, options("weight=\(name)")).trace.count == weight)
    let json = #"{"t":1,"d":5,"\#(name)":\#(value)}"# + "\n"
    #expect(try readLog(json, options("time=t,duration=d")).report.samplingColumns == [name])
    #expect(try readLog(json, options("time=t,duration=d,weight=\(name)")).trace.count == weight)
  }

  @Test(arguments: ["itemCount", "item_count", "sampling_rate", "_sample_rate"])
  func aSampleOfAllRowsIsNone(_ name: String) throws {
    let csv = "timestamp_s,duration_ms,\(name)\n1,5,1\n2,5,1.0\n3,5,\"1\"\n"
    #expect(try readLog(csv, blockSize: 8).report.samplingColumns == [])
    #expect(try readLog(csv + "4,5,2\n", blockSize: 8).report.samplingColumns == [name])
    let json = #"{"t":1,"d":5,"\#(name)":1}"# + "\n"
    #expect(try readLog(json, options("time=t,duration=d")).report.samplingColumns == [])
  }

  @Test func aNestedKeyThatIsNotReadIsTold() throws {
    let json = #"{"t":1,"d":5,"meta":{"itemCount":1}}"# + "\n"
    #expect(
      try readLog(json, options("time=t,duration=d")).report.samplingColumns == ["itemCount"])
  }

  @Test func theTimesAreThoseOfTheSeedWhateverTheBlocksAndThreads() throws {
    var options = TraceReadOptions()
    options.jobs = 3
    let small = try readLog(Self.csv, options, blockSize: 12).trace
    #expect(small.arrivals == (try readLog(Self.csv).trace.arrivals))
    options.seed = 2
    #expect(small.arrivals != (try readLog(Self.csv, options).trace.arrivals))
  }

  @Test func aWeightOfJSON() throws {
    let log = """
      [{"t":"2026-11-02T09:00:00Z","d":10,"ItemCount":"4"},
      {"t":"2026-11-02T09:00:10Z","d":20,"ItemCount":1}]
      """
    let (trace, _) = try readLog(log, options("time=t,duration=d,weight=ItemCount"))
    #expect(trace.durations.map { $0 / 1_000 } == [10, 10, 10, 10, 20])
    let (plain, report) = try readLog(log, options("time=t,duration=d"))
    #expect(plain.count == 2 && report.samplingColumns == ["ItemCount"])
  }

  @Test(arguments: ["0", "-1", "1.5", "1000001", "1e30", "x", "", "inf"])
  func anAbsurdWeightIsAnError(_ weight: String) throws {
    let failure = #expect(throws: Failure.self) {
      try readLog("timestamp_s,duration_ms,weight\n1,5,1\n2,5,\(weight)\n")
    }
    #expect(failure?.message.hasPrefix("log:2: weight") == false)
    #expect(failure?.message.hasPrefix("log:3: weight") == true, "\(failure?.message ?? "")")
  }

  @Test func weightsThatMakeTooManyRequestsAreAnError() throws {
    let rows = (0..<68).map { "\($0),5,1000000\n" }.joined()
    let failure = #expect(throws: Failure.self) {
      try readLog("timestamp_s,duration_ms,weight\n" + rows)
    }
    #expect(failure?.message.contains("the rows stand for 68000000 requests") == true)
  }

  @Test(arguments: ["itemCount", "ItemCount", "sample_rate", "SampleRate"])
  func aColumnThatShowsASampleIsTold(_ name: String) throws {
    let csv = "timestamp_s,duration_ms,\(name)\n1,5,3\n"
    #expect(try readLog(csv).report.samplingColumns == [name])
    let (trace, report) = try readLog(csv, options("weight=\(name)"))
    #expect(trace.count == 3 && report.samplingColumns == [])
  }

  /// A value that is no key does not show one.
  @Test func aWordThatIsNoKeyShowsNoSample() throws {
    let log = #"{"t":1,"d":10,"message":"itemCount was 3"}"# + "\n"
    #expect(try readLog(log, options("time=t,duration=d")).report.samplingColumns == [])
  }
}

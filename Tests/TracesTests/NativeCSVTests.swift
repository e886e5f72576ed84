import Testing
import Units

@testable import Traces

/// What is written as native CSV is read back as it was.
@Suite struct NativeCSVTests {
  private func text(_ trace: Trace, hasMemory: Bool = true) throws -> String {
    var bytes: [UInt8] = []
    NativeCSV(trace, hasMemory: hasMemory).write { bytes += $0 }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: LogSample.all)
  func logsComeBackAsTheyWere(_ sample: LogSample) throws {
    let (trace, _) = try readLog(sample.text + sample.line + "\n", sample.options)
    let (again, report) = try readLog(text(trace))
    #expect(report.formats == ["csv"] && report.skipped.isEmpty)
    #expect(again.serviceNames == trace.serviceNames && again.arrivals == trace.arrivals)
    #expect(again.durations == trace.durations && again.memories == trace.memories)
    #expect(again.requestBytes == trace.requestBytes)
    #expect(again.responseBytes == trace.responseBytes)
    #expect(again.billedTimes == trace.billedTimes && again.coldStarts == trace.coldStarts)
  }

  @Test func namesAndNumbersOfAnyForm() throws {
    let text =
      "timestamp_us,service,duration,cold,instance,init_ms\n"
      + "-1500001,\"a,\"\"b\"\"\",0.001,,e1,\n7,=1+1,31622400000,true,,2.5\n"
      + "8,\"a,\"\"b\"\"\",5,no,e2,\n"
    let (trace, _) = try readLog(text)
    let (again, _) = try readLog(self.text(trace))
    #expect(again.serviceNames == trace.serviceNames && again.arrivals == trace.arrivals)
    #expect(again.durations == trace.durations && again.initTimes == trace.initTimes)
    #expect(again.coldStarts == trace.coldStarts && again.instances == trace.instances)
  }

  @Test func assumedMemoryIsNotWritten() throws {
    let (trace, _) = try readLog("timestamp,duration_ms\n1,2\n")
    #expect(
      try text(trace, hasMemory: false) == "timestamp_ms,service,duration_ms\n1000,default,2\n")
  }
}

/// Samples of traces keep what the whole is like.
@Suite struct TraceSampleTests {
  /// Ten hours of a request a minute, of two services in turn; the n-th lasts n ms.
  private static let trace: Trace = {
    let rows = (0..<600).map { "\(60 * $0),\($0 % 2 == 0 ? "a" : "b"),\($0)" }
    let text = "timestamp_s,service,duration_ms\n" + rows.joined(separator: "\n") + "\n"
    guard let (trace, _) = try? readLog(text) else { fatalError("no trace") }
    return trace
  }()

  @Test func blocksOfTimeStandOneAfterTheOther() throws {
    let sample = try TraceSample(of: Self.trace, blocks: 0.3, length: 3_600_000_000, seed: 1)
    #expect(sample.candidates == 10 && sample.kept == 3 && sample.trace.count == 180)
    let times = sample.trace.arrivals.sorted()
    // One a minute, as in the whole.
    #expect(times == (0..<180).map { Int64($0) * 60_000_000 })
    // The requests of a block are those of an hour.
    let hours = Set(sample.trace.durations.map { $0 / 60_000 })
    #expect(hours.count == 3 && sample.trace.durations.count { $0 / 60_000 == hours.min() } == 60)
    let other = try TraceSample(of: Self.trace, blocks: 0.3, length: 3_600_000_000, seed: 2)
    #expect(other.trace.durations != sample.trace.durations)
  }

  @Test func servicesStayAsTheyAre() {
    let sample = TraceSample(of: Self.trace, services: 0.5, seed: 1)
    #expect(sample.kept == 1 && sample.candidates == 2)
    let service = sample.trace.serviceNames[0] == "a" ? 0 : 1
    #expect(sample.trace.arrivals == Array(Self.trace.arrivals[Self.trace.rows[service]]))
  }

  @Test func allOfItIsTheWhole() throws {
    let sample = try TraceSample(of: Self.trace, blocks: 1, length: 3_600_000_000, seed: 1)
    #expect(sample.trace.arrivals == Self.trace.arrivals)
    let least = try TraceSample(of: Self.trace, blocks: 0.001, length: 60_000_000, seed: 1)
    #expect(least.kept == 1 && least.candidates == 600)
    let failure = #expect(throws: Failure.self) {
      try TraceSample(of: Self.trace, blocks: 0.5, length: 1, seed: 1)
    }
    #expect(failure?.code == .usage)
  }
}

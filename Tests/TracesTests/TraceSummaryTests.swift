import Testing
import Units

@testable import Traces

@Suite struct TraceSummaryTests {
  @Test func aSmallTraceIsSummarised() throws {
    let (trace, _) = try TraceReader.read(
      bytes: Array(
        """
        timestamp_ms,service,duration_ms,memory_mb
        0,a,10,128
        500,b,1,1024
        999.999,a,30,256
        1000,a,20,128
        3000,b,2,1024
        """.utf8), name: "t")
    let summary = try #require(try TraceSummary(trace))
    #expect(summary.services.map(\.name) == ["a", "b"])
    let first = summary.services[0].figures
    #expect(first.count == 3 && first.firstArrival == 0 && first.lastArrival == 1_000_000)
    #expect(first.span == 1_000_000 && first.peakPerSecond == 2)
    #expect(first.durationMean == 20_000 && first.durationP50 == 20_000)
    #expect(first.durationP90 == 30_000 && first.durationMax == 30_000)
    #expect(first.memoryMin == 128 && first.memoryMax == 256)
    let all = summary.overall
    #expect(all.count == 5 && all.span == 3_000_000 && all.peakPerSecond == 3)
    #expect(all.durationMean == 12_600 && all.durationP50 == 10_000)
    #expect(all.durationP90 == 30_000 && all.durationP99 == 30_000)
    #expect(all.memoryMin == 128 && all.memoryMax == 1024)
  }

  @Test func anEmptyTraceHasNoSummary() throws {
    let trace = Trace(
      serviceNames: [], rows: [], serviceOrder: [], arrivals: [], durations: [], memories: [])
    #expect(try TraceSummary(trace) == nil)
  }

  @Test func simultaneousRequestsHaveNoRate() throws {
    let (trace, _) = try TraceReader.read(
      bytes: Array("timestamp_s,duration_ms\n7,1\n7,2".utf8), name: "t")
    let overall = try #require(try TraceSummary(trace)).overall
    #expect(overall.peakPerSecond == 2 && overall.durationMean == 1_500)
  }

  @Test(arguments: 0..<20) func figuresAreThoseOfSortedRows(seed: UInt64) throws {
    let text = RandomTrace(seed: seed).bytes
    guard let (trace, _) = try? TraceReader.read(bytes: text, name: "t") else { return }
    let summary = try #require(try TraceSummary(trace, jobs: 2))
    #expect(try TraceSummary(trace, jobs: 1) == summary)
    let groups =
      trace.rows.map { (Array(trace.arrivals[$0]), Array(trace.durations[$0])) }
      + [(trace.arrivals, trace.durations)]
    for (figures, rows) in zip(summary.services.map(\.figures) + [summary.overall], groups) {
      let sorted = rows.1.sorted()
      func nearestRank(_ hundredths: Int) -> Int64 {
        sorted.first { value in
          sorted.filter { $0 <= value }.count * 100 >= hundredths * sorted.count
        } ?? -1
      }
      #expect(figures.durationP50 == nearestRank(50) && figures.durationP90 == nearestRank(90))
      #expect(figures.durationP95 == nearestRank(95) && figures.durationP99 == nearestRank(99))
      #expect(figures.durationMax == sorted.last)
      let peak = rows.0.map { start in
        rows.0.filter { $0 >= start && $0 < start + 1_000_000 }.count
      }.max()
      #expect(figures.peakPerSecond == peak)
    }
  }
}

import Foundation
import Testing
import Units

@testable import Traces

/// Files that only count requests, and how requests are made of them.
@Suite struct CountTests {
  private static let file =
    "period,count\n2026-09-19 08:30:00,3\n2026-09-19T08:31:00Z,0\n"
    + "2026-09-19 08:33:00,5\n"
  private static let origin: Int64 = 1_789_806_600_000_000
  private static let minute: Int64 = 60_000_000

  private func options(_ expansion: CountExpansion = .exponential) -> TraceReadOptions {
    TraceReadOptions(duration: 120_000, expansion: expansion)
  }

  @Test(arguments: CountExpansion.allCases)
  func eachPeriodHasItsRequests(_ expansion: CountExpansion) throws {
    let (trace, report) = try readLog(Self.file, options(expansion))
    #expect(report.formats == ["counts"] && report.countedRequests == 8)
    #expect(report.periodLength == Self.minute && report.countedPeriods == 2)
    #expect(
      report.durationAssumedRows == 8 && trace.durations == Array(repeating: 120_000, count: 8))
    let minutes = trace.arrivals.map { ($0 - Self.origin) / Self.minute }
    #expect(minutes == [0, 0, 0, 3, 3, 3, 3, 3] && trace.arrivals == trace.arrivals.sorted())
    #expect(try readLog(Self.file, options(expansion)).trace.arrivals == trace.arrivals)
  }

  @Test func equidistantArrivalsAreInTheMiddleOfTheirShare() throws {
    let (trace, _) = try readLog(Self.file, options(.equidistant))
    #expect(
      trace.arrivals.prefix(3).map { $0 - Self.origin } == [10_000_000, 30_000_000, 50_000_000])
  }

  /// Given their number, arrivals of a Poisson process are even over the period: of a million, the
  /// Kolmogorov distance to that is below 1.95 / √n in all but 0.1 % of cases. The gaps' coefficient
  /// of variation is 1 for exponential gaps and 1/√3 for even ones.
  @Test(arguments: [(CountExpansion.exponential, 1.0), (.uniform, 0.57735)])
  func gapsHaveTheirDistribution(_ expansion: CountExpansion, _ variation: Double) throws {
    let count = 1_000_000
    let text = "period,count\n2026-09-19 08:00:00,\(count)\n2026-09-19 09:00:00,0\n"
    let (trace, _) = try readLog(text, options(expansion))
    let hour = 3_600_000_000.0
    let first = Double(Self.origin - 30 * Self.minute)
    let places = trace.arrivals.map { (Double($0) - first) / hour }
    let distance = places.enumerated().map { abs($1 - Double($0) / Double(count)) }.max() ?? 1
    #expect(distance < 1.95 / Double(count).squareRoot())
    let gaps = zip(trace.arrivals.dropFirst(), trace.arrivals).map { Double($0 - $1) }
    let mean = gaps.reduce(0, +) / Double(gaps.count)
    let variance = gaps.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(gaps.count)
    #expect(abs(variance.squareRoot() / mean - variation) < 0.01)
  }

  @Test func servicesAreMergedInTimeOrder() throws {
    let text =
      "period,service,count\n2026-09-19 08:30:00,a,300\n2026-09-19 08:30:00,b,200\n"
      + "2026-09-19 08:31:00,b,100\n"
    var options = options()
    let memory = try readLog(text, options).trace
    #expect(memory.serviceNames == ["a", "b"] && memory.rows.map(\.count) == [300, 300])
    options.mostInMemory = 100
    let stream = try #require(try readLog(text, options).trace.stream)
    var cursor = stream.cursor()
    let block = try #require(try cursor.next())
    let arrivals = (0..<block.count).map { block.arrivals[$0] }
    #expect(arrivals == memory.arrivals.sorted() && arrivals == arrivals.sorted())
  }

  @Test(arguments: [
    ("period,count\n2026-09-19 08:30:00,3\n", "a single period does not tell how long it is"),
    ("period,count\nx,3\n2026-09-19 08:30:00,1\n", "log:2: period \"x\" is not a number"),
    ("period,count\n2026-09-19 08:30:00,-3\n", "log:2: count \"-3\" is negative"),
    ("period,count\n2026-09-19 08:30:00,3,4\n", "log:2: has 3 fields, the header has 2"),
    ("period,count\n2026-09-19 08:30:00,0\n2026-09-19 08:31:00,0\n", "no period has a request"),
    (
      "period,count\n2026-09-19 08:30:00,1\n2026-09-19 08:31:00,1\n2026-09-19 08:30:00,1\n",
      "a period of the service default is counted twice"
    ),
    (
      "period,count\n2026-09-19 08:30:00,1\n2026-09-19 08:31:00,1\n2026-09-19 08:32:30,1\n",
      "the periods have no common length"
    ),
  ])
  func countsThatMakeNoSense(_ text: String, _ message: String) {
    let failure = #expect(throws: Failure.self) { try readLog(text, options()) }
    #expect(failure?.message.contains(message) == true, "\(failure?.message ?? "")")
    #expect(failure?.code == .data)
  }

  @Test func durationsAreAskedFor() throws {
    let failure = #expect(throws: Failure.self) { try readLog(Self.file) }
    #expect(failure?.hint == "--duration-ms MS says how long a request takes")
    let (trace, report) = try readLog(Self.file, TraceReadOptions(acceptsNoDurations: true))
    #expect(report.lacksDurations && trace.durations.allSatisfy { $0 == 0 })
  }

  /// Whatever is changed: what is kept are whole numbers of requests.
  @Test func mutilatedCountsAreErrorsOrCounted() throws {
    var random = SeededGenerator(seed: 4, "counts")
    var options = options()
    options.onError = .skip
    for _ in 0..<2_000 {
      var bytes = Array("2026-09-19 08:32:00,7".utf8)
      for _ in 0..<2 where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        bytes[place] = UInt8.random(in: 32...126, using: &random)
      }
      let text = Self.file + String(decoding: bytes, as: UTF8.self) + "\n"
      guard let (trace, report) = try? readLog(text, options) else { continue }
      #expect(trace.count == report.countedRequests && trace.count >= 8)
    }
  }

  /// The totals of the public traces.
  @Test(.enabled(if: corpus != nil)) func publicCounts() throws {
    let folder = try #require(corpus) + "/traces"
    let worldCup = folder + "/worldcup98/requests_per_minute_1998-06-10.csv"
    let options = TraceReadOptions(
      jobs: 2, duration: 120_000, expansion: .equidistant, mostInMemory: 1_000)
    let (trace, report) = try TraceReader.read([worldCup], options: options)
    #expect(trace.count == 52_291_414 && report.rowsRead == 1_440 && trace.stream != nil)
    let azure = ["inv", "run", "mem"].map { "\(folder)/azure_functions_2019/100_\($0).csv" }
    let (functions, _) = try TraceReader.read(azure, options: TraceReadOptions())
    #expect(functions.count == 86_751 && functions.serviceNames.count == 100)
    #expect(Set(functions.memories).count > 10 && functions.durations.allSatisfy { $0 >= 0 })
    let alone = try TraceReader.read(
      [azure[0]], options: TraceReadOptions(acceptsNoDurations: true))
    #expect(alone.trace.count == 86_751 && alone.report.lacksDurations)
  }
}

private var corpus: String? { ProcessInfo.processInfo.environment["COSTSIM_CORPUS"] }

/// Traces that are longer than what memory is for.
@Suite struct SpoolTests {
  /// Rows of four files' worth: in order, nearly so, or not at all.
  @Test(arguments: ["sorted", "nearly", "shuffled"])
  func aSpoolHoldsTheRowsInTimeOrder(_ order: String) throws {
    var random = SeededGenerator(seed: 9, order)
    var rows = (0..<30_000).map { row -> (Int, String) in
      let time = order == "nearly" ? row * 10 + random.below(3_000) : row * 10
      return (time, "\(time),s\(row % 7),\(row % 990).5,\(128 + row % 3)")
    }
    if order == "shuffled" { rows.shuffle(using: &random) }
    let text =
      "timestamp_ms,service,duration_ms,memory_mb\n"
      + rows.map(\.1).joined(separator: "\n")
    var options = TraceReadOptions(jobs: 3)
    let memory = try TraceReader.read(bytes: Array(text.utf8), name: "t", options: options)
    options.mostInMemory = 2_000
    let spooled = try TraceReader.read(
      bytes: Array(text.utf8), name: "t", options: options, blockSize: 5_000)
    let stream = try #require(spooled.trace.stream)
    #expect(spooled.report == memory.report && stream.serviceNames == memory.trace.serviceNames)
    var (arrivals, durations) = ([Int64](), [Int64]())
    var cursor = stream.cursor()
    while let block = try cursor.next() {
      for row in 0..<block.count where block.services[row] == 3 {
        arrivals.append(block.arrivals[row])
        durations.append(block.durations[row])
      }
    }
    let range = memory.trace.rows[3]
    #expect(arrivals == Array(memory.trace.arrivals[range]))
    #expect(durations == Array(memory.trace.durations[range]))
    #expect(stream.statistics[3].busyTime == memory.trace.statistics(of: 3).busyTime)
    #expect(
      try TraceSummary(spooled.trace)?.overall.peakPerSecond
        == TraceSummary(memory.trace)?.overall.peakPerSecond)
  }

  /// Rows that are far out of order are sorted in runs of half a million and merged.
  @Test func runsAreMerged() throws {
    let count = 1_200_000
    var text = "timestamp_ms,duration_ms\n"
    for row in 0..<count { text += "\((row &* 7_919) % 1_000_003),\(row % 97)\n" }
    let options = TraceReadOptions(jobs: 2, mostInMemory: 1_000)
    let (trace, report) = try TraceReader.read(
      bytes: Array(text.utf8), name: "t", options: options)
    let stream = try #require(trace.stream)
    #expect(trace.count == count && report.wasOutOfOrder)
    var last = Int64.min
    var (rows, busy, outOfOrder) = (0, Int64(0), 0)
    var cursor = stream.cursor()
    while let block = try cursor.next() {
      for row in 0..<block.count {
        if block.arrivals[row] < last { outOfOrder += 1 }
        last = block.arrivals[row]
        busy += block.durations[row]
      }
      rows += block.count
    }
    #expect(rows == count && outOfOrder == 0)
    #expect(busy == (0..<count).reduce(0) { $0 + Int64($1 % 97) * 1_000 })
  }

  @Test func badRowsAreCountedOrAnError() throws {
    var text = "timestamp_ms,duration_ms\n"
    for row in 0..<5_000 { text += row == 4_000 ? "x,1\n" : "\(row),1\n" }
    var options = TraceReadOptions(mostInMemory: 100)
    let failure = #expect(throws: Failure.self) {
      try TraceReader.read(bytes: Array(text.utf8), name: "t", options: options, blockSize: 999)
    }
    #expect(failure?.message == "t:4002: timestamp_ms \"x\" is not a number")
    options.onError = .skip
    let (trace, report) = try TraceReader.read(
      bytes: Array(text.utf8), name: "t", options: options, blockSize: 999)
    #expect(trace.count == 4_999 && report.skipped.map(\.count) == [1])
  }

  @Test func aSampleIsEvenOverTheTrace() throws {
    var text = "timestamp_s,duration_ms\n"
    for row in 0..<86_400 { text += "\(row),\(row / 3_600)\n" }
    let options = TraceReadOptions(mostInMemory: 100)
    let (trace, _) = try TraceReader.read(bytes: Array(text.utf8), name: "t", options: options)
    let stream = try #require(trace.stream)
    let sample = try StreamSample(of: stream, size: 8_640, seed: 1, jobs: 2)
    #expect(sample.ratio == 10 && abs(sample.trace.count - 8_640) < 200)
    // A tenth of each hour, one second apart.
    for hour in 0..<24 {
      let kept = sample.trace.durations.count { $0 == Int64(hour) * 1_000 }
      #expect((300...420).contains(kept), "\(hour): \(kept)")
    }
  }
}

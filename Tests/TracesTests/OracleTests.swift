import Testing
import Units

@testable import Traces

/// What the rows should become in memory.
func expectedTrace(_ rows: [SlowRow], columns: [String]) -> Trace {
  var names: [String] = []
  for row in rows where !names.contains(row.service) { names.append(row.service) }
  let ordered = rows.enumerated().sorted {
    ($0.element.arrival, $0.offset) < ($1.element.arrival, $1.offset)
  }.map(\.element)
  let grouped = names.map { name in ordered.filter { $0.service == name } }
  var ranges: [Range<Int>] = []
  for group in grouped {
    let start = ranges.last?.upperBound ?? 0
    ranges.append(start..<start + group.count)
  }
  let flat = grouped.flatMap { $0 }
  return Trace(
    serviceNames: names, rows: ranges,
    serviceOrder: ordered.map { row in UInt32(names.firstIndex(of: row.service) ?? 0) },
    arrivals: flat.map(\.arrival), durations: flat.map(\.duration), memories: flat.map(\.memory),
    cpuTimes: columns.contains("cpu_ms") ? flat.map(\.cpuTime) : nil,
    initTimes: columns.contains("init_ms") ? flat.map(\.initTime) : nil,
    billedTimes: columns.contains("billed_ms") ? flat.map(\.billedTime) : nil,
    coldStarts: columns.contains("cold") ? flat.map(\.cold) : nil,
    instances: columns.contains("instance") ? flat.map { instanceID($0, in: rows) } : nil,
    requestBytes: columns.contains("request_bytes") ? flat.map(\.requestBytes) : nil,
    responseBytes: columns.contains("response_bytes") ? flat.map(\.responseBytes) : nil)
}

/// Environments are numbered by their first row.
private func instanceID(_ row: SlowRow, in rows: [SlowRow]) -> UInt32 {
  guard let name = row.instance else { return .max }
  var names: [String] = []
  for other in rows.compactMap(\.instance) where !names.contains(other) { names.append(other) }
  return UInt32(names.firstIndex(of: name) ?? 0)
}

/// The names of the columns in which two traces differ.
func differences(_ left: Trace, _ right: Trace) -> [String] {
  let checks: [(String, Bool)] = [
    ("serviceNames", left.serviceNames == right.serviceNames), ("rows", left.rows == right.rows),
    ("serviceOrder", left.serviceOrder == right.serviceOrder),
    ("arrivals", left.arrivals == right.arrivals),
    ("durations", left.durations == right.durations),
    ("memories", left.memories == right.memories), ("cpuTimes", left.cpuTimes == right.cpuTimes),
    ("initTimes", left.initTimes == right.initTimes),
    ("billedTimes", left.billedTimes == right.billedTimes),
    ("coldStarts", left.coldStarts == right.coldStarts),
    ("instances", left.instances == right.instances),
    ("requestBytes", left.requestBytes == right.requestBytes),
    ("responseBytes", left.responseBytes == right.responseBytes),
    ("loggedPlatform", left.loggedPlatform == right.loggedPlatform),
  ]
  return checks.filter { !$0.1 }.map(\.0)
}

@Suite struct OracleTests {
  private static let blockSizes = [1, 7, 64, 300, 4096, 1 << 20]

  @Test(arguments: 0..<8) func validTracesReadAsTheSlowReaderReadsThem(part: Int) throws {
    var compared = 0
    for index in 0..<250 {
      let seed = UInt64(part * 250 + index)
      let text = RandomTrace(seed: seed).bytes
      let options = TraceReadOptions(
        durationUnit: TimeUnit.allCases[index % 4], defaultMemory: 128, jobs: 1 + index % 3)
      let slow = try SlowReader(text, options: options)
      guard slow.badLines.isEmpty, !slow.rows.isEmpty else {
        // A relative epoch may be too long a duration or too far a stamp in another unit.
        #expect(throws: Failure.self) {
          try TraceReader.read(bytes: text, name: "t", options: options)
        }
        continue
      }
      compared += 1
      let (trace, report) = try TraceReader.read(
        bytes: text, name: "t", options: options, blockSize: Self.blockSizes[index % 6])
      let different = differences(trace, expectedTrace(slow.rows, columns: slow.columns))
      #expect(different.isEmpty, "seed \(seed)")
      #expect(report.rowsKept == slow.rows.count && report.bytesRead == text.count)
      let arrivals = slow.rows.map(\.arrival)
      #expect(report.wasOutOfOrder == (arrivals != arrivals.sorted()), "seed \(seed)")
      let whole = arrivals.count { $0 % 1_000_000 == 0 }
      #expect(report.coarseStamps.isEmpty == (whole * 10 < arrivals.count * 9), "seed \(seed)")
    }
    #expect(compared > 180)
  }

  @Test(arguments: 0..<8) func mutatedTracesAreJudgedAsTheSlowReaderJudgesThem(part: Int) {
    var generator = SeededGenerator(seed: UInt64(part), "mutation")
    var compared = 0
    for index in 0..<1_000 {
      let seed = UInt64(part * 1_000 + index)
      let text = mutated(RandomTrace(seed: seed, rows: [2, 5, 20]).bytes, &generator)
      let options = TraceReadOptions(onError: .skip, maxErrors: 1_000, jobs: 1 + index % 2)
      let slow = try? SlowReader(text, options: options)
      let fast = try? TraceReader.read(
        bytes: text, name: "t", options: options, blockSize: Self.blockSizes[index % 6])
      guard let slow, !slow.rows.isEmpty else {
        #expect(fast == nil, "seed \(seed)")
        continue
      }
      guard let fast else {
        Issue.record("seed \(seed): refused")
        continue
      }
      compared += 1
      #expect(fast.report.rowsKept == slow.rows.count, "seed \(seed)")
      let lines = fast.report.quotedErrors.map { $0.split(separator: ":")[1] }
      #expect(lines == slow.badLines.map { "\($0)" }, "seed \(seed)")
      let different = differences(fast.trace, expectedTrace(slow.rows, columns: slow.columns))
      #expect(different.isEmpty, "seed \(seed)")
    }
    #expect(compared > 500)
  }

  @Test func randomBytesNeverCrash() {
    var generator = SeededGenerator(seed: 1, "noise")
    let alphabet = Array("0123456789.,;\t\n\r\"-+eEtimestamp_duraon ZT:éx".utf8)
    for index in 0..<2_000 {
      var text = index % 2 == 0 ? Array("timestamp,service,duration_ms\n1,a,1\n".utf8) : []
      for _ in 0..<generator.below(200) {
        text.append(
          index % 3 == 0
            ? UInt8(generator.below(256)) : alphabet[generator.below(alphabet.count)])
      }
      let options = TraceReadOptions(onError: index % 5 == 0 ? .fail : .skip, jobs: 1)
      let result = try? TraceReader.read(
        bytes: text, name: "t", options: options, blockSize: Self.blockSizes[index % 6])
      if let result { #expect(result.trace.count == result.report.rowsKept) }
    }
  }

  @Test func blocksAndThreadsChangeNothing() throws {
    for seed in 0..<40 {
      let text = mutatedRows(UInt64(seed))
      let whole = try? TraceReader.read(
        bytes: text, name: "t", options: TraceReadOptions(onError: .skip))
      for jobs in 1...3 {
        for blockSize in Self.blockSizes {
          let cut = try? TraceReader.read(
            bytes: text, name: "t", options: TraceReadOptions(onError: .skip, jobs: jobs),
            blockSize: blockSize)
          #expect(whole?.report == cut?.report)
          if let whole, let cut { #expect(differences(whole.trace, cut.trace).isEmpty) }
        }
      }
    }
  }

  private func mutatedRows(_ seed: UInt64) -> [UInt8] {
    var generator = SeededGenerator(seed: seed, "rows")
    return mutated(RandomTrace(seed: seed).bytes, &generator)
  }

  /// A few bytes changed, removed, repeated or inserted.
  private func mutated(_ text: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    let spice = Array("\"\"\n\r,;\t.-+eE0 9Zx\u{0}".utf8) + [0xff, 0xc3, 0x80]
    var text = text
    for _ in 0..<(1 + generator.below(4)) where !text.isEmpty {
      let place = generator.below(text.count)
      let other = spice[generator.below(spice.count)]
      switch generator.below(5) {
      case 0: text[place] = other
      case 1: text.remove(at: place)
      case 2: text.insert(other, at: place)
      case 3: text.insert(contentsOf: text[place...].prefix(generator.below(30)), at: place)
      default: text[place] = UInt8(generator.below(256))
      }
    }
    return text
  }
}

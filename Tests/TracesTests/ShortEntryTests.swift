import Testing
import Units

@testable import Traces

/// Entries of the least size that each form allows: blocks hold more of them than of usual ones.
@Suite struct ShortEntryTests {
  /// Where a form has a text of its own, that; of all others the samples.
  private static let others: [LogSample] = [
    LogSample(
      format: "lambda-report",
      line: "0 REPORT RequestId: a\tDuration: 1 ms\tBilled Duration: 1 ms\tMemory Size: 128 MB\t"
        + "Max Memory Used: 1 MB", arrival: 0, duration: 0),
    LogSample(
      format: "lambda-insights",
      line: #"{"_aws":{"Timestamp":1},"billed_duration":1,"duration":1,"total_memory":1}"#,
      arrival: 0, duration: 0),
    LogSample(
      format: "json", line: #"{"t":5,"d":1}"#, arrival: 0, duration: 0,
      options: TraceReadOptions(fields: (try? FieldMapping("time=t,duration=d")) ?? FieldMapping())),
    LogSample(
      format: "json", line: #"{"t":5}"#, arrival: 0, duration: 0,
      options: TraceReadOptions(
        fields: (try? FieldMapping("time=t")) ?? FieldMapping(), duration: 1_000)),
    LogSample(
      format: "csv", header: "timestamp_ms,duration_ms\n", line: "0,1", arrival: 0, duration: 0),
    LogSample(
      format: "csv", header: "timestamp_ms\n", line: "1", arrival: 0, duration: 0,
      options: TraceReadOptions(duration: 1_000)),
    LogSample(
      format: "csv", header: "timestamp_ms,cold,instance,request_bytes,duration_ms\n",
      line: "0,,,,1", arrival: 0, duration: 0),
  ]

  @Test(arguments: LogSample.all + others)
  func asManyOfTheShortestEntriesAsThereAreAreRows(_ sample: LogSample) throws {
    let entry = shortest(sample)
    for count in [8, 5_000] {
      let text = sample.header + String(repeating: entry + "\n", count: count)
      #expect(rows(text, sample) == count, "\(entry)")
    }
  }

  /// The entry without each piece that it is read without.
  private func shortest(_ sample: LogSample) -> String {
    var entry = Array(sample.line.utf8)
    for size in [32, 8, 3, 2, 1] {
      var place = 0
      while place < entry.count {
        var shorter = entry
        shorter.removeSubrange(place..<min(place + size, entry.count))
        let text = sample.header + String(decoding: shorter, as: UTF8.self) + "\n"
        if rows(text, sample) == 1 { entry = shorter } else { place += 1 }
      }
    }
    return String(decoding: entry, as: UTF8.self)
  }

  /// Requests that are read, nil where nothing is.
  private func rows(_ text: String, _ sample: LogSample) -> Int? {
    var options = sample.options
    options.format = sample.format
    options.jobs = 1
    options.spreading = .never
    return try? TraceReader.read(bytes: Array(text.utf8), name: "log", options: options).trace
      .count
  }
}

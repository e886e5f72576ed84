import Glibc
import Traces
import Units

/// Reading a trace as the options say.
struct TraceLoading {
  let values: OptionValues
  /// Whether counts without durations are of use.
  var acceptsNoDurations = false
  /// More requests than this are replayed from a file; none where all must be in memory.
  var mostInMemory = Int.max

  /// Requests that compare holds in memory, of 24 bytes and 8 for each replay: what
  /// `COSTSIM_ROWS_IN_MEMORY` says, else 2²⁰. Throws `.usage` where that is no number.
  static var usualMost: Int {
    get throws {
      guard let text = getenv("COSTSIM_ROWS_IN_MEMORY").map({ String(cString: $0) }) else {
        return 1 << 20
      }
      guard let rows = Int(text), (1...(1 << 32)).contains(rows) else {
        throw Failure(
          .usage,
          "COSTSIM_ROWS_IN_MEMORY \(quotedText(text)) is not a whole number from 1 to 4294967296")
      }
      return rows
    }
  }

  var options: TraceReadOptions {
    get throws {
      TraceReadOptions(
        onError: values.text("on-error").flatMap { .init(rawValue: $0) } ?? .fail,
        maxErrors: try values.wholeNumber("max-errors", in: 0...1_000_000) ?? 20,
        timestampUnit: unit("timestamp-unit"), durationUnit: unit("duration-unit"),
        defaultMemory: try assumedMemory, jobs: try values.jobs(),
        format: values.text("input-format"),
        fields: try values.text("fields").map { try FieldMapping($0) } ?? FieldMapping(),
        duration: try assumedDuration, spreading: spreading,
        seed: try values.seed(),
        services: try values.texts("service").map { try ServicePattern($0) },
        acceptsNoDurations: acceptsNoDurations,
        expansion: values.text("expand").flatMap { CountExpansion(rawValue: $0) } ?? .exponential,
        mostInMemory: mostInMemory)
    }
  }

  private var spreading: StampSpreading {
    guard let text = values.text("spread") else { return .logs }
    return StampGrain(rawValue: String(text.dropLast())).map { .every($0) } ?? .never
  }

  /// MB of requests that state none.
  var assumedMemory: Int32 {
    get throws { Int32(try values.wholeNumber("memory-mb", in: 1...16_777_216) ?? 512) }
  }

  /// Microseconds of requests whose duration the trace does not state, rounded up.
  var assumedDuration: Int64? {
    get throws {
      guard let text = values.text("duration-ms") else { return nil }
      guard let milliseconds = ExactDecimal(text), milliseconds >= .zero,
        milliseconds.scaled <= 31_622_400_000 * ExactDecimal.one
      else {
        throw Failure(
          .usage, "--duration-ms \(quotedText(text)) is not a number of milliseconds up to 366 days"
        )
      }
      return Int64((milliseconds.scaled * 1_000 + ExactDecimal.one - 1) / ExactDecimal.one)
    }
  }

  func read(_ paths: [String]) throws -> (trace: Trace, report: TraceReadReport) {
    for (index, path) in paths.enumerated() where paths[..<index].contains(path) {
      throw Failure(
        .usage,
        path == "-"
          ? "standard input can be read only once" : "the trace \(quotedText(path)) is given twice")
    }
    var options = try options
    let progress = ReadProgress(paths)
    if let progress { options.onProgress = { progress.update($0) } }
    defer { progress?.clear() }
    let (trace, report) = try TraceReader.read(paths, options: options)
    if values.has("duration-ms") && report.durationAssumedRows == 0 {
      throw Failure(
        .usage, "--duration-ms states a duration, but the trace has that of each request",
        hint: "leave out --duration-ms")
    }
    if values.has("duration-unit") && !report.takesDurationUnit {
      throw Failure(
        .usage, "--duration-unit states a unit, but the unit of every duration is known",
        hint: "the files are \(Set(report.formats).sorted().joined(separator: ", ")); "
          + "--fields duration=COLUMN maps a column of another unit")
    }
    return (trace, report)
  }

  private func unit(_ name: String) -> TimeUnit? {
    switch values.text(name) {
    case "s": return .seconds
    case "ms": return .milliseconds
    case "us": return .microseconds
    case "ns": return .nanoseconds
    default: return nil
    }
  }
}

import Traces
import Units

/// Reading a trace as the options say.
struct TraceLoading {
  let values: OptionValues

  var options: TraceReadOptions {
    get throws {
      TraceReadOptions(
        onError: values.text("on-error").flatMap { .init(rawValue: $0) } ?? .fail,
        maxErrors: try values.wholeNumber("max-errors", in: 0...1_000_000) ?? 20,
        timestampUnit: unit("timestamp-unit"), durationUnit: unit("duration-unit") ?? .milliseconds,
        defaultMemory: try assumedMemory, jobs: try values.jobs(),
        format: values.text("input-format"),
        fields: try values.text("fields").map { try FieldMapping($0) } ?? FieldMapping())
    }
  }

  /// MB of requests that state none.
  var assumedMemory: Int32 {
    get throws { Int32(try values.wholeNumber("memory-mb", in: 1...16_777_216) ?? 512) }
  }

  func read(_ paths: [String]) throws -> (trace: Trace, report: TraceReadReport) {
    for (index, path) in paths.enumerated() where paths[..<index].contains(path) {
      throw Failure(
        .usage,
        path == "-"
          ? "standard input can be read only once" : "the trace \(quotedText(path)) is given twice")
    }
    return try TraceReader.read(paths, options: options)
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

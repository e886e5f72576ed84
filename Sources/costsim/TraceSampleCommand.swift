import Traces
import Units

/// `costsim trace sample`.
struct TraceSampleCommand {
  let values: OptionValues

  func run() throws {
    let share = try share()
    let seed = try values.seed()
    let isByService = values.text("by") == "service"
    if isByService && values.has("block") {
      throw Failure(.usage, "--block is the length of blocks of time, but services are kept")
    }
    let length = try values.duration("block") ?? 3_600_000_000
    let output = try TraceOutput(values: values)
    let (trace, report) = try TraceLoading(values: values).read(values.operands)
    let sample =
      try isByService
      ? TraceSample(of: trace, services: share, seed: seed)
      : TraceSample(of: trace, blocks: share, length: length, seed: seed)
    let knowsMemory = report.memoryAssumedRows < report.rowsKept || values.has("memory-mb")
    try output.write(NativeCSV(sample.trace, hasMemory: knowsMemory))
    let what = isByService ? "services" : "blocks of \(DurationText.text(length))"
    StandardStreams.note(
      "kept \(sample.trace.count) of \(trace.count) requests: \(sample.kept) of "
        + "\(sample.candidates) \(what)" + (isByService ? "" : ", set one after the other")
        + "; \(statistics(of: sample.trace)), before \(statistics(of: trace))")
  }

  /// A share of 0.1 or 10%.
  private func share() throws -> Double {
    let text = values.text("keep") ?? ""
    let isPercent = text.hasSuffix("%")
    guard let number = Double(isPercent ? String(text.dropLast()) : text),
      number > 0, number <= (isPercent ? 100 : 1)
    else {
      throw Failure(
        .usage,
        text.isEmpty ? "--keep says how much" : "--keep \(quotedText(text)) is no share",
        hint: "such as --keep 10% or --keep 0.1")
    }
    return isPercent ? number / 100 : number
  }

  private func statistics(of trace: Trace) -> String {
    let total = trace.durations.reduce(Int128(0)) { $0 + Int128($1) }
    let mean = ExactDecimal(total, over: Int128(max(1, trace.count)) * 1_000) ?? .zero
    let rate =
      ExactDecimal(Int128(trace.count) * 1_000_000, over: Int128(max(1, trace.observedSpan)))
      ?? .zero
    return "\(rate.text(places: 3)) requests a second of \(mean.text(places: 1)) ms"
  }
}

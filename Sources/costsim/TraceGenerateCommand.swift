import Traces
import Units

/// `costsim trace generate`.
struct TraceGenerateCommand {
  let values: OptionValues

  func run() throws {
    let generator = try generator()
    guard let path = values.outputPath else {
      try generator.write { try StandardStreams.write($0) }
      return
    }
    let file = try OutputFile(path)
    try generator.write { try file.write($0) }
    try file.commit()
  }

  private func generator() throws -> TraceGenerator {
    let (rate, count, span) = try size()
    guard let duration = DurationDistribution(values.text("duration") ?? "lognormal(100ms,0.5)")
    else {
      throw Failure(
        .usage, "--duration \(quotedText(values.text("duration") ?? "")) is no distribution",
        hint: "write 200ms, exponential(200ms) or lognormal(100ms,0.5)")
    }
    return TraceGenerator(
      pattern: values.text("arrivals").flatMap { ArrivalPattern(rawValue: $0) } ?? .poisson,
      rate: rate, count: count, span: span, start: try start(), services: try services(),
      zipf: try positive("zipf", orZero: true) ?? 1, duration: duration, memories: try memories(),
      seed: try values.seed())
  }

  /// Two of rate, requests and span say the third.
  private func size() throws -> (rate: Double, count: Int?, span: Int64?) {
    let rate = try positive("rate")
    let count = try values.wholeNumber("requests", in: 1...10_000_000_000)
    let span = try values.duration("span")
    switch (rate, count, span) {
    case (let rate?, let count, nil) where count != nil: return (rate, count, nil)
    case (let rate?, nil, let span?): return (rate, nil, span)
    case (nil, let count?, let span?):
      return (Double(count) / (Double(span) / 1_000_000), count, span)
    case (.some, .some, .some):
      throw Failure(
        .usage, "--rate, --requests and --span contradict each other: two of them say the third")
    default:
      throw Failure(
        .usage, "how much traffic? two of --rate, --requests and --span are needed",
        hint: "such as --rate 2 --span 1d")
    }
  }

  private func positive(_ name: String, orZero: Bool = false) throws -> Double? {
    guard let text = values.text(name) else { return nil }
    let least = orZero ? 0 : 1e-6
    guard let number = Double(text), number >= least, number <= 1e6 else {
      throw Failure(
        .usage, "--\(name) \(quotedText(text)) is not a number from \(orZero ? "0" : "1e-6") to 1e6"
      )
    }
    return number
  }

  private func start() throws -> Int64 {
    guard let text = values.text("start"), text != "0" else { return 0 }
    let parts = text.split(separator: "T", omittingEmptySubsequences: false)
    guard let date = CalendarDate(parts[0]), parts.count <= 2,
      (1800...2200).contains(date.year), let time = parts.count == 2 ? clock(parts[1]) : 0
    else {
      throw Failure(
        .usage,
        "--start \(quotedText(text)) is not a time such as 2026-11-02 or "
          + "2026-11-02T08:00:00Z")
    }
    return (Int64(date.daysSinceEpoch) * 86_400 + time) * 1_000_000
  }

  /// Seconds of `08:00:00Z`.
  private func clock(_ text: Substring) -> Int64? {
    let parts = text.dropLast().split(separator: ":").map { Int64($0) ?? -1 }
    guard text.hasSuffix("Z"), parts.count == 3, (0...23).contains(parts[0]),
      (0...59).contains(parts[1]), (0...59).contains(parts[2])
    else { return nil }
    return parts[0] * 3_600 + parts[1] * 60 + parts[2]
  }

  private func services() throws -> [String] {
    let count = try values.wholeNumber("services", in: 1...100_000) ?? 1
    guard let name = values.text("name") else {
      return count == 1 ? ["default"] : (1...count).map { "svc-\($0)" }
    }
    guard count == 1 else {
      throw Failure(.usage, "--name names a single service, but --services is \(count)")
    }
    guard !name.isEmpty, name.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 })
    else { throw Failure(.usage, "--name \(quotedText(name)) is no name") }
    return [name]
  }

  private func memories() throws -> [Int32] {
    guard let text = values.text("memory-mb") else { return [512] }
    return try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      guard let size = Int32(part), (1...16_777_216).contains(size) else {
        throw Failure(.usage, "--memory-mb \(quotedText(text)) is not whole numbers of MB")
      }
      return size
    }
  }
}

import Comparison
import Inventory
import Pricing
import Rules
import Traces
import Units

/// A trace, with which of its services are which of a project.
public struct Traffic: Sendable {
  let scenario: Scenario
  let priceBook: PriceBook
  let resolver: OptionResolver
  let jobs: Int
  /// The place in the trace of each service of the project; nil where it has none.
  let places: [Int?]
  /// Services of the trace that no service of the project is.
  public let unmatched: [String]
  private let summary: TraceSummary?

  /// Matches services by `map` and else by their names, without regard to case and to `-` and `_`.
  ///
  /// Throws `.usage` where `map` names a service that the trace or the project has not.
  ///
  /// - Parameter map: names of the trace with those of the project.
  public init(
    _ scenario: Scenario, services: [String], map: [(trace: String, service: String)],
    priceBook: PriceBook, resolver: OptionResolver, jobs: Int
  ) throws {
    self.scenario = scenario
    self.priceBook = priceBook
    self.resolver = resolver
    self.jobs = jobs
    let names = scenario.trace.serviceNames
    var mapped: [Int: Int] = [:]
    for pair in map {
      guard let place = names.firstIndex(of: pair.trace) else {
        throw Failure(
          .usage,
          "--map: the trace has no service \(quotedText(pair.trace))"
            + didYouMean(pair.trace, among: names))
      }
      guard let service = services.firstIndex(of: pair.service) else {
        throw Failure(
          .usage,
          "--map: the project has no service \(quotedText(pair.service))"
            + didYouMean(pair.service, among: services))
      }
      guard mapped[service] == nil, !mapped.values.contains(place) else {
        throw Failure(.usage, "--map \(pair.trace)=\(pair.service): one of them is mapped already")
      }
      mapped[service] = place
    }
    let taken = Set(mapped.values)
    var places = services.indices.map { mapped[$0] }
    var used = taken
    for (service, name) in services.enumerated() where places[service] == nil {
      let found = names.indices.first {
        !used.contains($0) && Self.normalised(names[$0]) == Self.normalised(name)
      }
      places[service] = found
      if let found { used.insert(found) }
    }
    self.places = places
    unmatched = names.indices.filter { !used.contains($0) }.map { names[$0] }
    summary = try TraceSummary(scenario.trace, jobs: jobs)
  }

  private static func normalised(_ name: String) -> String {
    name.lowercased().split { $0 == "-" || $0 == "_" || $0 == "." || $0 == " " }.joined()
  }

  /// MB; nil where the trace has no request of the service.
  func largestMemory(of service: Int) -> Int? {
    figures(of: service).map { Int($0.memoryMax) }
  }

  /// Microseconds; nil where the trace has no request of the service.
  func longestDuration(of service: Int) -> Int64? { figures(of: service)?.durationMax }

  /// nil where the trace has no request of the service.
  func peakConcurrency(of service: Int) -> Int? { profile(of: service)?.peak }

  /// nil where the trace has no request of the service.
  private func figures(of service: Int) -> TraceSummary.Figures? {
    places[service].flatMap { summary?.services[$0].figures }.flatMap { $0.count > 0 ? $0 : nil }
  }

  private func profile(of service: Int) -> ConcurrencyProfile? {
    guard let place = places[service], figures(of: service) != nil,
      let start = scenario.trace.firstArrival
    else { return nil }
    return ConcurrencyProfile(
      of: scenario.trace, service: place, start: start, span: scenario.period.span)
  }

  /// What the trace says of a service; nil where it has no request of it.
  func fact(of service: Int, _ vocabulary: FactVocabulary) -> Fact? {
    guard let place = places[service], let figures = figures(of: service),
      let profile = profile(of: service)
    else { return nil }
    let trace = scenario.trace
    func milliseconds(_ time: Int64) -> FactValue? {
      ExactDecimal(Int128(time), over: 1_000).map { .number($0) }
    }
    func ratio(_ part: Int128, _ whole: Int128) -> FactValue? {
      whole > 0 ? ExactDecimal(part, over: whole).map { .number($0.rounded(places: 6)) } : nil
    }
    let statistics = trace.statistics(of: place)
    func most(_ largest: Int64) -> FactValue? { largest >= 0 ? .count(Int(largest)) : nil }
    let load = profile.mean.times(1, over: Int128(max(1, profile.peak)))
    return vocabulary.fact(
      "trace",
      [
        "requests": .count(figures.count), "durationMeanMs": milliseconds(figures.durationMean),
        "durationP50Ms": milliseconds(figures.durationP50),
        "durationP99Ms": milliseconds(figures.durationP99),
        "durationMaxMs": milliseconds(figures.durationMax),
        "memoryMaxMb": .count(Int(figures.memoryMax)),
        "requestBytesMax": most(statistics.mostRequestBytes),
        "responseBytesMax": most(statistics.mostResponseBytes),
        "peakPerSecond": .count(figures.peakPerSecond), "meanConcurrency": .number(profile.mean),
        "peakConcurrency": .count(profile.peak),
        "loadFactor": load.map { .number($0.rounded(places: 6)) },
        "idleMinuteShare": .number(profile.idleMinuteShare),
        "concurrencyGrowth10s": .count(profile.largestGrowth),
        "durationSpread": ratio(Int128(figures.durationP99), Int128(figures.durationP50)),
        "cpuShare": trace.hasCPUTimes ? ratio(statistics.cpuTime, statistics.busyTime) : nil,
      ],
      at: .trace(
        "\(separatedByThousands(String(figures.count))) requests, p50 "
          + "\(DurationText.text(figures.durationP50)), p99 "
          + "\(DurationText.text(figures.durationP99)), longest "
          + "\(DurationText.text(figures.durationMax)), "
          + "\(separatedByThousands(String(profile.peak))) at once"))
  }
}

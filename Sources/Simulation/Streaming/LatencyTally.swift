import Units

/// Latencies of requests that are not in memory, of each service.
struct LatencyTally: Equatable, Sendable {
  private var histograms: [LogLinearHistogram]

  init(services: Int) { histograms = Array(repeating: LogLinearHistogram(), count: services) }

  init(_ histograms: [LogLinearHistogram]) { self.histograms = histograms }

  /// That of some services of each part, in the places that `services` of the part say.
  init(merging parts: [(tally: LatencyTally, services: [Int])], services: Int) {
    self.init(services: services)
    for part in parts {
      for (place, service) in part.services.enumerated() {
        histograms[service] = part.tally.histograms[place]
      }
    }
  }

  @inline(__always)
  mutating func add(_ latency: Int64, of service: Int) { histograms[service].add(latency) }

  /// The percentiles of each service.
  var services: [LatencyPercentiles] { histograms.map(\.percentiles) }

  /// The percentiles over all services.
  var whole: LatencyPercentiles {
    var sum = LogLinearHistogram()
    for histogram in histograms { sum.add(histogram) }
    return sum.percentiles
  }
}

extension LogLinearHistogram {
  fileprivate var percentiles: LatencyPercentiles {
    var result = LatencyPercentiles()
    guard count > 0 else { return result }
    result.fill(LatencyPercentiles.ranks(of: count).map(value), max: max)
    return result
  }
}

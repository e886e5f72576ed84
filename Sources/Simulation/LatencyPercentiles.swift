import Units

/// Nearest-rank percentiles, the value of rank ⌈q·n⌉ in ascending order, and the maximum, in
/// microseconds; all 0 when there is no value.
public struct LatencyPercentiles: Hashable, Sendable {
  public internal(set) var p50: Int64 = 0
  public internal(set) var p90: Int64 = 0
  public internal(set) var p95: Int64 = 0
  public internal(set) var p99: Int64 = 0
  public internal(set) var max: Int64 = 0

  init() {}

  /// The percentiles of the values that are not negative.
  public init(of values: UnsafeBufferPointer<Int64>, jobs: Int) throws {
    // Below this size sorting a copy is faster than filling and reading a histogram.
    if values.count <= 2048 {
      let sorted = values.filter { $0 >= 0 }.sorted()
      guard let last = sorted.last else { return }
      fill(Self.ranks(of: sorted.count).map { sorted[$0 - 1] }, max: last)
    } else {
      let histogram = try LatencyHistogram(of: values, jobs: jobs)
      guard histogram.count > 0 else { return }
      let ranks = Self.ranks(of: histogram.count)
      fill(try histogram.values(ofRanks: ranks, in: values, jobs: jobs), max: histogram.max)
    }
  }

  /// ⌈q·n⌉ for the percentiles, from 1.
  static func ranks(of count: Int) -> [Int] {
    [50, 90, 95, 99].map { percent in
      let (whole, rest) = count.quotientAndRemainder(dividingBy: 100)
      return whole * percent + (rest * percent + 99) / 100
    }
  }

  mutating func fill(_ values: [Int64], max: Int64) {
    (p50, p90, p95, p99) = (values[0], values[1], values[2], values[3])
    self.max = max
  }
}

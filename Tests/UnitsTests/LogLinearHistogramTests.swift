import Testing

@testable import Units

/// Quantiles by buckets, against sorted numbers.
@Suite struct LogLinearHistogramTests {
  @Test func quantilesAreWithinAThousandth() {
    var random = SeededGenerator(seed: 2, "histogram")
    let values = (0..<50_000).map { _ in Int64(random.exponential(mean: 120_000)) } + [0, 511, 512]
    var (one, other) = (LogLinearHistogram(), LogLinearHistogram())
    for value in values.prefix(20_000) { one.add(value) }
    for value in values.dropFirst(20_000) { other.add(value) }
    one.add(other)
    let sorted = values.sorted()
    #expect(one.count == values.count && one.max == sorted.last)
    for rank in [1, 2, 77, 5_000, 25_000, 49_500, 50_003] {
      let exact = sorted[rank - 1]
      #expect(abs(one.value(ofRank: rank) - exact) * 1_000 <= exact)
    }
  }

  @Test(arguments: [Int64(0), 1, 511, 512, 1_023, 1_024, 1 << 40, .max])
  func anyNumberHasABucket(_ value: Int64) {
    var histogram = LogLinearHistogram()
    histogram.add(value)
    let found = histogram.value(ofRank: 1)
    #expect(found <= value && Double(value - found) <= Double(value) / 1_000)
  }

  @Test func countsOfMoreThan32Bits() {
    var histogram = LogLinearHistogram()
    histogram.add(7)
    // Twice as many each time: 2³³ in the end.
    for _ in 0..<33 { histogram.add(histogram) }
    histogram.add(9)
    #expect(histogram.count == 1 << 33 + 1)
    #expect(histogram.value(ofRank: 1 << 33) == 7 && histogram.value(ofRank: 1 << 33 + 1) == 9)
  }
}

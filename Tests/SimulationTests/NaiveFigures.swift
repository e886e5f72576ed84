/// The nearest-rank percentiles of some latencies, by sorting.
func naivePercentiles(_ latencies: [Int64]) -> [String: Int128] {
  let sorted = latencies.sorted()
  func percentile(_ percent: Int) -> Int128 {
    guard !sorted.isEmpty else { return 0 }
    var rank = 1
    while rank * 100 < percent * sorted.count { rank += 1 }
    return Int128(sorted[rank - 1])
  }
  return [
    "p50": percentile(50), "p90": percentile(90), "p95": percentile(95), "p99": percentile(99),
    "max": Int128(sorted.last ?? 0),
  ]
}

func sum(_ values: [Int64]) -> Int128 { values.reduce(0) { $0 + Int128($1) } }

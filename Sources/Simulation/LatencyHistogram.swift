import Units

/// Counts of latencies in log-linear buckets: 7 bits after the leading one, values below 256 each
/// in their own.
///
/// A rank is found in two or three passes over the values, without copying or sorting them: its
/// bucket, then 12 bits of the place within it at a time.
struct LatencyHistogram {
  private(set) var counts: [Int]
  private(set) var count = 0
  private(set) var max: Int64 = 0

  private static let mantissaBits = 7
  private static let buckets = (63 - mantissaBits + 1) << mantissaBits
  static let digitBits = 12

  /// Counts the values that are not negative.
  init(of values: UnsafeBufferPointer<Int64>, jobs: Int) throws {
    nonisolated(unsafe) let values = values
    let parts = try parallelMap(count: chunkCount(of: values.count, jobs: jobs), jobs: jobs) {
      Self.part(of: chunk($0, of: values, jobs: jobs))
    }
    counts = [Int](repeating: 0, count: Self.buckets)
    for part in parts {
      max = Swift.max(max, part.max)
      for index in counts.indices { counts[index] += part.counts[index] }
    }
    count = counts.reduce(0, +)
  }

  private static func part(of values: UnsafeBufferPointer<Int64>) -> (counts: [Int], max: Int64) {
    var counts = [Int](repeating: 0, count: buckets)
    var max: Int64 = 0
    counts.withUnsafeMutableBufferPointer { counts in
      for value in values where value >= 0 {
        counts[bucket(of: value)] &+= 1
        if value > max { max = value }
      }
    }
    return (counts, max)
  }

  private static func bucket(of value: Int64) -> Int {
    guard value >= 1 << mantissaBits else { return Int(value) }
    let shift = 63 - value.leadingZeroBitCount - mantissaBits
    return shift << mantissaBits + Int(value >> shift)
  }

  /// The exact value of each rank, which is in 1...count; at most four ranks.
  func values(
    ofRanks ranks: [Int], in values: UnsafeBufferPointer<Int64>, jobs: Int
  ) throws -> [Int64] {
    var searches = ranks.map { search(rank: $0) }
    nonisolated(unsafe) let values = values
    while searches.contains(where: { $0.bits > 0 }) {
      let current = searches
      let parts = try parallelMap(count: chunkCount(of: values.count, jobs: jobs), jobs: jobs) {
        digitCounts(of: chunk($0, of: values, jobs: jobs), for: current)
      }
      for index in searches.indices {
        searches[index].narrow(by: parts.map { $0[(index << Self.digitBits)...] })
      }
    }
    return searches.map(\.low)
  }

  private func search(rank: Int) -> RankSearch {
    var before = 0
    var index = 0
    while before + counts[index] < rank {
      before += counts[index]
      index += 1
    }
    let bits = Swift.max(0, index >> Self.mantissaBits - 1)
    let mantissa = Int64(index - bits << Self.mantissaBits)
    return RankSearch(low: mantissa << bits, bits: bits, rank: rank - before)
  }
}

/// The value of a rank is in low ..< low + 2^bits, and `rank` of the values in there, from 1.
private struct RankSearch: Sendable {
  var low: Int64
  var bits: Int
  var rank: Int

  var digitShift: Int { max(0, bits - LatencyHistogram.digitBits) }
  /// 0 once the value is found, so that nothing is counted any more.
  var width: UInt64 { bits == 0 ? 0 : 1 << UInt64(bits) }

  /// Goes on in the digit that holds the rank, by the counts of each digit in parts.
  mutating func narrow(by parts: [ArraySlice<Int>]) {
    guard bits > 0 else { return }
    var digit = 0
    while true {
      let here = parts.reduce(0) { $0 + $1[$1.startIndex + digit] }
      if rank <= here { break }
      rank -= here
      digit += 1
    }
    low += Int64(digit) << digitShift
    bits = digitShift
  }
}

/// How many values of each search's range have each digit, one search after the other.
private func digitCounts(
  of values: UnsafeBufferPointer<Int64>, for searches: [RankSearch]
) -> [Int] {
  var counts = [Int](repeating: 0, count: searches.count << LatencyHistogram.digitBits)
  counts.withUnsafeMutableBufferPointer { counts in
    for (index, search) in searches.enumerated() where search.bits > 0 {
      let (low, width, shift) = (search.low, search.width, UInt64(search.digitShift))
      let base = index << LatencyHistogram.digitBits
      for value in values {
        let offset = UInt64(bitPattern: value &- low)
        if offset < width { counts[base &+ Int(offset &>> shift)] &+= 1 }
      }
    }
  }
  return counts
}

/// Parts that a pass over `count` values is worth dividing into; few, as each keeps its own counts.
func chunkCount(of count: Int, jobs: Int) -> Int { max(1, min(jobs, count >> 16, 4)) }

/// The range of chunk `index` of `chunkCount`.
func chunkRange(_ index: Int, of count: Int, jobs: Int) -> Range<Int> {
  let chunks = chunkCount(of: count, jobs: jobs)
  return count * index / chunks..<count * (index + 1) / chunks
}

private func chunk(
  _ index: Int, of values: UnsafeBufferPointer<Int64>, jobs: Int
) -> UnsafeBufferPointer<Int64> {
  UnsafeBufferPointer(rebasing: values[chunkRange(index, of: values.count, jobs: jobs)])
}

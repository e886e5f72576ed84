/// Counts of whole numbers in log-linear buckets: those below 512 each in their own, above that 512
/// between each power of two and the next, so that the middle of a quantile's bucket is within 0.1 %
/// of the exact value. The maximum is exact.
///
/// Memory grows with the range of the numbers, not with how many there are: 4 KB for each power of
/// two. The principle is that of HdrHistogram (G. Tene).
@frozen public struct LogLinearHistogram: Equatable, Sendable {
  @usableFromInline static var bits: Int { 9 }

  /// Buckets by powers of two; those that were never needed are empty.
  @usableFromInline var octaves: [[Int]] = []
  /// Numbers that were counted.
  public var count: Int { total }
  public var max: Int64 { most }
  @usableFromInline var total = 0
  @usableFromInline var most: Int64 = 0

  public init() {}

  /// Counts a number that is not negative.
  @inlinable
  public mutating func add(_ value: Int64) {
    let shift = Swift.max(0, 63 - value.leadingZeroBitCount - Self.bits)
    let octave = value < 1 << Self.bits ? 0 : shift + 1
    if octave >= octaves.count || octaves[octave].isEmpty { makeRoom(octave) }
    octaves[octave][Int(value >> Int64(shift)) & (1 << Self.bits - 1)] &+= 1
    total &+= 1
    if value > most { most = value }
  }

  @usableFromInline @inline(never)
  mutating func makeRoom(_ octave: Int) {
    while octaves.count <= octave { octaves.append([]) }
    octaves[octave] = [Int](repeating: 0, count: 1 << Self.bits)
  }

  /// Adds the counts of another one.
  public mutating func add(_ other: LogLinearHistogram) {
    for (octave, counts) in other.octaves.enumerated() where !counts.isEmpty {
      if octave >= octaves.count || octaves[octave].isEmpty { makeRoom(octave) }
      for index in counts.indices { octaves[octave][index] += counts[index] }
    }
    total += other.total
    most = Swift.max(most, other.most)
  }

  /// The middle of the bucket of a rank, from 1, at most the maximum.
  public func value(ofRank rank: Int) -> Int64 {
    var before = 0
    for (octave, counts) in octaves.enumerated() {
      for (index, count) in counts.enumerated() where count > 0 {
        before += count
        guard before >= rank else { continue }
        guard octave > 0 else { return Int64(index) }
        let width = Int64(1) << Int64(octave - 1)
        return min(max, Int64(index | 1 << Self.bits) * width + width / 2)
      }
    }
    return max
  }
}

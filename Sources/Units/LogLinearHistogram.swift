/// Counts of whole numbers in log-linear buckets: those below 512 each in their own, above that 512
/// between each power of two and the next, so that the middle of a quantile's bucket is within 0.1 %
/// of the exact value. The maximum is exact.
///
/// Memory grows with the range of the numbers, not with how many there are: 2 KB for each power of
/// two. The principle is that of HdrHistogram (G. Tene).
@frozen public struct LogLinearHistogram: Equatable, Sendable {
  @usableFromInline static var bits: Int { 9 }

  /// Buckets by powers of two; those that were never needed are empty.
  @usableFromInline var octaves: [[UInt32]] = []
  /// How often the count of a bucket has passed 2³², by octave and place in it.
  @usableFromInline var carries: [Int: Int] = [:]
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
    let index = Int(value >> Int64(shift)) & (1 << Self.bits - 1)
    octaves[octave][index] &+= 1
    if octaves[octave][index] == 0 { carry(octave, index) }
    total &+= 1
    if value > most { most = value }
  }

  @usableFromInline @inline(never)
  mutating func makeRoom(_ octave: Int) {
    while octaves.count <= octave { octaves.append([]) }
    octaves[octave] = [UInt32](repeating: 0, count: 1 << Self.bits)
  }

  @usableFromInline @inline(never)
  mutating func carry(_ octave: Int, _ index: Int, by count: Int = 1) {
    carries[octave << Self.bits | index, default: 0] += count
  }

  /// Adds the counts of another one.
  public mutating func add(_ other: LogLinearHistogram) {
    for (octave, counts) in other.octaves.enumerated() where !counts.isEmpty {
      if octave >= octaves.count || octaves[octave].isEmpty { makeRoom(octave) }
      for index in counts.indices {
        let (sum, overflow) = octaves[octave][index].addingReportingOverflow(counts[index])
        octaves[octave][index] = sum
        if overflow { carry(octave, index) }
      }
    }
    for (place, count) in other.carries { carries[place, default: 0] += count }
    total += other.total
    most = Swift.max(most, other.most)
  }

  /// The middle of the bucket of a rank, from 1, at most the maximum.
  public func value(ofRank rank: Int) -> Int64 {
    var before = 0
    for (octave, counts) in octaves.enumerated() {
      for (index, count) in counts.enumerated() {
        let carried = carries.isEmpty ? 0 : carries[octave << Self.bits | index] ?? 0
        guard count > 0 || carried > 0 else { continue }
        before += Int(count) + carried << 32
        guard before >= rank else { continue }
        guard octave > 0 else { return Int64(index) }
        let width = Int64(1) << Int64(octave - 1)
        return min(max, Int64(index | 1 << Self.bits) * width + width / 2)
      }
    }
    return max
  }
}

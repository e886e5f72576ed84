import Glibc

/// A reproducible stream of random numbers (xoshiro256++, Blackman and Vigna 2019).
///
/// A stream is named by a seed and any number of labels, such as a service and a purpose, so that
/// neither the number of threads nor the order of work changes what a service draws.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  public init(seed: UInt64, _ labels: String...) {
    var mixer = SplitMix(state: seed)
    for label in labels {
      // FNV-1a over the label's bytes, then a mixing step, so that labels cannot run together.
      var hash: UInt64 = 0xcbf2_9ce4_8422_2325
      for byte in label.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
      mixer.state = mixer.next() ^ hash
    }
    state = (mixer.next(), mixer.next(), mixer.next(), mixer.next())
  }

  public mutating func next() -> UInt64 {
    let result = rotated(state.0 &+ state.3, by: 23) &+ state.0
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = rotated(state.3, by: 45)
    return result
  }

  /// A uniform number in [0, 1).
  public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A uniform whole number in 0..<bound; `bound` is positive (Lemire's multiplication).
  public mutating func below(_ bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// An exponentially distributed number with the given mean.
  public mutating func exponential(mean: Double) -> Double { -mean * log1p(-unit()) }

  /// A standard normal number (Box and Muller 1958; one of the pair is used).
  public mutating func normal() -> Double {
    let radius = sqrt(-2 * log1p(-unit()))
    return radius * cos(2 * Double.pi * unit())
  }
}

private func rotated(_ value: UInt64, by count: UInt64) -> UInt64 {
  value << count | value >> (64 - count)
}

/// SplitMix64 (Steele, Lea and Flood 2014), which fills the state of the longer generator.
private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}

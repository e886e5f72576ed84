/// A canonical prefix code of DEFLATE (RFC 1951, section 3.2.2).
struct HuffmanCode {
  /// Codes up to this length are found in one step.
  private static let tableBits = 10
  static let longest = 15

  /// For the next `tableBits` bits: symbol × 16 + length, 0 where the code is longer or there is none.
  private var table = [UInt16](repeating: 0, count: 1 << HuffmanCode.tableBits)
  /// Codes of each length.
  private var counts = [Int](repeating: 0, count: HuffmanCode.longest + 1)
  /// Symbols by the length of their codes, then by their value.
  private var symbols: [UInt16] = []

  /// Lengths of the codes of the symbols from 0, 0 for those that have none. Nil where there are
  /// more codes than bits can tell apart, or fewer, but that a single code may have one bit.
  init?(lengths: ArraySlice<UInt8>) {
    for length in lengths { counts[Int(length)] += 1 }
    counts[0] = 0
    var left = 1
    for length in 1...Self.longest {
      left = left << 1 - counts[length]
      if left < 0 { return nil }
    }
    let used = counts.reduce(0, +)
    guard left == 0 || (used <= 1 && counts[1] == used) else { return nil }
    var code = 0
    for length in 1...Self.longest {
      code <<= 1
      for (symbol, own) in lengths.enumerated() where Int(own) == length {
        symbols.append(UInt16(symbol))
        if length <= Self.tableBits { fill(code, length, symbol: UInt16(symbol)) }
        code += 1
      }
    }
  }

  /// Codes are read from their most significant bit, everything else from its least.
  private mutating func fill(_ code: Int, _ length: Int, symbol: UInt16) {
    var reversed = 0
    for bit in 0..<length where code >> bit & 1 == 1 { reversed |= 1 << (length - 1 - bit) }
    for place in stride(from: reversed, to: table.count, by: 1 << length) {
      table[place] = symbol << 4 | UInt16(length)
    }
  }

  /// The symbol whose code the bits begin with, and how many bits that takes; nil where there is
  /// none.
  @inline(__always)
  func decode(_ bits: UInt64) -> (symbol: Int, length: Int)? {
    let entry = table.withUnsafeBufferPointer {
      $0[Int(truncatingIfNeeded: bits) & (1 << Self.tableBits - 1)]
    }
    if entry != 0 { return (Int(entry >> 4), Int(entry & 15)) }
    return decodeLong(bits)
  }

  @inline(never)
  private func decodeLong(_ bits: UInt64) -> (symbol: Int, length: Int)? {
    var (code, first, index) = (0, 0, 0)
    for length in 1...Self.longest {
      code |= Int(bits >> UInt64(length - 1) & 1)
      let count = counts[length]
      if code - first < count { return (Int(symbols[index + code - first]), length) }
      index += count
      first = (first + count) << 1
      code <<= 1
    }
    return nil
  }
}

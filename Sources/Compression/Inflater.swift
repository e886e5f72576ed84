/// Why compressed data cannot be read.
public enum InflateError: Error, Equatable {
  /// It ends in the middle.
  case cut
  /// A block of a type that does not exist.
  case blockType
  /// Code lengths that make no prefix code.
  case codeLengths
  /// Bits that are no code.
  case noCode
  /// A copy from before the start.
  case distance
  /// A stored block whose length and its complement disagree.
  case storedLength
}

/// Decompresses one DEFLATE stream (RFC 1951) as its output is asked for, in memory of constant size.
struct Inflater {
  /// How far back a copy reaches.
  private static let window = 1 << 15
  private static let room = 1 << 17

  private enum State {
    case header
    case stored(Int)
    case codes
    /// The rest of a copy.
    case copy(length: Int, distance: Int)
    case done
  }

  private var state = State.header
  private var isLast = false
  private var literals: HuffmanCode
  private var distances: HuffmanCode
  private let fixed: (HuffmanCode, HuffmanCode)
  /// The window, then what was not handed out yet.
  private var output = [UInt8](repeating: 0, count: Inflater.window + Inflater.room)
  /// Bytes of `output` that are known.
  private var end = 0
  /// Bytes of `output` that were handed out.
  private var start = 0

  init() {
    let lengths =
      Array(repeating: UInt8(8), count: 144) + Array(repeating: 9, count: 112)
      + Array(repeating: 7, count: 24) + Array(repeating: 8, count: 8)
    // The fixed codes are complete (RFC 1951, section 3.2.6).
    guard let literals = HuffmanCode(lengths: lengths[...]),
      let distances = HuffmanCode(lengths: Array(repeating: 5, count: 32)[...])
    else { fatalError("the fixed codes of RFC 1951 are no codes") }
    fixed = (literals, distances)
    self.literals = literals
    self.distances = distances
  }

  var isDone: Bool {
    if case .done = state { return start == end }
    return false
  }

  /// Up to `room` bytes into `target`; 0 once the stream has ended.
  mutating func read(
    into target: UnsafeMutablePointer<UInt8>, room: Int, from input: inout BitSource
  ) throws -> Int {
    if start == end {
      slide()
      try fill(from: &input)
    }
    let count = min(room, end - start)
    output.withUnsafeBufferPointer { output in
      if let base = output.baseAddress { target.update(from: base + start, count: count) }
    }
    start += count
    return count
  }

  /// Makes room behind the window.
  private mutating func slide() {
    guard end > Self.window else { return }
    let dropped = end - Self.window
    output.withUnsafeMutableBufferPointer { output in
      if let base = output.baseAddress { base.update(from: base + dropped, count: Self.window) }
    }
    start -= dropped
    end = Self.window
  }

  /// Decompresses until there is no room, or the stream ends.
  private mutating func fill(from input: inout BitSource) throws {
    while end < output.count {
      switch state {
      case .done: return
      case .header: try header(&input)
      case .stored(let length): try stored(length, &input)
      case .copy(let length, let distance): copy(length, distance)
      case .codes: try codes(&input)
      }
    }
  }

  private mutating func endBlock() { state = isLast ? .done : .header }

  private mutating func header(_ input: inout BitSource) throws {
    isLast = try input.bits(1) == 1
    switch try input.bits(2) {
    case 0:
      input.skipToByte()
      let length = try input.bits(16)
      guard try input.bits(16) == length ^ 0xffff else { throw InflateError.storedLength }
      state = .stored(length)
    case 1:
      (literals, distances) = fixed
      state = .codes
    case 2:
      try dynamicCodes(&input)
      state = .codes
    default: throw InflateError.blockType
    }
  }

  private mutating func stored(_ length: Int, _ input: inout BitSource) throws {
    guard length > 0 else { return endBlock() }
    let count = min(length, output.count - end)
    for index in 0..<count { output[end + index] = UInt8(try input.bits(8)) }
    end += count
    state = .stored(length - count)
  }

  private static let lengthOrder = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
  ]

  private mutating func dynamicCodes(_ input: inout BitSource) throws {
    let literalCount = try input.bits(5) + 257
    let distanceCount = try input.bits(5) + 1
    let lengthCount = try input.bits(4) + 4
    guard literalCount <= 286, distanceCount <= 30 else { throw InflateError.codeLengths }
    var lengths = [UInt8](repeating: 0, count: 19)
    for index in 0..<lengthCount {
      lengths[Self.lengthOrder[index]] = UInt8(try input.bits(3))
    }
    guard let code = HuffmanCode(lengths: lengths[...]) else { throw InflateError.codeLengths }
    let all = try codeLengths(literalCount + distanceCount, code, &input)
    // Without an end of block the stream could not go on.
    guard all[256] > 0, let literals = HuffmanCode(lengths: all[..<literalCount]),
      let distances = HuffmanCode(lengths: all[literalCount...])
    else { throw InflateError.codeLengths }
    self.literals = literals
    self.distances = distances
  }

  private func codeLengths(
    _ count: Int, _ code: HuffmanCode, _ input: inout BitSource
  ) throws -> [UInt8] {
    var lengths: [UInt8] = []
    while lengths.count < count {
      let symbol = try input.symbol(code)
      switch symbol {
      case ..<16: lengths.append(UInt8(symbol))
      case 16:
        guard let last = lengths.last else { throw InflateError.codeLengths }
        lengths.append(contentsOf: repeatElement(last, count: try input.bits(2) + 3))
      case 17: lengths.append(contentsOf: repeatElement(0, count: try input.bits(3) + 3))
      default: lengths.append(contentsOf: repeatElement(0, count: try input.bits(7) + 11))
      }
    }
    guard lengths.count == count else { throw InflateError.codeLengths }
    return lengths
  }

  private static let lengthBases = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
    163, 195, 227, 258,
  ]
  private static let lengthBits = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
  ]
  private static let distanceBases = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537,
    2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577,
  ]
  private static let distanceBits = [
    0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13,
    13,
  ]

  private mutating func codes(_ input: inout BitSource) throws {
    var end = end
    defer { self.end = end }
    let room = output.count
    while end < room {
      let symbol = try input.symbol(literals)
      if symbol < 256 {
        output.withUnsafeMutableBufferPointer { $0[end] = UInt8(truncatingIfNeeded: symbol) }
        end &+= 1
        continue
      }
      guard symbol > 256 else { return endBlock() }
      guard symbol < 286 else { throw InflateError.noCode }
      let length =
        Self.lengthBases[symbol - 257] + (try input.bits(Self.lengthBits[symbol - 257]))
      let code = try input.symbol(distances)
      guard code < 30 else { throw InflateError.noCode }
      let distance = Self.distanceBases[code] + (try input.bits(Self.distanceBits[code]))
      guard distance <= end else { throw InflateError.distance }
      self.end = end
      copy(length, distance)
      end = self.end
      if case .copy = state { return }
    }
  }

  /// Copies bytes that are known to the end, one after the other: they may overlap.
  private mutating func copy(_ length: Int, _ distance: Int) {
    let count = min(length, output.count - end)
    let end = end
    output.withUnsafeMutableBufferPointer { output in
      for place in end..<(end + count) { output[place] = output[place - distance] }
    }
    self.end += count
    state = count < length ? .copy(length: length - count, distance: distance) : .codes
  }
}

/// Bits of a source of bytes, the least significant of each byte first.
struct BitSource {
  private let source: (UnsafeMutablePointer<UInt8>, Int) throws -> Int
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)
  private var position = 0
  private var count = 0
  private var held: UInt64 = 0
  private var heldCount = 0

  /// `source` reads up to so many bytes; 0 is the end.
  init(_ source: @escaping (UnsafeMutablePointer<UInt8>, Int) throws -> Int) {
    self.source = source
  }

  /// Up to 16 bits; throws `.cut` where there are fewer.
  @inline(__always)
  mutating func bits(_ wanted: Int) throws -> Int {
    if heldCount < wanted { try refill(wanted) }
    let value = Int(truncatingIfNeeded: held & (1 << UInt64(wanted) - 1))
    held >>= UInt64(wanted)
    heldCount &-= wanted
    return value
  }

  @inline(__always)
  mutating func symbol(_ code: HuffmanCode) throws -> Int {
    if heldCount < HuffmanCode.longest { try refill(0) }
    guard let (symbol, length) = code.decode(held) else {
      throw heldCount < HuffmanCode.longest ? InflateError.cut : InflateError.noCode
    }
    guard length <= heldCount else { throw InflateError.cut }
    held >>= UInt64(length)
    heldCount &-= length
    return symbol
  }

  /// Drops the bits up to the next byte.
  mutating func skipToByte() {
    let dropped = heldCount % 8
    held >>= UInt64(dropped)
    heldCount -= dropped
  }

  /// Whether no byte is left.
  mutating func isAtEnd() throws -> Bool {
    if heldCount < 8 { try refill(0) }
    return heldCount < 8
  }

  /// Holds as many bits as fit; throws `.cut` where fewer than `wanted` are left.
  @inline(never)
  private mutating func refill(_ wanted: Int) throws {
    while heldCount <= 56 {
      if position == count {
        position = 0
        count = try buffer.withUnsafeMutableBufferPointer { buffer in
          try buffer.baseAddress.map { try source($0, buffer.count) } ?? 0
        }
        guard count > 0 else { break }
      }
      held |= UInt64(buffer[position]) << UInt64(heldCount)
      position += 1
      heldCount += 8
    }
    if heldCount < wanted { throw InflateError.cut }
  }
}

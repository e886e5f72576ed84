/// Why a gzip file cannot be read, besides what is wrong with its compressed data.
public enum GzipError: Error, Equatable {
  /// Behind a whole member something follows that is none.
  case trailingBytes
  /// A compression method or flags that RFC 1952 does not have.
  case unknownForm
  /// The checksum or the length of what was decompressed differs from what was compressed.
  case checksum
}

/// Decompresses gzip (RFC 1952), members one after the other, as its output is asked for.
///
/// Memory is constant. Checksums and lengths are checked at the end of each member, so that what
/// was read before a `GzipError.checksum` is not to be trusted.
public struct GzipReader {
  private var input: BitSource
  private var inflater: Inflater?
  private var checksum = Checksum()
  private var length: UInt32 = 0
  private var hasMember = false

  /// What a gzip file begins with.
  public static let mark: [UInt8] = [0x1f, 0x8b]

  /// `source` reads up to so many compressed bytes to a place; 0 is the end.
  public init(_ source: @escaping (UnsafeMutablePointer<UInt8>, Int) throws -> Int) {
    input = BitSource(source)
  }

  /// Up to `room` bytes into `target`; 0 at the end.
  ///
  /// Throws `InflateError`, `GzipError`, and what the source throws.
  public mutating func read(into target: UnsafeMutablePointer<UInt8>, room: Int) throws -> Int {
    while true {
      guard var member = inflater else {
        guard try nextMember() else { return 0 }
        continue
      }
      // Not held twice, so that its buffers are not copied.
      inflater = nil
      let count = try member.read(into: target, room: room, from: &input)
      if count > 0 {
        checksum.add(UnsafeBufferPointer(start: target, count: count))
        length &+= UInt32(truncatingIfNeeded: count)
        inflater = member
        return count
      }
      try finishMember()
    }
  }

  /// Reads the header of the next member; false at the end.
  private mutating func nextMember() throws -> Bool {
    if try input.isAtEnd() {
      guard hasMember else { throw InflateError.cut }
      return false
    }
    guard try input.bits(8) == 0x1f, try input.bits(8) == 0x8b else {
      throw GzipError.trailingBytes
    }
    let (method, flags) = (try input.bits(8), try input.bits(8))
    guard method == 8, flags & 0xe0 == 0 else { throw GzipError.unknownForm }
    for _ in 0..<6 { _ = try input.bits(8) }
    if flags & 4 != 0 {
      for _ in 0..<(try input.bits(16)) { _ = try input.bits(8) }
    }
    if flags & 8 != 0 { while try input.bits(8) != 0 {} }
    if flags & 16 != 0 { while try input.bits(8) != 0 {} }
    if flags & 2 != 0 { _ = try input.bits(16) }
    hasMember = true
    inflater = Inflater()
    checksum = Checksum()
    length = 0
    return true
  }

  private mutating func finishMember() throws {
    input.skipToByte()
    let stated = UInt32(try input.bits(16)) | UInt32(try input.bits(16)) << 16
    let statedLength = UInt32(try input.bits(16)) | UInt32(try input.bits(16)) << 16
    guard stated == checksum.value, statedLength == length else { throw GzipError.checksum }
  }
}

/// CRC-32 of RFC 1952, section 8, eight bytes at a time.
struct Checksum {
  private var register: UInt32 = 0xffff_ffff

  var value: UInt32 { ~register }

  /// The register after k zero bytes behind each byte, for k = 0...7.
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var value = UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 1 ? 0xedb8_8320 ^ (value >> 1) : value >> 1 }
      tables[byte] = value
    }
    for index in 256..<tables.count {
      let value = tables[index - 256]
      tables[index] = tables[Int(value & 255)] ^ (value >> 8)
    }
    return tables
  }()

  mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let base = UnsafeRawPointer(bytes.baseAddress) else { return }
    var register = register
    Self.tables.withUnsafeBufferPointer { tables in
      var position = 0
      while position + 8 <= bytes.count {
        let word =
          (base + position).loadUnaligned(as: UInt64.self).littleEndian ^ UInt64(register)
        register = 0
        for index in 0..<8 {
          register ^= tables[(7 - index) * 256 + Int(word >> UInt64(8 * index) & 255)]
        }
        position += 8
      }
      while position < bytes.count {
        register = tables[Int((register ^ UInt32(bytes[position])) & 255)] ^ (register >> 8)
        position += 1
      }
    }
    self.register = register
  }
}

import Glibc
import Units

/// The bytes of a file of any size, a block at a time.
struct FileBlocks: ~Copyable {
  static let size = 1 << 20

  let file: String
  private let descriptor: Int32
  /// The bytes that are at hand: `position..<count`.
  private(set) var block = [UInt8](repeating: 0, count: size)
  private(set) var count = 0
  var position = 0

  /// Throws `.noInput` with the system's reason.
  init(_ file: String) throws {
    self.file = file
    descriptor = open(file, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Failure(.noInput, "cannot read \(file): \(String(cString: strerror(errno)))")
    }
  }

  /// Passes over the mark that some programs put in front of UTF-8.
  mutating func skipByteOrderMark() throws {
    if try peek() == 0xEF, block[..<count].starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  deinit { close(descriptor) }

  /// The next byte without taking it; nil at the end of the file.
  mutating func peek() throws -> UInt8? {
    guard position == count else { return block[position] }
    return try refill() ? block[position] : nil
  }

  /// Replaces the block, which is used up, with the next one; false at the end of the file.
  mutating func refill() throws -> Bool {
    position = 0
    repeat {
      count = Glibc.read(descriptor, &block, Self.size)
    } while count < 0 && errno == EINTR
    guard count >= 0 else {
      let reason = String(cString: strerror(errno))
      count = 0
      throw Failure(.noInput, "cannot read \(file): \(reason)")
    }
    return count > 0
  }
}

/// What a file begins with.
public enum FilePrefix {
  /// The first byte that is no white space; nil where there is none in the first block.
  ///
  /// Throws `.noInput` where the file cannot be read.
  public static func firstCharacter(of file: String) throws -> UInt8? {
    var blocks = try FileBlocks(file)
    try blocks.skipByteOrderMark()
    guard try blocks.peek() != nil else { return nil }
    return blocks.block[blocks.position..<blocks.count].first {
      ![0x20, 0x0A, 0x0D, 0x09].contains($0)
    }
  }
}

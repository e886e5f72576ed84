import Foundation
import Testing

@testable import Compression

/// Everything that a reader of these bytes hands out, `piece` bytes at a time.
private func unzipped(_ bytes: [UInt8], piece: Int = 1 << 16) throws -> [UInt8] {
  var position = 0
  var reader = GzipReader { target, room in
    let count = min(room, bytes.count - position, 4_099)
    for index in 0..<count { target[index] = bytes[position + index] }
    position += count
    return count
  }
  var result: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: piece)
  while true {
    let count = try buffer.withUnsafeMutableBufferPointer {
      try reader.read(into: #require($0.baseAddress), room: piece)
    }
    if count == 0 { return result }
    result += buffer[..<count]
  }
}

/// What the system's gzip makes of these bytes.
private func zipped(_ bytes: [UInt8], _ level: String) throws -> [UInt8] {
  let folder = FileManager.default.temporaryDirectory.appending(
    path: UUID().uuidString, directoryHint: .isDirectory)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let file = folder.appending(path: "data")
  try Data(bytes).write(to: file)
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = ["gzip", level, file.path]
  try process.run()
  process.waitUntilExit()
  return Array(try Data(contentsOf: folder.appending(path: "data.gz")))
}

/// Gzip against the system's own.
@Suite struct GzipReaderTests {
  /// `printf hello | gzip -n`, and an empty file, by GNU gzip 1.12.
  @Test func publishedBytes() throws {
    let hello: [UInt8] = [
      0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 7, 0, 0x86, 0xa6, 0x10,
      0x36,
      5, 0, 0, 0,
    ]
    #expect(try unzipped(hello) == Array("hello".utf8))
    let empty: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    #expect(try unzipped(empty).isEmpty)
    #expect(try unzipped(hello + empty + hello) == Array("hellohello".utf8))
  }

  /// The check value of CRC-32/ISO-HDLC: that of "123456789" is 0xCBF43926.
  @Test func checksum() {
    var checksum = Checksum()
    Array("123456789".utf8).withUnsafeBufferPointer { checksum.add($0) }
    #expect(checksum.value == 0xcbf4_3926)
  }

  @Test(arguments: ["-1", "-6", "-9"])
  func whatGzipCompressedComesBack(_ level: String) throws {
    var random = SystemRandomNumberGenerator()
    let noise = (0..<300_000).map { _ in UInt8.random(in: 0...255, using: &random) }
    let text = (0..<40_000).flatMap {
      Array("\($0),cart,\(Int.random(in: 0...999, using: &random)),512\n".utf8)
    }
    let samples: [[UInt8]] = [
      [], [7], noise, text, [UInt8](repeating: 65, count: 1_000_000), text + noise + text,
    ]
    for sample in samples {
      let compressed = try zipped(sample, level)
      #expect(try unzipped(compressed) == sample)
      #expect(try unzipped(compressed + compressed, piece: 777) == sample + sample)
    }
  }

  @Test func headersWithEveryField() throws {
    // Extra field, name, comment and header checksum.
    let body: [UInt8] = [0xcb, 0x48, 0xcd, 0xc9, 0xc9, 7, 0, 0x86, 0xa6, 0x10, 0x36, 5, 0, 0, 0]
    let header: [UInt8] =
      [0x1f, 0x8b, 8, 0x1e, 1, 2, 3, 4, 0, 3, 2, 0, 9, 9] + Array("a.log\0".utf8)
      + Array("why\0".utf8) + [5, 6]
    #expect(try unzipped(header + body) == Array("hello".utf8))
  }

  @Test func cutAndChangedFilesAreErrors() throws {
    let text = (0..<2_000).flatMap { Array("\($0),cart,\($0 % 97)\n".utf8) }
    let compressed = try zipped(text, "-6")
    for length in stride(from: 0, to: compressed.count, by: 37) {
      #expect(throws: InflateError.cut) { try unzipped(Array(compressed[..<length])) }
    }
    #expect(throws: GzipError.trailingBytes) { try unzipped(compressed + [1, 2, 3]) }
    var wrong = compressed
    wrong[compressed.count - 1] ^= 1
    #expect(throws: GzipError.checksum) { try unzipped(wrong) }
    wrong = compressed
    wrong[2] = 9
    #expect(throws: GzipError.unknownForm) { try unzipped(wrong) }
  }

  /// Any change is found: there is an error, or the bytes are the same (a header's time stamp).
  @Test func noChangeGoesUnnoticed() throws {
    let text = (0..<3_000).flatMap { Array("\($0 &* 7919),cart\n".utf8) }
    let compressed = try zipped(text, "-6")
    var random = SystemRandomNumberGenerator()
    for _ in 0..<1_500 {
      var bytes = compressed
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] ^=
          1 << UInt8.random(in: 0...7, using: &random)
      }
      if let result = try? unzipped(bytes) { #expect(result == text) }
    }
  }

  @Test(arguments: [
    ([UInt8(7)], InflateError.blockType), ([1, 1, 0, 0, 0, 65], .storedLength),
    ([0b0000_0011, 0b0000_0010], .distance), ([0x05, 0xff, 0xff], .codeLengths),
  ])
  func brokenStreams(_ bytes: [UInt8], _ error: InflateError) {
    let header: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]
    #expect(throws: error) {
      try unzipped(header + bytes + [UInt8](repeating: 0xff, count: 32))
    }
  }
}

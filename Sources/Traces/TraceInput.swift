import Compression
import Glibc
import Units

/// Where the text of a trace comes from.
enum TraceSource: Sendable {
  /// A file; `-` is standard input.
  case path(String)
  case bytes([UInt8], name: String)

  /// What messages call it.
  var name: String {
    switch self {
    case .path("-"): return "standard input"
    case .path(let path): return visibleText(path)
    case .bytes(_, let name): return name
    }
  }
}

/// An open source, read front to back by whoever holds it; gzip is decompressed on the way.
struct TraceInput: Sendable {
  let name: String
  private let bytes: OpenBytes

  /// Bytes of the source that were read.
  var count: Int { bytes.count }

  /// Opens the source; a `Failure` with code `noInput` otherwise.
  init(_ source: TraceSource) throws {
    name = source.name
    bytes = try OpenBytes(source)
  }

  func close() { bytes.close() }

  /// Up to `room` bytes, as many as the source has; fewer only at its end.
  func read(into target: UnsafeMutablePointer<UInt8>, room: Int) throws -> Int {
    var filled = 0
    while filled < room {
      let got = try bytes.read(into: target + filled, room: room - filled)
      if got == 0 { break }
      filled += got
    }
    return filled
  }
}

/// The bytes of a source and how far they were read.
///
/// Unchecked because a source is read by one thread at a time.
private final class OpenBytes: @unchecked Sendable {
  private let name: String
  private let descriptor: Int32?
  private let given: [UInt8]
  private let expectedCount: Int
  private(set) var count = 0
  /// The first bytes, which tell whether the source is compressed.
  private var head: [UInt8] = []
  private var gzip: GzipReader?

  init(_ source: TraceSource) throws {
    name = source.name
    switch source {
    case .bytes(let bytes, _):
      given = bytes
      descriptor = nil
      expectedCount = 0
    case .path("-"):
      given = []
      descriptor = STDIN_FILENO
      expectedCount = 0
    case .path(let path):
      let (opened, size) = try openedFile(path)
      given = []
      descriptor = opened
      expectedCount = size
    }
    do {
      try lookAtHead()
    } catch {
      close()
      throw error
    }
  }

  func close() {
    if let descriptor, descriptor != STDIN_FILENO { _ = Glibc.close(descriptor) }
  }

  /// Some bytes; 0 at the end.
  func read(into target: UnsafeMutablePointer<UInt8>, room: Int) throws -> Int {
    guard gzip != nil else { return try readPlain(into: target, room: room) }
    do {
      return try gzip?.read(into: target, room: room) ?? 0
    } catch let error as InflateError {
      throw Failure(
        .data,
        error == .cut
          ? "\(name): the compressed data ends in the middle (was the file cut?)"
          : "\(name): the compressed data is broken (\(error))", hint: "gzip -t tells as well")
    } catch let error as GzipError {
      throw Failure(
        .data, "\(name): the compressed file is broken (\(error))", hint: "gzip -t tells as well")
    }
  }

  private func lookAtHead() throws {
    var bytes = [UInt8](repeating: 0, count: GzipReader.mark.count)
    var filled = 0
    while filled < bytes.count {
      let got = try bytes.withUnsafeMutableBufferPointer { buffer in
        try buffer.baseAddress.map { try readRaw(into: $0 + filled, room: buffer.count - filled) }
          ?? 0
      }
      if got == 0 { break }
      filled += got
    }
    head = Array(bytes.prefix(filled))
    guard head == GzipReader.mark else { return }
    gzip = GzipReader { [unowned self] target, room in
      try self.readPlain(into: target, room: room)
    }
  }

  /// The head that was looked at, then the rest.
  private func readPlain(into target: UnsafeMutablePointer<UInt8>, room: Int) throws -> Int {
    guard !head.isEmpty, room > 0 else { return try readRaw(into: target, room: room) }
    let got = min(room, head.count)
    for index in 0..<got { target[index] = head[index] }
    head.removeFirst(got)
    return got
  }

  private func readRaw(into target: UnsafeMutablePointer<UInt8>, room: Int) throws -> Int {
    let got = try readOnce(into: target, room: room)
    if got == 0 && room > 0 && count < expectedCount {
      throw Failure(.inputOutput, "\(name) was cut while it was read")
    }
    count += got
    return got
  }

  private func readOnce(into target: UnsafeMutablePointer<UInt8>, room: Int) throws -> Int {
    guard let descriptor else {
      let got = min(room, given.count - count)
      given.withUnsafeBufferPointer { source in
        if let base = source.baseAddress { target.update(from: base + count, count: got) }
      }
      return got
    }
    while true {
      let got = Glibc.read(descriptor, target, room)
      if got >= 0 { return got }
      if errno == EAGAIN {
        var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = poll(&wait, 1, -1)
      } else if errno != EINTR {
        let reason = String(cString: strerror(errno))
        let code: ExitCode = errno == EISDIR ? .noInput : .inputOutput
        throw Failure(code, "cannot read \(name): \(reason)")
      }
    }
  }
}

/// A regular file's size is known; that of anything else counts as 0.
private func openedFile(_ path: String) throws -> (descriptor: Int32, size: Int) {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else {
    let code = errno
    throw Failure(
      .noInput, "cannot open \(visibleText(path)): \(String(cString: strerror(code)))",
      hint: code == ENOENT ? similarFile(to: path).map { "did you mean \($0)?" } : nil)
  }
  var status = stat()
  guard fstat(descriptor, &status) == 0 else { return (descriptor, 0) }
  switch status.st_mode & S_IFMT {
  case S_IFDIR:
    close(descriptor)
    throw Failure(.noInput, "cannot read \(visibleText(path)): it is a directory")
  case S_IFREG: return (descriptor, Int(status.st_size))
  default: return (descriptor, 0)
  }
}

/// The path of a file in the same folder whose name is near.
private func similarFile(to path: String) -> String? {
  let cut = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
  let folder = path[..<cut]
  let names = Folder.names(in: folder.isEmpty ? "." : String(folder)) ?? []
  return closest(to: String(path[cut...]), among: names).map { visibleText(folder + $0) }
}

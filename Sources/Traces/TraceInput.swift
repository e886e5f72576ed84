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

/// An open source, read front to back by whoever holds it.
struct TraceInput {
  let name: String
  private let descriptor: Int32?
  private let bytes: [UInt8]
  private let expectedCount: Int
  private(set) var count = 0

  /// Opens the source; a `Failure` with code `noInput` otherwise.
  init(_ source: TraceSource) throws {
    name = source.name
    switch source {
    case .bytes(let given, _):
      bytes = given
      descriptor = nil
      expectedCount = 0
    case .path("-"):
      bytes = []
      descriptor = STDIN_FILENO
      expectedCount = 0
    case .path(let path):
      let (opened, size) = try openedFile(path)
      bytes = []
      descriptor = opened
      expectedCount = size
    }
  }

  func close() {
    if let descriptor, descriptor != STDIN_FILENO { _ = Glibc.close(descriptor) }
  }

  /// Up to `room` bytes, as many as the source has; fewer only at its end.
  mutating func read(into target: UnsafeMutablePointer<UInt8>, room: Int) throws -> Int {
    var filled = 0
    while filled < room {
      let got = try readOnce(into: target + filled, room: room - filled)
      if got == 0 {
        guard count >= expectedCount else {
          throw Failure(.inputOutput, "\(name) was cut while it was read")
        }
        break
      }
      filled += got
      count += got
    }
    return filled
  }

  private func readOnce(into target: UnsafeMutablePointer<UInt8>, room: Int) throws -> Int {
    guard let descriptor else {
      let got = min(room, bytes.count - count)
      bytes.withUnsafeBufferPointer { source in
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

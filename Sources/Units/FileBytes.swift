import Glibc

/// Folders.
public enum Folder {
  /// Names in a folder without hidden ones, in alphabetical order; nil where it cannot be read.
  public static func names(in path: String) -> [String]? {
    guard let handle = opendir(path) else { return nil }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }
}

/// Whole small files: price files, option files.
public enum FileBytes {
  /// Larger files than this are refused: they are no configuration.
  public static let limit = 64 << 20

  /// The bytes of a file; throws `code` with the system's reason where it cannot be read.
  public static func read(_ path: String, code: ExitCode = .noInput) throws -> [UInt8] {
    func failure(_ reason: String) -> Failure {
      Failure(code, "cannot read \(path): \(reason)")
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &block, block.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw failure(String(cString: strerror(errno))) }
      guard count > 0 else { return bytes }
      bytes += block[..<count]
      guard bytes.count <= limit else { throw failure("it is larger than 64 MiB") }
    }
  }
}

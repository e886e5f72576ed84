import Glibc
import Units

/// A file that is written whole or not at all.
///
/// The bytes go to a nameless file in the same folder, which takes the name when all of them are
/// on disk; so neither a full disk nor an interruption leaves a part behind.
struct OutputFile {
  let path: String
  private let descriptor: Int32
  /// The temporary name where the file system has no nameless files.
  private let temporary: String?

  /// Throws `.cannotCreate` with the system's reason.
  init(_ path: String) throws {
    self.path = path
    let folder = Self.folder(of: path)
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      throw Failure(.cannotCreate, "cannot write \(path): it is a folder")
    }
    // Devices and pipes cannot be replaced; they are written as they are.
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      temporary = nil
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
      isSpecial = true
      guard descriptor >= 0 else { throw Self.cannotCreate(path) }
      return
    }
    isSpecial = false
    let nameless = open(folder, Self.namelessFile | O_WRONLY | O_CLOEXEC, 0o666)
    if nameless >= 0 {
      descriptor = nameless
      temporary = nil
      return
    }
    let name = "\(path).\(getpid()).tmp"
    descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    temporary = name
    guard descriptor >= 0 else { throw Self.cannotCreate(path) }
  }

  private let isSpecial: Bool

  /// `O_TMPFILE`, which Glibc's Swift overlay does not export (open(2), Linux 3.11).
  private static let namelessFile: Int32 = 0o20_000_000 | O_DIRECTORY

  func write(_ bytes: [UInt8]) throws {
    do {
      try StandardStreams.write(bytes, to: descriptor, name: path)
    } catch {
      discard()
      throw error
    }
  }

  /// Gives the file its name; throws `.inputOutput`, and leaves nothing, where that fails.
  func commit() throws {
    guard !isSpecial else {
      close(descriptor)
      return
    }
    let name = temporary ?? "\(path).\(getpid()).tmp"
    if temporary == nil {
      let linked = linkat(
        AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, name, Int32(AT_SYMLINK_FOLLOW))
      guard linked == 0 else {
        let reason = String(cString: strerror(errno))
        discard()
        throw Failure(.inputOutput, "cannot write \(path): \(reason)")
      }
    }
    guard close(descriptor) == 0, rename(name, path) == 0 else {
      let reason = String(cString: strerror(errno))
      unlink(name)
      throw Failure(.inputOutput, "cannot write \(path): \(reason)")
    }
  }

  private func discard() {
    close(descriptor)
    if let temporary { unlink(temporary) }
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func cannotCreate(_ path: String) -> Failure {
    Failure(.cannotCreate, "cannot create \(path): \(String(cString: strerror(errno)))")
  }
}

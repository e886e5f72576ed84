import Glibc
import Units

/// A file that is written whole or not at all.
///
/// The bytes go to a nameless file in the same folder, which takes the name when all of them are
/// on disk; so neither a full disk nor an interruption leaves a part behind. A file that is
/// replaced keeps its permissions, and a symbolic link its place. A file that is never committed
/// leaves nothing behind.
final class OutputFile {
  /// As the user wrote it.
  let path: String
  /// Where links lead.
  private let target: String
  private let descriptor: Int32
  private let kind: Kind
  private var isOpen = true

  private enum Kind {
    /// A device or a pipe, which cannot be replaced.
    case special
    case nameless
    /// Where the file system has no nameless files.
    case temporary(String)
  }

  /// Throws `.usage` for an empty name and `.cannotCreate` with the system's reason.
  init(_ path: String) throws {
    guard !path.isEmpty else { throw Failure(.usage, "the name of an output file is empty") }
    self.path = path
    target = Self.resolved(path)
    var status = stat()
    let exists = stat(path, &status) == 0
    if exists, status.st_mode & S_IFMT == S_IFDIR {
      throw Failure(.cannotCreate, "cannot write \(path): it is a folder")
    }
    if exists, status.st_mode & S_IFMT != S_IFREG {
      kind = .special
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
    } else {
      let nameless = open(
        Self.folder(of: target), Self.namelessFile | O_WRONLY | O_CLOEXEC, 0o666)
      if nameless >= 0, access(Self.link(nameless), F_OK) == 0 {
        kind = .nameless
        descriptor = nameless
      } else {
        if nameless >= 0 { close(nameless) }
        let (name, opened) = Self.unused(beside: target) {
          open($0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        }
        kind = .temporary(name)
        descriptor = opened
      }
      if exists, descriptor >= 0 { fchmod(descriptor, status.st_mode & 0o777) }
    }
    guard descriptor >= 0 else {
      throw Failure(.cannotCreate, "cannot create \(path): \(String(cString: strerror(errno)))")
    }
  }

  deinit { discard() }

  /// Calls `make` with names of no file until one of them is not taken by another process; the
  /// result of the last call, which is negative where it failed.
  private static func unused(
    beside target: String, _ make: (String) -> Int32
  ) -> (name: String, result: Int32) {
    for _ in 0..<100 {
      let name = "\(target).\(UInt32.random(in: 0 ... .max)).tmp"
      let result = make(name)
      if result >= 0 || errno != EEXIST { return (name, result) }
    }
    return (target, -1)
  }

  /// What names an open file that has no name, where /proc is mounted.
  private static func link(_ descriptor: Int32) -> String { "/proc/self/fd/\(descriptor)" }

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
    let name: String
    switch kind {
    case .special: return discard()
    case .temporary(let temporary): name = temporary
    case .nameless:
      let (made, linked) = Self.unused(beside: target) {
        linkat(AT_FDCWD, Self.link(descriptor), AT_FDCWD, $0, Int32(AT_SYMLINK_FOLLOW))
      }
      guard linked == 0 else { throw failed() }
      name = made
    }
    guard rename(name, target) == 0 else {
      let failure = failed()
      unlink(name)
      throw failure
    }
    isOpen = false
    close(descriptor)
  }

  /// Leaves nothing behind.
  func discard() {
    guard isOpen, descriptor >= 0 else { return }
    isOpen = false
    close(descriptor)
    if case .temporary(let name) = kind { unlink(name) }
  }

  private func failed() -> Failure {
    let reason = String(cString: strerror(errno))
    discard()
    return Failure(.inputOutput, "cannot write \(path): \(reason)")
  }

  // MARK: Names

  /// Names one file for all of its names: an existing one by its place on disk, a new one by its
  /// folder's.
  static func identity(_ path: String) -> String {
    var status = stat()
    if stat(path, &status) == 0 { return "\(status.st_dev):\(status.st_ino)" }
    guard stat(folder(of: path), &status) == 0 else { return path }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return "\(status.st_dev):\(status.st_ino)/\(name)"
  }

  /// Whether there is anything of this name.
  static func exists(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0
  }

  /// Whether it is a device or a pipe, which may be written to more than once.
  static func isSpecial(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
  }

  private static func resolved(_ path: String) -> String {
    if let real = realpath(path, nil) {
      defer { free(real) }
      return String(cString: real)
    }
    // A link to a file that is yet to be made.
    var target = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let length = readlink(path, &target, Int(PATH_MAX))
    guard length > 0 else { return path }
    let name = String(decoding: target[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return name.hasPrefix("/") ? name : "\(folder(of: path))/\(name)"
  }

  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}

import Glibc
import Units

/// The only folder that a project's files are read from. Paths that lead out of it, by `..` or by
/// a symbolic link, are refused.
public struct ProjectFolder: Sendable {
  /// The largest file that is read.
  public static let largestFile = 64 << 20

  /// As it was given, for messages.
  public let path: String
  private let real: String

  /// Throws `.noInput` where there is no such folder.
  public init(_ path: String) throws {
    self.path = path.isEmpty ? "." : path
    guard let real = Self.realPath(self.path) else {
      throw Failure(.noInput, "cannot read the folder \(visibleText(self.path)): \(reason())")
    }
    self.real = real
  }

  /// The bytes of a file inside the folder; `path` is relative to where the program runs.
  ///
  /// Throws `.noInput` where it cannot be read, `.data` where it is outside, no plain file or larger
  /// than `largestFile`.
  public func read(_ path: String) throws -> [UInt8] {
    guard let target = Self.realPath(path) else {
      throw Failure(.noInput, "cannot read \(visibleText(path)): \(reason())")
    }
    guard isInside(target) else { throw outside(path) }
    var status = stat()
    guard stat(target, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw Failure(.data, "\(visibleText(path)): it is no plain file")
    }
    guard status.st_size <= Self.largestFile else {
      throw Failure(.data, "\(visibleText(path)): it is larger than 64 MiB")
    }
    return try FileBytes.read(path)
  }

  /// Whether there is a plain file inside the folder.
  public func hasFile(_ path: String) -> Bool {
    guard let target = Self.realPath(path), isInside(target) else { return false }
    var status = stat()
    return stat(target, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  private func isInside(_ target: String) -> Bool {
    target == real || target.hasPrefix(real == "/" ? "/" : real + "/")
  }

  private func outside(_ path: String) -> Failure {
    Failure(
      .data, "\(visibleText(path)): it is outside the project's folder \(visibleText(self.path))",
      hint: "--project-directory names a folder that holds all files of the project")
  }

  private static func realPath(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }
}

private func reason() -> String { String(cString: strerror(errno)) }

/// Names of files as text, without asking the file system.
enum FilePath {
  /// The folder of a file: `a/b` of `a/b/c.yaml`, `.` of `c.yaml`.
  static func folder(of file: String) -> String {
    guard let slash = file.lastIndex(of: "/") else { return "." }
    return slash == file.startIndex ? "/" : String(file[..<slash])
  }

  /// `path` seen from `folder`; without `.` and with `..` taken back where that is possible.
  static func join(_ folder: String, _ path: String) -> String {
    let text = path.hasPrefix("/") ? path : folder + "/" + path
    var parts: [Substring] = []
    for part in text.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else {
        parts.append(part)
      }
    }
    let joined = parts.joined(separator: "/")
    return text.hasPrefix("/") ? "/" + joined : joined.isEmpty ? "." : joined
  }
}

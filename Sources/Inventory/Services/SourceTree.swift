import Glibc

/// The code in a folder and the ones below it, as far as it says what a service speaks.
enum SourceTree {
  /// Files of a folder, of which each is read whole or not at all.
  static let mostFiles = 2_000
  static let largestFile = 256 << 10
  static let deepest = 8

  struct Result: Sendable {
    var files: [(name: String, bytes: [UInt8])] = []
    /// Whether there is more than is read.
    var isCutShort = false
  }

  private static let endings = [
    ".go", ".js", ".mjs", ".cjs", ".ts", ".tsx", ".py", ".rb", ".php", ".java", ".kt", ".scala",
    ".cs", ".fs", ".csproj", ".fsproj", ".rs", ".swift", ".ex", ".exs", ".gradle", ".kts",
    "pom.xml", "pyproject.toml", "Pipfile", "build.sbt",
  ]

  private static let passedOver: Set<String> = [
    "node_modules", "vendor", "test", "tests", "__tests__", "spec", "testdata", "target", "bin",
    "obj", "venv", "docs", "examples", "fixtures", "mocks", "e2e", "public", "static", "assets",
  ]

  /// Links are not followed, and hidden folders and those of packages and tests passed over.
  static func read(_ path: String, in folder: ProjectFolder) -> Result {
    var result = Result()
    var waiting = [(path: path, depth: 0)]
    while let (path, depth) = waiting.popLast() {
      for (name, isFolder) in entries(of: path) {
        let full = FilePath.join(path, name)
        if isFolder {
          guard !passedOver.contains(name) else { continue }
          if depth < deepest { waiting.append((full, depth + 1)) } else { result.isCutShort = true }
        } else if endings.contains(where: name.hasSuffix), !isTest(name) {
          guard result.files.count < mostFiles else {
            result.isCutShort = true
            return result
          }
          guard folder.hasFile(full), let bytes = try? folder.read(full),
            bytes.count <= largestFile
          else { continue }
          result.files.append((full, bytes))
        }
      }
    }
    return result
  }

  private static func isTest(_ name: String) -> Bool {
    ["_test.", ".test.", ".spec.", "test_"].contains { name.contains($0) }
      || name.hasPrefix("test")
  }

  /// Files and folders by name; no links.
  private static func entries(of path: String) -> [(name: String, isFolder: Bool)] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var result: [(name: String, isFolder: Bool)] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard !name.hasPrefix(".") else { continue }
      var status = stat()
      guard lstat(path + "/" + name, &status) == 0 else { continue }
      switch status.st_mode & S_IFMT {
      case S_IFDIR: result.append((name, true))
      case S_IFREG: result.append((name, false))
      default: break
      }
    }
    return result.sorted { $0.name < $1.name }
  }

  /// The line from 1 of the first place of a text that is in no comment line; nil where there is none.
  static func line(of pattern: String, in bytes: [UInt8]) -> Int? {
    let wanted = Array(pattern.utf8)
    let lineBreak = [UInt8(ascii: "\n")]
    var (line, begin, start) = (1, 0, 0)
    while let place = first(wanted, in: bytes, from: start) {
      while let end = first(lineBreak, in: bytes, from: begin, to: place) {
        (line, begin) = (line + 1, end + 1)
      }
      guard isComment(bytes[begin..<place]) else { return line }
      guard let end = first(lineBreak, in: bytes, from: place) else { return nil }
      start = end + 1
    }
    return nil
  }

  /// Whether a line is one of remarks, by what stands in front of a place.
  private static func isComment(_ head: ArraySlice<UInt8>) -> Bool {
    let text = head.drop { $0 == 32 || $0 == 9 }
    return ["//", "/*", "#", "*"].contains { text.starts(with: $0.utf8) }
  }

  private static func first(
    _ wanted: [UInt8], in bytes: [UInt8], from start: Int, to end: Int? = nil
  ) -> Int? {
    guard let head = wanted.first else { return nil }
    let count = end ?? bytes.count
    return bytes.withUnsafeBytes { buffer -> Int? in
      guard let base = buffer.baseAddress else { return nil }
      var place = start
      while place + wanted.count <= count {
        guard
          let found = memchr(base + place, Int32(head), count - wanted.count + 1 - place)
        else { return nil }
        place = UnsafeRawPointer(found) - base
        if memcmp(found, wanted, wanted.count) == 0 { return place }
        place += 1
      }
      return nil
    }
  }
}

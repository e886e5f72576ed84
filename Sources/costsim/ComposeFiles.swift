import Glibc
import Units

/// The compose files that a command line names.
enum ComposeFiles {
  /// What Docker looks for in a folder, the first that is there (Docker documentation, "How Compose
  /// works").
  private static let names = [
    "compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml",
  ]
  private static let overrides = [
    "compose.override.yaml", "compose.override.yml", "docker-compose.override.yaml",
    "docker-compose.override.yml",
  ]

  /// The files themselves; of a folder its compose file and what overrides it.
  ///
  /// Throws `.usage` for a folder beside other files, and `.noInput` where it has no compose file.
  static func named(_ operands: [String]) throws -> [String] {
    guard operands.count <= 1 else {
      if let folder = operands.first(where: isFolder) {
        throw Failure(.usage, "\(visibleText(folder)) is a folder, and there are other operands")
      }
      return operands
    }
    let given = operands.first ?? "."
    guard isFolder(given) else { return [given] }
    let prefix = given == "." ? "" : given.hasSuffix("/") ? given : given + "/"
    guard let file = names.first(where: { OutputFile.exists(prefix + $0) }) else {
      throw Failure(
        .noInput, "the folder \(visibleText(given)) has no compose file",
        hint: "it would be named \(names.joined(separator: ", "))")
    }
    let override = overrides.first { OutputFile.exists(prefix + $0) }
    return [prefix + file] + (override.map { [prefix + $0] } ?? [])
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
